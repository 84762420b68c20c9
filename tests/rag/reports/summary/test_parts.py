"""The parts of a summary by themselves: what matters, the choice, very long documents."""

from __future__ import annotations

from collections.abc import Sequence

from rag.reports.summary.sections import choose, material, salience
from rag.search.candidate_sentences import quotable
from tests.rag.reports.summary.town import COALTON, document
from tests.rag.small import passages

COAL = material(quotable(passages(document("coalton", COALTON))))


def test_what_matters_most_opens_and_has_figures() -> None:
    worth = salience(COAL)
    assert all(value >= 0 for value in worth)
    texts = [unit.text for unit in COAL.units]
    closed = next(place for place, text in enumerate(texts) if text.startswith("The coal mine"))
    assert worth[closed] > worth[texts.index("The valley has no river.")]


def test_a_unit_that_is_worth_nothing_is_not_chosen() -> None:
    worth = [1.0] + [0.0] * (len(COAL.units) - 1)
    assert choose(COAL, worth, 100) == [0]
    assert choose(COAL, worth, 100, every=range(len(worth))) == [0]


def test_the_lead_is_chosen_whatever_it_is_worth() -> None:
    worth = salience(COAL)
    last = len(worth) - 1
    worth[last] = 0.001
    words = COAL.units[last].words + 10
    assert last not in choose(COAL, worth, words)
    assert last in choose(COAL, worth, words, lead=last)
    assert choose(COAL, worth, 5, lead=last) == []


def test_every_section_is_told_of_before_one_is_told_of_twice() -> None:
    worth = [9.0 if section == 0 else 0.1 for section in COAL.section_numbers]
    told = {COAL.section_numbers[number] for number in choose(COAL, worth, 110, every=range(len(worth)))}
    assert told == {0, 1, 2, 3}


def test_a_section_of_which_nothing_speaks_waits_for_room() -> None:
    worth = [9.0 if section == 0 else 0.1 for section in COAL.section_numbers]
    every = [number for number, section in enumerate(COAL.section_numbers) if section in {0, 2}]

    def told(of: Sequence[int]) -> set[int]:
        return {COAL.section_numbers[number] for number in choose(COAL, worth, 50, every=of)}

    assert told(every) == {0, 2}
    assert told(range(len(worth))) == {0, 1}


def test_a_very_long_document_has_all_its_sections() -> None:
    parts = [(f"Part {n}", [f"Pit{n} gave coal{n}. It closed. It flooded. It was filled."]) for n in range(1000)]
    found = material(quotable(passages(document("long", parts))))
    assert len(found.sections) == 1000
    assert len(choose(found, salience(found), 60, lead=0, every=range(len(found.units)))) > 5
