"""The bundled conversations: their shape, where their golds stand, and how well their follow-ups are read."""

from __future__ import annotations

import json
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from rag.base.types import Turn
from rag.evaluation.question_set import half_of
from rag.question.follow_up.rewriting import standalone
from tests.corpus.rules import read
from tests.corpus.words import holds, tokens, without_marks

pytestmark = pytest.mark.system

CORPUS = Path(__file__).parents[2] / "corpus"
SECTIONS = {path.stem: read(path).sections for path in (CORPUS / "briefs").glob("*.md")}
FILES = sorted((CORPUS / "conversations").iterdir())
LINES = [json.loads(line) for path in FILES for line in path.read_text(encoding="utf-8").splitlines()]
FIELDS = ["id", "question", "kind", "answer", "must_include", "sources", "turns", "standalone", "group"]
QUESTIONS = [
    (path.stem, json.loads(line)["question"])
    for path in sorted((CORPUS / "questions").iterdir())
    for line in path.read_text(encoding="utf-8").splitlines()
]
MOST_NEEDLESS = 0.03
"""The most that may be changed of the questions that stand alone, asked after a question on something else."""


def test_forty_conversations_in_two_halves() -> None:
    groups = {line["group"] for line in LINES}
    assert len(groups) == 40
    assert Counter(map(half_of, groups)) == {"tune": 19, "report": 21}
    assert len({line["id"] for line in LINES}) == len(LINES)


@pytest.mark.parametrize("line", LINES, ids=lambda line: line["id"])
def test_line(line: dict[str, object]) -> None:
    assert list(line) == FIELDS
    assert line["kind"] == "follow_up"
    assert line["id"] == f"{line['group']}-{len(line['turns']) + 1}"
    places = [(source["doc"], source["section"]) for source in line["sources"]]
    assert len(set(places)) == len(places) > 0
    assert [place for place in places if place[1] not in SECTIONS[place[0]]] == []
    texts = [f"{place[1]}\n{without_marks(SECTIONS[place[0]][place[1]])}" for place in places]
    for fact in line["must_include"]:
        assert any(holds(line["answer"], spelling) for spelling in fact), fact
        assert any(holds(text, spelling) for text in texts for spelling in fact), fact
    for place, text in zip(places, texts, strict=True):
        assert any(holds(text, spelling) for fact in line["must_include"] for spelling in fact), place


def test_each_conversation_goes_on_from_its_last_line() -> None:
    for before, after in pairwise(LINES):
        if before["group"] == after["group"]:
            assert after["turns"] == [*before["turns"], {"question": before["question"]}]
        else:
            assert len(after["turns"]) == 1


def overlap(one: str, other: str) -> float:
    """Token F1."""
    left, right = Counter(tokens(one)), Counter(tokens(other))
    return 2 * (left & right).total() / (left.total() + right.total())


def test_follow_ups_are_read_far_better_than_word_for_word() -> None:
    tune = [line for line in LINES if half_of(line["group"]) == "tune"]
    made = [standalone(line["question"], [Turn(turn["question"]) for turn in line["turns"]]) for line in tune]
    copied = sum(overlap(line["question"], line["standalone"]) for line in tune) / len(tune)
    rewritten = sum(overlap(text, line["standalone"]) for text, line in zip(made, tune, strict=True)) / len(tune)
    assert copied < 0.7
    assert rewritten > 0.9


@pytest.mark.parametrize("distance", [29, 97, 173])
def test_questions_that_stand_alone_are_left_alone(distance: int) -> None:
    changed = [
        question
        for n, (brief, question) in enumerate(QUESTIONS)
        if standalone(question, [Turn(unrelated(brief, n + distance))]) != question
    ]
    assert len(changed) <= MOST_NEEDLESS * len(QUESTIONS), changed


def unrelated(brief: str, start: int) -> str:
    """The first question from `start` on, in a circle, that is on another brief."""
    circle = QUESTIONS[start % len(QUESTIONS) :] + QUESTIONS
    return next(question for other, question in circle if other != brief)


def test_no_rule_knows_the_corpus() -> None:
    rules = "".join(path.read_text(encoding="utf-8") for path in (CORPUS.parent / "rag" / "followup").glob("words.py"))
    places = {place.lower() for path in (CORPUS / "briefs").glob("*.md") for place in read(path).front["places"]}
    assert [place for place in places if re.search(rf"\b{re.escape(place)}\b", rules.lower())] == []
