"""What a question asks for: the words that carry it, its names, numbers and parts; by rules, for any subject."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.language import lexicon
from rag.language.names import OWNER
from rag.language.sentences import Span, fold
from rag.language.tokens import Terms, stems, stop_stems, stop_words

NUMBER = re.compile(r"\d[\d.,]*")
_NUMBER_ASKED = lexicon.pattern("question.number")
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
    def whole_terms(self) -> Terms:
        """The terms of the question and of those before it."""
        return self.terms | self.before.terms if self.before else self.terms

    @property
    def whole_names(self) -> tuple[str, ...]:
        """The names of the question and of those before it."""
        return (*self.names, *self.before.names) if self.before else self.names

    @property
    def wants_number(self) -> bool:
        """Whether the answer should hold a figure."""
        return bool(_NUMBER_ASKED.search(self.text))

    @property
    def parts(self) -> tuple[Span, ...]:
        """The spans of what is asked one after the other, as in "what is it and why?"; one or more where words are."""
        cuts = [0, *(edge for match in _BETWEEN_PARTS.finditer(self.text) for edge in match.span()), len(self.text)]
        spans = zip(cuts[::2], cuts[1::2], strict=True)
        return tuple((start, end) for start, end in spans if stems(self.text[start:end]) - stop_stems())

    @property
    def wants_date(self) -> bool:
        """Whether the answer should hold a date or a year."""
        return self.kind == "date"


def analyse(text: str, context: str = "", kind: str = "fact") -> Question:
    """Take a question of a `kind` (see `rag.question.kinds`) apart; `context` are the questions before it."""
    numbers = tuple(dict.fromkeys(match.group().strip(".,") for match in NUMBER.finditer(text)))
    before = analyse(context) if context else None
    return Question(text, kind, stems(text) - stop_stems(), _names(text), numbers, before)


def _names(text: str) -> tuple[str, ...]:
    """Capitalised words that do not open the question, and acronyms anywhere."""
    words = re.findall(r"[^\W\d_][\w'’-]*", text)
    return tuple(
        dict.fromkeys(
            fold(OWNER.sub("", word))
            for i, word in enumerate(words)
            if word[0].isupper() and fold(word) not in stop_words() and (i > 0 or word.isupper() or len(words) < 3)
        )
    )
