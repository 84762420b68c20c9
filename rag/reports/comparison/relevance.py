"""The sentences that can stand in a subject's column: about it and no other, and how alike two of them are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from rag.base.types import Passage
from rag.language import dependent_sentences, lexicon
from rag.language.tokens import read
from rag.search.candidate_sentences import Unit, quotable
from rag.search.entities import Subject, Subjects
from rag.store.index import Index, per_corpus

SHORTEST, LONGEST = 5, 45  # words
GOES_ON = 0.5  # how surely a sentence is about the subject that the one before it opens with
ONE_OF = 0.3  # and one that names it in a list
ITEMS = 3  # names that make a list

_GOES_ON = lexicon.pattern("comparison.goes_on")
_BEFORE_ITEM = lexicon.pattern("comparison.before_item")
_BEHIND_ITEM = lexicon.pattern("comparison.behind_item")


def about(
    known: Subjects, subject: Subject, others: Sequence[Subject], passages: Sequence[Passage]
) -> Iterator[tuple[Unit, float]]:
    """The sentences of the passages about the subject and none of the others, and how surely (0 to 1)."""
    before: Unit | None = None
    for unit in quotable(passages):
        sure = _sure(known, subject, unit, before)
        before = unit
        fits = SHORTEST <= unit.words <= LONGEST and unit.passage.kind != "table"
        if not (sure and fits) or _tells_nothing(unit):
            continue
        if not any(other.within(unit.text) or known.about(unit, other) for other in others):
            yield unit, sure


def _tells_nothing(unit: Unit) -> bool:
    """Whether it announces, speaks of the text, or judges what the sentence before it told."""
    judges = unit.place > 0 and dependent_sentences.comments(unit.text)
    return judges or dependent_sentences.announces(unit.text) or dependent_sentences.aside(unit.text)


def _sure(known: Subjects, subject: Subject, unit: Unit, before: Unit | None) -> float:
    if sure := known.about(unit, subject):
        return sure if subject.within(unit.text) or not dependent_sentences.leans_unasked(unit.text) else 0.0
    if before and before.passage is unit.passage and _opens(subject, before.text) and _goes_on(known, unit):
        return GOES_ON
    return ONE_OF if _listed(known, subject, unit.text) else 0.0


def _opens(subject: Subject, text: str) -> bool:
    return subject.pattern.match(text.removeprefix("The ")) is not None


def _goes_on(known: Subjects, unit: Unit) -> bool:
    return _GOES_ON.search(unit.text) is not None and not any(known.peers(unit.text))


def _listed(known: Subjects, subject: Subject, text: str) -> bool:
    match = subject.within(text)
    if match is None or sum(1 for _ in known.peers(text)) < ITEMS:
        return False
    return bool(_BEFORE_ITEM.search(text[: match.start()]) and _BEHIND_ITEM.match(text[match.end() :]))


Floats = NDArray[np.float32]


def likeness(index: Index, units: Sequence[Unit], without: Sequence[Subject]) -> Floats:
    """How like each sentence is to each other: cosines (-1 to 1) of the means of their tokens' vectors.

    What all sentences of the corpus have in common is taken off first; tokens of the subjects' names are left out.
    Where the index stores no token vectors, the share of weighted words that two sentences have in common (0 to 1).
    """
    if not units:
        return np.zeros((0, 0), dtype=np.float32)
    middle = _middle(index)
    if middle is None:
        return _by_words(units, without)
    rows = np.asarray([_mean(index, unit, without) for unit in units], dtype=np.float32).reshape(len(units), -1)
    rows -= middle
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), np.finfo(np.float32).tiny)
    return np.asarray(rows @ rows.T, dtype=np.float32)


@per_corpus
def _middle(index: Index) -> Floats | None:
    """The mean vector of all tokens of the corpus."""
    total: NDArray[np.float64] | None = None
    count = 0
    for name in index.entries:
        tokens = index.arrays(name).get("tokens")
        if tokens is not None and len(tokens):
            sums = np.asarray(tokens, dtype=np.float32).sum(axis=0, dtype=np.float64)
            total = sums if total is None else total + sums
            count += len(tokens)
    return None if total is None else np.asarray(total / count, dtype=np.float32)


def _by_words(units: Sequence[Unit], without: Sequence[Subject]) -> Floats:
    names = frozenset(token.stem for subject in without for token in read(subject.name).tokens)
    told = [
        {t.stem: t.weight for t in read(unit.text).tokens if t.is_content and t.stem not in names} for unit in units
    ]
    found = np.zeros((len(units), len(units)), dtype=np.float32)
    for i, one in enumerate(told):
        for j, other in enumerate(told):
            least = min(sum(one.values()), sum(other.values())) or 1.0
            found[i, j] = sum(weight for word, weight in one.items() if word in other) / least
    return found


def _mean(index: Index, unit: Unit, without: Sequence[Subject]) -> Floats:
    arrays = index.arrays(unit.passage.document_id)
    position = index.passages_of(unit.passage.document_id).index(unit.passage)
    ends = arrays["ends"]
    rows = slice(int(ends[position - 1]) if position else 0, int(ends[position]))
    starts, stops = np.asarray(arrays["offsets"][rows]).T
    inside = (starts >= unit.start) & (stops <= unit.end) & (stops > starts)
    for subject in without:
        for match in subject.pattern.finditer(unit.passage.text, unit.start, unit.end):
            inside &= (stops <= match.start()) | (starts >= match.end())
    tokens = np.asarray(arrays["tokens"][rows], dtype=np.float32)[inside]
    return tokens.mean(axis=0) if len(tokens) else np.zeros(arrays["tokens"].shape[1], dtype=np.float32)
