"""The bundled corpus, indexed once a run with the real models: from a wheel's content alone, without connections."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from rag.base.settings import Settings, load_settings
from rag.base.types import Answer, Turn
from tests.offline.guarded import Guard
from ui import compose

if TYPE_CHECKING:
    from rag.assistant import Assistant

ROOT = Path(__file__).parents[2]
PROGRAM = "import sys; from ui.cli import main; main()"


class Once:
    """The assistant, asked each question once a run: to the same one after the same turns it has said the same before.

    `real` is the assistant itself, which answers anew.
    """

    def __init__(self, real: Assistant) -> None:
        self.real = real
        self._answers: dict[object, Answer] = {}

    def ask(self, question: str, turns: Sequence[Turn] = ()) -> Answer:
        # An answer that stands here stays, so that its id is never another's.
        key = question, tuple((turn.question, id(turn.answer)) for turn in turns)
        if key not in self._answers:
            self._answers[key] = self.real.ask(question, turns)
        return self._answers[key]

    def __getattr__(self, name: str) -> object:
        return getattr(self.real, name)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever lies in this folder needs the real models."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("quality")


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is in a wheel, unpacked, without the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    build = f"import hatchling.build; print(hatchling.build.build_wheel({str(folder)!r}))"
    built = subprocess.run([sys.executable, "-c", build], cwd=ROOT, capture_output=True, text=True, check=True)
    ZipFile(folder / built.stdout.split()[-1]).extractall(folder / "installed")
    return folder / "installed"


@pytest.fixture(scope="session")
def ingested(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the index that a new installation makes; to be copied, since only one process may open an index."""
    folder = tmp_path_factory.mktemp("ingested")
    guard = Guard(folder, installed)
    places = ("--library", str(folder / "library"), "--index", str(folder / "index"))
    done = guard.run("-c", PROGRAM, *places, "ingest")
    assert done.returncode == 0, done.stderr
    assert guard.tried == []
    return folder


@pytest.fixture(scope="session")
def settings(ingested: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """All defaults, in folders of this run."""
    folder = tmp_path_factory.mktemp("quality")
    shutil.copytree(ingested, folder, dirs_exist_ok=True)
    return load_settings({"library": str(folder / "library"), "index": str(folder / "index")})


@pytest.fixture(scope="session")
def assistant(settings: Settings) -> Iterator[Once]:
    """The assistant over the bundled corpus, of which nothing is new to it."""
    report = compose.refresh(settings, lambda *_: None, "tests")
    assert (report.added, report.updated, report.failed) == ((), (), ())
    made = compose.open_assistant(settings, "tests")
    with made.index:
        yield Once(made)
