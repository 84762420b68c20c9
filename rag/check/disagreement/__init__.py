"""Telling when sources differ: other values for the same attribute of the same thing at the same time.

Other years, definitions and scopes are not disagreement. Two ways lead to one: a passage says itself that accounts
differ and gives their values, or sentences of two passages give values for what is asked that can't both be right.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import product

from rag.base.types import Citation, Disagreement, DisputedValue, Passage
from rag.check.disagreement.accounts import clause, said_to_differ, set_against, shown
from rag.check.disagreement.values import (
    CALENDAR,
    Asked,
    Reading,
    Statement,
    Told,
    distinct,
    pieces,
    readings_in,
    rejected,
)
from rag.check.evidence import nearby
from rag.language import lexicon
from rag.language.lexicon import pattern
from rag.language.quantities import compare
from rag.language.quantities import find as find_quantities
from rag.language.tokens import Text, Token, read
from rag.question.analysis import analyse
from rag.search.candidate_sentences import Unit, quotable

MOST = 4  # values shown
RELEVANT = 0.6  # share of the best sentence's hold on the question
SURE = 0.6  # share of the words round the value that has fewer of them that both have,
BOTH = 0.35  # and of those round the one that has more
BELOW = " › "  # between the headings of a passage's path
SUITED = 0.65  # share of what a question asks that stands in the sentences of the values or over them

_UNITS = (
    ("asked.duration", frozenset(("day",))),
    ("asked.age", frozenset(("day", "", "century"))),
    ("asked.count", frozenset(("",))),
    ("asked.distance", frozenset(("m",))),
    ("asked.share", frozenset(("percent", "percentage point"))),
    ("asked.price", lexicon.words("asked.money")),
    ("asked.area", frozenset(("m2",))),
    ("asked.number_of", frozenset(("",))),
)
"""Which units answer a question; the first pattern that is met decides, none allows any unit."""

__all__ = ["Statement", "among", "beside", "find"]


def find(statements: Sequence[Statement], question: str) -> Disagreement | None:
    """The values that the statements give for what the question asks, where they can't all be right; else None."""
    every = _sentences(statements, question)
    relevant = _relevant(every)
    return _found(every, question, relevant, relevant)


def _found(
    every: Sequence[Told], question: str, quoted: Sequence[Told], telling: Sequence[Told]
) -> Disagreement | None:
    """Accounts that differ round the telling ones of the quoted sentences, or what contradicts the quoted ones."""
    relevant = _relevant(every)
    wide, asked = _asked(question, told=True), _asked(question)
    if wide and (found := _shown(said_to_differ(wide, telling, every), wide, question)):
        return found
    told_apart = pattern("asked.doubts").search(question) or pattern("asked.age").search(question)
    if wide and told_apart and (sides := set_against(wide, quoted)):
        return _disagreement(sides, [clause(each) for each in sides], question)
    lead = [sentence for sentence in relevant if sentence in quoted]
    return _shown(_contradicting(asked, lead, relevant), asked, question) if asked else None


def _asked(question: str, told: bool = False) -> Asked | None:
    """What amount or date the question asks for; where accounts are `told`, for what they may differ on too."""
    calendar = bool(pattern("asked.when").search(question))
    if not (calendar or pattern("asked.amount").search(question)):
        if not told or (pattern("asked.asks").search(question) and not pattern("asked.doubts").search(question)):
            return None
        calendar = bool(pattern("accounts.dated").search(question))
    text, counted = read(question), pattern("asked.counted").search(question)
    units = next((units for name, units in _UNITS if pattern(name).search(question)), frozenset())
    if counted and (measured := {q.unit for q in find_quantities(f"2{counted[1]}")} - {""}):
        units, counted = frozenset(measured), None
    return Asked(
        text.stems,
        frozenset(CALENDAR) if calendar else units,
        frozenset(token.stem for token in text.tokens if token.is_name),
        frozenset(token.stem for token in read(counted[1]).tokens if token.is_content) if counted else frozenset(),
        bool(counted and pattern("accounts.people").search(counted[1])),
        frozenset(float(q.date[0]) or q.value for q in find_quantities(question) if q.unit in CALENDAR),
    )


def _shown(told: Sequence[Reading], asked: Asked, question: str) -> Disagreement | None:
    readings = _of_the_years(told, asked)
    if len(readings) < 2:
        return None
    return _disagreement(readings, [shown(reading, asked) for reading in readings], question)


def _disagreement(readings: Sequence[Reading], written: Sequence[str], question: str) -> Disagreement:
    citations = [reading.sentence.statement.citation for reading in readings]
    values = tuple(map(DisputedValue, written[:MOST], citations))
    return Disagreement(_topic(question, readings), values)


def among(citations: Sequence[Citation], question: str, told: Sequence[str] | None = None) -> Disagreement | None:
    """What `find` finds round what an answer quotes, with what else stands in its passages.

    Of passages where some have a name of the question, these count. Accounts that differ are looked for round the
    sentences `told`, as the passages have them, else round all quoted ones: what is disputed further off is mostly
    another matter. A value has the number of the citation whose quoted words hold it, else of its passage's first.
    """
    parts = [question[start:end] for start, end in analyse(question).parts or ()]
    asking = [text for text in (question, *parts) if _asked(text, told=text is question)]
    if not asking:
        return None
    names = {token.stem for token in read(question).tokens if token.is_name}
    named = [c for c in citations if not names.isdisjoint(read(f"{c.passage.path} {c.passage.text}").stems)]
    first = {citation.passage.id: citation for citation in reversed(named or citations)}
    passages = [Statement(_text(c.passage), c.number, (c.passage.path,)) for c in reversed(first.values())]
    every = _sentences(passages, question)
    quoted = [each for each in every if _is_in(each, (c.quote for c in citations))]
    telling = [each for each in quoted if each.kind == "sentence" and (told is None or _is_in(each, told))]
    found = next(filter(None, (_found(every, text, quoted, telling) for text in asking)), None)
    return found and replace(found, values=tuple(_quoted(value, citations) for value in found.values))


def beside(
    citations: Sequence[Citation], passages: Iterable[Passage], question: str
) -> tuple[Disagreement, Unit] | None:
    """Where a sentence of another document contradicts the first citation's words: both values, and that sentence.

    Its value has the number that follows those of the citations.
    """
    asked = _asked(question)
    if asked is None or not citations:
        return None
    first, known = citations[0], {citation.passage.id for citation in citations}
    others = [p for p in passages if p.id not in known and p.document_id != first.passage.document_id]
    units = quotable(others)
    own = Statement(_text(first.passage), first.number, (first.passage.path,))
    sentences = _sentences([own, *_each(others, len(citations) + 1)], question)
    lead = [sentence for sentence in sentences if sentence.statement is own and sentence.written in first.quote]
    against = [each for each in sentences if each.statement is not own]
    told = _contradicting(asked, _relevant(lead), against)
    found = _shown(told, asked, question)
    return (found, units[told[1].sentence.group - 1]) if found else None


def _is_in(piece: Told, texts: Iterable[str]) -> bool:
    return any(piece.written in text for text in texts)


def _each(passages: Sequence[Passage], number: int) -> Iterator[Statement]:
    """A statement of each unit, which knows what stands before it; a table's row begins with the two header lines."""
    for passage in passages:
        before = ""
        header = "".join(passage.text.splitlines(keepends=True)[:2]) if passage.kind == "table" else ""
        for unit in quotable([passage]):
            text = passage.text[unit.start : unit.end]
            yield Statement(f"{header}{text}", number, (passage.path,), before)
            before = text


def _text(passage: Passage) -> str:
    """What of a passage can be quoted."""
    if passage.kind == "table":
        return passage.text
    return "\n\n".join(passage.text[unit.start : unit.end] for unit in quotable([passage]))


def _quoted(value: DisputedValue, citations: Sequence[Citation]) -> DisputedValue:
    passage = next(citation.passage.id for citation in citations if citation.number == value.citation)
    written = value.value.partition(" (")[0]
    holding = (c.number for c in citations if c.passage.id == passage and written in c.quote)
    return replace(value, citation=next(holding, value.citation))


def _sentences(statements: Sequence[Statement], question: str) -> list[Told]:
    wanted = [token for token in read(question).tokens if token.is_content]
    found: list[Told] = []
    for number, statement in enumerate(statements):
        text = read(statement.text).stems.union(*(read(context).stems for context in statement.contexts))
        for position, piece in enumerate(pieces(statement)):
            stems = read(piece.around[-1] if piece.kind == "cell" else piece.text).stems
            hold = sum(_held(token, stems, text | piece.over) for token in wanted)
            found.append(replace(piece, hold=hold, group=number, position=position))
    return found


def _held(token: Token, sentence: frozenset[str], around: frozenset[str]) -> float:
    """A word of the question counts in full in the sentence, a name half where only the passage or heading has it."""
    near = nearby(token.stem)
    if not near.isdisjoint(sentence):
        return token.weight
    return token.weight / 2 if token.is_name and not near.isdisjoint(around) else 0.0


def _relevant(sentences: Sequence[Told]) -> list[Told]:
    best = max((sentence.hold for sentence in sentences), default=0.0)
    return [sentence for sentence in sentences if best and sentence.hold >= RELEVANT * best]


def _of_the_years(readings: Sequence[Reading], asked: Asked) -> list[Reading]:
    """Without the values of years that the question, which names some, does not ask about."""
    return [each for each in readings if not asked.years or not each.years or not asked.years.isdisjoint(each.years)]


def _contradicting(asked: Asked, lead: Sequence[Told], against: Sequence[Told]) -> list[Reading]:
    """Two values of two passages for the same thing and time that can't both be right, one of a leading sentence.

    Of several pairs the one whose words are most alike, of these the latest one.
    """
    pairs = [
        [one, other]
        for one, other in product(_readings(asked, lead), _readings(asked, against))
        if one.sentence.group != other.sentence.group
        and (asked.names or not (_is_elsewhere(one, other, asked) or _is_elsewhere(other, one, asked)))
        and len(distinct([one, other])) > 1
        and _of_one_matter(one, other, asked)
    ]
    return max(
        pairs,
        key=lambda pair: (sum(pair[0].likeness(pair[1])), max(pair[0].years | pair[1].years, default=0.0)),
        default=[],
    )


def _is_elsewhere(one: Reading, other: Reading, asked: Asked) -> bool:
    """Of a question typed without names: whether the one lacks a word of it that is a name at the other.

    Or is undated, below headings that tell years which the question does not ask about.
    """
    names = {token.stem for text in _close(other) for token in text.tokens if token.is_name} & asked.stems
    if names and names.isdisjoint(frozenset().union(*(text.stems for text in _close(one)))):
        return True
    over = " ".join(one.sentence.around)
    told = {float(q.date[0]) or q.value for q in find_quantities(over) if q.unit in CALENDAR}
    return bool(told) and not one.years and bool(asked.years) and told.isdisjoint(asked.years)


def _close(reading: Reading) -> tuple[Text, Text]:
    """The sentence of a value, and the nearest heading over it."""
    path = " ".join(reading.sentence.statement.contexts)
    return read(reading.sentence.text), read(path.rpartition(BELOW)[2])


def _readings(asked: Asked, told: Sequence[Told]) -> list[Reading]:
    readings = [reading for sentence in told for reading in readings_in(sentence, asked)]
    return [reading for reading in _of_the_years(readings, asked) if reading.is_counted(asked)]


def _of_one_matter(one: Reading, other: Reading, asked: Asked) -> bool:
    """Whether both are values of the same attribute of the same subject at the same time."""
    if not one.subjects_meet(other, asked) or one.of_other_ranks(other):
        return False
    if one.corrects(other) or other.corrects(one):
        return True
    said = _says_too(one, other) or _says_too(other, one)
    if said or not one.same_time(other):
        return False
    if asked.units.intersection(CALENDAR) and not one.same_event(other):
        return False
    fewer, more = one.likeness(other)
    return fewer >= SURE and more >= BOTH


def _says_too(one: Reading, other: Reading) -> bool:
    """Whether the passage of the one has the other's value as well, which then is of another thing or event in it."""
    text = one.sentence.statement.text
    there = (each for each in find_quantities(text) if not rejected(each, text))
    return any(compare(other.quantity, each) not in ("differs", "other") for each in there)


def _topic(question: str, readings: Sequence[Reading]) -> str:
    """What is asked, to stand behind "the sources differ on", a question in quotation marks; of several parts the one
    that the values suit. Where they suit none, they are of another matter: the heading over the first of them.
    """
    spans = analyse(question).parts or [(0, len(question))]
    parts = [question[start:end].strip(" ,;?？.!") for start, end in spans]
    said = frozenset().union(*(read(each.sentence.text).stems | each.sentence.over for each in readings))
    asks = pattern("asked.when" if readings[0].quantity.unit in CALENDAR else "asked.amount")
    asking = [part for part in parts if asks.search(part)]
    suited = [part for part in asking if _shared(part, said) >= SUITED * _shared(part, read(part).stems)]
    headings = readings[0].sentence.statement.contexts
    if headings and not suited:
        return headings[0].rpartition(BELOW)[2]
    words = max(suited or parts, key=lambda part: _shared(part, said))
    first = words.split(" ", 1)[0]
    return f"“{words[0].upper()}{words[1:]}?”" if first.lower() in lexicon.words("asked.openers") else words


def _shared(part: str, stems: frozenset[str]) -> float:
    wanted = [token for token in read(part).tokens if token.is_content]
    return sum(token.weight for token in wanted if not nearby(token.stem).isdisjoint(stems))
