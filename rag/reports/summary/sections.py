"""What a summary is made from: sentences that can be quoted, the section of a document that each stands in, its need.

A sentence needs another one where it can't be understood without it: the one before it where it opens with "however" or
a pronoun, an earlier one of its section where a bare "the plan" stands for what that one names.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
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
_HEADING, _LABEL = lexicon.pattern("gist.heading"), lexicon.pattern("gist.label")
_LETTER = re.compile(r"[^\W\d_]")
_CUT = (";", ":", ",")
_LABELLED = re.compile(r"(?:[^\W\d_]+ ?){1,3}: ?(?:[^.!?。！？]|\.(?=\S| [A-Z]\.?)){1,120}")
"""A line such as "Author: …", which is no sentence."""


@dataclass(frozen=True, slots=True)
class Material:
    """Units in the order in which a summary would tell them; `section_numbers` and `needs` are aligned with them.

    `sections` are all sections that hold text, in the same order. `needs` are of each unit the numbers of those that
    one of which must be told before it, the nearest first; none where it stands alone, `NOWHERE` where none is to be
    had.
    """

    units: tuple[Unit, ...]
    section_numbers: tuple[int, ...]
    sections: tuple[Section, ...]
    needs: tuple[tuple[int, ...], ...]

    @property
    def places(self) -> list[int]:
        """Of each unit how many stand before it in its section."""
        seen = [0] * len(self.sections)
        found: list[int] = []
        for number in self.section_numbers:
            found.append(seen[number])
            seen[number] += 1
        return found

    def chain(self, number: int, told: Collection[int] = ()) -> list[int]:
        """The unit and those before it that it can't be understood without, but for those that are `told` already.

        Empty where one is not to be had, or where they are too many.
        """
        chain = [number]
        while needs := self.needs[chain[0]]:
            if any(need in told for need in needs):
                break
            if needs[0] == NOWHERE or len(chain) == LONGEST_CHAIN:
                return []
            chain.insert(0, needs[0])
        return chain


def material(units: Iterable[Unit]) -> Material:
    """What can be quoted in a summary, from the units of whole documents in their order."""
    worded = [unit for unit in _joined(units) if _LETTER.search(unit.text) and not _LABELLED.fullmatch(unit.text)]
    sections = tuple(dict.fromkeys(unit.passage.section_id for unit in worded))
    numbers = {section: number for number, section in enumerate(sections)}
    entries = _entries(worded)
    kept = [_named(unit, entries) for unit in worded if not dependent_sentences.aside(unit.text)]
    found = tuple(numbers[unit.passage.section_id] for unit in kept)
    needs = tuple(_needs(kept, found, number) for number in range(len(kept)))
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


def _joined(units: Iterable[Unit]) -> Iterator[Unit]:
    """The units, those that end in the middle of a sentence together with the next ones."""
    open_: Unit | None = None
    for unit in units:
        if open_ is not None and _follows(open_, unit) and unit.passage.kind == "text":
            text = f"{open_.text} {unit.text}"
            unit = replace(open_, end=unit.end, text=text)
        elif open_ is not None:
            yield open_
        open_ = unit if unit.text.endswith(_CUT) else None
        if open_ is None:
            yield unit
    if open_ is not None:
        yield open_


def _named(unit: Unit, entries: frozenset[Section]) -> Unit:
    """The unit; that of an entry which lacks its name gets it."""
    name = unit.passage.section
    if unit.passage.section_id not in entries or len(name.split()) > ENTRY or unit.leans_alone:
        return unit
    told = content_stems(name) & content_stems(unit.text)
    partly = (
        unit.place == 0
        and told < content_stems(name)
        and content_stems(name).isdisjoint(content_stems(unit.text.split()[0]))
    )
    if unit.passage.headings[1:] and (partly or not told):
        return replace(unit, text=f"{name}: {unit.text}")
    return unit


def _needs(units: Sequence[Unit], sections: Sequence[int], number: int) -> tuple[int, ...]:
    unit = units[number]
    if unit.passage.kind == "table":
        return ()
    follows = number > 0 and _follows(units[number - 1], unit)
    if unit.leans_alone:
        return (number - 1,) if follows else (NOWHERE,)
    if follows and dependent_sentences.comments(unit.text) and not opens_paragraph(unit):
        return (number - 1,)
    earlier = [
        n for n in range(number - 1, -1, -1) if sections[n] == sections[number] and units[n].passage.kind != "table"
    ]
    if (noun := dependent_sentences.definite(unit.text)) and earlier:
        return tuple([n for n in earlier if noun & dependent_sentences.words(units[n].text)] or earlier)
    own, title = dependent_sentences.names(unit.passage.section), dependent_sentences.names(unit.passage.title)
    if own == title or own & dependent_sentences.words(unit.text) or dependent_sentences.names(unit.text):
        return ()
    return tuple(n for n in earlier if (own - title or own) & dependent_sentences.names(units[n].text))


def _follows(before: Unit, after: Unit) -> bool:
    """Whether nothing stands between the two, but for the mark of a list's item."""
    if before.passage.id != after.passage.id:
        return False
    return not re.search(r"\w", before.passage.text[before.end : after.start])
