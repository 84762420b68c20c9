"""What a summary is made from: sentences that can be quoted, and the section of a document that each stands in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rag.question import Terms, stems, stop_stems
from rag.types import Passage
from rag.units import Unit

Section = tuple[str, tuple[str, ...]]
"""The document's id and the path of headings."""

LONGEST_CHAIN = 3  # sentences that only make sense together
ENTRY = 4  # sentences of a section that may be an entry of a glossary, and words of its heading at most
ENTRIES = 10  # such sections that make it a glossary
MOST_UNITS = 1500  # of a very long document; more would cost seconds
_ASIDE = re.compile(
    r"\b(?:the (?:table|figures? (?:below|above))|sources? (?:used here|of the table)|our sources|in the table)\b"
    r"|\b(?:figures|data|sources|items|numbers|values|rows|columns) (?:come|are taken|are those|are drawn)\b",
    re.IGNORECASE,
)
_LEANS = re.compile(
    r"^(?:Our reading: |In sum, )?(?:that|this|these|those|it|they|both|such|the (?:latter|former))\b"
    r"|^[^,.;:]{1,40}, (?:instead|however|by contrast|though|too|in turn|then|for example|on the other hand),"
    r"|^(?:\S+ ){1,4}(?:also|likewise|similarly)\b"
    r"|\b(?:that|this|the same) (?:year|month|week|day|decade|time)\b"
    r"|\b(?:too|as well|either)\.$",
    re.IGNORECASE,
)
_LETTER = re.compile(r"[^\W\d_]")


def section_of(passage: Passage) -> Section:
    """The section that a passage stands in; a document without headings is one section."""
    return passage.document_id, passage.headings


@dataclass(frozen=True, slots=True)
class Material:
    """Units in the order in which a summary would tell them; `section_numbers` is aligned with them.

    `sections` are all sections that hold text, in the same order.
    """

    units: tuple[Unit, ...]
    section_numbers: tuple[int, ...]
    sections: tuple[Section, ...]

    @property
    def places(self) -> list[int]:
        """Of each unit how many stand before it in its section."""
        seen = [0] * len(self.sections)
        found: list[int] = []
        for number in self.section_numbers:
            found.append(seen[number])
            seen[number] += 1
        return found

    def chain(self, number: int) -> list[int]:
        """The unit and those before it that it can't be understood without; empty where they are not to be had."""
        chain = [number]
        while self.units[chain[0]].leans:
            before = chain[0] - 1
            if before < 0 or len(chain) == LONGEST_CHAIN or not _follows(self.units[before], self.units[chain[0]]):
                return []
            chain.insert(0, before)
        return chain


def material(units: Iterable[Unit]) -> Material:
    """What can be quoted in a summary, from the units of all passages in order, a section's passages side by side."""
    worded = [unit for unit in units if _LETTER.search(unit.text)]
    sections = tuple(dict.fromkeys(section_of(unit.passage) for unit in worded))
    numbers = {section: number for number, section in enumerate(sections)}
    sizes = Counter(section_of(unit.passage) for unit in worded)
    entries = {section for section, size in sizes.items() if size <= ENTRY}
    glossary = entries if len(entries) >= ENTRIES else set()
    kept = _shortlist([_alone(unit, glossary) for unit in worded if not _ASIDE.search(unit.text)])
    return Material(tuple(kept), tuple(numbers[section_of(unit.passage)] for unit in kept), sections)


def _shortlist(units: Sequence[Unit]) -> list[Unit]:
    """Of too many units the openings of all passages, as many sentences of each as there is room for, evenly."""
    if len(units) <= MOST_UNITS:
        return list(units)
    places = sorted(unit.place for unit in units)
    deep = max(1, places[MOST_UNITS - 1])
    kept = [unit for unit in units if unit.place < deep]
    step = -(-len(kept) // MOST_UNITS)
    return kept[::step]


def _alone(unit: Unit, entries: set[Section]) -> Unit:
    """The unit, which leans in more ways where nothing was asked; that of an entry which lacks its name gets it."""
    leans = unit.leans or bool(_LEANS.search(unit.text))
    name = unit.passage.section
    bare = not leans and section_of(unit.passage) in entries and len(name.split()) <= ENTRY
    if bare and unit.passage.headings[1:] and content(name).isdisjoint(content(unit.text)):
        return replace(unit, text=f"{name}: {unit.text}")
    return replace(unit, leans=leans) if leans != unit.leans else unit


def content(text: str) -> Terms:
    """The stems of a text that carry meaning, and its numbers."""
    return stems(text) - stop_stems()


def _follows(before: Unit, after: Unit) -> bool:
    return before.passage.id == after.passage.id and before.place + 1 == after.place
