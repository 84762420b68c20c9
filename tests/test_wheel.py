"""The wheel holds what an installation needs, and nothing else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

pytestmark = pytest.mark.system

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The files in a wheel that is built without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    code = f"import hatchling.build; print(hatchling.build.build_wheel({str(folder)!r}))"
    built = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(ZipFile(folder / built.stdout.split()[-1]).namelist())


def test_briefs_questions_and_conversations_travel(names: set[str]) -> None:
    for folder, files in (("briefs", 32), ("questions", 32), ("conversations", 4)):
        here = {f"ingest/_corpus/{folder}/{path.name}" for path in (ROOT / "corpus" / folder).iterdir()}
        assert len(here) == files
        assert here <= names


def test_everything_that_the_packages_read_travels(names: set[str]) -> None:
    here = {
        str(path.relative_to(ROOT))
        for package in ("ingest", "rag", "ui")
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert here - names == set()
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"ingest", "rag", "ui"}


def test_licences_travel(names: set[str]) -> None:
    inside = {name.split(".dist-info/")[1] for name in names if ".dist-info/" in name}
    assert {"licenses/LICENSE", "licenses/corpus/LICENSE", "entry_points.txt"} <= inside
