"""The parts of a summary by themselves: likeness, salience, the choice, very long documents."""

from __future__ import annotations

import numpy as np
import pytest

from rag.language.tokens import content_stems, stems
from rag.reports.summary.reading import OTHERS, meant
from rag.reports.summary.sections import MOST_UNITS, material
from rag.reports.summary.selection import OfDocument, OnTopic, likeness, salience
from rag.search.candidate_sentences import quotable
from tests.rag.reports.summary.town import COALTON, document
from tests.rag.small import passages


def test_likeness_is_one_with_itself_and_nothing_without_shared_words() -> None:
    alike = likeness([content_stems("coal mine"), content_stems("coal mine"), content_stems("brass band"), frozenset()])
    assert alike[0, 1] == pytest.approx(1)
    assert alike[0, 2] == 0
    assert not alike[3].any()
    assert likeness([]).shape == (0, 0)


def test_salience_is_of_the_sentence_that_opens_and_has_figures() -> None:
    found = material(quotable(passages(document("coalton", COALTON))))
    worth = salience(found, likeness([content_stems(unit.text) for unit in found.units]))
    assert (worth >= 0).all()
    texts = [unit.text for unit in found.units]
    closed = next(place for place, text in enumerate(texts) if text.startswith("The coal mine"))
    river = texts.index("The valley has no river.")
    assert worth[closed] > worth[river]


def test_a_unit_that_is_worth_nothing_is_not_chosen() -> None:
    found = material(quotable(passages(document("coalton", COALTON))))
    worth = np.zeros(len(found.units))
    worth[0] = 1.0
    alike = likeness([content_stems(unit.text) for unit in found.units])
    for choice in (OfDocument(found, worth, alike), OnTopic(found, worth[None, :])):
        assert choice.step(100)
        assert not choice.step(100)
        assert choice.chosen == {0}


def test_of_a_topic_every_aspect_is_told_before_one_is_told_twice() -> None:
    found = material(quotable(passages(document("coalton", COALTON))))
    told = np.zeros((3, len(found.units)))
    of_other = found.section_numbers.index(1)
    told[1, [0, 1]] = 1.0
    told[2, of_other] = 0.5
    choice = OnTopic(found, told)
    assert choice.step(100)
    assert choice.step(100)
    assert {0, 1} & choice.chosen
    assert of_other in choice.chosen


def test_a_very_long_document_is_thinned_evenly() -> None:
    parts = [(f"Part {n}", [f"Shaft {n} opened. It closed. It flooded. It was filled."]) for n in range(1000)]
    found = material(quotable(passages(document("long", parts))))
    assert len(found.sections) == 1000
    assert len(found.units) <= MOST_UNITS
    assert {unit.place for unit in found.units} == {0}
    assert "Shaft 99" in found.units[-1].text


def test_sections_headed_by_another_name_count_less() -> None:
    parts = (
        ("Aldermere: the first pit", ("The first pit of the valley was sunk in 1871.",)),
        ("Brookend: a strike", ("A strike shut the pit for two years.",)),
        ("Carrow: a trial", ("Owners from Aldermere opened a trial shaft.",)),
        ("What it teaches", ("Our reading: pits come and go.",)),
    )
    found = material(quotable(passages(document("valley", parts))))
    assert meant(found, stems("the pit of Aldermere")).tolist() == [1.0, OTHERS, 1.0, 1.0]
    assert meant(found, stems("the pits of the valley")).tolist() == [1.0] * 4
