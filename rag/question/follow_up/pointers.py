"""Phrases that point back, "that city" or "the second one", replaced by what they mean."""

from __future__ import annotations

import re

from rag.question.follow_up import grammar as w
from rag.question.follow_up.grammar import singular, split, times, verbs
from rag.question.follow_up.memory import Memory, looks_personal
from rag.question.follow_up.phrases import Phrase, phrases
from rag.question.follow_up.references import ORDER, SHORT, Reading, bare, is_bound, many, pronoun, there

_WHAT_WAS_SAID = re.compile(
    r"\b(?:before|after|prove|get|say|said|think|believe|mean(?:s|t)? by) (?:this|that)\b"
    r"|\b(?:this|that) (?:really |also |ever |actually )?"
    r"(?:true|right|correct|happen(?:s|ed|ing)?|occur(?:s|red)?|(?:so|real|a lot|enough)(?=\W*$))\b",
    re.IGNORECASE,
)
_SAYS_WHICH = frozenset({"of", "where", "who", "which", "that", "for", "between", "against", "from", "with", "on"})
_NO_THING = frozenset(
    {
        "year",
        "week",
        "month",
        "time",
        "way",
        "article",
        "case",
        "corpus",
        "library",
        "document",
        "brief",
        "file",
        "page",
        "text",
        "point",
        "moment",
        "sort",
        "kind",
        "day",
        "date",
        "period",
        "age",
    }
)


def demonstrative(reading: Reading, i: int) -> int | None:
    """Replace "that city", "these plans", "such places", or "this" and "that" alone."""
    word = reading.low(i)
    if word not in {"this", "that", "these", "those", "such"} or not _points(reading, i):
        return None
    phrase = reading.phrase_at(i + 1)
    if any(start <= reading.row[i].start < end for start, end in times(reading.text)):
        return None
    predicate = phrase is not None and _is_predicate(reading, i, phrase)
    if phrase and phrase.article == word and not predicate:
        own = phrase.name or reading.after(reading.last_of(phrase.end)) == "of"
        return None if own else _of_a_kind(reading, i, phrase)
    after = reading.after(i)
    joined = after in w.FUNCTION and not (reading.before(i) in w.BEING and after in w.DETERMINERS)
    if word == "such" or (joined and after not in w.HELPING | {"in", "for", "by", "to", "then", "now", "one", "ones"}):
        return None
    if is_bound(reading, i) or _is_what_was_said(reading, i):
        return None
    several = word in {"these", "those"}
    meant = reading.memory.several() if several else _alone(reading)
    if not meant or looks_personal(meant) or reading.before(i) in {"do", "does", "doing", "done"}:
        return None
    if predicate and reading.memory.is_place(meant):
        return None
    last = i + 1 if after in {"one", "ones"} else i
    reading.put(reading.row[i].start, reading.row[last].end, many(meant) if several else meant.long, meant)
    return last


def definite(reading: Reading, i: int) -> int | None:
    """Replace "the city" after a city was named, "the plan" after "the national plan of 2013"."""
    phrase = reading.phrase_at(i) if reading.low(i) == "the" else None
    if not phrase or len(phrase.text.split()) != 2:
        return None
    after = reading.after(i + 1)
    place = phrase.head in w.PLACES - {"state"} and not phrase.plural  # "the state" is mostly the government
    if after in _SAYS_WHICH or (after in {"'s", "’s"} and not place):
        return None
    meant = reading.memory.alike(phrase.head)
    if not meant and place and not any(p.name for p in phrases(reading.text)):
        meant = reading.memory.place()
    if not meant or meant in reading.meant:
        return None
    reading.put(phrase.start, phrase.end, meant.long, meant)
    return i + 1


def kind(reading: Reading, i: int) -> int | None:
    """Replace "ones" in "the important ones", and give "how many" or "which is" the noun that they leave out."""
    about = reading.memory.about
    word, before, after = reading.low(i), reading.before(i), reading.after(i)
    if not about or about.parts or any(p.end < reading.row[i].start - 1 for p in phrases(reading.text)):
        return None
    if word == "ones" or (word == "one" and before not in w.FUNCTION | {""}):
        if about.name or after == "of" or before in ORDER or (word == "one" and about.plural):
            return None
        reading.put(
            reading.row[i].start,
            reading.row[i].end,
            re.sub("^the ", "", many(about)) if word == "ones" else bare(about),
            about,
        )
        return i
    if about.name and not about.plural:
        return None
    counted = i == 1 and word == "many" and before == "how" and (about.plural or about.article != "the")
    if counted and (after in w.HELPING or i + 1 in verbs(reading.text)):
        reading.put(reading.row[i].end, reading.row[i].end, f" {re.sub('^the ', '', many(about))}", about)
        return i
    if (
        i == 0
        and word == "which"
        and len(reading.row) <= SHORT
        and after in {"is", "was"}
        and reading.low(i + 2) in {"the", "a", "most"}
    ):
        reading.put(reading.row[i].end, reading.row[i].end, f" {singular(bare(about))}", about)
        return i
    return None


def _is_predicate(reading: Reading, i: int, phrase: Phrase) -> bool:
    """Whether what looks like a noun is said of "that": "is that normal?", "is that a problem?"."""
    ends = phrase.end == len(reading.text.rstrip("?.! ")) and (" " not in phrase.text or phrase.article in {"a", "an"})
    said = ends or phrase.text.lower() in {"true", "right", "correct"}
    return said and not phrase.name and i == 1 and reading.low(0) in w.BEING


def _is_what_was_said(reading: Reading, i: int) -> bool:
    """Whether "this" or "that" stands for all that was said ("is that true", "when did that happen")."""
    at = reading.row[i].start
    return any(match.start() <= at < match.end() for match in _WHAT_WAS_SAID.finditer(reading.text))


def _points(reading: Reading, i: int) -> bool:
    """Whether this "that" points, and does not join clauses ("a project that failed", "say that the coal is gone")."""
    word, before = reading.low(i), reading.before(i)
    if word in {"this", "these", "such"}:
        return before != "of" or word != "such"
    if before in w.BEING:
        return True
    after = reading.phrase_at(i + 1)
    if after and (after.article != word or (word == "that" and after.plural)):
        return False
    if before in w.HELPING | w.PREPOSITIONS | {"and", "but", ""}:
        return True
    known = not after or after.head in w.PLACES | w.PERSONS or bool(reading.memory.alike(after.head))
    return i - 1 in verbs(reading.text) and known and (bool(after) or i + 1 == len(reading.row))


def _of_a_kind(reading: Reading, i: int, phrase: Phrase) -> int | None:
    if phrase.head in _NO_THING:
        return None
    memory = reading.memory
    plural = reading.low(i) in {"these", "those"} or phrase.plural
    thing = not plural and phrase.head not in w.PLACES | w.PERSONS and _is_named_thing(memory)
    meant = memory.about if thing else None
    meant = meant or memory.alike(phrase.head, a_kind=plural) or _meant(phrase.head, plural, memory)
    if not meant or (plural and not meant.plural and meant.article not in {"a", "an"}):
        return None
    if plural:
        new = many(meant)
    elif meant.name or singular(meant.head) == singular(phrase.head):
        new = meant.long
    else:
        new = f"the {bare(phrase)} of {meant.text}"
    reading.put(reading.row[i].start, phrase.end, new, meant)
    return reading.last_of(phrase.end)


def _meant(head: str, plural: bool, memory: Memory) -> Phrase | None:
    if plural:
        return memory.several()
    if head in w.PLACES:
        return memory.place()
    return memory.person() if head in w.PERSONS else memory.thing() or memory.about


def _is_named_thing(memory: Memory) -> bool:
    """Whether the talk is of something that bears a name and is no place and no person, as films and plans do."""
    about = memory.about
    return bool(
        about and about.name and about.bears_name and not memory.is_place(about) and not memory.is_person(about)
    )


def _alone(reading: Reading) -> Phrase | None:
    """What "this" or "that" without a noun means."""
    meant = reading.memory.thing() or reading.memory.about
    return _aside(reading) if meant in reading.meant else meant


def _aside(reading: Reading) -> Phrase | None:
    """The last thing of the last question that this one has not taken up yet."""
    spoken = reading.memory.spoken[-1]
    held = {phrase.text for phrase in reading.meant}
    return next((p for p in reversed(spoken) if p.text not in held and len(split(p.text)) < 6), None)


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


_RULES = (choice, ordinal, both, pronoun, there, demonstrative, kind, definite)


def resolve(text: str, memory: Memory) -> Reading:
    """What is to be replaced in a question; each word is taken by the first rule that knows it.

    A condition ("if it closes, who pays?") names what it speaks of, or is left as it is.
    """
    reading = Reading(text, split(text), memory)
    if reading.low(0) == "if":
        return reading
    taken = -1
    for i, word in enumerate(reading.row):
        if i <= taken or (word.capital and not word.first):
            continue
        last = next((last for rule in _RULES if (last := rule(reading, i)) is not None), None)
        taken = taken if last is None else last
    return reading
