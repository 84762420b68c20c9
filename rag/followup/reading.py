"""A question while it is made to stand alone: what is replaced by what, and what it pointed back to."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from rag.followup import words as w
from rag.followup.grammar import Word, is_plural, verbs
from rag.followup.memory import Memory
from rag.followup.phrase import Phrase
from rag.followup.phrases import phrases

ORDER = {"first": 0, "former": 0, "second": 1, "latter": -1, "third": 2, "fourth": 3, "fifth": 4, "last": -1}
"""Words for a place in an order, as an index."""
SHORT = 6  # words of a question that asks for one of those that were named


@dataclass(slots=True)
class Reading:
    """A question, its words, and the replacements found so far; `meant` is what they put in."""

    text: str
    row: tuple[Word, ...]
    memory: Memory
    edits: list[tuple[int, int, str]] = field(default_factory=list)
    meant: list[Phrase] = field(default_factory=list)

    @property
    def about(self) -> Phrase | None:
        """What the question points back to: of several, what the talk has been about most, the first of equals."""
        return max(self.meant, key=self.memory.weight, default=None)

    def put(self, start: int, end: int, new: str, meant: Phrase | None) -> None:
        """Replace a stretch of the text."""
        self.edits.append((start, end, new))
        if meant:
            self.meant.append(meant)

    def low(self, i: int) -> str:
        """The word at `i` in lower case, empty where there is none."""
        return self.row[i].low if 0 <= i < len(self.row) else ""

    def before(self, i: int) -> str:
        """The word before the one at `i`, empty where a sign stands between them."""
        return self.low(i - 1) if i < len(self.row) and self.row[i].glued else ""

    def after(self, i: int) -> str:
        """The word behind the one at `i`, empty where a sign stands between them."""
        return self.low(i + 1) if i + 1 < len(self.row) and self.row[i + 1].glued else ""

    def phrase_at(self, i: int) -> Phrase | None:
        """The phrase that begins with the word at `i`."""
        if not 0 <= i < len(self.row):
            return None
        return next((p for p in phrases(self.text) if p.start == self.row[i].start and not p.parts), None)

    def last_of(self, end: int) -> int:
        """The index of the last word before the offset `end`."""
        return max((k for k, word in enumerate(self.row) if word.end <= end), default=0)

    def written(self) -> str:
        """The text with its replacements."""
        out = self.text
        for start, end, new in sorted(self.edits, reverse=True):
            shown = new[0].upper() + new[1:] if start == 0 and new else new
            out = out[:start] + shown + out[end:]
        return re.sub(r"\s{2,}", " ", out)


def owning(phrase: Phrase) -> str:
    """A phrase as an owner: Hegang's, the miners'."""
    return f"{phrase.text}'" if phrase.text.endswith("s") and phrase.plural else f"{phrase.text}'s"


def many(phrase: Phrase) -> str:
    """A kind as several: "a monotown" as "monotowns"."""
    if phrase.article not in {"a", "an"} or phrase.plural:
        return phrase.text
    bare = phrase.text.split(maxsplit=1)[1]
    return f"{bare[:-1]}ies" if re.search(r"[^aeou]y$", bare) else f"{bare}s"


def bare(phrase: Phrase) -> str:
    """A phrase without its article."""
    return re.sub(r"^(?:the|an?) ", "", phrase.text)


def starts_clause(text: str, start: int, row: tuple[Word, ...], i: int) -> bool:
    """Whether a clause ends between the offset `start` and the word at `i`, so that a pronoun there can look back."""
    between = text[start : row[i].start]
    if re.search(r"[.?!;,:]|\s[-–—]+\s", between) or not w.CLAUSES.isdisjoint(between.lower().split()):
        return True
    after = row[i + 1].low if i + 1 < len(row) else ""
    acts = any(start < row[k].start < row[i].start for k in verbs(text))
    return acts and (after in w.HELPING or (after in w.VERB_FORMS and not is_plural(after)))


def is_asked(reading: Reading, phrase: Phrase, i: int) -> bool:
    """Whether a phrase is asked for right before the pronoun at `i` ("what year was it"), which then can't mean it."""
    end = reading.last_of(phrase.end)
    return end == i - 2 and reading.low(i - 1) in w.HELPING - {"has", "have", "had"}
