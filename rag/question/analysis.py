"""What a question asks for: the words that carry it, its names, numbers and parts; alone or within its conversation.

In a conversation the questions before it are searched and read with it: no grammar decides what it points back to
(DECISIONS.md). Only one that says enough by itself is asked alone, or a change of topic would drag the old one along.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice, pairwise

from rag.base.errors import UsageError
from rag.base.mechanisms import on
from rag.base.types import Turn
from rag.language import lexicon
from rag.language.sentences import Span, fold
from rag.language.tokens import OWNER, Terms, content_stems, is_common, stems, stop_words
from rag.question.request import ACTS, QUESTIONS, TALK, Kinds, asks

LONGEST_QUESTION = 2000  # characters; more is a document, not a question
NUMBER = re.compile(r"\d[\d.,]*")
REACH = 6  # questions back, of which one may name what those behind it are about
ENOUGH_OF_A_SUBJECT = 3
ENOUGH = 5  # words that carry a question which stands alone; a name among them counts twice
LONGEST = 60  # words of an earlier question; a pasted page says too much to be a context
_POINTS_BACK, _PRONOUN = lexicon.pattern("question.points_back"), lexicon.pattern("question.pronoun")
_NUMBER_ASKED = lexicon.pattern("question.number")
MOST_PARTS = 3  # a question of more is an essay's plan, and each costs time
SHORTEST_PART = 4  # words of a part that says on its own what it asks
_INSTEAD = {"Cf": "", "Cc": " ", "Cs": " ", "Co": " "}  # of soft hyphens and joiners, of control characters
_SENTENCE_END = re.compile(r"(?<=[.!?…。！？])\s+")
_BETWEEN_PARTS = lexicon.pattern("question.between_parts")


@dataclass(frozen=True, slots=True)
class Question:
    """A question taken apart. `terms` are stems without stop words; `names` are folded, as are the `numbers`.

    `before` are the questions before it that it is read with, taken apart as one; None where it is the first.
    """

    text: str
    kind: str
    terms: Terms
    names: tuple[str, ...]
    numbers: tuple[str, ...]
    before: Question | None = None

    @property
    def whole(self) -> str:
        """What is searched and read for: the question behind those before it."""
        return f"{self.before.text} {self.text}" if self.before else self.text

    @property
    def context(self) -> str:
        """The questions before it, as one text; empty where it is the first."""
        return self.before.text if self.before else ""

    @property
    def whole_terms(self) -> Terms:
        """The terms of the question and of those before it."""
        return self.terms | self.before.terms if self.before else self.terms

    @property
    def wants_number(self) -> bool:
        """Whether the answer should hold a figure."""
        return bool(_NUMBER_ASKED.search(self.text))

    @property
    def parts(self) -> tuple[Span, ...]:
        """The spans of what is asked one after the other, as in "what is it and why?"; one or more where words are."""
        cuts = [0, *(edge for match in _BETWEEN_PARTS.finditer(self.text) for edge in match.span()), len(self.text)]
        spans = zip(cuts[::2], cuts[1::2], strict=True)
        return tuple((start, end) for start, end in spans if content_stems(self.text[start:end]))


def analyse(text: str, context: str = "", kind: str = "fact") -> Question:
    """Take a question of a `kind` (see `rag.question.request`) apart; `context` are the questions before it."""
    numbers = tuple(dict.fromkeys(match.group().strip(".,") for match in NUMBER.finditer(text)))
    before = analyse(context) if context else None
    return Question(text, kind, content_stems(text), _names(text), numbers, before)


def _names(text: str) -> tuple[str, ...]:
    """Capitalised words that do not open the question, and acronyms anywhere."""
    words = re.findall(r"[^\W\d_][\w'’-]*", text)
    return tuple(
        dict.fromkeys(
            fold(OWNER.sub("", word))
            for i, word in enumerate(words)
            if word[0].isupper()
            and not stop_words().issuperset(fold(word).split("'"))  # "I'm" too
            and (i > 0 or word.isupper() or len(words) < 3)
        )
    )


def asked_parts(question: Question) -> tuple[tuple[str, Question], ...]:
    """Each part as written and as a question; empty where the question has one part only, or one that doesn't ask.

    What is said before a part belongs to it. A later part is read behind the first, which says what it may leave out.
    """
    spans = question.parts
    texts = [question.text[start:end] for start, end in spans]
    asking = [n for n, text in enumerate(texts) if asks(text) or (not n and _NUMBER_ASKED.search(text))]
    pieces = ((spans[before + 1][0], spans[number][1]) for before, number in pairwise([-1, *asking]))
    written = [question.text[start:end].strip(" ,;") for start, end in pieces]
    if not 1 < len(written) <= MOST_PARTS or asking[-1] + 1 < len(spans):
        return ()
    first = analyse(_asked(written[0]), question.context)
    asked = [first, *(analyse(_asked(part), first.whole) for part in written[1:])]
    long = all(len(each.whole.split()) >= SHORTEST_PART for each in asked)
    return tuple(zip((part.rstrip("?.! ") for part in written), asked, strict=True)) if long else ()


def _asked(part: str) -> str:
    return part[:1].upper() + part[1:].rstrip("?.! ") + "?"


def readings(question: Question, kinds: Kinds, known: Callable[[str], object]) -> tuple[Question, ...]:
    """What a message asks, alone or behind what it points back to, the talk if there is one; then the message as it is.

    The message only, where no sentence stands before what it asks. `known` as in `context_of`.
    """
    told = _SENTENCE_END.split(question.text)
    asking = [n for n, each in enumerate(told) if each.endswith(("?", "？")) or asks(each)]
    if not asking or not asking[0] or not on("preamble"):
        return (question,)
    preamble, asked = " ".join(told[: asking[0]]), " ".join(told[asking[0] : asking[-1] + 1])
    kind = kinds.of(asked, asked=True).name
    kind = kind if kind in QUESTIONS else question.kind
    alone = stands_alone(asked, known, kind) or (known(asked) and not _POINTS_BACK.search(asked))
    before = question.context or preamble
    return analyse(asked, "" if alone else before, kind), question


def context_of(
    text: str, kind: str, turns: Sequence[Turn], kinds: Kinds, known: Callable[[str], object]
) -> tuple[str, ...]:
    """The last question of a conversation and, where it doesn't stand alone, the nearest before it that says of what.

    Each in one line; none where none is, or where the new question, of a `kind`, stands alone. `known` tells whether a
    text names something that the corpus has.
    """
    *before, last = [shortened(turn.question) for turn in questions(turns, kinds, REACH)] or [""]
    if not (last and on("conversation")) or stands_alone(text, known, kind):
        return ()
    if not before or stands_alone(last, known):
        return (last,)
    telling = (each for each in reversed(before) if on("anchor") and (known(each) or stands_alone(each, known)))
    return next(telling, before[-1]), last


def stands_alone(text: str, known: Callable[[str], object], kind: str = "fact") -> bool:
    """Whether a question says by itself what it is about: in many words, or in some about something that is `known`.

    A pronoun may mean a known name before it. What asks for a definition says of what, if it doesn't point back.
    """
    if kind == "definition" and asks(text) and not _POINTS_BACK.search(text):
        return True
    question = analyse(text)
    carry = len(question.terms - light_stems())
    if carry + any(not is_common(name) for name in question.names) >= ENOUGH:
        return True
    pointing = [*_POINTS_BACK.finditer(text)]
    within = [match for match in pointing if _PRONOUN.match(match[0]) and known(text[: match.start()])]
    return carry + bool(within) >= ENOUGH_OF_A_SUBJECT and asks(text) and bool(known(text)) and within == pointing


@cache
def light_stems() -> Terms:
    """Stems of words that say little by themselves, though they help to find and to tell passages apart."""
    return stems(" ".join(lexicon.in_order("nearest.light")))


def shortened(question: str) -> str:
    """An earlier question as others are read with it."""
    return " ".join(question.split()[:LONGEST])


def questions(turns: Sequence[Turn], kinds: Kinds, most: int) -> list[Turn]:
    """The last turns that asked the corpus something, at `most` so many: neither small talk nor about an answer."""
    asked = (turn for turn in reversed(turns) if any(map(str.isalnum, turn.question)))
    found = (turn for turn in asked if kinds.of(turn.question, asked=True).name not in TALK | ACTS)
    return [*islice(found, most)][::-1]


def clean_question(text: str) -> str:
    """The question in one line without control characters. Raises UsageError if nothing is left, or too much."""
    kept = (_INSTEAD.get(unicodedata.category(c), c) for c in text.replace("\u200b", " "))
    cleaned = " ".join(unicodedata.normalize("NFC", "".join(kept)).split())
    if not re.search(r"\w", cleaned):
        raise UsageError(f"the question {cleaned[:40]!r} has no words: ask in words")
    if len(cleaned) > LONGEST_QUESTION:
        raise UsageError(
            f"the question {cleaned[:30]!r}… has {len(cleaned)} characters, at most {LONGEST_QUESTION}: shorten it"
        )
    return cleaned
