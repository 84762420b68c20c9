"""The broad questions: their shape, and that the facts that they ask for stand in the sections that they name."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

from tests.corpus.test_harder import CORPUS, FIELDS, HARDER, OWN, SECTIONS
from tests.corpus.test_questions import EMPTY_WORDS, QUESTIONS
from tests.corpus.words import holds, plain, without_marks

FILES = [CORPUS / "broad" / name for name in ("requests.jsonl", "questions.jsonl")]
BROAD = [json.loads(line) for path in FILES for line in Path(path).read_text("utf-8").splitlines()]


def test_there_are_as_many_of_each_kind_as_the_readme_says() -> None:
    assert Counter(question["kind"] for question in BROAD) == {"summary": 62, "explain": 93, "list": 31}
    assert set(Counter(question["group"] for question in BROAD).values()) == {6}
    assert {question["group"] for question in BROAD} <= set(SECTIONS) - {"glossary"}


def test_nothing_is_asked_twice() -> None:
    asked = [plain(question["question"]).strip(" ?.!") for question in [*BROAD, *HARDER, *QUESTIONS, *OWN]]
    assert len(set(asked)) == len(asked)


def test_shape() -> None:
    for question in BROAD:
        assert list(question) == [*FIELDS, "group"]
        assert re.fullmatch(rf"broad-{question['group']}-[1-6]", question["id"])
        assert 3 <= len(question["must_include"]) <= 5, question["id"]


def test_their_facts_stand_in_the_sections() -> None:
    for question in BROAD:
        named = [(source["section"], SECTIONS[source["doc"]][source["section"]]) for source in question["sources"]]
        assert len(set(named)) == len(named), question["id"]
        text = without_marks("\n".join(part for pair in named for part in pair))
        for spellings in question["must_include"]:
            assert not EMPTY_WORDS & {plain(spelling) for spelling in spellings}, question["id"]
            assert any(holds(text, spelling) for spelling in spellings), (question["id"], spellings)
