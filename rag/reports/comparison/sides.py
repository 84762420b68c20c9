"""Which sentences tell of a side of a comparison and of no other: followed through each section as a reader would.

A section begins with what its heading, else its title, is about; a sentence that names a side goes over to it, one that
opens with another thing of the corpus leaves it, and what names neither goes on with it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby

from rag.base.types import Passage
from rag.language import lexicon
from rag.language.dependent_sentences import announces, aside
from rag.language.sentences import fold
from rag.language.tokens import OWNER, is_common
from rag.reports.summary.sections import Section
from rag.search.asked import Place
from rag.search.candidate_sentences import Unit, quotable
from rag.search.entities import AGAINST, BESIDE, PLACED, Subject, Subjects
from rag.search.retriever import Candidate

SHORTEST, LONGEST = 5, 60  # words
NEAR = 0.2  # below the best section's score, down to which a section may be about a side that no heading names
OPENING = 0.4  # of a sentence, in which a name is what it is about
_DIFFERS = lexicon.pattern("comparison.differs")
_COMPARES = lexicon.pattern("comparison.compares")
Names = tuple[list[int], list[int]]
Places = Collection[Place]

_OPENING = re.compile(r"^(?:In |At |The |For |Near )*")
_LARGE = re.compile(r"\b[A-Z][\w-]+(?:['’]s)?")
_LONGER = re.compile(r"[ -][A-Z]")  # behind a name that is a part of a longer one


class Sides:
    """The sides of a comparison in passages of a corpus."""

    def __init__(self, known: Subjects, sides: Sequence[Subject], passages: Iterable[Passage]) -> None:
        self._known = known
        self._sides = sides
        self._sections = [list(found) for _, found in groupby(passages, lambda passage: passage.section_id)]
        every = [subject for name in known.places if (subject := known.named(name))]
        self._holding = frozenset[str]().union(*map(known.wider, every))  # provinces, countries

    def told(
        self, side: Subject, seeds: Collection[Section] = (), known: Places = (), elsewhere: Places = ()
    ) -> Iterator[Unit]:
        """The sentences and rows that tell of the side alone, in their order.

        Sections of `seeds` begin with it, and are about it whatever they name, but for what their heading names beside.
        The sentences at `known` tell of it unless they name another side, those `elsewhere` don't unless they name it.
        """
        for found in self._sections:
            is_seed = found[0].section_id in seeds
            rivals = _beside(found[0].section, side) if is_seed else None
            headed = self._headed(found[0], side)
            going = is_seed or headed is True
            for unit in quotable(found):
                names = self._names(unit.text, side, None if unit.passage.kind == "table" else rivals)
                passing = headed is False and names[0] and min(names[0]) > OPENING * len(unit.text)
                is_of_it, going = self._read(unit, names, side, going)
                is_of_it = is_of_it and not passing and (bool(names[0]) or not _is_at(unit, elsewhere))
                stored = unit.passage.kind != "table" and _is_at(unit, known) and not self._rivals(unit.text, side)
                if (is_of_it or stored) and _tells(unit):
                    yield unit

    def both(self) -> Iterator[Unit]:
        """The sentences on how the sides differ: of two sides at once, or of one where a section compares them."""
        for found in self._sections:
            whole = " ".join(passage.text for passage in found)
            beside = _COMPARES.search(found[0].section) and self._count(whole) > 1
            for unit in quotable(found):
                fits = unit.passage.kind != "table" and not unit.leans and _tells(unit)
                named = self._count(unit.text)
                if fits and ((named > 1 and _DIFFERS.search(unit.text)) or (named and beside)):
                    yield unit

    def _count(self, text: str) -> int:
        return sum(side.within(text) is not None for side in self._sides)

    def _headed(self, passage: Passage, side: Subject) -> bool | None:
        """Whether the innermost heading that names a thing names the side and no other; None where it names both."""
        for heading in reversed((passage.title, *passage.headings)):
            own, others = self._names(heading, side)
            if own or others:
                return None if own and others else bool(own)
        return None

    def _read(self, unit: Unit, names: Names, side: Subject, going: bool) -> tuple[bool, bool]:
        """Whether a unit tells of the side, and whether what follows without a name goes on about it."""
        own, others = names
        if not own and not others:
            return going, going
        if unit.passage.kind == "table":
            return (going or bool(own)) and not others, going
        rivals = self._rivals(unit.text, side)
        first = min(own, default=len(unit.text))
        against = AGAINST.search(unit.text[:first]) or (PLACED.search(unit.text[:first]) and others)
        if own and not others:
            return not against, not against
        if own:
            match = side.within(unit.text)
            shares = match and BESIDE.match(unit.text[match.end() :])
            leads = first < min(others) and first < OPENING * len(unit.text) and not shares
            return leads and not against and not rivals, leads
        goes_on = going and not rivals
        opens = min(others) <= len(unit.text) - len(_OPENING.sub("", unit.text))
        return goes_on and min(others) > OPENING * len(unit.text), goes_on and not opens

    def _rivals(self, text: str, side: Subject) -> bool:
        return any(other.within(text) for other in self._sides if other is not side)

    def _names(self, text: str, side: Subject, rivals: frozenset[str] | None = None) -> Names:
        """Where a text names the side or what lies in it, and where another side or a place that is not around it.

        With `rivals`, these and no other places.
        """
        own = [match.start() for match in side.pattern.finditer(text)]
        others = [m.start() for other in self._sides if other is not side for m in other.pattern.finditer(text)]
        if rivals is not None:
            large = (match for match in _LARGE.finditer(text) if fold(OWNER.sub("", match[0])) in rivals)
            return own, others + [match.start() for match in large]
        wider = self._known.wider(side)
        inside = not any(fold(side.name) in self._known.wider(other) for other in self._sides)
        for peer in self._known.peers(text):
            name = OWNER.sub("", peer[0])
            if _LONGER.match(text[peer.end() :]) or fold(name) in fold(side.name):
                continue
            place = self._known.place(name)
            found = self._known.named(place) if place and not side.within(name) else None
            if found and inside and fold(side.name) in self._known.wider(found):
                own.append(peer.start())
            elif found and fold(found.name) not in wider | self._holding:
                others.append(peer.start())
        return own, others


def _beside(heading: str, side: Subject) -> frozenset[str]:
    """The rare words written large in a heading that names the side, or a part of its name, among other things."""
    names = {fold(OWNER.sub("", match[0])) for match in _LARGE.finditer(heading)}
    own = {name for name in names if name in fold(side.name)}
    return frozenset(name for name in names - own if not is_common(name)) if own else frozenset()


def _is_at(unit: Unit, places: Places) -> bool:
    return any((unit.passage.id, place) in places for place in range(unit.start, unit.end))


def _tells(unit: Unit) -> bool:
    """Whether it says something of the matter, and not of the text itself."""
    return SHORTEST <= unit.words <= LONGEST and not (announces(unit.text) or aside(unit.text))


def seeds(ranked: Sequence[Candidate]) -> frozenset[Section]:
    """The sections of the document that tells most of what was searched for, the passages `ranked` best first.

    A bare name is no question: what is asked of passages doesn't count.
    """
    best = {each.passage.section_id: each.score - each.lift for each in reversed(ranked)}
    near = [section for section, score in best.items() if score >= max(best.values()) - NEAR]
    counts = Counter(document for document, _ in near)
    first = list(dict.fromkeys(each.passage.document_id for each in ranked))
    most = max(first, key=lambda name: counts[name])  # of two the one that was found first
    return frozenset(section for section in near if section[0] == most)
