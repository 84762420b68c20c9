"""What is wanted, told by the meaning of the words: a fact, a summary, a shorter answer, or only a greeting; of what.

Kind and topic are told from the states of the request's tokens in two bundled encoders: the kind by a linear model over
the first state and what a learned attention gathers from all, the topic by a small network that tells of each token
whether it is part of it. `training/fit_requests.py` fits them on requests that many hands wrote. A document to
summarise is known by its name, a length by its unit ("half a page").
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache
from importlib import resources
from io import BytesIO
from itertools import accumulate, combinations

import numpy as np

from rag.language import lexicon
from rag.language.quantities.parse import numeral
from rag.language.quantities.quantity import NUMBER_WORDS
from rag.language.sentences import Span, fold, grouped
from rag.language.tokens import content_stems, fold_word, split, stop_words
from rag.models.embedder import Embedder, TokenStates, Vectors
from rag.store.index import Index

TALK = frozenset({"greeting", "thanks", "abilities", "makers", "blame", "playful", "farewell", "glad"})
"""Small talk, as in `rag.answer.wording.NOTICES`."""
ACTS = frozenset({"shorter", "longer", "more", "table", "sources"})
"""What is wanted of the answer before."""
WIDE = frozenset({"explain", "list", "overview", "compare", "critics", "summary"})
"""What is answered by more than a sentence or two."""
SUMMARIES = frozenset({"summary", "overview"})
VALUES = frozenset({"number", "date", "person", "place"})
"""What is answered by one value."""
QUESTIONS = VALUES | {"fact", "explain", "list", "compare", "definition", "critics"}
"""What is answered from passages; all other kinds have to be surer, together, than these."""
READINGS = {"summary": SUMMARIES, "answer": QUESTIONS}
"""What a request can be taken for where it may be either."""
SURE = 0.5
DOUBT = 0.3  # of a summary, and of its not being one, from which on it may be either
LEAST = 0.4  # of one of them alone: nonsense is a little like all small talk
OF_THE_PROGRAM = ("abilities", "makers")
POINTS_BACK = 0.05  # of its odds that the program is meant ("who built this?") keeps once the corpus was asked
LONGEST = 60  # words that are looked at; a request says what it wants at its beginning or its end
_WORD_OR_MARK = re.compile(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+(?:['’][^\W\u3400-\u9fff]+)*|[^\w\s]")
_MARKS = frozenset(",;:.!?()[]\"'“”‘’«»…–—-/")
_OPENING = re.compile(r"[^.!?;,]+[.!?;,]+\s+")
ARRAYS = ("attention", "weights", "inner", "outer")
_ASKS = lexicon.pattern("question.part")


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
        places = [match.span() for match in _WORD_OR_MARK.finditer(text)]
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


FEWEST, MOST = 20, 2000  # words of a summary
LONGEST_TOPIC = 300  # characters
CLOSE = 0.85  # of 1: how alike a name and a title must be spelled
SUMMARY_WORDS = 150  # where the question names no length
EDGES = "\"'“”‘’«» .!?…:;,-–—()"  # of a name

_NUMBER = rf"\d[\d,]*|{'|'.join(sorted(NUMBER_WORDS, key=len, reverse=True))}|{lexicon.piece('request.number')}"
_UNITS = {name: int(number) for name, number in map(str.split, lexicon.lines("words.text_units"))}
_NAMES = "|".join(_UNITS)
PAGE = _UNITS["page"]  # words
_LENGTH = re.compile(rf"\b(?P<n>{_NUMBER})[\s-]+(?:(?!of\b)[a-z]+[\s-]+)?(?P<unit>{_NAMES})s?\b", re.IGNORECASE)
_WITHIN = re.compile(rf"\b(?:{lexicon.piece('request.within')})\s+{_LENGTH.pattern}[\s,:;]*", re.IGNORECASE)
_NUMBERS = {"an": 1, "single": 1, "few": 3, "a few": 3, "several": 3}
_ARTICLES = frozenset({"a", "an"})
_DOCUMENT = lexicon.pattern("request.document")
_THIS_DOCUMENT = lexicon.pattern("request.this_document")
_GIST = lexicon.pattern("request.gist")
LEAST_SPELLED = 3  # words of a title that is known wherever it stands
_GIST_LENGTH = 2  # times as many words, for what a text says of itself is not cut
_TABLE = lexicon.pattern("request.table")
_ARTICLE = re.compile(r"^(?:the|an?)\s+", re.IGNORECASE)
_HEAD = re.compile(r":| - ")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class SummaryRequest:
    """What to summarise, a document by its id or a topic in words, and in how many words at most.

    `gist` are the words that ask for what the document says of itself: its take-home points, its conclusion. `text` is
    the whole request, "" where it was put together from its parts.
    """

    document: str | None
    topic: str | None
    words: int
    gist: str = ""
    text: str = field(default="", compare=False)


def requested_summary(
    text: str, index: Index, kinds: Kinds, words: int = SUMMARY_WORDS, scope: frozenset[str] | None = None
) -> SummaryRequest | None:
    """What a request for a summary is about; None where it names nothing in the scope, or a page is pasted into it.

    `words` is the length where the text names none. "This document" is the only one of the `scope`, or of the index.
    """
    length, rest = asked_length(text)
    gist, about = asked_gist(text), kinds.topic(rest)
    document: str | None
    if is_of_this_document(text, kinds):
        only = list(scope if scope is not None else index.entries)
        if len(only) != 1:
            return None
        document = only[0]
    else:
        document = _spelled_out(text, index) or named_document(about, index)
        about = _DOCUMENT.sub("", about).strip(EDGES)
        if not document and (not content_stems(about) or len(about) > LONGEST_TOPIC):
            return None
        if document and scope is not None and document not in scope:
            return None
        beside = _GIST.sub(" ", _DOCUMENT.sub(" ", text.replace(about, " ")))
        gist = "" if content_stems(beside) else gist
    if length is None:
        length = words * (_GIST_LENGTH if document and gist else 1)
    return SummaryRequest(document, None if document else about, length, gist if document else "", text)


def is_of_this_document(text: str, kinds: Kinds) -> bool:
    """Whether a request for a summary is of "this document" without saying which."""
    rest = asked_length(text)[1]
    beside = (content_stems(pattern.sub(" ", rest)) for pattern in (_THIS_DOCUMENT, _GIST))
    named = frozenset[str]().union(*(content_stems(rest) - others for others in beside))
    return bool(_THIS_DOCUMENT.search(rest)) and content_stems(kinds.topic(rest)) <= named


def asked_gist(text: str) -> str:
    """The words that ask for what a document wants to say, "" where none do."""
    match = _GIST.search(text)
    return match[0] if match else ""


def asked_length(text: str) -> tuple[int | None, str]:
    """The words that "half a page", "ten facts" or "300 words" come to, and the text without them."""
    matches = list(_LENGTH.finditer(text))
    if not matches:
        return None, text
    match = min(matches, key=lambda each: each["n"].lower() in _ARTICLES)  # "for a slide, ten bullets" asks for ten
    number = match["n"].lower()
    value = _NUMBERS[number] if number in _NUMBERS else numeral(number)[0]
    words = round(value * _UNITS[match["unit"].lower()])
    vague = number in _NUMBERS and words < FEWEST  # "in few words" only says that it should be short
    return None if vague else words, f"{text[: match.start()]} {text[match.end() :]}"


def asked_limit(text: str) -> tuple[int, str]:
    """The words that an answer "in two sentences" may have, and the question without that; 0 where none is named."""
    match = _WITHIN.search(text)
    rest = f"{text[: match.start()].rstrip(' ,:;')} {text[match.end() :]}".strip() if match else ""
    return (asked_length(match[0])[0] or 0, rest) if match and content_stems(rest) else (0, text)


def asks_for_table(text: str) -> bool:
    """Whether a request, or the words that are given of it, ask for a table."""
    return bool(_TABLE.search(text))


def _spelled_out(text: str, index: Index) -> str | None:
    """The document whose id, with its hyphens, or whole title, of three words or more, stands in the text."""
    whole = f" {' '.join(split(text))} "
    for document in index.documents():
        title = f" {' '.join(split(document.title))} "
        by_id = "-" in document.id and re.search(rf"(?<![\w-]){re.escape(document.id)}(?![\w-])", fold(text))
        if by_id or (len(title.split()) >= LEAST_SPELLED and title in whole):
            return document.id
    return None


def named_document(name: str, index: Index) -> str | None:
    """The id of the document whose id, title or title before the colon is `name`, or is spelled nearly so."""
    wholly, wanted = (fold(_ARTICLE.sub("", each) or name) for each in (name, _DOCUMENT.sub("", name).strip(EDGES)))
    documents = index.documents()
    titles = [(name, each.id) for each in documents for name in (each.title, _HEAD.split(each.title)[0].strip())]
    spelled = [*((name, each.id) for each in documents for name in (each.id, each.id.replace("-", " "))), *titles]
    names: dict[str, str] = {}
    for each, document_id in spelled:
        names.setdefault(_ARTICLE.sub("", fold(each)), document_id)
    for exactly in (wholly, wanted):
        if exactly in names:
            return names[exactly]
    same = [each for each in names if re.findall(r"\d+", each) == re.findall(r"\d+", wanted)]  # "chapter 2" is not 3
    close = get_close_matches(wanted, same, n=1, cutoff=CLOSE)
    provinces = lexicon.words("places.provinces")  # which another one may differ from by a letter
    return names[close[0]] if close and provinces.isdisjoint(wanted.split()) else None


def named(text: str) -> list[Span]:
    """The stretches of words, one behind the other, that are not words of asking."""
    words = ((match.span(), fold_word(match[0])) for match in _WORD.finditer(text))
    spans = (span for span, word in words if word not in fitted().asking and word not in stop_words())
    return grouped(spans, lambda one, two: not text[one[1] : two[0]].strip(" -–'’"))
