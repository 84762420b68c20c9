"""The second look: what it adds to the ranking, and what its reading says of a sentence and of the whole."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from rag.answer.refusal import decide
from rag.answer.refusal.decide import confidence_features
from rag.base.errors import SettingsError
from rag.base.settings import Retrieval, load_settings
from rag.base.types import Passage
from rag.models.reader import Fitted, Reading, fitted
from rag.question.analysis import analyse
from rag.search import reranker
from rag.search.candidate_sentences import unit_features, units_of
from rag.search.reranker import CrossEncoder, Look, ReaderLook, second_look
from rag.search.retriever import AT_ONCE, SECOND_LOOK, Candidate, Retriever, _looked_at
from rag.store.index import Index
from tests.rag.small import EMBEDDER, RECIPE, build

PARAGRAPHS = tuple(f"Mine {n} of the coal basin closed in {1990 + n}. It had {n} shafts." for n in range(8))


@dataclass(frozen=True)
class Likes:
    """Gives 9 to passages that hold a word, -9 to the others, and reads that word."""

    word: str
    weight: float = 0.06
    sure: float = 0.0

    def each(self, pairs: Sequence[tuple[str, Passage]]) -> list[Look]:
        return [self._one(passage.text) for _, passage in pairs]

    def _one(self, text: str) -> Look:
        at = text.find(self.word)
        return Look(9.0, Reading(0.9, at, at + len(self.word), 0.8)) if at >= 0 else Look(-9.0, Reading(0.1, 0, 0, 0.0))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    build(tmp_path / "index", coal=PARAGRAPHS)
    return tmp_path / "index"


def test_only_the_first_few_are_read_and_the_liked_one_comes_first(folder: Path) -> None:
    with Index(folder, RECIPE) as index:
        before = Retriever(index, EMBEDDER, Retrieval(), None).find("coal mine basin", 8)
        liked = before[SECOND_LOOK - 1].passage
        after = Retriever(index, EMBEDDER, Retrieval(), Likes(liked.text[:7])).find("coal mine basin", 8)
    assert after[0].passage == liked
    assert [candidate.look is not None for candidate in after] == [True] * SECOND_LOOK + [False] * (8 - SECOND_LOOK)
    assert after[0].hit().rerank_score == 9.0
    unread = [candidate.passage for candidate in after if candidate.look is None]
    assert unread == [candidate.passage for candidate in before[SECOND_LOOK:]]


def test_a_reading_speaks_for_the_sentence_it_stands_in(folder: Path) -> None:
    with Index(folder, RECIPE) as index:
        first = Retriever(index, EMBEDDER, Retrieval(), None).find("coal mine basin", 1)[0].passage.text
        year = first.split(". ")[0][-4:]
        found = Retriever(index, EMBEDDER, Retrieval(), Likes(year)).find("coal mine basin", 8)
        units = units_of(analyse("When?"), found)
        read = [features["read"] for features in unit_features(analyse("When?"), units, {})]
    said = {unit.text: value for unit, value in zip(units, read, strict=True) if value}
    assert said == {first.split(". ")[0] + ".": pytest.approx(0.72)}


def test_the_best_look_speaks_for_the_whole(folder: Path) -> None:
    with Index(folder, RECIPE) as index:
        found = Retriever(index, EMBEDDER, Retrieval(), Likes("nowhere")).find("coal mine basin", 8)
        features = confidence_features(analyse("Why?"), found, {})
    assert features["look"] == pytest.approx(-9 / 11)
    assert features["any"] == pytest.approx(1 - (1 / (1 + math.exp(-9))) ** SECOND_LOOK)
    assert features["wants_number"] == 0.0


def test_nothing_found_gives_no_features_and_no_confidence() -> None:
    assert confidence_features(analyse("Why?"), (), {}) == {}
    assert fitted().answerable({}) == 0.0


def test_where_no_reader_looked_the_other_signals_speak_for_themselves(folder: Path) -> None:
    with Index(folder, RECIPE) as index:
        found = Retriever(index, EMBEDDER, Retrieval(), None).find("coal mine basin", 8)
    features = confidence_features(analyse("Why?"), found, {})
    assert features.keys() == {"cosine", "covered", "wants_number"}
    assert fitted().answerable({**features, "cosine": 0.9, "covered": 1.0, "wants_number": 0.0}) > fitted().threshold
    assert fitted().answerable({**features, "cosine": 0.5, "covered": 0.1, "wants_number": 1.0}) < fitted().threshold


class Scripted:
    """A reader that gives each passage the probability that its text is; `asked` are the passages of each reading."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    def read(self, questions: Sequence[str], passages: Sequence[str], headings: Sequence[str]) -> list[Reading]:
        self.asked.append(list(passages))
        return [Reading(float(text), 0, 1, 1.0) for text in passages]


def looks(*probabilities: float, most: int = 6, enough: int = 9) -> tuple[list[float], list[list[str]]]:
    """The logits of `most` passages at most, until as many as are `enough` are read, and what was read for them."""
    reader = Scripted()
    passages = [Passage("a#1", "a", "A", str(each), (), (), (0, 4)) for each in probabilities]
    found = [Candidate(passage, 1.0, 0.0, 0.0, None, None) for passage in passages]
    look = ReaderLook(reader)  # type: ignore[arg-type]
    (seen,) = _looked_at([("?", "")], [found], most, look, AT_ONCE, lambda seen: sum(map(_is_read, seen)) >= enough)
    read = {each.passage.text: each.look.logit for each in seen if each.look}
    return [read[text] for text in map(str, probabilities) if text in read], reader.asked


def _is_read(candidate: Candidate) -> bool:
    return candidate.look is not None


def test_a_probability_becomes_a_finite_logit() -> None:
    ((even, *_), _), ((none, certain), _) = looks(0.5, 0.0), looks(0.0, 1.0)
    assert even == 0.0
    assert math.isfinite(none)
    assert certain == pytest.approx(-none)
    assert certain > 10


def test_reading_stops_when_it_is_sure() -> None:
    found, asked = looks(0.2, 0.95, 0.99, 0.1)
    assert len(found) == 2
    assert asked == [["0.2", "0.95"]]


def test_reading_goes_on_while_it_is_not_sure() -> None:
    found, asked = looks(0.4, 0.1, 0.3, 0.99, 0.2)
    assert len(found) == 4
    assert [len(each) for each in asked] == [2, 2]


def test_reading_stops_when_it_is_enough() -> None:
    assert [len(each) for each in looks(0.41, 0.1, 0.3, 0.2, 0.21, 0.22, enough=3)[1]] == [2, 2]
    assert [len(each) for each in looks(0.41, 0.1, 0.3, 0.2, 0.21, 0.22, most=3)[1]] == [2, 1]


@pytest.mark.parametrize(("words", "read"), [(("in 1990", "in 1990"), 1), (("in 1990", "nowhere"), 2)])
def test_parts_are_read_side_by_side_until_each_is_answered(folder: Path, words: tuple[str, str], read: int) -> None:
    class Wants(Likes):
        """Likes what its question ends in."""

        def each(self, pairs: Sequence[tuple[str, Passage]]) -> list[Look]:
            batches.append(len(pairs))
            return [Likes(question.partition("? ")[2])._one(passage.text) for question, passage in pairs]

    batches: list[int] = []
    asked = [(f"coal mine 0 basin? {word}", "") for word in words]
    with Index(folder, RECIPE) as index:
        retriever = Retriever(index, EMBEDDER, Retrieval(), Wants(""))
        found = retriever.find_each(asked, 5, None, 2)
        assert retriever.find_each(asked, 5, None, 0)[0][0].look is None
        assert retriever.find_each([], 5, None, 2) == []
    assert batches == [2] * read
    assert [sum(each.look is not None for each in ranked) for ranked in found] == [read, read]
    assert {len(ranked) for ranked in found} == {5}


def test_reading_on_is_of_no_use_where_the_verdict_is_settled(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Index(folder, RECIPE) as index:
        question = analyse("When did mine 3 of the coal basin close?")
        unread = Retriever(index, EMBEDDER, Retrieval(), None).find(question.whole, 8)
        found = Retriever(index, EMBEDDER, Retrieval(), Likes("nowhere")).find(question.whole, 8)
        assert not decide.is_settled(index, question, unread)
        behind = analyse("And who paid?", "When did mine 3 close?")
        for chance, alone, in_a_talk in ((0.005, 1, 1), (0.015, 1, 0), (0.3, 0, 0), (0.6, 1, 0), (0.8, 1, 1)):
            monkeypatch.setattr(Fitted, "answerable", lambda *_, chance=chance: chance)
            assert decide.is_settled(index, question, found) == alone
            assert decide.is_settled(index, behind, found) == in_a_talk


def test_what_was_read_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reranker, "KEPT", 2)
    reader = Scripted()
    look = ReaderLook(reader)  # type: ignore[arg-type]
    one, two, three = (Passage("a#1", "a", "A", text, (), (), (0, 3)) for text in ("0.1", "0.2", "0.3"))
    first = look.each([("?", one), ("?", one), ("!", one)])
    assert look.each([("?", one), ("!", one)]) == first[1:]
    assert reader.asked == [["0.1", "0.1"]]
    look.each([("?", two), ("?", three)])
    assert look.each([("?", one)]) == first[:1]
    assert reader.asked[1:] == [["0.2", "0.3"], ["0.1"]]


def test_the_setting_decides() -> None:
    assert second_look(load_settings({"retrieval.rerank": "none"})) is None
    assert isinstance(second_look(load_settings({"retrieval.rerank": "cross-encoder"})), CrossEncoder)
    assert isinstance(second_look(load_settings({"retrieval.rerank": "reader"})), ReaderLook)


def test_what_earlier_versions_called_it_is_understood() -> None:
    before = {"colbert": "none", "colbert+cross-encoder": "cross-encoder", "colbert+reader": "reader"}
    assert {name: load_settings({"retrieval.rerank": name}).retrieval.rerank for name in before} == before
    with pytest.raises(SettingsError, match="can't be 'bert'"):
        load_settings({"retrieval.rerank": "bert"})
