"""Choosing sentences for a summary: how much each matters, then the best ones until the words are used up.

A sentence matters that opens a section or a paragraph and gives figures. More of that, centrality, likeness to title or
heading, weights fitted on what questions ask and vectors' directions were all measured and told no more points.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Sequence

from rag.language import dependent_sentences
from rag.language.tokens import content_stems
from rag.reports.summary.sections import Material
from rag.search.candidate_sentences import Unit, opens_paragraph

PLAIN, OPENS_PARAGRAPH, OPENS_SECTION, CLOSES_SECTION = 0.3, 0.7, 0.5, -0.3
POINTS = 0.5  # what a sentence counts whose subject may have been told of before
MOST_FIGURES = 3  # that count, together 1
LEAST = 0.01
SHORTEST = 12  # words below which a sentence counts as if it had as many
SAME = 0.55  # share of the shorter one's words that two sentences may have in common
AGAIN = 0.8  # what a sentence counts for each one that is told of its document

_FIGURE = re.compile(r"\d[\d.,]*")


def salience(material: Material) -> list[float]:
    """How much each unit matters; 0 where it announces what follows, or is a row of a table in a document of words."""
    numbered = list(zip(material.places, material.units, strict=True))
    worded = {unit.passage.document_id for unit in material.units if unit.passage.kind != "table"}
    found = []
    for number, (place, unit) in enumerate(numbered):
        row = unit.passage.kind == "table"
        closes = number + 1 == len(numbered) or numbered[number + 1][0] == 0
        value = PLAIN + min(MOST_FIGURES, len(_FIGURE.findall(unit.text))) / MOST_FIGURES
        value += OPENS_PARAGRAPH * (not row and opens_paragraph(unit))
        value += OPENS_SECTION * (place == 0) + CLOSES_SECTION * closes
        if _points(unit):
            value *= POINTS
        told = (row and unit.passage.document_id in worded) or dependent_sentences.announces(unit.text)
        found.append(0.0 if told else max(LEAST, value))
    return found


def _points(unit: Unit) -> bool:
    """Whether it opens with "the idea" or the like, of which neither the title nor the heading tells."""
    noun = dependent_sentences.opens_definite(unit.text)
    return bool(noun) and noun.isdisjoint(content_stems(f"{unit.passage.title} {unit.passage.section}"))


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
    """What is chosen so far."""

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
        fresh = self._fresh(number)
        section = self._material.section_numbers[number]
        self._room -= self._words(fresh)
        self.chosen.update(fresh)
        if fresh:
            self._sections[section] = self._sections.get(section, 0.0) + sum(self._worth[n] for n in fresh)
            self._documents[self._material.sections[section][0]] += len(fresh)

    def _fresh(self, number: int) -> list[int]:
        chain = self._material.chain(number, self.chosen)
        return chain if self._words(chain) <= self._room else []

    def _gain(self, number: int) -> float:
        section = self._material.section_numbers[number]
        fresh, so_far = self._fresh(number), self._sections.get(section, 0.0)
        added = math.sqrt(so_far + sum(self._worth[n] for n in fresh)) - math.sqrt(so_far)
        told = self._documents[self._material.sections[section][0]]
        return added * AGAIN**told / math.sqrt(max(SHORTEST, self._words(fresh)))

    def _words(self, numbers: Sequence[int]) -> int:
        return sum(self._material.units[n].words for n in numbers)

    def _said(self, number: int) -> bool:
        """Whether most of its words are in one that is chosen."""
        own = self._terms[number]
        others = (self._terms[other] for other in self.chosen)
        return any(len(own & other) > SAME * max(1, min(len(own), len(other))) for other in others)
