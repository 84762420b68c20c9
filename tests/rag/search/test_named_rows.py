"""Which row of a table a question names, and what is read and told of the table then."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from rag.base.mechanisms import without
from rag.base.types import Passage
from rag.models.reader import Reader, Reading
from rag.question.analysis import analyse
from rag.search.candidate_sentences import telling, unit_features, units_of
from rag.search.reranker import ReaderLook, named_row
from rag.search.retriever import Candidate

MINES = "| Mine | 2013 | 2014 |\n| --- | --- | --- |\n| Heshan | 5 | 7 |\n| New Town | 6 | 8 |"
HESHAN = "How much did Heshan mine in 2014?"
PAY = "| Town | Year | Pay |\n| --- | --- | --- |\n| Alton | 2008 | 5 |\n| Alton | 2018 | 9 |\n| Brady | 2018 | 8 |"


def table(text: str, name: str = "p") -> Passage:
    return Passage(name, "d", "D", text, ("Output",), (), (0, len(text)), kind="table")


class Notes(Reader):
    """Reads the answer at the beginning of what it is shown, and notes that."""

    def __init__(self) -> None:
        self.shown: list[str] = []

    def read(self, questions: Sequence[str], passages: Sequence[str], headings: Sequence[str]) -> list[Reading]:
        self.shown += passages
        return [Reading(0.9, 0, 4, 0.8, ((0, 0.5), (9, 0.25))) for _ in questions]


@pytest.mark.parametrize(
    ("question", "text", "told"),
    [
        (HESHAN, MINES, "Mine: Heshan – 2013: 5; 2014: 7."),
        ("new town mine, 2013", MINES, "Mine: New Town – 2013: 6; 2014: 8."),
        ("How much was mined in the town in 2014?", MINES, None),
        ("Did Heshan or New Town mine more?", MINES, None),
        ("Heshan's output beside the 8 of another mine?", MINES, None),
        ("Pay in Alton in 2018?", PAY, "Town: Alton – Year: 2018; Pay: 9."),
        ("Pay in Alton?", PAY, None),
    ],
)
def test_a_row_is_named_by_its_first_cell_and_told_from_its_like_by_the_others(
    question: str, text: str, told: str | None
) -> None:
    row = named_row(question, table(text))
    assert (row.told if row else None) == told
    with without(["named_rows"]):
        assert named_row(question, table(text)) is None


def test_the_reader_is_told_the_row_that_is_named_and_what_it_reads_is_the_rows() -> None:
    notes = Notes()
    (look,) = ReaderLook(notes).each([(HESHAN, table(MINES))])
    assert notes.shown == ["Mine: Heshan – 2013: 5; 2014: 7."]
    found = Candidate(table(MINES), 1.0, 1.0, 1.0, None, None, look=look)
    (unit,) = units_of(analyse(HESHAN), [found])
    assert MINES[unit.start : unit.end] == "| Heshan | 5 | 7 |"
    (features,) = unit_features(analyse(HESHAN), [unit], {})
    assert features["read"] == pytest.approx(0.72)


def test_of_a_table_in_parts_the_one_with_the_named_row_is_kept() -> None:
    rest = table(MINES.replace("Heshan", "Elstow"), "rest")
    other = table(MINES.replace("Heshan", "Elstow").replace("Mine", "Town"), "other")

    def kept(question: str, *tables: Passage) -> list[str]:
        found = [Candidate(each, 1.0, 1.0, 1.0, None, None) for each in tables]
        return [each.passage.id for each in telling(analyse(question), found)]

    assert kept(HESHAN, rest, table(MINES), other) == ["p", "other"]
    assert kept("mines", rest, other) == ["rest", "other"]
