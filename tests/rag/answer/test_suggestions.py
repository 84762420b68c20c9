"""Suggestions come from the asked questions of what was found or cited, and of other papers from their headings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from rag.answer import suggestions, wording
from rag.answer.suggestions import MOST, Suggester
from rag.base.types import Answer, Citation, Passage, Sentence
from rag.models.reader import Reading
from rag.question.analysis import analyse
from rag.search.reranker import Look
from rag.search.retriever import Candidate
from rag.store.index import Index
from tests.rag.small import EMBEDDER, RECIPE, document, passages

TEXTS = {
    "coal": (
        "Hegang mined coal for a century.",
        "The last big mine of Hegang closed in 2012. Its miners moved to Coalton.",
        "Flats in Hegang became cheap.",
    ),
    "own": ("Gejiu is a city of tin. Gejiu lies in the south.", "The mines of Gejiu are old."),
}
ASKED: Mapping[str, Sequence[tuple[str, int | None, str]]] = {
    "coal": [
        ("When did the last big mine of Hegang close?", 1, "The last"),
        ("When did the last big mine in Hegang close?", 1, "The last"),
        ("Where did the miners of the last mine of Hegang go?", 1, "Its miners"),
        ("where did miners of Hegang go?", 1, "Its miners"),
        ("What did homes in Hegang cost?", 2, "Flats"),
        ("Who owned the last big mine of Hegang?", None, ""),
    ]
}
TEXTS_ASKED = {name: [text for text, *_ in own] for name, own in ASKED.items()}


class Literal:
    """Sure of what is asked about tin, as sure of the contrary otherwise; remembers what it was shown."""

    weight, sure = 0.06, 0.0

    def __init__(self) -> None:
        self.shown: list[str] = []

    def each(self, pairs: Sequence[tuple[str, Passage]]) -> list[Look]:
        self.shown += [question for question, _ in pairs]
        return [Look(9.0 if "tin" in passage.text else -9.0, Reading(0.5, 0, 1, 0.5)) for _, passage in pairs]


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with Index(tmp_path / "i", RECIPE, create=True) as made:
        for name, texts in TEXTS.items():
            cut = passages(document(name, texts))
            own = ASKED.get(name, ())
            places = [(row, n, texts[n].index(begin)) for row, (_, n, begin) in enumerate(own) if n is not None]
            arrays = {
                "asked": EMBEDDER.passages([text for text, *_ in own]).astype(np.float16),
                "asked_places": np.array(places, dtype=np.int32).reshape(-1, 3),
            }
            made.put(document(name, texts), cut, texts, EMBEDDER.passages(texts), arrays if own else {})
        made.commit()
        yield made


def near(index: Index, question: str, name: str, asked: Mapping[str, Sequence[str]]) -> tuple[tuple[str, ...], Literal]:
    look = Literal()
    candidates = [Candidate(each, 0.5, 0.5, 0.0, None, None) for each in index.passages_of(name)]
    return Suggester(index, EMBEDDER, look, asked).near(analyse(question), candidates, 0.5), look


def test_near_a_refusal_the_likest_asked_question_comes_first_and_none_is_read(index: Index) -> None:
    found, look = near(index, "When did the last big hospital of Hegang close?", "coal", TEXTS_ASKED)
    assert found[0] == "When did the last big mine of Hegang close?"
    assert look.shown == []


def test_none_is_offered_beside_one_that_asks_the_same_or_ill_put_or_without_an_answer(index: Index) -> None:
    found, _ = near(index, "When did the last big hospital of Hegang close?", "coal", TEXTS_ASKED)
    assert len(found) <= MOST
    assert "When did the last big mine in Hegang close?" not in found
    assert "where did miners of Hegang go?" not in found
    assert "Who owned the last big mine of Hegang?" not in found


def test_nothing_is_offered_that_is_not_near(index: Index) -> None:
    assert near(index, "Which moon circles Mars?", "coal", TEXTS_ASKED)[0] == ()


def test_texts_of_other_questions_than_the_index_was_made_with_are_not_offered(index: Index) -> None:
    other = {"coal": TEXTS_ASKED["coal"][1:]}
    assert near(index, "When did the last big mine close?", "coal", other)[0] == ()


def test_a_paper_without_asked_questions_is_asked_about_by_names_if_its_passage_answers(index: Index) -> None:
    found, look = near(index, f"{wording.SUGGEST_NAME.format(name='Gejiu')[:-1]} and its mayor?", "own", TEXTS_ASKED)
    assert look.shown == [*found]
    assert found == (wording.SUGGEST_NAME.format(name="Gejiu"),)


def answer(index: Index, question: str, *quotes: tuple[int, str]) -> Answer:
    """An answer that quotes passages of the document on coal."""
    cited = [
        Citation(number, passage, passage.span[0], passage.span[0] + len(quote), quote)
        for number, (place, quote) in enumerate(quotes, 1)
        for passage in [index.passages_of("coal")[place]]
    ]
    told = tuple(Sentence(each.quote, (each.number,)) for each in cited)
    return Answer(question, question, told, tuple(cited), (), "answered")


CLOSED, MOVED, CHEAP = (
    (1, "The last big mine of Hegang closed in 2012."),
    (1, "Its miners moved to Coalton."),
    (2, "Flats in Hegang became cheap."),
)


def led_on(
    index: Index, told: Mapping[str, Answer], monkeypatch: pytest.MonkeyPatch, scope: frozenset[str] | None = None
) -> list[str]:
    """What follows the answer that tells of the end of the last mine, where other questions are answered as `told`."""
    monkeypatch.setattr(suggestions, "LEADING", 0.3)  # the embedder counts words
    monkeypatch.setattr(suggestions, "SAME", 0.99)
    monkeypatch.setattr(suggestions, "LEAST", 0.3)
    first = answer(index, "When did the last mine close?", CLOSED)
    found = Suggester(index, EMBEDDER, None, TEXTS_ASKED)
    return [*found.follow_ups(first, lambda question: told.get(question, first), scope)]


def test_what_leads_on_tells_something_new_of_what_is_cited(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    where, cost = "Where did the miners of the last mine of Hegang go?", "What did homes in Hegang cost?"
    told = {where: answer(index, where, MOVED), cost: answer(index, cost, CHEAP)}
    assert led_on(index, told, monkeypatch) == [where, cost]
    again = {where: answer(index, where, CLOSED, MOVED), cost: answer(index, cost, CLOSED)}
    assert led_on(index, again, monkeypatch) == ["", ""]


def test_what_is_answered_with_a_warning_or_by_another_sentence_does_not_lead_on(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    where, cost = "Where did the miners of the last mine of Hegang go?", "What did homes in Hegang cost?"
    warned = replace(answer(index, where, MOVED), warnings=("not all",))
    assert led_on(index, {where: warned, cost: answer(index, cost, MOVED)}, monkeypatch) == ["", ""]


def test_what_several_documents_answer_is_tried_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, tried = "Where did the miners of the last mine of Hegang go?", list[str]()
    with Index(tmp_path / "i", RECIPE, create=True) as made:
        for name in ("coal", "town"):
            cut = passages(document(name, TEXTS["coal"]))
            arrays = {
                "asked": EMBEDDER.passages([asked]).astype(np.float16),
                "asked_places": np.array([(0, 1, TEXTS["coal"][1].index("Its miners"))], dtype=np.int32),
            }
            made.put(document(name, TEXTS["coal"]), cut, TEXTS["coal"], EMBEDDER.passages(TEXTS["coal"]), arrays)
        made.commit()
        for name, value in (("LEADING", 0.0), ("SAME", 1.1), ("LEAST", 0.0)):
            monkeypatch.setattr(suggestions, name, value)
        first = answer(made, "When did the last mine close?", CLOSED)
        found = Suggester(made, EMBEDDER, None, {"coal": [asked], "town": [asked]})
        assert [*found.follow_ups(first, lambda question: tried.append(question) or first, None)] == [""]
        assert tried == [asked]


def test_nothing_leads_on_out_of_the_scope(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    assert led_on(index, {}, monkeypatch, frozenset({"own"})) == []
