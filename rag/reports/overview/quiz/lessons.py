"""Questions on what is worth learning from a document, where it comes with such: of a figure, year, place or reason.

The answers are words of the sentence that tells; wrong figures and years are found as for sentences with gaps, wrong
places and reasons among the other answers. Which of four events came first is asked of the years of one document.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from rag.language import lexicon
from rag.language.sentences import fold
from rag.language.tokens import content_stems, split
from rag.reports.overview.quiz.gaps import Names, Values, other_places, readings, wrong_values
from rag.reports.overview.quiz.items import Draft, alike
from rag.reports.overview.quiz.relations import APART, WORTH, Dated, in_time
from rag.search.asked import LESSONS, Lesson, worded
from rag.search.candidate_sentences import Unit
from rag.search.entities import Subjects
from rag.store.index import Index

Taught = tuple[Lesson, Unit]


def lessons(index: Index, units: Sequence[Unit]) -> list[Taught]:
    """The lessons of all documents, each with the sentence that answers it."""
    at = {(unit.passage.id, unit.start): unit for unit in units}
    told = ((Lesson.model_validate_json(text), at.get(place)) for _, text, place in worded(index, LESSONS))
    return [(lesson, unit) for lesson, unit in told if unit]


def asked(taught: Sequence[Taught], told: Values, known: Subjects, together: Sequence[Names]) -> Iterator[Draft]:
    """What is asked of a sentence, and which event of a document came first; `together` are each document's places."""
    sorts, events = defaultdict[str, set[str]](set), defaultdict[str, list[Dated]](list)
    for lesson, _ in taught:
        if lesson.kind == "place":
            sorts[_sort(lesson)].add(lesson.right)
    for lesson, unit in taught:
        if lesson.kind == "cause":
            wrong = _other_reasons(lesson, unit, taught)
        elif lesson.kind == "place":
            subject, named = known.named(lesson.right), filter(None, map(known.named, sorts[_sort(lesson)]))
            wrong = other_places(subject, lesson.learn, unit.passage.text, named, known, together) if subject else ()
        else:
            gap = next((gap for gap in readings(unit) if fold(gap.quantity.text) == fold(lesson.right)), None)
            wrong = wrong_values(gap, told[gap.shape]) if gap else ()
        right, *others = (text[:1].upper() + text[1:] for text in (lesson.right, *wrong))
        wrong = tuple(choice for choice in dict.fromkeys(others) if fold(choice) not in fold(lesson.learn))
        yield Draft(lesson.kind, (), right, wrong, ((right, unit.text, unit),), WORTH, lesson.learn)
        if lesson.event:
            events[unit.passage.document_id].append((int(lesson.right), lesson.event, unit))
    for own in events.values():
        yield from in_time(own)


def _other_reasons(lesson: Lesson, unit: Unit, taught: Sequence[Taught]) -> tuple[str, ...]:
    """Reasons that other documents give, first those for what is nearest without being the same."""
    about, own = _about(lesson, unit), content_stems(lesson.right)
    found: list[tuple[float, str]] = []
    for other, there in taught:
        near = alike(_about(other, there), about)
        same = max(near, alike(content_stems(other.right), own)) >= APART
        if other.kind == "cause" and there.passage.document_id != unit.passage.document_id and not same:
            found.append((-near, other.right))
    return tuple(right for _, right in sorted(found))


def _about(lesson: Lesson, unit: Unit) -> frozenset[str]:
    return content_stems(f"{lesson.learn} {unit.passage.path}")


def _sort(lesson: Lesson) -> str:
    """What a question asks for, such as "city" or "province"; "" where it asks only where something is."""
    words = split(lesson.learn)
    return next((word for word in words if word in lexicon.words("words.kinds_of_places")), "") * (words[0] != "where")
