"""`summarize` for people and for programs."""

from __future__ import annotations

import pytest

from rag.question.request import PAGE, SummaryRequest
from tests.ui.conftest import Aftermine
from tests.ui.samples import SampleAssistant


def test_a_summary_for_people_stands_section_by_section(aftermine: Aftermine, assistant: SampleAssistant) -> None:
    result = aftermine("summarize", "--document", "mine", "--words", "100")
    assert (result.status, result.err) == (0, "")
    head = (
        "History\n  The mine opened in 1917. [1]\nPeople\n  It employed 900 people. [2]\n\nDraws on 2 of 2 sections\n"
    )
    assert result.out.startswith(head)
    assert "[1] The mine › History, p. 2\n    “The mine opened in 1917.”\n" in result.out
    assert assistant.summarized == [SummaryRequest("mine", None, 100)]
    assert assistant.index.closed


def test_json_has_the_coverage(aftermine: Aftermine, assistant: SampleAssistant) -> None:
    result = aftermine("summarize", "--topic", "mines", "--json")
    assert (result.status, result.err) == (0, "")
    assert result.json["coverage"] == {"sections_used": 2, "sections_total": 2}
    assert assistant.summarized == [SummaryRequest(None, "mines", 200)]


@pytest.mark.parametrize("words", ["page", "one page", "One Page"])
def test_a_page_is_a_length(aftermine: Aftermine, assistant: SampleAssistant, words: str) -> None:
    assert aftermine("summarize", "--topic", "mines", "--words", words, "--json").status == 0
    assert assistant.summarized[0].words == PAGE


def test_a_topic_that_is_not_there_has_its_own_status(aftermine: Aftermine, assistant: SampleAssistant) -> None:
    result = aftermine("summarize", "--topic", "who won")
    assert result.status == 3
    assert "Looked at, not used:\n" in result.out
    assert "Draws on" not in result.out


def test_an_unknown_document_has_its_own_status(aftermine: Aftermine, assistant: SampleAssistant) -> None:
    result = aftermine("summarize", "--document", "mime")
    assert (result.status, result.out) == (4, "")
    assert "did you mean 'mine'" in result.err


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ((), "one of the two"),
        (("--document", "mine", "--topic", "mines"), "one of the two"),
        (("--document", "mine", "--words", "0"), "20 to 2000"),
        (("--document", "mine", "--words", "-5"), "20 to 2000"),
        (("--document", "mine", "--words", "100000"), "100000"),
        (("--document", "mine", "--words", "many"), "'many'"),
        (("--document", "mine", "--words", ""), "''"),
        (("--topic", "  "), "no words"),
    ],
)
def test_wrong_use_is_one_line(
    aftermine: Aftermine, assistant: SampleAssistant, line: tuple[str, ...], said: str
) -> None:
    result = aftermine("summarize", *line)
    assert (result.status, result.out, assistant.summarized) == (2, "", [])
    assert result.err.count("\n") == 1
    assert said in result.err
