"""Rows that are themes: what two sides speak of, the likest side by side, as many words as a reader takes in."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import numpy as np
import pytest
from numpy.typing import NDArray

from rag.base.mechanisms import without
from rag.base.settings import Retrieval
from rag.base.types import Passage
from rag.language.sentences import count_words
from rag.models.embedder import Embedder
from rag.reports.comparison import themes
from rag.reports.comparison.themes import SENTENCES, WORDS, Cells, fitted, rows
from rag.search.candidate_sentences import Unit, quotable
from rag.search.entities import Subject, compiled
from rag.search.retriever import Retriever
from rag.store.index import Index
from tests.fakes import WordEmbedder

HOMES, DEBT = "Homes", "Money and debt"
SIGNS = {"home": HOMES, "owes": DEBT}  # words that make a sentence one of a theme
NEAR = "let for"  # makes it one of the next theme, which shares the row
COAL = "Coalton has 900 empty homes. Coalton owes 9 million. Coalton has a choir."
TIN = "Tinford owes 2 million. Tinford lies in the hills. Every home in Tinford costs 400 crowns."
COAL_DEBTS = (("a", "bridge"), ("b", "school"), ("c", "weir"), ("d", "market"))
DIMENSIONS = fitted()[1].shape[1] - 1
LEAD = "Leadham has a school. Leadham is old."


class Scripted(WordEmbedder):
    """Encodes a sentence as the direction of the theme whose sign its words hold, else of no theme."""

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row a text."""
        return np.array([direction(text) for text in texts])


SCRIPTED = Scripted()


def direction(text: str) -> NDArray[np.float32]:
    names, weights = fitted()
    theme = next((theme for sign, theme in SIGNS.items() if sign in text), names[-1])
    found = weights[names.index(theme) + (NEAR in text), :-1]
    return found / np.linalg.norm(found)


@pytest.fixture(autouse=True)
def scripted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The encoder at hand is taken for the bundled one, unless it is another than the scripted one."""
    monkeypatch.setattr(themes, "bundled", lambda _: SCRIPTED)


class OfLetters:
    """Stands for the stored texts of an index: of a sentence with a letter, one that points its way."""

    def on(self, passage: Passage, start: int, end: int) -> NDArray[np.float32]:
        text = passage.text[start:end]
        rows = [direction(text) + np.eye(DIMENSIONS)[n] for n, sign in enumerate("abcde") if f"({sign})" in text]
        found = np.array(rows, dtype=np.float32).reshape(-1, DIMENSIONS)
        return found / np.linalg.norm(found, axis=1, keepdims=True)


def column(name: str, text: str) -> list[Unit]:
    return quotable([Passage(name, name, name, text, (name,), (), (0, len(text)))])


def subject(name: str) -> Subject:
    return Subject(name, (name,), compiled([name], 0))


def made(index: Index, *texts: str, embedder: Embedder = SCRIPTED, most: int = 10) -> list[tuple[str, Cells]]:
    names = [text.split()[0] for text in texts]
    columns = [column(name, text) for name, text in zip(names, texts, strict=True)]
    return rows(Retriever(index, embedder, Retrieval(), None), list(map(subject, names)), columns, most)


def told(found: list[tuple[str, Cells]]) -> dict[str, list[list[str]]]:
    return {name: [[unit.text for unit in cell] for cell in cells] for name, cells in found}


def test_what_two_sides_speak_of_is_a_row_with_their_sentences(towns: Index) -> None:
    assert told(made(towns, COAL, TIN)) == {
        DEBT: [["Coalton owes 9 million."], ["Tinford owes 2 million."]],
        HOMES: [["Coalton has 900 empty homes."], ["Every home in Tinford costs 400 crowns."]],
    }


def test_a_third_side_that_is_silent_has_an_empty_cell(towns: Index) -> None:
    found = told(made(towns, COAL, LEAD, TIN))
    assert found[DEBT] == [["Coalton owes 9 million."], [], ["Tinford owes 2 million."]]


def test_what_one_side_alone_speaks_of_is_no_row(towns: Index) -> None:
    assert made(towns, COAL, LEAD) == []


def test_there_are_no_more_rows_than_are_wanted(towns: Index) -> None:
    assert len(made(towns, COAL, TIN, most=1)) == 1
    assert made(towns, COAL, TIN, most=0) == []


@pytest.mark.parametrize("long", [5, 25])
def test_a_cell_is_short_and_says_nothing_twice(towns: Index, long: int) -> None:
    more = " ".join(f"In year {n} Coalton owes " + " ".join(f"w{n}x{m}" for m in range(long)) + "." for n in range(9))
    (row, *_) = made(towns, f"{more} Coalton owes 9 million. Coalton owes 9 million now.", TIN)
    (cell, _) = row[1]
    assert 1 < len(cell) <= SENTENCES
    assert sum(count_words(unit.text) for unit in cell) <= WORDS
    assert not {"Coalton owes 9 million.", "Coalton owes 9 million now."} <= {unit.text for unit in cell}


def test_more_sentences_than_can_be_encoded_are_left_out(towns: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(themes, "LOOKED_AT", 1)
    assert list(told(made(towns, COAL, TIN))) == []
    assert list(told(made(towns, COAL, "Tinford has 400 homes."))) == [HOMES]


def test_what_another_encoder_made_is_left_alone(towns: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    other = WordEmbedder()
    monkeypatch.setattr(OfLetters, "on", lambda _, p, start, end: other.passages([p.text[start:end]] * (end > start)))
    monkeypatch.setattr(themes, "asked_in", lambda _: OfLetters())
    assert told(made(towns, COAL, TIN, embedder=other)).keys() == {DEBT, HOMES}


@pytest.mark.parametrize(("stored", "switch"), [("aspects_in", "aspects"), ("asked_in", "asked_questions")])
def test_what_is_stored_as_alike_comes_first(
    towns: Index, monkeypatch: pytest.MonkeyPatch, stored: str, switch: str
) -> None:
    monkeypatch.setattr(themes, stored, lambda _: OfLetters())
    monkeypatch.setattr(themes, "SENTENCES", 1)
    owes = [f"Coalton owes {n} million ({sign}) for a {what}." for n, (sign, what) in enumerate(COAL_DEBTS, 1)]
    filler = " ".join(f"Tinford owes w{n} v{n} u{n} {n} million (e)." for n in range(3))
    tin = f"{filler} Tinford owes 9 million (c) in all."
    (row,) = made(towns, " ".join(owes), tin)
    assert [cell[0].text for cell in row[1]] == [
        "Coalton owes 3 million (c) for a weir.",
        "Tinford owes 9 million (c) in all.",
    ]
    with without({switch}):
        (row,) = made(towns, " ".join(owes), tin)
    assert row[1][0][0].text != "Coalton owes 3 million (c) for a weir."


def test_where_questions_are_stored_two_sentences_need_to_be_alike_by_them_to_open_a_row(
    towns: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(themes, "asked_in", lambda _: OfLetters())
    coal = " ".join(f"Coalton owes {n} million ({sign}) for a {what}." for n, (sign, what) in enumerate(COAL_DEBTS))
    tin = "Tinford owes w1 v1 u1 7 million (e). Tinford owes 9 million (c) in all."
    homes = "Coalton has 900 empty homes.", "Every home in Tinford costs 400 crowns."
    assert list(told(made(towns, f"{coal} {homes[0]}", f"{tin} {homes[1]}"))) == [DEBT]
    with without({"asked_questions"}):
        assert list(told(made(towns, f"{coal} {homes[0]}", f"{tin} {homes[1]}"))) == [DEBT, HOMES]


def test_the_sentences_of_a_passage_stand_in_its_order(towns: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(themes, "aspects_in", lambda _: OfLetters())
    owes = ["Coalton owes a bank 4 million (a).", "Coalton owes much for its two schools (c)."]
    tin = ["Tinford owes 9 million (c) in all.", "Tinford owes nobody for the new weir (e)."]
    (row,) = made(towns, " ".join([*owes, "Coalton has a choir (b)."]), " ".join([*tin, "Tinford lies high (d)."]))
    assert [[unit.text for unit in cell] for cell in row[1]] == [owes, tin]


def test_near_themes_share_a_row(towns: Index) -> None:
    found = made(towns, f"{COAL} A home in Coalton is let for 3 crowns.", f"{TIN} A home in Tinford is let for 2.")
    assert [name for name, _ in found] == [DEBT, HOMES]
    assert [sorted(NEAR in text for text in cell) for cell in told(found)[HOMES]] == [[False, True]] * 2


def test_the_themes_are_in_the_order_of_their_rows() -> None:
    names, weights = fitted()
    assert len(names) == len(weights) > len(set(names)) > 9
    assert [name for name, _ in groupby(names)] == [*dict.fromkeys(names)]
    assert names[-1] == ""
