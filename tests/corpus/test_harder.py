"""The harder questions: their shape, and that what they ask for stands, or does not stand, where they say."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from rag.evaluation.question_set import Question, half
from tests.corpus.rules import read
from tests.corpus.test_questions import EMPTY_WORDS, QUESTIONS
from tests.corpus.words import PLACEHOLDER, holds, plain, without_marks

CORPUS = Path(__file__).parents[2] / "corpus"
SECTIONS = {path.stem: read(path).sections for path in (CORPUS / "briefs").glob("*.md")}
FILES = {path.stem: path for path in sorted((CORPUS / "harder").glob("*.jsonl"))}
OF = {name: [json.loads(line) for line in path.read_text("utf-8").splitlines()] for name, path in FILES.items()}
HARDER = [question for questions in OF.values() for question in questions]
OWN = [
    json.loads(line)
    for name in ("questions", "questions-report")
    for line in (CORPUS.parent / "training" / f"{name}.jsonl").read_text("utf-8").splitlines()
]
UNANSWERABLE = {"attribute", "entity", "year", "premise", "off-topic"}
SECOND = ("Weifang", "Tagil", "Marseille", "Flint", "Durham", "Shengli")
FIELDS = ["id", "question", "kind", "answer", "must_include", "sources"]

each_file = pytest.mark.parametrize("name", OF)


def test_nothing_is_asked_twice() -> None:
    asked = [plain(question["question"]).strip(" ?.!") for question in [*HARDER, *QUESTIONS, *OWN]]
    assert len(set(asked)) == len(asked)


def test_those_of_the_training_stand_in_the_sections_they_name() -> None:
    for question in OWN:
        text = without_marks(
            "\n".join(SECTIONS[source["doc"]][source["section"]] for source in question.get("sources", ()))
        )
        for spellings in question.get("must_include", ()):
            assert any(holds(text, spelling) for spelling in spellings), (question["id"], spellings)


def test_there_are_enough_of_both_with_those_of_the_training() -> None:
    both = [question["kind"] == "unanswerable" for question in [*HARDER, *OWN]]
    assert (both.count(True) >= 150, both.count(False) >= 100) == (True, True)


@each_file
def test_all_are_for_reporting(name: str) -> None:
    asked = [Question("q", "?", group=each.get("group"), split=each.get("split")) for each in OF[name]]
    assert all(question.group or question.split for question in asked)
    assert {half(question) for question in asked} == {"report"}
    assert {question["group"] for question in OF[name] if "group" in question} <= set(SECTIONS)


@each_file
def test_shape(name: str) -> None:
    for number, question in enumerate(OF[name], 1):
        assert list(question)[: len(FIELDS)] == FIELDS
        assert list(question)[len(FIELDS) :] in (["group"], ["split"], ["group", "split"]), question["id"]
        assert question["id"] == f"harder-{name}-{number:02d}"
        assert min(len(question["question"]), len(question["answer"])) >= 9, question["id"]
        assert not PLACEHOLDER.search(question["answer"]), question["id"]
        answerable = name.rstrip("-23") not in UNANSWERABLE
        assert (question["kind"] != "unanswerable") == answerable
        assert bool(question["sources"]) == bool(question["must_include"]) == answerable


@each_file
def test_golds_stand_in_answer_and_sections(name: str) -> None:
    for question in OF[name]:
        named = [(source["section"], SECTIONS[source["doc"]][source["section"]]) for source in question["sources"]]
        text = without_marks("\n".join(part for pair in named for part in pair))
        assert {source["doc"] for source in question["sources"]} <= {question.get("group")}
        for spellings in question["must_include"]:
            assert not EMPTY_WORDS & {plain(spelling) for spelling in spellings}, question["id"]
            assert any(holds(question["answer"], spelling) for spelling in spellings), (question["id"], spellings)
            assert any(holds(text, spelling) for spelling in spellings), (question["id"], spellings)


def test_the_second_set_asks_about_most_briefs() -> None:
    second = [question for name, questions in OF.items() if name.endswith("-2") for question in questions]
    assert len(second) == 100
    asked = {question["group"] for question in second if "group" in question}
    assert asked <= set(SECTIONS)
    assert len(asked) == 32


def test_a_place_that_the_corpus_does_not_have_is_not_in_it() -> None:
    text = plain("\n".join(part for sections in SECTIONS.values() for part in sections.values()))
    for place in ("Pingshuo", "Takashima", "Muroran", "Lippe", "Magnitogorsk", "Kaiyuan", "YOLO", *SECOND):
        assert not re.search(rf"\b{plain(place)}\b", text), place
