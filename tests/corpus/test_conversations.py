"""The bundled conversations: their shape, where their golds stand."""

from __future__ import annotations

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from rag.evaluation.question_set import Question, half
from tests.corpus.rules import read
from tests.corpus.words import holds, without_marks

pytestmark = pytest.mark.system

CORPUS = Path(__file__).parents[2] / "corpus"
SECTIONS = {path.stem: read(path).sections for path in (CORPUS / "briefs").glob("*.md")}
FILES = sorted((CORPUS / "conversations").iterdir())
LINES = [json.loads(line) for path in FILES for line in path.read_text(encoding="utf-8").splitlines()]
FIELDS = ["id", "question", "kind", "answer", "must_include", "sources", "turns", "standalone", "group"]


def test_forty_conversations_in_two_halves() -> None:
    groups = {line["group"] for line in LINES}
    assert len(groups) == 40
    halves = Counter(half(Question(id=group, question="?", kind="fact")) for group in groups)
    assert halves == {"tune": 19, "report": 21}
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
