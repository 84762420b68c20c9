"""Which questions make rows: those that two sides answer, as token vectors and the reader say."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rag.base.settings import Retrieval
from rag.base.types import Passage
from rag.models.reader import Reading
from rag.models.token_vectors import TokenMatches, TokenQuery
from rag.reports.comparison.aspects import Answered, Answers, Asked, general
from rag.search.candidate_sentences import Unit, quotable
from rag.search.retriever import Retriever
from rag.store.index import Index
from tests.rag.small import EMBEDDER

DEBT = Asked("Debt", "how large the debts are")
FAME = Asked("Fame", "how it became famous")
COAL = "Coalton owes nine million. Coalton has a choir."
TIN = "Tinford owes two million. Tinford lies in the hills."
LEAD = "Leadham has a school. Leadham is old."


class Scripted(Retriever):
    """Finds a debt where something is owed, and reads an answer there; nothing is said of fame."""

    sure = 0.9

    def token_query(self, text: str) -> TokenQuery:
        """The question as the one row of a matrix: 1 for the debt."""
        wanted = float(text == DEBT.question)
        return TokenQuery(np.asarray([[wanted]], dtype=np.float32), np.zeros((1, 2), dtype=np.int32))

    def matched(self, query: TokenQuery, passage: Passage) -> TokenMatches:
        """High where the passage says "owes", for the debt."""
        places = [match for match in range(len(passage.text)) if passage.text[match : match + 4] == "owes"]
        offsets = np.asarray([(place, place + 4) for place in places] or [(0, 1)], dtype=np.int32)
        good = 0.8 if places else 0.5
        matrix = query.vectors * np.full((1, len(offsets)), good, dtype=np.float32)
        return TokenMatches(matrix, offsets, query.offsets)

    def read(self, pairs: Sequence[tuple[str, Passage]]) -> list[Reading | None]:
        """An answer at "owes"."""
        found: list[Reading | None] = []
        for _, passage in pairs:
            place = passage.text.find("owes")
            found.append(Reading(self.sure if place >= 0 else 0.0, place, place + 4, 1.0, ((max(place, 0), 1.0),)))
        return found


def column(name: str, text: str) -> list[Unit]:
    return quotable([Passage(name, name, name, text, (name,), (), (0, len(text)))])


def rows(index: Index, *texts: str, sure: float = 0.9) -> list[Answered]:
    retriever = Scripted(index, EMBEDDER, Retrieval(), None, None)
    retriever.sure = sure
    columns = [column(f"side-{number}", text) for number, text in enumerate(texts)]
    return Answers(retriever, [f"Side {number}" for number in range(len(texts))], columns).rows((FAME, DEBT))


def told(row: Answered) -> list[list[str]]:
    return [[unit.text for unit in cell] for cell in row.cells]


def test_what_two_sides_answer_is_a_row_with_their_sentences(towns: Index) -> None:
    (row,) = rows(towns, COAL, TIN)
    assert row.asked is DEBT
    assert told(row) == [["Coalton owes nine million."], ["Tinford owes two million."]]


def test_a_third_side_that_does_not_answer_has_an_empty_cell(towns: Index) -> None:
    (row,) = rows(towns, COAL, LEAD, TIN)
    assert told(row) == [["Coalton owes nine million."], [], ["Tinford owes two million."]]


def test_what_one_side_answers_or_the_reader_doubts_is_no_row(towns: Index) -> None:
    assert rows(towns, COAL, LEAD) == []
    assert rows(towns, COAL, TIN, sure=0.01) == []


def test_without_token_vectors_there_are_no_such_rows(towns: Index) -> None:
    plain = Retriever(towns, EMBEDDER, Retrieval(), None, None)
    assert Answers(plain, ["a", "b"], [column("a", COAL), column("b", TIN)]).rows(general()) == []


def test_the_questions_have_names_of_their_own() -> None:
    assert len({asked.name for asked in general()}) == len(general()) > 50
    assert all(0 < asked.spread < asked.mean < 1 for asked in general())
