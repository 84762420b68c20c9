"""What is wanted, told by the meaning of the words: a fact, a summary, a shorter answer, or only a greeting; of what.

Both are told from the states of the request's tokens in two bundled encoders: the kind by a linear model over the first
state and what a learned attention gathers from all, the topic by a small network that tells of each token whether it is
part of it. `training/fit_requests.py` fits them on requests that many hands wrote.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from io import BytesIO
from itertools import accumulate, combinations

import numpy as np

from rag.language import lexicon
from rag.language.sentences import Span, fold
from rag.language.tokens import stop_words
from rag.models.embedder import Embedder, TokenStates, Vectors

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
LEAST = 0.4  # of one of them alone: nonsense is a little like all small talk
OF_THE_PROGRAM = ("abilities", "makers")
POINTS_BACK = 0.05  # of its odds that the program is meant ("who built this?") keeps once the corpus was asked
LONGEST = 60  # words that are looked at; a request says what it wants at its beginning or its end
_WORD = re.compile(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+(?:['’][^\W\u3400-\u9fff]+)*|[^\w\s]")
_MARKS = frozenset(",;:.!?()[]\"'“”‘’«»…–—-/")
_OPENING = re.compile(r"[^.!?;,]+[.!?;,]+\s+")
ARRAYS = ("attention", "weights", "inner", "outer")
_ASKS = lexicon.pattern("question.part")
TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d[\d.,]*|[\u3400-\u9fff]|[?!:;,/%-]")


@dataclass(frozen=True, slots=True)
class Kind:
    """What is wanted, and whether that is a summary or an answer and may be the other."""

    name: str
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Fitted:
    """What was learned: `attention` (heads, dimensions), `weights` (heads + 1 times dimensions, kinds), the bias last.

    `inner` (dimensions, units) and `outer` (units), the biases last, tell words of the topic; `asking` are words that
    stand outside of topics more often than within.
    """

    attention: Vectors
    weights: Vectors
    inner: Vectors
    outer: Vectors
    kinds: tuple[str, ...]
    asking: frozenset[str]

    def chances(self, states: Vectors) -> Vectors:
        """The chance of each kind, from the states (tokens, dimensions) of a request."""
        attended = np.exp(states @ self.attention.T)
        gathered = (attended / attended.sum(axis=0)).T @ states
        logits = np.concatenate([states[0], gathered.ravel()]) @ self.weights[:-1] + self.weights[-1]
        powers = np.exp(logits - logits.max())
        chances: Vectors = powers / powers.sum()
        return chances

    def topical(self, states: Vectors) -> Vectors:
        """The log-odds that a token is of the topic, one each."""
        hidden = states @ self.inner[:-1] + self.inner[-1]
        odds: Vectors = hidden / (1 + np.exp(-hidden)) @ self.outer[:-1] + self.outer[-1]
        return odds


@lru_cache(maxsize=1)
def fitted() -> Fitted:
    """The weights in this package."""
    data = (resources.files("rag") / "data" / "requests.npz").read_bytes()
    with np.load(BytesIO(data)) as file:
        attention, weights, inner, outer = (file[name].astype(np.float32) for name in ARRAYS)
        kinds, asking = (str(file[name]).split() for name in ("kinds", "asking"))
    return Fitted(attention, weights, inner, outer, tuple(kinds), frozenset(asking))


def tokens(text: str) -> list[str]:
    """Folded words, numbers and the marks that tell how something is asked."""
    return [fold(word) for word in TOKEN.findall(text.replace("’", "'"))]


def asks(text: str) -> bool:
    """Whether a text opens as a question does."""
    return bool(_ASKS.match(text))


class Kinds:
    """Tells kinds and topics with two bundled encoders, opened at the first need; one may be the `embedder` at hand."""

    def __init__(self, embedder: Embedder, threads: int = 2) -> None:
        self._encoders = TokenStates(embedder, threads)
        self._states = lru_cache(maxsize=64)(self._read)

    def of(self, text: str, *, asked: bool = False, reading: str = "") -> Kind:
        """What the text wants; `asked`: once the corpus was asked something, which it may point back to.

        `reading` is the reader's choice of `READINGS`. Opening small talk doesn't count: "Thanks. And in 2020?"
        """
        if reading in READINGS:
            chances = self._chances(text)
            return Kind(max(READINGS[reading], key=lambda name: chances[name]))
        kind = self._whole(text, asked)
        opening = _OPENING.match(text)
        rest = text[opening.end() :] if opening and kind.name in TALK else ""
        behind = self.of(rest, asked=asked) if asks(rest) or re.search(r"\d", rest) else kind
        return kind if behind.name in TALK else behind

    def _whole(self, text: str, asked: bool) -> Kind:
        chances = self._chances(text)
        for name in OF_THE_PROGRAM if asked else ACTS:
            chances[name] *= POINTS_BACK if asked else 0.0
        whole = sum(chances.values())
        wanted = {name: chance / whole for name, chance in chances.items()}
        special = [name for name in chances if name not in QUESTIONS]
        best = max(special, key=lambda name: wanted[name])
        if sum(wanted[name] for name in special) <= SURE or wanted[best] < LEAST:
            plain, wide = QUESTIONS - WIDE, QUESTIONS & WIDE
            group = max((plain, wide), key=lambda names: sum(wanted[name] for name in names))
            best = max(group, key=lambda name: wanted[name])
        either = best in SUMMARIES | QUESTIONS and DOUBT < sum(wanted[name] for name in SUMMARIES) < 1 - DOUBT
        return Kind(best, either)

    def topic(self, text: str) -> str:
        """The stretch of words that most surely are the topic of a request, "" where it names none."""
        text = " ".join(text.split())
        states, spans = self._states(text)
        odds = fitted().topical(states).tolist()
        places = [match.span() for match in _WORD.finditer(text)]
        inside = ([o for o, (a, b) in zip(odds, spans, strict=True) if a < end and start < b] for start, end in places)
        sums = [0.0, *accumulate(sum(own) / len(own) if own else 0.0 for own in inside)]
        stretches = combinations(range(len(sums)), 2)
        first, last = max(stretches, key=lambda ends: sums[ends[1]] - sums[ends[0]], default=(0, 0))
        found = places[first:last] if sums[last] > sums[first] else []
        words = [(start, end) for start, end in found if fold(text[start:end]) not in stop_words() | _MARKS]
        return text[words[0][0] : words[-1][1]] if words else ""

    def _chances(self, text: str) -> dict[str, float]:
        kinds = fitted().kinds
        if not any(map(str.isalnum, text)):
            return {name: float(name == "fact") for name in kinds}
        states, _ = self._states(shortened(" ".join(text.split())))
        return dict(zip(kinds, fitted().chances(states).tolist(), strict=True))

    def _read(self, text: str) -> tuple[Vectors, list[Span]]:
        (found,) = self._encoders.of([text])
        return found


def shortened(text: str) -> str:
    """The beginning and the end of a long text."""
    words = text.split()
    half = LONGEST // 2
    return text if len(words) <= LONGEST else " ".join([*words[:half], *words[-half:]])
