"""What asked questions nearest to a request for a summary say: which document is meant, and what of it matters."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.answer.extractive import told
from rag.question.request import SummaryRequest
from rag.reports.summary import summarize as summarize_module
from rag.reports.summary.sections import material
from rag.reports.summary.summarize import ALIKE, SOLE, SPREAD, summarize, voted, whole_document
from rag.search.asked import NO_VOTES, Votes
from tests.rag.reports.summary.conftest import Town


def votes(town: Town, answered: float = 1.0, **shares: float) -> Votes:
    """So much of the votes for each document, for all of its passages alike."""
    found = {}
    for name, share in shares.items():
        passages = town.index.passages_of(name)
        found |= {passage.id: {0: share / len(passages)} for passage in passages}
    return Votes(found, answered, documents=frozenset(shares))


def test_the_document_is_meant_that_most_of_the_votes_are_for(town: Town) -> None:
    assert whole_document(town.index, "museums", (), votes(town, newton=SOLE, coalton=1 - SOLE)) == "newton"
    assert whole_document(town.index, "museums", (), votes(town, newton=SOLE / 2, coalton=1 - SOLE / 2)) is None
    assert whole_document(town.index, "museums", (), Votes()) is None


def test_a_document_is_not_meant_as_a_whole_by_votes_for_one_of_its_sections(town: Town) -> None:
    one = town.index.passages_of("coalton")[-1].id
    assert len({passage.section_id for passage in town.index.passages_of("coalton")}) > 1 / SPREAD
    assert whole_document(town.index, "museums", (), Votes({one: {0: 1.0}}, 1.0)) is None


def test_a_document_is_not_meant_by_its_name_where_others_have_the_votes(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cited(text: str, **shares: float) -> set[str]:
        found = replace(votes(town, **shares), documents=frozenset({"newton", "coalton"}))
        monkeypatch.setattr(town.retriever, "votes", lambda *_: found)
        made = summarize(town.index, town.retriever, SummaryRequest("newton", None, 60, text=text), None, 0.0)
        return {citation.passage.document_id for citation in told(made, "", 0.0).citations}

    monkeypatch.setattr(summarize_module, "LEAST_SPELLED", len(town.index.document("newton").title.split()) + 1)
    assert cited("the old Coalton mines, not those of newton", coalton=1.0) != {"newton"}
    assert cited("the old Coalton mines, not those of newton", coalton=0.5, newton=0.5) == {"newton"}
    assert cited("", coalton=1.0) == {"newton"}
    monkeypatch.setattr(summarize_module, "LEAST_SPELLED", 1)  # its title counts as spelled out
    assert cited("the old Coalton mines, not those of newton", coalton=1.0) == {"newton"}


def test_no_document_is_meant_where_no_question_is_near(town: Town) -> None:
    assert whole_document(town.index, "museums", (), votes(town, ALIKE / 2, newton=1.0)) is None
    assert whole_document(town.index, "museums", (), votes(town, 0.0, newton=0.0)) is None


def test_a_document_tells_first_what_requests_alike_are_answered_with(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    passage = town.index.passages_of("coalton")[-1]
    last = Votes({passage.id: dict.fromkeys(range(len(passage.text)), 1.0)}, documents=frozenset({"coalton"}))
    monkeypatch.setattr(town.retriever, "votes", lambda *_: last)

    def lines(text: str, words: int = 45) -> list[str]:
        request = SummaryRequest("coalton", None, words, text=text)
        made = told(summarize(town.index, town.retriever, request), "", 0.0)
        return [citation.passage.id for citation in made.citations]

    assert passage.id not in lines("")
    assert passage.id in lines("How did the town of Coalton end?")
    assert set(lines("How did the town of Coalton end?", 20)) == {passage.id}


def test_where_nothing_is_drafted_nothing_has_votes() -> None:
    assert voted(material(()), NO_VOTES) == []
