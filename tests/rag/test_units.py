"""The pieces that answers are made of: how long they are."""

from __future__ import annotations

from rag.question import analyse
from rag.retrieval import Candidate
from rag.types import Passage
from rag.units import units_of


def test_a_chinese_sentence_is_as_long_as_half_its_characters() -> None:
    text = "资源枯竭城市的转型需要时间。Coal paid for the city – once."
    found = Candidate(Passage("p", "d", "D", text, (), (), (0, len(text))), 1.0, 1.0, 1.0, None, None)
    assert [unit.words for unit in units_of(analyse("Why?"), [found])] == [6, 7]
