from __future__ import annotations

from pathlib import Path

import pytest

from ingest import bundled
from rag.base.errors import FileProblem


def test_in_a_checkout_the_corpus_lies_beside_the_package() -> None:
    assert (bundled.briefs_folder() / "hegang-profile.md").is_file()
    assert list(bundled.questions_folder().glob("*.jsonl"))
    assert list(bundled.conversations_folder().glob("*.jsonl"))


def test_a_wheel_brings_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "_corpus" / "briefs").mkdir(parents=True)
    monkeypatch.setattr(bundled, "_PLACES", (tmp_path / "_corpus", *bundled._PLACES))
    assert bundled.briefs_folder() == tmp_path / "_corpus" / "briefs"
    assert bundled.questions_folder() != tmp_path / "_corpus" / "questions"


def test_an_installation_without_briefs_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundled, "_PLACES", (tmp_path,))
    with pytest.raises(FileProblem, match="install Aftermine again"):
        bundled.briefs_folder()
