"""The place that a sentence is of where neither it nor the question says so: a reader would take it for another one.

Names come from the headings above the sentence alone, so that whoever checks it finds them there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rag.language import lexicon
from rag.language.names import Subject
from rag.language.sentences import fold
from rag.language.tokens import Terms, fold_word, read, stem
from rag.question.analysis import Question
from rag.question.spelling import english
from rag.search.candidate_sentences import Unit
from rag.search.entities import AGAINST, Subjects, subjects
from rag.store.corpus_cache import per_corpus
from rag.store.index import Index

COMMON = 0.5  # of the documents: a place that more of them declare is the whole corpus's, which needs no telling
_SEVERAL = lexicon.pattern("labels.several")
_PARTS = re.compile(r": | - | [–—] ")
_BESIDE = lexicon.pattern("labels.beside")


def places(index: Index, question: Question, units: Sequence[Unit]) -> list[str]:
    """For each unit of an answer the place to put before it; "" where the reader knows it, or it has none."""
    known = subjects(index)
    common = _common(index)
    asked = _named(known, question.whole, common)
    single = [place for place in asked if place not in common] or asked
    home = single[0] if len(single) == 1 else ""
    here = home
    found: list[str] = []
    before: Unit | None = None
    for unit in units:
        goes_on = unit.leans and before is not None and (before.rank, before.place + 1) == (unit.rank, unit.place)
        before = unit
        if goes_on:
            found.append("")
            continue
        place = _of(known, unit, common)
        said = _named(known, unit.text, common, place)
        expected = place == here or (place in common and (not asked or place in asked))
        found.append("" if said or expected else place)
        here = place or home if home or not said or place in said else ""
    return found


def _of(known: Subjects, unit: Unit, common: frozenset[str]) -> str:
    """The place that the unit is of by the nearest heading that is about one; "" where none is.

    A heading that has a place's adjective ("Chinese rules") is about that one, or leads away from those above it.
    """
    if _SEVERAL.search(unit.text):
        return ""
    alone = replace(unit, leans=False)
    for heading in (*reversed(unit.passage.headings), unit.passage.title):
        for subject in _about(known, heading):
            if known.about(alone, subject):
                return subject.name
        if by_adjective := _by_adjective(known, heading):
            return "" if _named(known, unit.text, common) else by_adjective
        written = {known.place(peer[0]) for peer in known.peers(heading)}
        if not written.issuperset(_named(known, heading, common)):
            return ""
    return ""


def _about(known: Subjects, heading: str) -> Iterator[Subject]:
    """The places that a part of a heading may be about: with no name before it, none beside it, not set off against."""
    for part in _PARTS.split(heading):
        for peer in known.peers(part):
            before = part[: peer.start()]
            subject = known.named(known.place(peer[0]))
            if subject and not (AGAINST.search(before) or _has_name(before) or _BESIDE.match(part[peer.end() :])):
                yield subject


def _by_adjective(known: Subjects, heading: str) -> str:
    """The one place whose adjective a heading opens with, as in "Russian towns: …"; "" where there is none."""
    opening = _PARTS.split(heading)[0]
    named = _named(known, opening, frozenset())
    return named[0] if len(named) == 1 and not re.search(rf"\b{re.escape(named[0])}\b", opening) else ""


def _has_name(text: str) -> bool:
    return any(token.is_name and not _is_doing(token.text.lower()) for token in read(text).tokens)


def _is_doing(word: str) -> bool:
    """Whether it says what is done, as "Rebuilding" does at the beginning of a heading."""
    return word.endswith("ing") and not english().isdisjoint({word[:-3], f"{word[:-3]}e"})


def _named(known: Subjects, text: str, common: frozenset[str], here: str = "") -> list[str]:
    """The places that a text names in any form ("Russian" is one of Russia), without what others or `here` lie in.

    Of a name that holds that of the whole corpus's place ("North China"), the rest is enough.
    """
    there, shared = read(text).stems, frozenset().union(*map(_stems, common))
    held = [name for name in known.places if (_stems(name) - shared or _stems(name)) <= there]
    found = [subject for name in (*held, *([here] if held else [])) if (subject := known.named(name))]
    wider = frozenset[str]().union(*(known.wider(subject) for subject in found))
    inside = [name for name in held if fold(name) not in wider]
    return [name for name in inside if not any(name != other and name in other for other in inside)]


def _stems(name: str) -> Terms:
    return frozenset(stem(fold_word(word)) for word in name.split())


@per_corpus
def _common(index: Index) -> frozenset[str]:
    documents = index.documents()
    counts = Counter(place for document in documents for place in set(document.places))
    return frozenset(place for place, count in counts.items() if count > COMMON * len(documents))
