"""A small library for the tests of refreshing it, on a machine without tesseract."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest import ocr
from tests.ingest.corpus import Library


@pytest.fixture(autouse=True)
def no_tesseract(monkeypatch: pytest.MonkeyPatch) -> None:
    """Scans are read alike on all machines: by nothing, unless a test says otherwise."""
    monkeypatch.setattr(ocr, "PROGRAM", "no-such-program")


@pytest.fixture
def library(tmp_path: Path) -> Library:
    made = Library(tmp_path)
    made.write("coal.md", "Hegang mined coal.")
    made.write("tin.md", "Gejiu mined tin.")
    return made
