"""What a summary is made from, sentences with their sections and needs, and which are chosen until the words are used.

A sentence needs the one before it where it can't be understood without it, as where it opens with "however" or a
pronoun, unless its document comes with what it points back to.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from rag.language import dependent_sentences, lexicon
from rag.language.tokens import content_stems
from rag.search.candidate_sentences import Unit, opens_paragraph

Section = tuple[str, tuple[str, ...]]
"""The document's id and the path of headings."""

LONGEST_CHAIN = 3  # sentences that only make sense together
ENTRY = 4  # sentences of a section that may be an entry of a glossary, and words of its heading at most
ENTRIES = 10  # such sections that make it a glossary
NOWHERE = -1

PLAIN, OPENS_PARAGRAPH, OPENS_SECTION, CLOSES_SECTION = 0.3, 0.7, 0.5, -0.3
MOST_FIGURES = 3  # that count, together 1
LEAST = 0.01
SHORTEST = 12  # words below which a sentence counts as if it had as many
SAME = 0.55  # share of the shorter one's words that two sentences may have in common
AGAIN = 0.8  # what a sentence counts for each one that is told of its document

_HEADING, _LABEL = lexicon.pattern("gist.heading"), lexicon.pattern("gist.label")
_FIGURE = re.compile(r"\d[\d.,]*")
_LETTER = re.compile(r"[^\W\d_]")
_CUT = (";", ":", ",")
_LABELLED = re.compile(r"(?:[^\W\d_]+ ?){1,3}: ?(?:[^.!?。！？]|\.(?=\S| [A-Z]\.?)){1,120}")
"""A line such as "Author: …", which is no sentence."""


@dataclass(frozen=True, slots=True)
class Material:
    """Units in the order in which a summary would tell them; `section_numbers` and `needs` are aligned with them.

    `sections` are all that hold text, in the same order. `needs` has of each unit the number of the one that must be
    told before it: None where it stands alone, `NOWHERE` where that is not to be had.
    """

    units: tuple[Unit, ...]
    section_numbers: tuple[int, ...]
    sections: tuple[Section, ...]
    needs: tuple[int | None, ...]

    def chain(self, number: int, told: Collection[int] = ()) -> list[int]:
        """The unit and those before it that it can't be understood without, but for those that are `told` already.

        Empty where one is not to be had, or where they are too many.
        """
        chain = [number]
        while (need := self.needs[chain[0]]) is not None and need not in told:
            if need == NOWHERE or len(chain) == LONGEST_CHAIN:
                return []
            chain.insert(0, need)
        return chain


def material(units: Iterable[Unit]) -> Material:
    """What can be quoted in a summary, from the units of whole documents in their order."""
    worded = [unit for unit in _joined(units) if _LETTER.search(unit.text) and not _LABELLED.fullmatch(unit.text)]
    sections = tuple(dict.fromkeys(unit.passage.section_id for unit in worded))
    numbers = {section: number for number, section in enumerate(sections)}
    entries = _entries(worded)
    kept = [_named(unit, entries) for unit in worded if not dependent_sentences.aside(unit.text)]
    found = tuple(numbers[unit.passage.section_id] for unit in kept)
    needs = tuple(_needs(kept, number) for number in range(len(kept)))
    return Material(tuple(kept), found, sections, needs)


def gist(found: Material, asked: str) -> list[int]:
    """The units in which a document says itself what it wants to say; nothing where it doesn't.

    They stand under a heading such as "Conclusion", those that the question names first of all, or in a paragraph that
    is labelled so.
    """
    headed = [n for n, unit in enumerate(found.units) if _HEADING.search(unit.passage.section)]
    named = [n for n in headed if content_stems(asked) & content_stems(found.units[n].passage.section)]
    if named:
        return named
    labelled: list[int] = []
    for number, unit in enumerate(found.units):
        goes_on = labelled[-1:] == [number - 1] and not opens_paragraph(unit)
        if _LABEL.search(unit.text) or goes_on:
            labelled.append(number)
    return sorted({*headed, *labelled})


def _entries(units: Iterable[Unit]) -> frozenset[Section]:
    """The sections that are entries of a glossary: many in their document, and short."""
    sizes = Counter(unit.passage.section_id for unit in units)
    short = [section for section, size in sizes.items() if size <= ENTRY]
    counts = Counter(document for document, _ in short)
    return frozenset(section for section in short if counts[section[0]] >= ENTRIES)


def _joined(units: Iterable[Unit]) -> list[Unit]:
    """The units, those that end in the middle of a sentence together with the next ones."""
    joined: list[Unit] = []
    for unit in units:
        before = joined[-1] if joined and joined[-1].text.endswith(_CUT) else None
        if before and _follows(before, unit) and unit.passage.kind == "text":
            joined[-1] = replace(before, end=unit.end, text=f"{before.text} {unit.text}")
        else:
            joined.append(unit)
    return joined


def _named(unit: Unit, entries: frozenset[Section]) -> Unit:
    """The unit; that of an entry which lacks its name gets it."""
    name = unit.passage.section
    if unit.passage.section_id not in entries or len(name.split()) > ENTRY or unit.leans_alone:
        return unit
    own = content_stems(name)
    told = own & content_stems(unit.text)
    partly = unit.place == 0 and told < own and own.isdisjoint(content_stems(unit.text.split()[0]))
    lacks = unit.passage.headings[1:] and (partly or not told)
    return replace(unit, text=f"{name}: {unit.text}") if lacks else unit


def _needs(units: Sequence[Unit], number: int) -> int | None:
    unit = units[number]
    if unit.passage.kind == "table" or unit.explained is not None:
        return None
    follows = number > 0 and _follows(units[number - 1], unit)
    if unit.leans_alone:
        return number - 1 if follows else NOWHERE
    return number - 1 if follows and dependent_sentences.comments(unit.text) and not opens_paragraph(unit) else None


def _follows(before: Unit, after: Unit) -> bool:
    """Whether nothing stands between the two, but for the mark of a list's item."""
    same = before.passage.id == after.passage.id
    return same and not re.search(r"\w", before.passage.text[before.end : after.start])


def salience(material: Material) -> list[float]:
    """How much each unit matters; 0 where it announces what follows, or is a row of a table in a document of words.

    One matters that opens a section or a paragraph and gives figures. More of that, centrality, likeness to title or
    heading, weights fitted on what questions ask and vectors' directions were all measured and told no more points.
    """
    worded = {unit.passage.document_id for unit in material.units if unit.passage.kind != "table"}
    found: list[float] = []
    opened: set[int] = set()
    numbers = material.section_numbers
    for unit, section, following in zip(material.units, numbers, (*numbers[1:], None), strict=True):
        row = unit.passage.kind == "table"
        value = PLAIN + min(MOST_FIGURES, len(_FIGURE.findall(unit.text))) / MOST_FIGURES
        value += OPENS_PARAGRAPH * (not row and opens_paragraph(unit))
        opens = section not in opened
        opened.add(section)
        value += OPENS_SECTION * opens + CLOSES_SECTION * (following not in opened)
        told = (row and unit.passage.document_id in worded) or unit.opens
        found.append(0.0 if told else max(LEAST, value))
    return found


def choose(
    material: Material, worth: Sequence[float], words: int, lead: int | None = None, every: Collection[int] = ()
) -> list[int]:
    """The numbers of the best units within the limit of words, the `lead` among them, in the material's order.

    A section's second sentence counts less than its first, a long one less than a short one, and a unit comes with
    those that it can't be understood without. The sections of all units of `every` are told of by these, where there is
    room, before one is again.
    """
    choice = _Choice(material, worth, words)
    if lead is not None:
        choice.take(lead)
    while choice.step(every):
        pass
    while choice.step():
        pass
    return sorted(choice.chosen)


class _Choice:
    def __init__(self, material: Material, worth: Sequence[float], limit: int) -> None:
        self._material, self._worth, self._room = material, worth, limit
        self._left = [number for number, value in enumerate(worth) if value > 0]
        self._terms = [content_stems(unit.text) for unit in material.units]
        self._sections: dict[int, float] = {}
        self._documents: Counter[str] = Counter()
        self.chosen: set[int] = set()

    def step(self, anew: Collection[int] | None = None) -> bool:
        """Takes the best unit that fits, or the best of `anew` whose section has none; False where there is none."""
        self._left = [n for n in self._left if n not in self.chosen and self._material.units[n].words <= self._room]
        numbers = self._material.section_numbers
        open_ = [n for n in self._left if anew is None or (n in anew and numbers[n] not in self._sections)]
        gains = {number: gain for number in open_ if (gain := self._gain(number)) > 0}
        for number in sorted(gains, key=lambda each: -gains[each]):
            if not self._said(number):
                self.take(number)
                return True
            self._left.remove(number)
        return False

    def take(self, number: int) -> None:
        """Takes a unit with those that it needs, if they fit."""
        fresh, words = self._fresh(number)
        section = self._material.section_numbers[number]
        self._room -= words
        self.chosen.update(fresh)
        if fresh:
            self._sections[section] = self._sections.get(section, 0.0) + sum(self._worth[n] for n in fresh)
            self._documents[self._material.sections[section][0]] += len(fresh)

    def _fresh(self, number: int) -> tuple[list[int], int]:
        """The unit with those that it needs, and their words; nothing where they don't fit."""
        chain = self._material.chain(number, self.chosen)
        words = sum(self._material.units[n].words for n in chain)
        return (chain, words) if words <= self._room else ([], 0)

    def _gain(self, number: int) -> float:
        section = self._material.section_numbers[number]
        (fresh, words), so_far = self._fresh(number), self._sections.get(section, 0.0)
        added = math.sqrt(so_far + sum(self._worth[n] for n in fresh)) - math.sqrt(so_far)
        told = self._documents[self._material.sections[section][0]]
        return added * AGAIN**told / math.sqrt(max(SHORTEST, words))

    def _said(self, number: int) -> bool:
        """Whether most of its words are in one that is chosen."""
        own = self._terms[number]
        others = (self._terms[other] for other in self.chosen)
        return any(len(own & other) > SAME * max(1, min(len(own), len(other))) for other in others)
