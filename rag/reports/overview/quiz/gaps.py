"""What can be left out of a sentence: a figure, a year, or the place that it tells of, and what may stand there."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rag.language import lexicon
from rag.language.quantities import Quantity, compare, find
from rag.language.quantities.quantity import MONTHS
from rag.language.sentences import fold
from rag.language.tokens import content_stems, split, stems
from rag.reports.overview.quiz.items import WRONG, Draft, Kind, Worths, alike, order
from rag.search.candidate_sentences import Unit
from rag.search.entities import Subject, Subjects

LEAST_WORDS, MOST_WORDS = 9, 36
LEAST_COUNT = 10  # smaller counts can be guessed
IMPORTANT = 0.25  # worth from which a sentence is important enough to ask for its figure
LEAST_TOLD = 7  # words that say something of a place
NEAR = 6  # words to each side that say what a value is of
NEAREST = 12  # values that are chosen from
ALIKE = 0.4  # share of words in common from which two sentences may speak of the same thing
APART = 0.15  # by how much two figures must differ
FACTOR = 6  # how many times as large a wrong figure may be
YEARS = 15
UNASKED = ("date", "decade", "century", "ordinal", "day", "times")

_NAMED = lexicon.pattern("quiz.named")
_BARE = lexicon.pattern("quiz.bare")
_ONE_OF_MANY = lexicon.pattern("quiz.one_of_many")
_OWN = lexicon.pattern("quiz.own")
_OPENS_WITH_NAME = lexicon.pattern("quiz.opens_with_name")
_GROWN_BEFORE = lexicon.pattern("quiz.grown_before")
_GROWN_BEHIND = lexicon.pattern("quiz.grown_behind")
_BESIDE = lexicon.pattern("quiz.beside")
_GROWN_ON = lexicon.pattern("quiz.grown_on")
_UNSAID = lexicon.pattern("quiz.unsaid")
_TOLD = lexicon.pattern("timeline.told")
_JUDGES = lexicon.pattern("quiz.judges")
_TRIFLE = lexicon.pattern("quiz.trifle")


@dataclass(frozen=True, slots=True)
class Gap:
    """A value that is left out of a sentence, the parts before and behind it, and the stems of the words next to it."""

    unit: Unit
    quantity: Quantity
    parts: tuple[str, str]
    near: frozenset[str]

    @property
    def is_year(self) -> bool:
        """Whether a year is left out, and not a figure."""
        return self.quantity.unit == "year"

    @property
    def shape(self) -> tuple[str, str, str]:
        """What values share that differ by their figures alone: unit, rate, and the words round the figure."""
        return self.quantity.unit, self.quantity.per, re.sub(r"\d[\d.,]*", "#", fold(self.quantity.text))


def readings(unit: Unit) -> list[Gap]:
    """Every figure and year of a sentence, whether it can be asked for or not."""
    text, found = unit.text, []
    for each in find(text):
        if each.unit not in UNASKED and re.search(r"\d", each.text):
            parts = text[: each.start], text[each.end :]
            before, after = (
                [word for word in split(part) if word[0].isalpha() and content_stems(word)] for part in parts
            )
            found.append(Gap(unit, each, parts, stems(" ".join(before[-NEAR:] + after[:NEAR]))))
    return found


def stands_alone(unit: Unit) -> bool:
    """Whether a sentence can be understood by itself: whole, of a fair length, saying by name what it is about."""
    text = unit.text
    whole = text[:1].isupper() and text.endswith(".") and unit.passage.kind == "text"
    if not whole or unit.leans or not LEAST_WORDS <= unit.words <= MOST_WORDS:
        return False
    if _OWN.search(text[:60]) or re.search(r"[:;“”\"?|]", text):
        return False
    named = any(match[0].lower() not in MONTHS for match in _NAMED.finditer(text, 0, len(text) * 2 // 3))
    # Its first word is written large, name or not.
    opens = text.split()[0].isupper() or _OPENS_WITH_NAME.match(text)
    return not _BARE.match(text) and bool(named or opens)


Names = frozenset[str]
Values = Mapping[tuple[str, str, str], Sequence[Gap]]
"""The values of sentences by their shape."""


def values(units: Sequence[Unit], latest: Mapping[str, int]) -> Values:
    """What may be chosen for a figure or a year; `latest` are the last years of which documents can tell."""
    found: dict[tuple[str, str, str], list[Gap]] = defaultdict(list)
    for gap in (gap for unit in units for gap in readings(unit)):
        if not gap.is_year or gap.quantity.value <= latest[gap.unit.passage.document_id]:
            found[gap.shape].append(gap)
    return found


def figures(units: Sequence[Unit], known: Subjects, told: Values, worths: Worths) -> Iterator[Draft]:
    """The figures and years of sentences that stand alone, with others of the `told` values as wrong choices."""
    for unit in filter(stands_alone, units):
        found = readings(unit)
        trifle = worths.of(unit) < IMPORTANT or _TRIFLE.search(unit.text) or _JUDGES.search(unit.text)
        if trifle or (_ONE_OF_MANY.search(unit.text) and not known.peers(unit.text)):
            continue
        years = sum(gap.is_year for gap in found)
        for gap in found:
            fits = years == 1 and _is_a_time(gap) if gap.is_year else _is_askable(gap)
            answer = gap.quantity.text
            shown = " ".join((" … ".join(gap.parts), unit.passage.title, *unit.passage.headings))
            if fits and fold(answer) not in fold(shown):
                kind: Kind = "year" if gap.is_year else "figure"
                wrong = wrong_values(gap, told[gap.shape])
                yield Draft(kind, gap.parts, answer, wrong, ((answer, unit.text, unit),), worths.of(unit))
                break


def places(units: Sequence[Unit], known: Subjects, worths: Worths, together: Sequence[Names]) -> Iterator[Draft]:
    """The sentences that tell of one place alone, without its name; `together` are each document's places."""
    if not units:
        return
    told = [(unit, content_stems(unit.text)) for unit in units]
    every = [subject for name in known.places if (subject := known.named(name))]
    holding = frozenset[str]().union(*map(known.wider, every)) | lexicon.words("words.countries")
    named = [subject for subject in every if not holding & {fold(subject.name), fold(subject.name).split()[-1]}]
    for unit, words in told:
        if not stands_alone(unit) or len(words) < LEAST_TOLD or _TRIFLE.search(unit.text):
            continue
        for subject in named:
            if subject.within(unit.text) and known.about(unit, subject) == 1.0 and _is_of_it(unit, subject, known):
                like = " ".join(other.text for other, own in told if len(words & own) >= ALIKE * len(words))
                shown = f"{like} {unit.passage.text} {unit.passage.path}"
                wrong = other_places(subject, unit.text, shown, named, known, together)
                names = sorted(subject.names, key=len, reverse=True)
                parts = tuple(re.split("|".join(rf"\b{re.escape(name)}\b" for name in names), unit.text))
                yield Draft("place", parts, subject.name, wrong, ((subject.name, unit.text, unit),), worths.of(unit))


def _is_of_it(unit: Unit, subject: Subject, known: Subjects) -> bool:
    """Whether its heading or title is about the place, so that it is not told in passing."""
    match = subject.within(unit.text)
    if match and (_GROWN_BEFORE.search(unit.text[: match.start()]) or _GROWN_ON.match(unit.text[match.end() :])):
        return False
    heads = (unit.passage.title, *unit.passage.headings)
    return any(map(subject.within, heads)) and not known.others(unit.text, subject)


def other_places(
    subject: Subject, asked: str, shown: str, named: Iterable[Subject], known: Subjects, together: Sequence[Names]
) -> tuple[str, ...]:
    """Of the places that are named those of its province, country or documents, and of what `asked` names around it.

    None that is `shown`. `together` are the places of each document.
    """
    around, own = known.wider(subject), fold(subject.name)
    near = {name for name in around if name in fold(asked)}
    beside = frozenset[str]().union(*(names for names in together if own in names))
    return tuple(
        other.name
        for other in sorted(named, key=lambda other: order(0, asked, other.name))
        if fold(other.name) not in fold(shown)
        and fold(other.name) not in around
        and (around & known.wider(other) or fold(other.name) in beside)
        and own not in known.wider(other)
        and near <= known.wider(other)
        and bool(around) == bool(known.wider(other))
    )


def _is_a_time(gap: Gap) -> bool:
    """Whether a year tells when; one before a name, such as that of games or a law, is a part of the name."""
    before, after = gap.parts
    told = _TOLD.search(before) or re.match(r"[\w–-]| [A-Z]", after)
    return 1900 <= gap.quantity.value < 2100 and not told


def _is_askable(gap: Gap) -> bool:
    """A single value with its unit and no word grown onto it, not so small a count that it could be guessed."""
    quantity, (before, after) = gap.quantity, gap.parts
    if quantity.is_range or (quantity.elliptic and not quantity.unit):
        return False
    grown = _GROWN_BEFORE.search(before) or _GROWN_BEHIND.match(after) or _BESIDE.search(before)
    unsaid = _UNSAID.search(f"{before}#{after}")
    return not grown and not unsaid and (bool(quantity.unit) or quantity.value >= LEAST_COUNT)


def wrong_values(gap: Gap, known: Sequence[Gap]) -> tuple[str, ...]:
    """Three wrong choices among the values of a gap's shape, or fewer where no more are surely wrong."""
    own, taken, near = gap.quantity, [gap.quantity], list[Quantity]()
    for each in known:
        if each.unit.passage.id == gap.unit.passage.id or alike(each.near, gap.near) >= ALIKE:
            taken.append(each.quantity)
        if each.quantity.text not in gap.unit.text and _is_near(each.quantity, own):
            near.append(each.quantity)
    fitting = {each.text: each for each in reversed(near) if all(_differ(each, other) for other in taken)}
    nearest = sorted(fitting.values(), key=lambda quantity: _distance(quantity, own))[:NEAREST]
    chosen: list[Quantity] = []
    for quantity in sorted(nearest, key=lambda quantity: order(0, gap.unit.text, quantity.text)):
        if all(_differ(quantity, other) for other in chosen):
            chosen.append(quantity)
    return tuple(quantity.text for quantity in chosen[:WRONG])


def _is_near(quantity: Quantity, own: Quantity) -> bool:
    if quantity.is_range or (not quantity.unit and quantity.value < LEAST_COUNT):
        return False
    if own.unit == "year":
        return abs(quantity.value - own.value) <= YEARS
    low, high = sorted((quantity.value, own.value))
    return low > 0 and high <= FACTOR * low


def _differ(one: Quantity, other: Quantity) -> bool:
    """Whether two values can't be taken for each other, even rounded."""
    if one.unit == "year":
        return one.value != other.value
    apart = abs(one.value - other.value) >= APART * max(abs(one.value), abs(other.value))
    return apart and compare(one, other) == compare(other, one) == "differs"


def _distance(quantity: Quantity, own: Quantity) -> tuple[float, str]:
    """How unlike a value looks: how much rounder or finer it is, then how much larger or smaller."""
    if own.unit == "year":
        return abs(quantity.value - own.value), quantity.text
    digits, others = (len(re.sub(r"\D", "", each.text).strip("0")) for each in (quantity, own))
    return 0.5 * abs(digits - others) + abs(math.log(quantity.value / own.value)), quantity.text
