"""The questions for reasons and ways: their shape, and that what they ask for stands in the sections that they name."""

from __future__ import annotations

import json
import re
from collections import Counter

from tests.corpus.test_broad import BROAD
from tests.corpus.test_harder import CORPUS, FIELDS, HARDER, OWN, SECTIONS
from tests.corpus.test_questions import EMPTY_WORDS, QUESTIONS
from tests.corpus.words import holds, plain, without_marks

REASONS = [json.loads(line) for line in (CORPUS / "checks" / "reasons.jsonl").read_text(encoding="utf-8").splitlines()]


def test_there_are_enough_of_each_hand_and_every_brief() -> None:
    hands = Counter(question["style"] for question in REASONS)
    assert set(hands) == {"student", "policy", "evaluator"}
    assert min(hands.values()) >= 50
    assert {question["group"] for question in REASONS} == set(SECTIONS) - {"glossary"}


def test_nothing_is_asked_twice() -> None:
    asked = [plain(question["question"]).strip(" ?.!") for question in [*REASONS, *BROAD, *HARDER, *QUESTIONS, *OWN]]
    assert len(set(asked)) == len(asked)


def test_shape() -> None:
    for question in REASONS:
        assert list(question) == [*FIELDS, "group", "style"]
        assert re.fullmatch(rf"reasons-{question['group']}-[1-7]", question["id"])
        assert re.match(r"why\b|how\b", question["question"], re.IGNORECASE)
        assert question["kind"] == "explain"
        assert question["question"].islower() == (question["style"] == "student"), question["id"]


def test_golds_stand_in_answer_and_sections() -> None:
    for question in REASONS:
        (source,) = question["sources"]
        text = without_marks(f"{source['section']}\n{SECTIONS[source['doc']][source['section']]}")
        assert source["doc"] == question["group"]
        assert question["must_include"]
        for spellings in question["must_include"]:
            assert not EMPTY_WORDS & {plain(spelling) for spelling in spellings}, question["id"]
            assert any(holds(question["answer"], spelling) for spelling in spellings), (question["id"], spellings)
            assert any(holds(text, spelling) for spelling in spellings), (question["id"], spellings)
