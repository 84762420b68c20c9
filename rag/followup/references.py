"""Words of a question that point back: pronouns, "there", "that city", "the plan", "the second one"."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from rag.followup import words as w
from rag.followup.memory import Memory, relation, singular
from rag.followup.phrases import Phrase, Word, phrases, split, verbs

_IDLE = re.compile(
    r"\bit (?:take[sn]?|took|seems?|appears?|rains?|snows?)\b|\bit (?:is|was)(?: \w+)? (?:true|said|known|clear|likely|possible)"
    r"|\b(?:is|was|isn['’]t|wasn['’]t) it (?:\w+ )?(?:true|said|known|possible|likely|necessary|worth|time|good news|correct|right)\b"
    r"|\blike to\b",
    re.IGNORECASE,
)
_ONES = {"first": 0, "former": 0, "second": 1, "latter": -1, "third": 2, "fourth": 3, "fifth": 4, "last": -1}
_BREAKS = frozenset(
    [
        "and",
        "but",
        "or",
        "because",
        "when",
        "if",
        "while",
        "after",
        "before",
        "since",
        "so",
        "although",
        "until",
        "that",
    ]
)
_ENOUGH_AFTER_THE = frozenset({"of", "where", "who", "which", "for", "between", "against", "from", "with", "on"})


@dataclass(slots=True)
class Reading:
    """A question while it is made to stand alone: what is to be replaced, and what it pointed back to."""

    text: str
    about: Phrase | None = None
    edits: list[tuple[int, int, str]] = field(default_factory=list)

    def put(self, start: int, end: int, new: str, about: Phrase | None) -> None:
        """Replace a stretch; what was replaced first is what the question is about."""
        self.edits.append((start, end, new))
        self.about = self.about or about

    def written(self) -> str:
        """The text with its replacements."""
        out = self.text
        for start, end, new in sorted(self.edits, reverse=True):
            shown = new[0].upper() + new[1:] if start == 0 and new else new
            out = out[:start] + shown + out[end:]
        return re.sub(r"\s{2,}", " ", out)


def resolve(text: str, memory: Memory) -> Reading:
    """A question with everything that points back replaced by what it means, where that is known."""
    reading = Reading(text)
    row = split(text)
    taken = -1
    for i, word in enumerate(row):
        if i <= taken or (word.capital and not word.first):
            continue
        for rule in _RULES:
            last = rule(reading, row, i, memory)
            if last is not None:
                taken = last
                break
    return reading


def owning(phrase: Phrase) -> str:
    """A phrase as an owner: Hegang's, the miners'."""
    return f"{phrase.text}'" if phrase.text.endswith("s") and phrase.plural else f"{phrase.text}'s"


def many(phrase: Phrase) -> str:
    """A kind as several: "a monotown" as "monotowns"."""
    if phrase.article not in {"a", "an"} or phrase.plural:
        return phrase.text
    bare = phrase.text.split(maxsplit=1)[1]
    return f"{bare[:-1]}ies" if re.search(r"[^aeou]y$", bare) else f"{bare}s"


def _pronoun(reading: Reading, row: tuple[Word, ...], i: int, memory: Memory) -> int | None:
    need = _NEEDS.get(row[i].low)
    if not need or (row[i].low in {"it", "its"} and _idle(reading.text, row[i])) or _bound(reading.text, row, i):
        return None
    if row[i].low == "its" and i + 1 < len(row) and row[i + 1].low == "own":
        return None
    meant = need(memory)
    if not meant:
        return None
    owner = row[i].low in {"its", "their", "his"} or (row[i].low == "her" and _starts_phrase(reading.text, row, i + 1))
    start = row[i].start
    if (
        row[i].low == "them"
        and i > 1
        and row[i - 1].low == "of"
        and row[i - 2].low in {"many", "which", "some", "all", "most"}
    ):
        start = row[i - 1].start
    several = need is Memory.several
    new = owning(meant) if owner else many(meant) if several else meant.text
    reading.put(start, row[i].end, new, meant)
    return i


def _idle(text: str, word: Word) -> bool:
    return any(match.start() - 12 <= word.start <= match.end() for match in _IDLE.finditer(text))


def _bound(text: str, row: tuple[Word, ...], i: int) -> bool:
    """Whether a pronoun means something that its own question names before it."""
    word = row[i].low
    before = [p for p in phrases(text) if p.end <= row[i].start and not (relation(p.head) and not p.name)]
    if word in {"they", "them", "their", "themselves"}:
        before = [p for p in before if p.plural or p.name]
    elif word in {"it", "its"}:
        before = [p for p in before if not p.plural and (p.name or p.article in w.ARTICLES)]
    else:
        before = [p for p in before if p.name]
    if word in {"its", "their", "his", "her"}:
        return bool(before)
    return any(_apart(text[p.end : row[i].start]) for p in before)


def _apart(between: str) -> bool:
    """Whether a clause ends between a noun and a pronoun."""
    return bool(re.search(r"[.?!;,:]", between)) or not _BREAKS.isdisjoint(between.lower().split())


def _starts_phrase(text: str, row: tuple[Word, ...], i: int) -> bool:
    return i < len(row) and any(p.start == row[i].start for p in phrases(text))


def _there(reading: Reading, row: tuple[Word, ...], i: int, memory: Memory) -> int | None:
    if row[i].low != "there" or _exists(row, i):
        return None
    place = memory.place()
    if not place:
        return None
    after_preposition = i and row[i - 1].low in w.PLACE_PREPOSITIONS
    reading.put(row[i].start, row[i].end, place.text if after_preposition else f"in {place.text}", place)
    return i


def _exists(row: tuple[Word, ...], i: int) -> bool:
    """Whether this "there" is that of "there is"."""
    before, after = row[i - 1].low if i else "", row[i + 1].low if i + 1 < len(row) and row[i + 1].glued else ""
    more = after in w.DETERMINERS | w.BEING | {"has", "have", "not"} or after.startswith(("'", "’"))
    return (before in w.BEING or before in {"has", "have", "will", "can"} or not i) and (
        bool(more) or (before in w.BEING and bool(after))
    )


def _pointed(reading: Reading, row: tuple[Word, ...], i: int, memory: Memory) -> int | None:
    """ "that city", "these plans", "such places", and "this" or "that" alone."""
    word = row[i].low
    if word not in {"this", "that", "these", "those", "such"}:
        return None
    after = i + 1 < len(row) and row[i + 1].glued
    phrase = next((p for p in phrases(reading.text) if after and p.start == row[i + 1].start), None)
    before = row[i - 1].low if i else ""
    if phrase:
        if word == "that" and i - 1 in verbs(reading.text) and phrase.head not in w.PLACES | w.PERSONS:
            return None
        return _kind(reading, row, i, phrase, memory)
    if word == "such" or (
        after and row[i + 1].low in w.PRONOUNS | w.DETERMINERS | w.PREPOSITIONS - {"in", "for", "by", "to"}
    ):
        return None
    opens = not i or before in w.HELPING | w.PREPOSITIONS | {"and", "but", "does"} or i - 1 in verbs(reading.text)
    meant = (memory.several() if word in {"these", "those"} else _aside(memory)) if opens and word != "such" else None
    if not meant:
        return None
    reading.put(row[i].start, row[i].end, many(meant) if word in {"these", "those"} else meant.full, meant)
    return i


def _aside(memory: Memory) -> Phrase | None:
    return memory.thing() or memory.about


def _kind(reading: Reading, row: tuple[Word, ...], i: int, phrase: Phrase, memory: Memory) -> int | None:
    if phrase.head in {
        "year",
        "week",
        "month",
        "time",
        "way",
        "article",
        "case",
        "corpus",
        "library",
        "point",
        "moment",
    }:
        return None
    plural = row[i].low in {"these", "those"} or phrase.plural
    last = max(k for k, word in enumerate(row) if word.end <= phrase.end)
    meant = memory.alike(phrase.head, plural) or _of_kind(phrase.head, plural, memory)
    if not meant:
        return None
    if plural and not meant.plural:
        new = many(meant)
    else:
        new = meant.full if meant.name or meant.head == phrase.head else f"the {phrase.text} of {meant.text}"
    reading.put(row[i].start, phrase.end, new, meant)
    return last


def _of_kind(head: str, plural: bool, memory: Memory) -> Phrase | None:
    if plural:
        return memory.several()
    if head in w.PLACES:
        return memory.place()
    return memory.person() if head in w.PERSONS else memory.thing() or memory.about


def _definite(reading: Reading, row: tuple[Word, ...], i: int, memory: Memory) -> int | None:
    """ "the city" after a city was named; "the plan" after "the national plan of 2013"."""
    if row[i].low != "the" or i + 1 >= len(row):
        return None
    phrase = next((p for p in phrases(reading.text) if p.start == row[i].start), None)
    if not phrase or len(phrase.text.split()) != 2 or phrase.parts:
        return None
    last = i + 1
    after = row[last + 1].low if last + 1 < len(row) and row[last + 1].glued else ""
    if after in _ENOUGH_AFTER_THE or (after.startswith(("'", "’")) and phrase.head not in w.PLACES):
        return None
    meant = memory.alike(phrase.head, phrase.plural)
    if not meant and phrase.head in w.PLACES and not phrase.plural and not any(p.name for p in phrases(reading.text)):
        meant = memory.place()
    if not meant:
        return None
    reading.put(phrase.start, phrase.end, meant.full if meant.head == phrase.head else meant.text, meant)
    return last


def _one(reading: Reading, row: tuple[Word, ...], i: int, memory: Memory) -> int | None:
    """ "the second one", "the former", "the first of them", "the important ones"."""
    if row[i].low in {"ones", "one"} and i and row[i - 1].low not in {"no", "the", "which", "of", "than", "by"}:
        kind = memory.about
        if not kind or kind.name or row[i - 1].low in _ONES or (row[i].low == "one" and not kind.article):
            return None
        bare = re.sub(r"^(?:the|an?) ", "", kind.text)
        new = many(kind) if row[i].low == "ones" else bare
        reading.put(row[i].start, row[i].end, re.sub(r"^the ", "", new), kind)
        return i
    if row[i].low != "the" or i + 1 >= len(row) or row[i + 1].low not in _ONES:
        return None
    parts = memory.members()
    rest = row[i + 2].low if i + 2 < len(row) and row[i + 2].glued else ""
    plain = rest in {"one", "of"} or (rest not in w.DETERMINERS and (rest in w.FUNCTION or not rest))
    number = _ONES[row[i + 1].low]
    if not (parts and (plain or singular(rest) in w.PLACES) and -len(parts) <= number < len(parts)):
        return None
    last = i + 1 + (rest == "one" or singular(rest) in w.PLACES)
    if rest == "of" and i + 3 < len(row) and row[i + 3].low in {"them", "these", "those"}:
        last = i + 3
    about = next((p for p in memory.recent() if p.text == parts[number]), None)
    reading.put(row[i].start, row[last].end, parts[number], about)
    return last


def _both(reading: Reading, row: tuple[Word, ...], i: int, memory: Memory) -> int | None:
    """ "both", "the two", "either of them"."""
    parts = memory.members()
    match = re.compile(
        r"(?:both|the two|these two|each|either)(?: of (?:them|these))?\b(?! \w+s\b)", re.IGNORECASE
    ).match(reading.text, row[i].start)
    if not match or len(parts) != 2:
        return None
    about = next((p for p in memory.recent() if p.parts == parts), None)
    reading.put(match.start(), match.end(), f"{parts[0]} and {parts[1]}", about)
    return max(k for k, word in enumerate(row) if word.end <= match.end())


_NEEDS: dict[str, Callable[[Memory], Phrase | None]] = {
    **dict.fromkeys(("it", "its", "itself"), Memory.thing),
    **dict.fromkeys(("they", "them", "their", "themselves"), Memory.several),
    **dict.fromkeys(("he", "she", "him", "his", "her", "himself", "herself"), Memory.person),
}
_RULES = (_one, _both, _pronoun, _there, _pointed, _definite)
