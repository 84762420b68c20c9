"""Words that choose among several that were named: "the second one", "the third", "both", "which is larger?"."""

from __future__ import annotations

import re

from rag.followup import words as w
from rag.followup.phrases import phrases
from rag.followup.reading import ORDER, SHORT, Reading

_BOTH = re.compile(r"(?:both|the two|these two|each|either)(?: of (?:them|these))?\b(?! \w+s\b)", re.IGNORECASE)
_CHOICE = re.compile(
    r"(?:and )?(?:which|who)(?: one| city| town| place| region| country| of (?:them|the two|these|those))?"
    r" (?:is|was|are|were|has|had|have) (?:the )?(?:\w+er|\w+est|more|most|less|least|better|best|worse|worst)\b",
    re.IGNORECASE,
)


def ordinal(reading: Reading, i: int) -> int | None:
    """Replace "the second one", "the former", "the first of them" by a name of those that stood together."""
    number = ORDER.get(reading.low(i + 1)) if reading.low(i) == "the" else None
    parts = reading.memory.members()
    if number is None:
        return None
    rest = reading.after(i + 1)
    counts = reading.low(i + 1) not in {"former", "latter"} and rest in {""} | w.HELPING
    if counts and (noun := _in_order(reading.memory.last)):
        reading.put(reading.row[i + 1].end, reading.row[i + 1].end, f" {noun}", None)
        return i + 1
    kind = rest in {"one", "city", "town", "place", "region", "country", "name"}
    if not -len(parts) <= number < len(parts):
        return None
    if any(p.name for p in phrases(reading.text)) or not (kind or rest in {"of", ""} | w.HELPING):
        return None
    last = i + 2 if kind else i + 1
    if rest == "of":
        if reading.low(i + 3) not in {"them", "these", "those"}:
            return None
        last = i + 3
    about = next((p for p in reading.memory.recent() if p.text == parts[number]), None)
    reading.put(reading.row[i].start, reading.row[last].end, parts[number], about)
    return last


def _in_order(question: str) -> str:
    """What a question counts by its place in an order: "batch" where it says "the first batch"."""
    counted = (p.text.split() for p in phrases(question) if p.article == "the" and not p.name)
    return next((" ".join(words[2:]) for words in counted if len(words) > 2 and words[1] in ORDER), "")


def both(reading: Reading, i: int) -> int | None:
    """Replace "both" or "the two" by the two names that stood together."""
    parts = reading.memory.members()
    match = _BOTH.match(reading.text, reading.row[i].start)
    if not match or len(parts) != 2:
        return None
    about = next((p for p in reading.memory.recent() if p.parts == parts), None)
    reading.put(match.start(), match.end(), f"{parts[0]} and {parts[1]}", about)
    return reading.last_of(match.end())


def choice(reading: Reading, i: int) -> int | None:
    """Add the names to "which is larger?" after some that stood together."""
    parts = reading.memory.members()
    if (
        i
        or len(parts) < 2
        or len(reading.row) > SHORT
        or not _CHOICE.match(reading.text)
        or any(p.name for p in phrases(reading.text))
    ):
        return None
    end = len(reading.text.rstrip("?.! "))
    about = next((p for p in reading.memory.recent() if p.parts == parts), None)
    reading.put(end, end, f", {', '.join(parts[:-1])} or {parts[-1]}", about)
    return i
