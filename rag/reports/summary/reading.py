"""What the corpus says on a topic: its documents, and what each of their sentences says on each aspect that is asked.

Not the ten best passages but whole documents are read, since a summary of a topic is mostly one of what a document says
of it, section by section.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from rag.language import dependent_sentences, lexicon
from rag.language.tokens import Terms, content_stems, stems, stop_stems
from rag.models.linear import fitted
from rag.question.analysis import Question, analyse
from rag.reports.summary.sections import Material, Section, entries_of, material, section_of
from rag.reports.summary.selection import Floats, likeness, salience
from rag.reports.summary.topic import Topic
from rag.search.candidate_sentences import quotable, term_weights, unit_features, units_of
from rag.search.retriever import Candidate, Retriever
from rag.store.index import Index

MOST = 5  # aspects; of more only the whole is looked for

_WHAT = lexicon.piece("summary.what")
_PURPOSE = lexicon.pattern("summary.purpose")
_ITEMS = lexicon.pattern("summary.items")
_CLAUSES = lexicon.pattern("summary.clauses")
_OF = lexicon.pattern("summary.of")


def subject(topic: str) -> str:
    """The topic without whom or what the summary is for."""
    left = " ".join(_PURPOSE.sub(" ", topic).split()).strip(" ,:;")
    return re.sub(r"\s+([:,;])", r"\1", left) if _says(left) else topic


def aspects(topic: str) -> tuple[str, ...]:
    """What is asked of the topic, each in words that can be looked for; none where it is asked for as a whole."""
    head, colon, tail = topic.partition(":")
    if colon and _says(head) and _says(tail):
        found = [f"{head.strip()}: {item}" for item in _said(_ITEMS.split(tail))]
    elif (match := _OF.match(topic)) and not re.search(_WHAT, match["items"], re.IGNORECASE):
        items = [*match["items"].split(","), match["last"]]
        found = [f"{item} {match['of']} {match['topic']}" for item in _said(items)]
    else:
        found = _said(_CLAUSES.split(topic))
    return tuple(found) if 1 < len(found) <= MOST else ()


def _said(pieces: list[str]) -> list[str]:
    return [piece.strip(" ,.?!") for piece in pieces if _says(piece)]


def _says(text: str) -> bool:
    return bool(stems(text) - stop_stems())


RANKED = 60  # passages
BEST = 12  # passages that show which documents are about the topic
SPREAD = 0.25  # of their scores, over which one counts 1/e of the best
PART = 0.5  # of what the document with most of them has
NEAR = 0.2  # of its best passage's score, over which a section counts 1/e of the best one
EVENED = 0.5  # power of salience
OWN = 0.3  # power of what a unit itself says, next to the best one
STANDS_OUT = 0.15  # by how much a section's score is above the middle one's before that power grows, by 1 at most
UNRANKED = -1e6  # stands for the score of a passage that was not ranked
OTHERS = 0.1  # what a section counts that is headed by another name than those asked for
LONGEST_CHAIN = 2  # sentences that only make sense together; a third would lead away from the topic


@dataclass(frozen=True, slots=True)
class Reading:
    """What can be told; `told` is (1 + aspects, units): how much each unit says on the whole and on each aspect."""

    material: Material
    told: Floats


def read(index: Index, retriever: Retriever, topic: Topic, scope: frozenset[str] | None) -> Reading:
    """The sections of the documents that are about the topic, of a bare one those that hold it; what their units say.

    A unit counts by its document's share of the best passages, its section's best passage, its own words and its
    salience. The more one section stands out, the more its own words count: then only a part of a document is meant.
    """
    asked = [analyse(text) for text in (topic.question.text, *aspects(topic.question.text))]
    in_scope = frozenset(name for name, _ in topic.about) if topic.is_bare else scope
    least = 0.0 if topic.is_bare else PART
    shares = _shares([retriever.rank(question.text, RANKED, in_scope) for question in asked], least)
    about = frozenset(shares)
    ranked = [retriever.rank(question.text, RANKED, about) for question in asked]
    passages = {candidate.passage.id: candidate.passage for candidates in ranked for candidate in candidates}
    kept = [each for each in passages.values() if not topic.is_bare or section_of(each) in topic.about]
    order = sorted(kept, key=lambda each: (-shares[each.document_id], each.document_id, each.span))
    entries = frozenset[Section]().union(*(entries_of(quotable(index.passages_of(name))) for name in shares))
    found = replace(material(quotable(order), entries), longest=LONGEST_CHAIN)
    if not found.units:
        return Reading(found, np.zeros((len(asked), 0)))
    documents = np.array([shares[unit.passage.document_id] for unit in found.units])
    sections = np.array([_sections(found, candidates) for candidates in ranked])
    own = np.array([_own(index, found, *each) for each in zip(asked, ranked, strict=True)])
    near = np.exp((sections - sections.max(axis=1, keepdims=True)) / NEAR)
    power = OWN + np.clip(_apart(found, sections.max(axis=0)) / STANDS_OUT - 1, 0, 1)
    named = meant(found, topic.question.terms)
    return Reading(found, documents * named * _worth(index, found) ** EVENED * near * own**power)


def _shares(ranked: Sequence[Sequence[Candidate]], least: float) -> dict[str, float]:
    """How much of the best passages each document has, the best one 1; without those that have less than `least`."""
    sums: dict[str, float] = defaultdict(float)
    for candidates in ranked:
        for candidate in candidates[:BEST]:
            sums[candidate.passage.document_id] += math.exp((candidate.score - candidates[0].score) / SPREAD)
    most = max(sums.values(), default=1.0)
    return {name: value / most for name, value in sums.items() if value >= least * most}


def _sections(found: Material, candidates: Sequence[Candidate]) -> Floats:
    """Of each unit the score of the best passage of its section."""
    scores = {candidate.passage.id: candidate.score for candidate in candidates}
    best = np.full(len(found.sections), UNRANKED)
    numbers = np.array(found.section_numbers)
    np.maximum.at(best, numbers, [scores.get(unit.passage.id, UNRANKED) for unit in found.units])
    of_units: Floats = best[numbers]
    return of_units


def meant(found: Material, asked: Terms) -> Floats:
    """Of each unit 1, or `OTHERS` where its section is headed by a name and tells of no asked one, which others do.

    `asked` are the stems of the words asked.
    """
    names = [dependent_sentences.names(headings[-1]) if headings else frozenset() for _, headings in found.sections]
    said: list[Terms] = [frozenset()] * len(names)
    for number, unit in zip(found.section_numbers, found.units, strict=True):
        said[number] |= dependent_sentences.names(unit.text)
    named = {document for (document, _), own in zip(found.sections, names, strict=True) if own & asked}
    counts = [
        OTHERS if own and document in named and (own | text).isdisjoint(asked) else 1.0
        for (document, _), own, text in zip(found.sections, names, said, strict=True)
    ]
    return np.array([counts[number] for number in found.section_numbers])


def _own(index: Index, found: Material, question: Question, candidates: Sequence[Candidate]) -> Floats:
    """How well each unit answers, next to the best one."""
    units = units_of(question, candidates)
    features = unit_features(question, units, term_weights(index, question))
    model = fitted().sentence.alone
    chances = {(u.passage.id, u.start): model.probability(f) for u, f in zip(units, features, strict=True)}
    own = np.array([chances.get((unit.passage.id, unit.start), 0.0) for unit in found.units])
    relative: Floats = own / (own.max() or 1.0)
    return relative


def _worth(index: Index, found: Material) -> Floats:
    """The salience of each unit in its whole document."""
    known: dict[tuple[str, int], float] = {}
    for name in dict.fromkeys(unit.passage.document_id for unit in found.units):
        whole = material(quotable(index.passages_of(name)))
        values = salience(whole, likeness([content_stems(unit.text) for unit in whole.units]))
        known |= {(u.passage.id, u.start): value for u, value in zip(whole.units, values.tolist(), strict=True)}
    return np.array([known.get((unit.passage.id, unit.start), 0.0) for unit in found.units])


def _apart(found: Material, scores: Floats) -> float:
    """By how much the best section of the first document is better than its middle one."""
    first = found.units[0].passage.document_id
    of_sections = {
        number: score
        for number, unit, score in zip(found.section_numbers, found.units, scores.tolist(), strict=True)
        if unit.passage.document_id == first and score > UNRANKED
    }
    values = list(of_sections.values())
    return max(values) - float(np.median(values)) if values else 0.0
