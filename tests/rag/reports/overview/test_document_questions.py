"""Questions that a document answers: only those that are answered, and from this document."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from rag.assistant import Assistant
from rag.base.settings import load_settings
from rag.reports.overview.document_sections import TRIED, askable
from rag.store.index import Index
from tests.rag.small import COAL, EMBEDDER, RECIPE, TIN, build

CLOSED = "When did the last big mine close?"


def opened(index: Index, threshold: float) -> Assistant:
    settings = load_settings({"retrieval.rerank": "none", "answering.threshold": threshold})
    return Assistant(index, EMBEDDER, settings)


def test_only_what_is_answered_from_the_document_is_offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    offered = [CLOSED, "Is Gejiu a city of tin?", "Which flats became cheap?", CLOSED]
    build(tmp_path / "index", coal=COAL, tin=TIN)
    with Index(tmp_path / "index", RECIPE) as index:
        willing, unwilling = opened(index, 0.2), opened(index, 1.0)
        for name in ("coal", "tin"):
            answers = {each: willing.ask(each, (), frozenset({name})) for each in offered}
            expected = [question for question, answer in answers.items() if answer.citations]
            assert 0 < len(expected) < len(answers)
            found = askable(willing.answers_from, index.document(name), offered, 4)
            assert list(found[: len(expected)]) == expected
            assert all(each.startswith("What does “") for each in found[len(expected) :])
            assert askable(willing.answers_from, index.document(name), offered, 1) == tuple(expected[:1])
        assert CLOSED in askable(willing.answers_from, index.document("coal"), offered, 4)
        tried: list[str] = []
        examine = unwilling.examine
        monkeypatch.setattr(unwilling, "examine", lambda text, scope: tried.append(text) or examine(text, scope))
        many = [f"Tin {number}?" for number in range(9)]
        assert askable(unwilling.answers_from, index.document("tin"), many, 1) == ()
        assert len(tried) == TRIED


def test_sections_are_asked_for_and_a_heading_that_asks_stays_as_it_is(tmp_path: Path) -> None:
    build(tmp_path / "index", coal=COAL)
    with Index(tmp_path / "index", RECIPE) as index:
        blocks = index.document("coal").blocks
        titled = replace(index.document("coal"), blocks=(replace(blocks[0], headings=("Coal", "Mines.")),))
        asks = replace(titled, blocks=(replace(blocks[0], headings=("Coal", "Who mined coal?")),))
        hegang = "What does “Coal” say about Hegang?"  # the one name, which is asked for behind the headings
        assert askable(opened(index, 0.0).answers_from, titled, (), 3) == ("What does “Coal” say about Mines?", hegang)
        assert askable(opened(index, 0.0).answers_from, asks, (), 3) == ("Who mined coal?", hegang)
        assert askable(opened(index, 0.0).answers_from, index.document("coal"), (), 3) == (hegang,)
