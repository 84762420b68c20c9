"""The reader: whether a passage answers a question, which of its words do, and whether it bears out a statement.

A BERT of 12 layers with three heads, trained by `training/` and shipped as int8 ONNX in `rag/data/reader`; its model
card is beside it. A cross-encoder says "same topic"; this one was shown questions that a passage only seems to answer.
`rag/data/statements` holds the same network trained further on statements alone, which judges only these.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rag.base.settings import Settings
from rag.models.onnx import CROSS_ENCODER, OnnxModel

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer

NETWORKS = {
    "reader": "8e30250e6a6be3f2634d6a597d1d28b03d171f8b8ebebd971cbd0202fe7a0dcb",
    "statements": "c598d64631fa1d4d52e987d5f457fa31d103b9892bd5a179f1f2d77eadf336af",
}
"""The folders of `rag/data` that hold our own weights, with the SHA-256 of these."""
LONGEST_SPAN = 40  # tokens
LONGEST_QUESTION = 128  # tokens; the rest of a longer question is not read
MOST_TOKENS = 512
TINY = 1e-5  # chances below this one are not kept


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader makes of one passage.

    `answerable` is the probability (0 to 1, not calibrated) that it answers the question; `start` and `end` are
    character offsets of the best answer into the passage, `span_score` (0 to 1) how sure the reader is of that place,
    given that there is an answer at all. An empty passage gives an empty span. `chances` are the tokens' starts and
    the chance that the answer begins or ends there, without the tiny ones.
    """

    answerable: float
    start: int
    end: int
    span_score: float
    chances: tuple[tuple[int, float], ...] = ()

    def within(self, start: int, end: int) -> float:
        """The probability (0 to 1) that the passage answers, and does so between these offsets."""
        return self.answerable * min(1.0, sum(chance for place, chance in self.chances if start <= place < end))


class Reader:
    """Reads passages for a question or a statement; the weights are opened and checked at the first reading."""

    def __init__(self, model: OnnxModel) -> None:
        self.model = model

    def read(self, question: str, passages: Sequence[str], headings: Sequence[str] = ()) -> list[Reading]:
        """One reading a passage, in order. `headings`, one a passage, are read with it, but hold no answer."""
        return self.read_each([question] * len(passages), passages, headings)

    def read_each(self, questions: Sequence[str], passages: Sequence[str], headings: Sequence[str]) -> list[Reading]:
        """One reading a question and its passage, in order; see `read`."""
        heads = [f"{heading}\n" if heading else "" for heading in headings] or [""] * len(passages)
        asked = {question: self.model.first(question, LONGEST_QUESTION) for question in questions}
        triples = zip(questions, heads, passages, strict=True)
        pairs = [(asked[question], head + passage) for question, head, passage in triples]
        readings: dict[int, Reading] = {}
        for place, tokens, logits in self.model.run(pairs):
            readings[place] = _reading(tokens, logits.astype(np.float64), len(heads[place]))
        return [readings[place] for place in range(len(pairs))]

    def bears_out(self, statement: str, passage: str, heading: str = "") -> float:
        """The log-odds, not calibrated, that the passage says what the statement says; `heading` is read with it."""
        whole = f"{heading}\n{passage}" if heading else passage
        ((_, _, logits),) = self.model.run([(self.model.first(statement, LONGEST_QUESTION), whole)])
        return float(logits[0, 3])


class Shipped(OnnxModel):
    """The weights in this package, which are read with the cross-encoder's tokenizer."""

    @cached_property
    def tokenizer(self) -> Tokenizer:
        """The tokenizer of the model that the training started from."""
        return OnnxModel.bundled(CROSS_ENCODER).tokenizer


def load_reader(settings: Settings, name: str = "reader") -> Reader:
    """A shipped reader, of `NETWORKS`; of "statements" only what it says in `bears_out` means anything."""
    return Reader(Shipped(network_folder(name), NETWORKS[name], settings.threads, MOST_TOKENS))


def network_folder(name: str) -> Path:
    """Where the weights of one of `NETWORKS` are."""
    return Path(str(resources.files("rag") / "data" / name))


def _reading(tokens: Encoding, logits: NDArray[np.float64], head: int) -> Reading:
    """`logits` is (tokens and padding, 4), the last not used here; the passage begins after `head` characters."""
    answerable = float(1 / (1 + np.exp(-logits[0, 0])))
    offsets = tokens.offsets  # asked for once: each time it is a new list
    marks = zip(tokens.type_ids, tokens.special_tokens_mask, offsets, strict=True)
    places = [i for i, (kind, special, (start, _)) in enumerate(marks) if kind == 1 and not special and start >= head]
    if not places:
        return Reading(answerable, 0, 0, 0.0)
    starts, ends = (_softmax(logits[places, channel]) for channel in (1, 2))
    chances = zip(places, ((starts + ends) / 2).tolist(), strict=True)
    joint = np.triu(starts[:, None] * ends[None, :])
    joint = joint - np.triu(joint, LONGEST_SPAN)
    first, last = divmod(int(joint.argmax()), len(places))
    return Reading(
        answerable,
        offsets[places[first]][0] - head,
        offsets[places[last]][1] - head,
        float(joint[first, last]),
        tuple((offsets[place][0] - head, chance) for place, chance in chances if chance > TINY),
    )


def _softmax(row: NDArray[np.float64]) -> NDArray[np.float64]:
    raised = np.exp(row - row.max())
    return np.asarray(raised / raised.sum(), dtype=np.float64)
