"""A small library for the tests of refreshing it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ingest.corpus import Library


@pytest.fixture
def library(tmp_path: Path) -> Library:
    made = Library(tmp_path)
    made.write("coal.md", "Hegang mined coal.")
    made.write("tin.md", "Gejiu mined tin.")
    return made
