"""A quiz made from the corpus: causes, places, sequences, definitions and comparisons, and of figures at most a third.

Every question is words of the documents with something left out, and its wrong choices are of the same kind, from the
corpus, and never what some passage says of the same thing. Sentences that matter little to their document are not
asked. What can be asked is in `gaps.py` and `relations.py`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from rag.base.errors import UsageError
from rag.language.sentences import fold
from rag.reports.overview.glossary import glossary
from rag.reports.overview.quiz.gaps import figures, places, values
from rag.reports.overview.quiz.items import FAMILIES, MOST, WRONG, Draft, Item, Told, Worths, order
from rag.reports.overview.quiz.lessons import asked, lessons
from rag.reports.overview.quiz.relations import causes, compared, definitions, sequences
from rag.reports.overview.timeline import last_years, timeline
from rag.search.candidate_sentences import cited, quotable
from rag.search.entities import subjects
from rag.store.index import Index, per_corpus

FEWEST = 2  # wrong choices, where a table has no more rows
FIGURES = 3  # of as many questions one may ask for a figure


def quiz(
    index: Index, count: int, seed: int = 1, document: str | None = None, topic: str | None = None
) -> tuple[Item, ...]:
    """At most `count` questions, no two on one sentence; fewer where the documents hold no more.

    They are of one document or topic, or of all where None; the same seed gives the same quiz. Raises UsageError for a
    count that makes no sense, NotFound for a document that is not there.
    """
    if not 1 <= count <= MOST:
        raise UsageError(f"a quiz can't have {count!r} questions: ask for 1 to {MOST}")
    if document is not None:
        wanted = {index.document(document).id}
    else:
        wanted = {each.id for each in index.documents() if topic in (None, *each.topics)}
    found = [draft for draft in _drafts(index) if {unit.passage.document_id for *_, unit in draft.sources} <= wanted]
    found.sort(key=lambda draft: order(seed, draft.kind, draft.answer, *draft.parts))
    # Kinds of learning in turn, and within each the documents in turn.
    found = _in_turn(found, seed, lambda draft: (FAMILIES[draft.kind], draft.unit.passage.document_id))
    items: list[Item] = []
    used: set[str] = set()
    figured = 0
    for draft in _in_turn(found, seed, lambda draft: (FAMILIES[draft.kind],)):
        figure = FAMILIES[draft.kind] == "figure"
        texts = {unit.text for _, _, unit in draft.sources}
        if used & texts or (figure and figured >= max(1, count // FIGURES)):
            continue
        used |= texts
        figured += figure
        items.append(_item(index, draft, seed))
        if len(items) == count:
            break
    return tuple(sorted(items, key=lambda item: order(seed, "turn", *item.choices)))


def topics(index: Index) -> tuple[str, ...]:
    """The topics that documents name, in alphabetical order."""
    return tuple(sorted({topic for document in index.documents() for topic in document.topics}))


@per_corpus
def _drafts(index: Index) -> tuple[Draft, ...]:
    """What can be asked of one state of the corpus; entries of a glossary are asked for as definitions alone.

    A document that comes with lessons is asked for these and its tables, any other for what its sentences leave open.
    """
    terms = glossary(index).terms
    explained = {term.document_id for term in terms}
    units = quotable(index.passages)
    told = [unit for unit in units if unit.passage.document_id not in explained]
    worded = [unit for unit in told if unit.passage.kind != "table"]
    taught = lessons(index, units)
    by_lessons = {unit.passage.document_id for _, unit in taught}
    bare = [unit for unit in worded if unit.passage.document_id not in by_lessons]
    worths = Worths(index, {unit.passage.document_id for unit in bare})
    known = subjects(index)
    kept = values(worded, last_years(index))
    events = [event for event in timeline(index) if event.citation.passage.document_id not in by_lessons]
    together = [frozenset(map(fold, document.places)) for document in index.documents()]
    found: list[Draft] = [
        *asked(taught, kept, known, together),
        *causes(bare, worths),
        *definitions(terms, units),
        *sequences(events, told),
        *places(bare, known, worths, together),
        *figures(bare, known, kept, worths),
        *compared(told, known, by_lessons),
    ]
    fewest = {kind: FEWEST if family == "comparison" else WRONG for kind, family in FAMILIES.items()}
    return tuple(draft for draft in found if draft.worth > 0 and len(draft.wrong) >= fewest[draft.kind])


def _in_turn(drafts: Iterable[Draft], seed: int, key: Callable[[Draft], tuple[str, ...]]) -> list[Draft]:
    """The first of each key, then the second of each, and so on."""
    nth: Counter[tuple[str, ...]] = Counter()
    placed: list[tuple[int, bytes, Draft]] = []
    for draft in drafts:
        own = key(draft)
        placed.append((nth[own], order(seed, *own), draft))
        nth[own] += 1
    return [draft for *_, draft in sorted(placed, key=lambda entry: entry[:2])]


def _item(index: Index, draft: Draft, seed: int) -> Item:
    key = draft.answer, *draft.parts
    wrong = sorted(draft.wrong[: 2 * WRONG], key=lambda choice: order(seed, "wrong", *key, choice))[:WRONG]
    choices = sorted((draft.answer, *wrong), key=lambda choice: order(seed, "place", *key, choice))
    told = tuple(Told(text, cited(index, 1, unit)) for choice, text, unit in draft.sources if choice in choices)
    passage = draft.unit.passage
    whole = FAMILIES[draft.kind] not in ("definition", "sequence")
    names = () if draft.question else (passage.title, *passage.headings * whole)
    held = [(name, [fold(choice) in fold(name) for choice in choices]) for name in dict.fromkeys(names)]
    shown = " › ".join(name for name, holds in held if all(holds) or not holds[choices.index(draft.answer)])
    right = choices.index(draft.answer)
    return Item(draft.kind, draft.parts, tuple(choices), right, told, shown, draft.question)
