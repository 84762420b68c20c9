"""What is wanted, told by the meaning of the words: a fact, a summary, a shorter answer, or only a greeting.

One linear model looks at two vectors of the bundled encoder: of the request as it is, and of the request with its topic
masked ("give me a summary of it"). `training/fit_requests.py` fits it on the examples in `rag/data/requests.en.jsonl`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from rag.language import lexicon
from rag.language.sentences import fold
from rag.models.embedder import Embedder, Vectors, bundled

TALK = frozenset({"greeting", "thanks", "abilities", "makers", "blame", "playful", "farewell", "glad"})
"""Small talk, as in `rag.answer.wording.NOTICES`."""
ACTS = frozenset({"shorter", "longer", "more", "table", "sources"})
"""What is wanted of the answer before."""
WIDE = frozenset({"explain", "list", "overview", "compare", "critics", "summary"})
"""What is answered by more than a sentence or two."""
SUMMARIES = frozenset({"summary", "overview"})
QUESTIONS = frozenset(
    {"fact", "number", "date", "person", "place", "explain", "list", "compare", "definition", "critics"}
)
"""What is answered from passages; all other kinds have to be surer, together, than these."""
READINGS = {"summary": SUMMARIES, "answer": QUESTIONS}
"""What a request can be taken for where it may be either."""
SURE = 0.5
DOUBT = 0.3  # of a summary, and of its not being one, from which on it may be either
LEAST = 0.3  # of one of them alone: nonsense is a little like all small talk
OF_THE_PROGRAM = ("abilities", "makers")
POINTS_BACK = 0.1  # of its odds that the program is meant ("who built this?") keeps once the corpus was asked
LONGEST = 60  # words that are looked at; a request says what it wants at its beginning or its end
TOPIC, NUMBER = "it", "ten"  # what stands for them in a masked request
_OPENING = re.compile(r"[^.!?;,]+[.!?;,]+\s+")
_ASKS = lexicon.pattern("question.part")
TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d[\d.,]*|[\u3400-\u9fff]|[?!:;,/%-]")


@dataclass(frozen=True, slots=True)
class Kind:
    """What is wanted, and whether that is a summary or an answer and may be the other."""

    name: str
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Fitted:
    """The weights, a column a kind and the bias last, and what else was learned from the examples.

    `words` are kept by masks, `asking` are no part of what is compared; `signs` and `sign_bias` tell topic words from
    words of asking.
    """

    weights: Vectors
    kinds: tuple[str, ...]
    words: frozenset[str]
    asking: frozenset[str]
    signs: Mapping[str, float]
    sign_bias: float


@lru_cache(maxsize=1)
def fitted() -> Fitted:
    """The weights in this package."""
    data = (resources.files("rag") / "data" / "requests.npz").read_bytes()
    with np.load(BytesIO(data)) as file:
        kinds, words, asking, signs = (str(file[name]).split() for name in ("kinds", "words", "asking", "signs"))
        weights = np.asarray(file["weights"], dtype=np.float32)
        values, bias = file["sign_weights"].tolist(), float(file["sign_bias"])
    by_sign = dict(zip(signs, values, strict=True))
    return Fitted(weights, tuple(kinds), frozenset(words), frozenset(asking), by_sign, bias)


def tokens(text: str) -> list[str]:
    """Folded words, numbers and the marks that tell how something is asked."""
    return [fold(word) for word in TOKEN.findall(text.replace("’", "'"))]


def masked(text: str, words: frozenset[str]) -> str:
    """The request with everything but these words, numbers and marks read as "it"."""
    kept: list[str] = []
    for token in tokens(text):
        if token[0].isdigit():
            kept.append(NUMBER)
        elif token in words or not token[0].isalnum():
            kept.append(token)
        elif kept[-1:] != [TOPIC]:
            kept.append(TOPIC)
    return " ".join(kept)


def vectors(encoder: Embedder, texts: list[str], words: frozenset[str]) -> Vectors:
    """What the model looks at, a row a text."""
    cut = [_shortened(text) for text in texts]
    rows = encoder.passages([*(masked(text, words) for text in cut), *cut])
    return np.hstack([rows[: len(cut)], rows[len(cut) :]])


def asks(text: str) -> bool:
    """Whether a text opens as a question does."""
    return bool(_ASKS.match(text))


class Kinds:
    """Tells kinds with the bundled encoder, which is opened at the first need unless it is the `embedder` at hand."""

    def __init__(self, embedder: Embedder, threads: int = 2) -> None:
        self._embedder = embedder
        self._threads = threads
        self._of = lru_cache(maxsize=256)(self._probabilities)

    def of(self, text: str, *, asked: bool = False, reading: str = "") -> Kind:
        """What the text wants; `asked`: once the corpus was asked something, which it may point back to.

        `reading` is the reader's choice of `READINGS`. Opening small talk doesn't count: "Thanks. And in 2020?"
        """
        if reading in READINGS:
            chances = dict(zip(fitted().kinds, self._of(" ".join(text.split())), strict=True))
            return Kind(max(READINGS[reading], key=lambda name: chances[name]))
        kind = self._whole(text, asked)
        opening = _OPENING.match(text)
        rest = text[opening.end() :] if opening and kind.name in TALK else ""
        behind = self.of(rest, asked=asked) if asks(rest) or re.search(r"\d", rest) else kind
        return kind if behind.name in TALK else behind

    def _whole(self, text: str, asked: bool) -> Kind:
        kinds = fitted().kinds
        chances = dict(zip(kinds, self._of(" ".join(text.split())), strict=True))
        for name in OF_THE_PROGRAM if asked else ACTS:
            chances[name] *= POINTS_BACK if asked else 0.0
        whole = sum(chances.values())
        wanted = {name: chance / whole for name, chance in chances.items()}
        special = [name for name in kinds if name not in QUESTIONS]
        best = max(special, key=lambda name: wanted[name])
        if sum(wanted[name] for name in special) <= SURE or wanted[best] < LEAST:
            best = max(QUESTIONS, key=lambda name: wanted[name])
        either = best in SUMMARIES | QUESTIONS and DOUBT < sum(wanted[name] for name in SUMMARIES) < 1 - DOUBT
        return Kind(best, either)

    def _probabilities(self, text: str) -> tuple[float, ...]:
        if not any(map(str.isalnum, text)):
            return tuple(float(name == "fact") for name in fitted().kinds)
        seen = vectors(bundled(self._embedder, self._threads), [text], fitted().words)
        return tuple(map(float, probabilities(seen, fitted().weights)[0]))


def probabilities(rows: Vectors, weights: Vectors) -> NDArray[np.float32]:
    """The chance of each kind, a row a text."""
    logits = rows @ weights[:-1] + weights[-1]
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    chances: NDArray[np.float32] = powers / powers.sum(axis=1, keepdims=True)
    return chances


def _shortened(text: str) -> str:
    words = text.split()
    half = LONGEST // 2
    return text if len(words) <= LONGEST else " ".join([*words[:half], *words[-half:]])
