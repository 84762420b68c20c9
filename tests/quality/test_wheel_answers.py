"""A wheel's content alone, without the checkout, ingests the briefs and answers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

ROOT = Path(__file__).parents[2]
PROGRAM = "import sys; from ui.cli import main; main()"


def test_unpacked_wheel_answers(tmp_path: Path) -> None:
    build = f"import hatchling.build; print(hatchling.build.build_wheel({str(tmp_path)!r}))"
    built = subprocess.run([sys.executable, "-c", build], cwd=ROOT, capture_output=True, text=True, check=True)
    installed = tmp_path / "installed"
    ZipFile(tmp_path / built.stdout.split()[-1]).extractall(installed)

    def aftermine(*arguments: str) -> str:
        command = [sys.executable, "-c", PROGRAM, *arguments]
        environment = os.environ | {"PYTHONPATH": str(installed)}
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=300
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    where = subprocess.run(
        [sys.executable, "-c", "import ingest.bundled as b; print(b.briefs_folder())"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert where.stdout.strip() == str(installed / "ingest" / "_corpus" / "briefs")
    aftermine("ingest")
    answer = json.loads(aftermine("ask", "--json", "How many cities are on the list of resource-exhausted cities?"))
    assert answer["verdict"] == "answered"
    assert answer["citations"]
