"""Pronouns: "it", "its", "they", "he", "there"."""

from __future__ import annotations

import re
from collections.abc import Callable

from rag.followup import words as w
from rag.followup.memory import Memory, relation
from rag.followup.phrase import Phrase
from rag.followup.phrases import phrases
from rag.followup.reading import Reading, is_asked, many, owning, starts_clause
from rag.text import fold

FAR = 8  # words into a question; a pronoun that late means something that the question has named

_IDLE = re.compile(
    r"\bit (?:take[sn]?|took|seems?|appears?|rains?|snows?)\b"
    r"|\bit costs? to \w+ \w+"
    r"|\bit (?:is|was)(?: \w+)? (?:true|said|known|clear|likely|possible)"
    r"|\b(?:is|was|isn['’]t|wasn['’]t) it (?:\w+ )?(?:true|said|known|possible|likely|necessary|worth|time|good news)\b"
    r"|\b(?:is|was) it (?:just |only )?(?:that|correct that|right that)\b"
    r"|\b(?:is|was) it (?:called|determined|decided|legal|illegal|essential|important|best|better) (?:to|when|if|how)\b"
    r"|\bit has (?:ever )?been\b|\bit['’]s\b|\bit mean for\b"
    r"|\bit like to\b",
    re.IGNORECASE,
)
_OWNERS = frozenset({"its", "their", "his"})
_COUNTED = frozenset({"many", "some", "all", "most", "few", "none", "much"})


def pronoun(reading: Reading, i: int) -> int | None:
    """Replace a pronoun by what it means; the index of the last word that was replaced, None where nothing was."""
    word = reading.row[i]
    need = NEEDS.get(word.low)
    if reading.before(i) in w.DETERMINERS or (word.capital and not word.first):
        return None
    if not need or _used(reading, need) or _is_idle(reading, i) or is_bound(reading, i):
        return None
    meant = _beside_place(reading) if need is Memory.thing else need(reading.memory)
    if word.low == "them":
        meant = reading.memory.items() or meant
    if not meant:
        return None
    if need is Memory.person:
        reading.memory.people.add(fold(meant.text))
    elif need is Memory.several:
        reading.memory.groups.add(fold(meant.text))
    owner = word.low in _OWNERS or (word.low == "her" and reading.phrase_at(i + 1) is not None)
    start = word.start
    if word.low == "them" and reading.low(i - 1) == "of" and reading.low(i - 2) in _COUNTED:
        start = reading.row[i - 1].start
    text = many(meant) if need is Memory.several else meant.long
    reading.put(start, word.end, owning(meant) if owner else text, meant)
    return i


def there(reading: Reading, i: int) -> int | None:
    """Replace "there" by the place that it means."""
    if reading.low(i) != "there" or _exists(reading, i):
        return None
    named = [p for p in phrases(reading.text) if p.end <= reading.row[i].start]
    if any(p.before in w.PLACE_PREPOSITIONS and p.name for p in named):
        return None
    place = reading.memory.place()
    if not place or re.match(r", (?:in|at|near) [A-Z]", reading.text[reading.row[i].end :]):
        return None
    before = reading.before(i)
    lead = "" if before in w.PLACE_PREPOSITIONS else "to " if before in w.GOING else "in "
    reading.put(reading.row[i].start, reading.row[i].end, f"{lead}{place.text}", place)
    return i


def is_bound(reading: Reading, i: int) -> bool:
    """Whether a pronoun means something that its own question names before it."""
    word = reading.row[i]
    spoken = phrases(reading.text)
    opens = w.PREPOSITIONS | {"other", "apart", "aside", "according"}
    if reading.low(0) == "if" or (reading.low(0) in opens and any(p.name and p.start > word.end for p in spoken)):
        return True
    lists = [p for p in spoken if p.parts]
    before = [p for p in spoken if p.end <= word.start and not is_asked(reading, p, i)]
    before = [p for p in before if not any(q.start <= p.start and p.end < q.end for q in lists)]
    if word.low in {"they", "them", "their", "these", "those"}:
        before = [p for p in before if p.plural or p.name]
    elif word.low in {"it", "its", "this", "that"}:
        before = [p for p in before if not p.plural]
    else:
        before = [p for p in before if p.name or (p.article in w.ARTICLES and not relation(p.head))]
    if word.low in _OWNERS or word.low == "her":
        return any(p.name or not relation(p.head) for p in before)
    return any(i > FAR or starts_clause(reading.text, p.end, reading.row, i) for p in before)


def _beside_place(reading: Reading) -> Phrase | None:
    """What "it" means; not the place where the question says "there" too."""
    lows = {word.low for word in reading.row}
    place = reading.memory.place() if "there" in lows else None
    return next((p for p in reading.memory.things() if p != place), None)


def _used(reading: Reading, need: Callable[[Memory], Phrase | None]) -> bool:
    """Whether an earlier pronoun of the question was replaced by the same thing, so that this one reads well."""
    meant = need(reading.memory)
    return bool(reading.meant) and meant in reading.meant


def _is_idle(reading: Reading, i: int) -> bool:
    """Whether this "it" stands for nothing ("how long does it take")."""
    if reading.low(i) != "it":
        return reading.low(i) == "its" and reading.low(i + 1) == "own"
    at = reading.row[i].start
    return any(match.start() <= at < match.end() for match in _IDLE.finditer(reading.text))


def _exists(reading: Reading, i: int) -> bool:
    """Whether this "there" is that of "there is"."""
    before, after = reading.before(i), reading.after(i)
    if before == "that":
        return True
    if before in w.BEING | {"has", "have", "will", "can", "could", "would", "should"}:
        return not (before in w.BEING and after in {"in", "now", "today"} and i == len(reading.row) - 2)
    return after in w.BEING | {"has", "have", "exist", "exists", "'s", "’s"}


NEEDS: dict[str, Callable[[Memory], Phrase | None]] = {
    **dict.fromkeys(("it", "its"), Memory.thing),
    **dict.fromkeys(("they", "them", "their"), Memory.several),
    **dict.fromkeys(("he", "she", "him", "his", "her"), Memory.person),
}
