"""Questions behind sentences that don't ask, on whoever asks or on the matter, with the real models."""

from __future__ import annotations

from pathlib import Path
from statistics import fmean

from rag.assistant import Assistant
from rag.base.mechanisms import without
from rag.evaluation.question_set import read

ROWS = [row for row in read(Path(__file__).parents[2] / "corpus/fresh/messages.jsonl") if row.sources]
REFUSED = 0.15  # share of what has an answer: .06 of all 80 when this was written, .40 without the mechanism
CITED = 0.7  # share of the answers that cite a section which has it: .85 of all 80, .52 without


def test_what_stands_before_a_question_costs_no_answer(assistant: Assistant) -> None:
    rows = ROWS[::8]
    answers = [assistant.ask(row.question) for row in rows]
    cited = [
        any(
            source.document == citation.passage.document_id and source.section == citation.passage.section
            for citation in answer.citations
            for source in row.sources
        )
        for row, answer in zip(rows, answers, strict=True)
    ]
    assert len(rows) == 10
    assert fmean(answer.verdict == "not_in_corpus" for answer in answers) <= REFUSED
    assert fmean(cited) >= CITED


def test_the_question_is_read_alone_or_behind_them(assistant: Assistant) -> None:
    alone = "Hello! I have to give a talk on Thursday. Why is Hegang so cheap?"
    behind = "My grandson keeps talking about lying flat. What does it mean?"
    assert assistant.ask(alone).standalone == "Why is Hegang so cheap?"
    assert assistant.ask(behind).verdict == "answered"
    with without(["preamble"]):
        assert assistant.real.ask(alone).standalone == alone
