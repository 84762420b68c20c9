"""The program knows its version, whatever becomes of the path that packages are looked up on."""

from __future__ import annotations

import sys
from importlib.metadata import version

import pytest

from rag.base import VERSION
from rag.base.settings import Settings
from rag.reports.notebook.provenance import origin


def test_it_is_the_installed_one() -> None:
    assert version("aftermine") == VERSION


def test_an_answer_has_it_while_the_path_is_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [])
    assert origin("c" * 64, Settings()).version == VERSION
