"""The bundled questions: their shape, their golds, and that each gold stands where the question says."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from tests.corpus.rules import read
from tests.corpus.words import PLACEHOLDER, holds, plain, without_marks

CORPUS = Path(__file__).parents[2] / "corpus"
SECTIONS = {path.stem: read(path).sections for path in (CORPUS / "briefs").glob("*.md")}
FILES = sorted((CORPUS / "questions").iterdir())
OF = {path.stem: [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] for path in FILES}
QUESTIONS = [question for questions in OF.values() for question in questions]
KINDS = {"number": 70, "explain": 59, "fact": 46, "unanswerable": 35, "compare": 33, "summary": 23, "list": 15}
FIELDS = ["id", "question", "kind", "answer", "must_include", "sources"]
EMPTY_WORDS = {"no", "not", "yes", "the", "of", "in", "only", "some"}

each_file = pytest.mark.parametrize("brief", OF)


def test_every_brief_has_its_file() -> None:
    assert {path.name for path in FILES} == {f"{name}.jsonl" for name in SECTIONS}


def test_set_is_the_one_that_was_measured() -> None:
    assert Counter(question["kind"] for question in QUESTIONS) == KINDS


def test_ids_and_questions_occur_once() -> None:
    assert len({question["id"] for question in QUESTIONS}) == len(QUESTIONS)
    assert len({plain(question["question"]).strip(" ?.!") for question in QUESTIONS}) == len(QUESTIONS)


@each_file
def test_shape(brief: str) -> None:
    for question in OF[brief]:
        assert list(question) == FIELDS
        assert re.fullmatch(rf"{brief}-\d\d", question["id"])
        assert min(len(question["question"]), len(question["answer"])) >= 10, question["id"]
        assert not PLACEHOLDER.search(question["answer"]), question["id"]


@each_file
def test_sources_exist(brief: str) -> None:
    for question in OF[brief]:
        places = [(source["doc"], source["section"]) for source in question["sources"]]
        answerable = question["kind"] != "unanswerable"
        assert bool(places) == bool(question["must_include"]) == answerable, question["id"]
        assert len(set(places)) == len(places), question["id"]
        assert [place for place in places if place[1] not in SECTIONS[place[0]]] == [], question["id"]
        assert not answerable or brief in {document for document, _ in places}, question["id"]


@each_file
def test_golds_stand_in_answer_and_sections(brief: str) -> None:
    for question in OF[brief]:
        named = [(source["section"], SECTIONS[source["doc"]][source["section"]]) for source in question["sources"]]
        text = without_marks("\n".join(part for pair in named for part in pair))
        for spellings in question["must_include"]:
            folded = {plain(spelling) for spelling in spellings}
            assert len(folded) == len(spellings) > 0, question["id"]
            assert not EMPTY_WORDS & folded, question["id"]
            assert any(holds(question["answer"], spelling) for spelling in spellings), (question["id"], spellings)
            assert any(holds(text, spelling) for spelling in spellings), (question["id"], spellings)


@pytest.mark.parametrize(
    ("text", "spelling", "expected"),
    [
        ("it fell to 891,271 people", "891,271", True),
        ("it fell to 1,891,271 people", "891,271", False),
        ("82% of output", "82", True),
        ("in 1982", "82", False),
        ("82.5 tonnes", "82", False),
        ("A well‐known “tin” city", '"tin"', True),
        ("distinct", "tin", False),
        ("Yichun's forests", "yichun", True),
    ],
)
def test_holding_a_fact(text: str, spelling: str, expected: bool) -> None:
    assert holds(text, spelling) is expected
