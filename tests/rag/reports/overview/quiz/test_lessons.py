"""Documents that come with lessons are asked for these: the right words, and wrong ones of their sort."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import pytest

from ingest.bundled import AskedEncoder
from rag.reports.overview.quiz import quiz
from rag.reports.overview.quiz.items import MOST, Item, Kind, to_csv, to_gift
from rag.search.asked import Lesson
from rag.store.index import Index
from tests.rag.small import EMBEDDER, RECIPE, document, passages
from ui.wording.learn import KINDS

TOWNS = ("Coalton", "Tinford", "Leadham", "Zincford")
TOLD: Mapping[str, Sequence[tuple[str, Kind, str, str, str]]] = {
    "coal": (
        ("Shafts of Coalton flooded in 1951.", "year", "In which year did shafts flood?", "1951", "Shafts flooded"),
        ("Coalton chose a mayor in 1960.", "year", "When was the mayor chosen?", "1960", "Coalton chose a mayor"),
        ("A smelter came to Coalton in 1971.", "year", "When did smelting begin?", "1971", "A smelter came"),
        ("Coalton sold the harbour in 1983.", "year", "When was the harbour sold?", "1983", "Coalton sold the harbour"),
        ("Coalton shrank because trains bypassed it.", "cause", "Why did Coalton shrink?", "trains bypassed it", ""),
        ("The northern city of Coalton lives on fish.", "place", "Which city lives on fish?", "Coalton", ""),
        ("Coalton spent 41,300 dollars on its pier.", "figure", "How much did the pier cost?", "41,300 dollars", ""),
        ("Nothing is asked of this and of 52,800 dollars.", "figure", "How much is asked of it?", "9 dollars", ""),
    ),
    "tin": (
        ("Tinford paid 52,700 dollars for a choir.", "figure", "What did Tinford pay?", "52,700 dollars", ""),
        ("Tinford grew because ore was found.", "cause", "Why did Tinford grow?", "ore was found", ""),
        ("Dancers of Tinford won a prize.", "place", "From which city are the dancers?", "Tinford", ""),
        ("Norland has Tinford in it.", "place", "In which country is Tinford?", "Norland", ""),
    ),
    "lead": (
        ("Lead cost 68,900 dollars a crate.", "figure", "How much did a crate cost?", "68,900 dollars", ""),
        ("Leadham burned because lamps fell.", "cause", "Why did Leadham burn?", "lamps fell", ""),
        ("Its barn was lost because lamps fell.", "cause", "Why was a barn lost?", "lamps fell", ""),
        ("Chess is played at Leadham.", "place", "In which city is chess played?", "Leadham", ""),
    ),
    "zinc": (
        ("Zinc brought 99,100 dollars in fines.", "figure", "How much was fined?", "99,100 dollars", ""),
        ("Zincford starved because rivers froze.", "cause", "Why did Zincford starve?", "rivers froze", ""),
        ("Pianos are made at Zincford.", "place", "Which city makes pianos?", "Zincford", ""),
    ),
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with Index(tmp_path_factory.mktemp("lessons"), RECIPE, create=True) as made:
        for name, told in TOLD.items():
            texts = [sentence for sentence, *_ in told]
            lines = [
                Lesson.model_validate(
                    {"learn": asked, "answers": (text,), "right": right, "kind": kind, "event": event}
                )
                for text, kind, asked, right, event in told
            ]
            cut = passages(document(name, texts))
            arrays = AskedEncoder(EMBEDDER).arrays(lines, cut)
            made.put(replace(document(name, texts), places=TOWNS), cut, texts, EMBEDDER.passages(texts), arrays)
        made.commit()
        yield made


def asked_for(index: Index) -> dict[str, Item]:
    """Every question of several quizzes, since figures are a third of one at most."""
    return {item.question: item for seed in range(20) for item in quiz(index, MOST, seed)}


def test_a_lesson_is_asked_as_it_is_put_and_told_by_its_sentence(index: Index) -> None:
    item = asked_for(index)["Why did Coalton shrink?"]
    assert (item.answer, item.parts, item.context) == ("Trains bypassed it", (), "")
    assert item.citation.quote == "Coalton shrank because trains bypassed it."
    assert sorted(item.choices) == ["Lamps fell", "Ore was found", "Rivers froze", "Trains bypassed it"]


def test_wrong_choices_are_of_the_sort_that_is_asked_for(index: Index) -> None:
    found = asked_for(index)
    assert {*found["Which city lives on fish?"].choices} == {*TOWNS}
    assert {*found["How much did the pier cost?"].choices} > {"41,300 dollars", "68,900 dollars"}
    assert not any("Norland" in item.choices for item in found.values())


def test_what_the_sentence_does_not_hold_is_not_asked(index: Index) -> None:
    found = asked_for(index)
    assert "How much is asked of it?" not in found
    assert "In which country is Tinford?" not in found


def test_events_of_a_document_are_put_in_order_by_their_years(index: Index) -> None:
    (item,) = [item for question, item in asked_for(index).items() if not question]
    assert {*item.choices} == {"Shafts flooded", "Coalton chose a mayor", "A smelter came", "Coalton sold the harbour"}
    assert item.answer == {"first": "Shafts flooded", "last": "Coalton sold the harbour"}[item.kind]
    assert item.told[0].text in ("1951: Shafts flooded", "1983: Coalton sold the harbour")


def test_nothing_else_is_asked_of_such_a_document(index: Index) -> None:
    asked = {lesson for told in TOLD.values() for _, _, lesson, *_ in told}
    assert {*asked_for(index)} <= {*asked, ""}


def test_files_hold_the_question(index: Index) -> None:
    item = asked_for(index)["Why did Coalton shrink?"]
    assert "Why did Coalton shrink?" in to_csv([item], KINDS)
    assert "Why did Coalton shrink?" in to_gift([item], KINDS)
