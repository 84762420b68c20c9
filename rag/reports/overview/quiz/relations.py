"""Questions on how things hang together: what something is due to, what came of it, what a term means, what came first.

Nothing is worded anew: a cause is the clause behind "because", a definition the entry of a glossary without its term,
an event a dated fact without its date. Wrong choices are the same of other sentences.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rag.language import dependent_sentences, lexicon
from rag.language.quantities import find
from rag.language.tokens import content_stems
from rag.reports.overview.glossary import Term
from rag.reports.overview.quiz.items import Draft, Kind, Worths, alike, order
from rag.reports.overview.timeline import Event
from rag.search.candidate_sentences import Unit

WRONG = 3
APART = 0.25  # share of words in common from which two causes, or two definitions, may be of the same thing
LONGEST = 22  # words of a choice
SHORTEST_EFFECT = 4  # words of what is told to have the cause
OPENING = 60  # characters in which a pronoun has nothing to stand for
EVENTS = 4
BETWEEN = 3  # years from one event to the next at least
REASON = 0.3  # what it counts that a sentence gives a reason

_Event = tuple[int, str, Unit]

_LINKS = lexicon.pattern("quiz.links")
_POINTS = lexicon.pattern("quiz.points")
_DATED = lexicon.pattern("quiz.dated")
_OWN = lexicon.pattern("quiz.own")
_LATER = lexicon.pattern("quiz.later")
_JUDGES = lexicon.pattern("quiz.judges")
_BARE = lexicon.pattern("quiz.bare")
_STATE = lexicon.pattern("quiz.state")
_TRIFLE = lexicon.pattern("quiz.trifle")


@dataclass(frozen=True, slots=True)
class _Link:
    """A sentence cut at its link: what stands before and behind the clause that is asked for, and that clause."""

    unit: Unit
    kind: Kind
    link: str
    before: str
    clause: str
    after: str

    @property
    def whole(self) -> frozenset[str]:
        return content_stems(self.unit.text) | content_stems(self.unit.passage.path)


def causes(units: Sequence[Unit], worths: Worths) -> Iterator[Draft]:
    """What a sentence gives as the reason of something, or as what came of it."""
    found = [link for unit in units if (link := _linked(unit))]
    for link in found:
        fitting = [
            other.clause
            for other in found
            if other.link == link.link
            and other.unit.passage.document_id != link.unit.passage.document_id
            and alike(other.whole, link.whole) < APART
            and not content_stems(other.clause) & content_stems(link.clause)
        ]
        near = sorted(fitting, key=lambda clause: abs(len(clause) - len(link.clause)))
        parts, source = (link.before, link.after), (link.clause, link.unit.text, link.unit)
        yield Draft(link.kind, parts, link.clause, tuple(near), (source,), worths.of(link.unit) + REASON)


def _linked(unit: Unit) -> _Link | None:
    text = unit.text
    matches = list(_LINKS.finditer(text))
    unfit = unit.leans_alone or _JUDGES.search(text) or _TRIFLE.search(text)
    if len(matches) != 1 or unfit:
        return None
    match = matches[0]
    kind: Kind = "cause" if match["cause"] else "effect"
    clause, stop, rest = re.split(r"([;.])(?=\s|$)", text[match.end() :] + "\n", maxsplit=1)[:3]
    whole = stop and text[:1].isupper() and not _OWN.search(text[: min(match.start(), OPENING)])
    short = len(text[: match.start()].split()) < SHORTEST_EFFECT
    if not whole or short or _POINTS.search(clause) or not 2 < len(clause.split()) <= LONGEST:
        return None
    return _Link(unit, kind, match[0].strip(" ,"), text[: match.end()], clause, stop + rest.rstrip("\n"))


def definitions(terms: Sequence[Term], units: Sequence[Unit]) -> Iterator[Draft]:
    """Which term of a glossary is explained so; a term that the entry names, or that is near to it, is no choice."""
    places = {(unit.passage.document_id, unit.passage.section): unit for unit in reversed(units) if unit.place == 0}
    for term in terms:
        unit = places.get((term.document_id, term.section))
        parts = tuple(_naming(term).split(term.brief))
        own = content_stems(term.definition)
        fitting = [
            (alike(content_stems(other.definition), own), other.name)
            for other in terms
            if other is not term
            and not content_stems(other.name) & content_stems(" ".join(term.names))
            and not _naming(other).search(term.definition)
            and not _naming(term).search(other.definition)
        ]
        near = [name for share, name in sorted(fitting, reverse=True) if share < APART]
        if unit and not content_stems(term.name) & content_stems(" ".join(parts)):
            yield Draft("definition", parts, term.name, tuple(near[: 2 * WRONG]), ((term.name, term.brief, unit),), 0.5)


def _naming(term: Term) -> re.Pattern[str]:
    """Where a text names the term: an abbreviation as it is written, other names in small letters too."""
    names = sorted(term.names, key=len, reverse=True)
    ways = [re.escape(name) if name.isupper() else f"(?i:{re.escape(name)})" for name in names]
    return re.compile(rf"\b(?:{'|'.join(ways)})s?\b")


def sequences(
    events: Sequence[Event], units: Sequence[Unit], worths: Worths, topics: Mapping[str, Sequence[str]]
) -> Iterator[Draft]:
    """Which of four dated facts came first or last; none shows its date.

    They are of one document, or, where it tells of too few, of documents that share one of their `topics`.
    """
    places = {(unit.passage.id, unit.passage.span[1] - len(unit.passage.text) + unit.start): unit for unit in units}
    groups: dict[str, list[_Event]] = defaultdict(list)
    for event in events:
        unit = places.get((event.citation.passage.id, event.citation.start))
        bare = _undated(event.text)
        if unit is None or not bare or event.start != event.end:
            continue
        row = unit.passage.kind == "table"
        if row or dependent_sentences.names(bare):
            for group in (f"/{unit.passage.document_id}", *(() if row else topics[unit.passage.document_id])):
                groups[group].append((event.start, bare, unit))
    asked: set[str] = set()
    for name in sorted(groups):
        for chosen in _spread([event for event in groups[name] if event[1] not in asked]):
            asked |= {text for _, text, _ in chosen}
            last = order(0, *(text for _, text, _ in chosen))[0] % 2
            answer, *others = reversed(chosen) if last else chosen
            yield Draft(
                "last" if last else "first",
                (),
                answer[1],
                tuple(text for _, text, _ in others),
                tuple((text, f"{year}: {text}", unit) for year, text, unit in (answer, *others)),
                max(worths.of(unit) for _, _, unit in chosen) + REASON,
            )


def _spread(events: Sequence[_Event]) -> Iterator[list[_Event]]:
    """Runs of four events that lie well apart, no event in two."""
    left = sorted(events, key=lambda event: event[0])
    while True:
        run: list[_Event] = []
        step = max(1, len(left) // EVENTS)
        for event in left[::step]:
            if len(run) < EVENTS and (not run or event[0] - run[-1][0] >= BETWEEN):
                run.append(event)
        if len(run) < EVENTS:
            return
        yield run
        left = [event for event in left if event not in run]


def _undated(text: str) -> str:
    """A dated fact without its date; "" where its time can't be taken out, or shows in other words."""
    bare = _DATED.sub("", text, count=1).strip().rstrip(".,;")
    told = any(each.unit in ("year", "date", "decade", "century") for each in find(bare))
    asked = not told and not any(each.search(bare) for each in (_LATER, _JUDGES, _STATE, _TRIFLE))
    if not asked or _BARE.match(bare) or not SHORTEST_EFFECT <= len(bare.split()) <= LONGEST:
        return ""
    return bare[:1].upper() + bare[1:]
