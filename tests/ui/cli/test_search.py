"""`search` for people."""

from __future__ import annotations

import pytest

from tests.ui.conftest import Aftermine
from tests.ui.samples import SampleAssistant


def test_hits_say_why_they_were_found(aftermine: Aftermine, assistant: SampleAssistant) -> None:
    result = aftermine("search", "mine", "-k", "2")
    assert (result.status, result.err) == (0, "")
    assert result.out == (
        "1. The mine › History, p. 2\n   score 0.912 · dense 1 · keyword 2\n"
        "   The mine opened in 1917. It closed in 2003.\n"
        "2. The mine › People, p. 3\n   score 0.500 · dense 2 · keyword -\n   It employed 900 people.\n"
    )
    assert assistant.index.closed


def test_nothing_found_is_said(
    aftermine: Aftermine, assistant: SampleAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assistant, "search", lambda *_: [])
    result = aftermine("search", "mine")
    assert (result.status, result.out) == (0, "")
    assert "nothing found" in result.err
