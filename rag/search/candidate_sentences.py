"""What an answer can be made of: sentences, list items and table rows of passages, and what speaks for each.

Everything here is measured of one sentence for one question, or, for overviews, without one; choosing among them is
rag/answer/extractive.py.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rag.base.mechanisms import on
from rag.base.types import Citation, Passage
from rag.language import lexicon
from rag.language.dependent_sentences import announces, leans, leans_unasked
from rag.language.sentences import Span, count_words, rows, sentences
from rag.language.tokens import content_stems, stems
from rag.question.analysis import NUMBER, Question, analyse
from rag.search.asked import OPENS, explained_in
from rag.search.reranker import named_row, names_another
from rag.search.retriever import Candidate
from rag.store.index import Index

Weights = Mapping[str, float]
BEFORE = 0.25  # weight of a word of the questions before
LEAST = 1e-3  # a chance below this one counts as none
LEAST_BESIDE_LINK = 3  # words; "See also: https://…" tells nothing
SURE = 0.1  # of the words that the reader points at, and that the passage answers: from here on they are set off
UNREAD = -11.0  # stands for the logit of a passage that had no second look

_ITEM = re.compile(r"^(?:[-*•]|\d+[.)]|\(\d+\))\s+")
_REASON = lexicon.pattern("candidates.reason")
_YEAR = re.compile(lexicon.piece("calendar.year"))
_LINK = lexicon.pattern("candidates.link")
_TURN = lexicon.pattern("candidates.turn")
_ORDER = lexicon.pattern("candidates.order")
_FULL_NAME = lexicon.pattern("candidates.full_name")


@dataclass(frozen=True, slots=True)
class Unit:
    """A piece that can be quoted: `start` and `end` are offsets into the passage's text, `text` is how it reads.

    `rank` is the passage's place (0 is best), `place` the unit's among the passage's units. `leans` says that it can't
    be understood without the unit before it. `explained` is the sentence with what it points back to in square
    brackets, "" where it stands alone; None where its document doesn't say. `unsaid` is the name of its section, where
    that is asked for and not said: an entry of a glossary only makes sense below its heading.
    """

    candidate: Candidate
    rank: int
    place: int
    start: int
    end: int
    text: str
    leans: bool
    explained: str | None = None
    unsaid: str = ""

    @property
    def passage(self) -> Passage:
        """The passage that it stands in."""
        return self.candidate.passage

    @property
    def leans_alone(self) -> bool:
        """Whether it can't be understood without the unit before it where no question explains it."""
        return self.leans or leans_unasked(self.text)

    @property
    def opens(self) -> bool:
        """Whether it tells only that something follows, or too little to be told alone."""
        return announces(self.text) if self.explained is None else OPENS in self.explained

    @property
    def heads(self) -> bool:
        """Whether it is a line that neither ends as a sentence nor has a figure: a heading not marked as one."""
        line, rest = self.passage.text[self.start : self.end], self.passage.text[self.end :].lstrip(" \t\r")
        if self.passage.kind == "table" or _ITEM.match(line) or re.search(r"[\d:：]", line):
            return False
        return line[-1:].isalpha() and opens_paragraph(self) and rest[:1] in ("", "\n")

    @property
    def point(self) -> str:
        """Its words that the reader surely points at as what answers; "" where there are none."""
        reading = self.candidate.look.reading if self.candidate.look else None
        within = reading and self.start <= reading.start < reading.end <= self.end
        if not reading or not within or reading.answerable * reading.span_score < SURE:
            return ""
        words = " ".join(self.passage.text[reading.start : reading.end].split())
        return words if words in self.text else ""  # not where a row is told as a sentence

    @property
    def words(self) -> int:
        """How long it is."""
        return count_words(self.text)


def telling(question: Question, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates but for parts of a table of which another part holds the row that the question names."""
    named = {each.passage.id for each in candidates if named_row(question.whole, each.passage)}
    tables = {_table(each.passage) for each in candidates if each.passage.id in named}
    return [each for each in candidates if each.passage.id in named or _table(each.passage) not in tables]


def _table(passage: Passage) -> tuple[object, ...]:
    return passage.document_id, passage.headings, passage.text.partition("\n")[0]


def units_of(question: Question, candidates: Sequence[Candidate]) -> list[Unit]:
    """All units of the passages, in their order; of a table, only the row that the question names, if any."""
    found = (unit for rank, each in enumerate(candidates) for unit in _units(question, each, rank))
    return [replace(unit, unsaid=_unsaid(question, unit)) for unit in found]


def opens_paragraph(unit: Unit) -> bool:
    """Whether a paragraph begins with it."""
    before = unit.passage.text[: unit.start]
    return "\n" in before[-2:] or not before.strip()


def term_weights(index: Index, question: Question) -> dict[str, float]:
    """How telling each term is: ln(1 + passages / (1 + passages that hold it)), scaled to a sum of 1.

    A term that only the questions before this one have counts a quarter.
    """
    total = len(index.passages)
    raw = {
        term: math.log(1 + total / (1 + int((index.keyword_scores(term) > 0).sum())))
        * (1.0 if term in question.terms else BEFORE)
        for term in sorted(question.whole_terms)
    }
    whole = sum(raw.values()) or 1.0
    return {term: weight / whole for term, weight in raw.items()}


def unit_features(question: Question, units: Sequence[Unit], weights: Weights) -> list[dict[str, float]]:
    """What speaks for each unit, by name: shares and flags of 0 to 1, counts of at most 4."""
    cosine = _relative([unit.candidate.cosine for unit in units])
    score = _relative([unit.candidate.score for unit in units])
    look = _relative([unit.candidate.look.logit if unit.candidate.look else UNREAD for unit in units])
    return [
        {
            "passage_score": score[i],
            "passage_look": look[i],
            "passage_rank": 1 / (1 + unit.rank),
            "cosine": unit.candidate.cosine,
            "cosine_relative": cosine[i],
            "asked": unit.candidate.votes.within(unit.passage, unit.start, unit.end),
        }
        | _reader_features(unit)
        | _own_features(question, unit, weights)
        for i, unit in enumerate(units)
    ]


def _unsaid(question: Question, unit: Unit) -> str:
    section = unit.passage.section
    name = content_stems(section)
    is_asked = on("heading_names") and name and name <= question.whole_terms and not section.endswith(("?", "？"))
    return section if is_asked and not unit.leans and not name & stems(unit.text) else ""


def _units(question: Question, candidate: Candidate, rank: int) -> Iterator[Unit]:
    passage = candidate.passage
    if passage.kind == "table":
        for place, (start, end), text in rows(passage.text):
            if not names_another(question.whole, passage, start):
                yield Unit(candidate, rank, place, start, end, text, False)
        return
    for place, (start, end) in enumerate(sentences(passage.text)):
        text = " ".join(_ITEM.sub("", passage.text[start:end]).split())
        so_far = passage.text[:start].rpartition("\n\n")[2] + passage.text[start:end]
        if text and not (on("unquotable") and _tells_nothing(text, so_far)):
            yield Unit(candidate, rank, place, start, end, text, leans(text))


def _tells_nothing(text: str, so_far: str) -> bool:
    """Whether it is a link alone, an order to whoever answers, or, by its paragraph so far, a turn of a chat."""
    bare = bool(_LINK.search(text)) and count_words(_LINK.sub("", text)) < LEAST_BESIDE_LINK
    return bare or bool(_ORDER.match(text) or _TURN.search(so_far))


def _reader_features(unit: Unit) -> dict[str, float]:
    """The probability that the answer stands in this unit, 0 where that was not read; log-odds of it, from -1 to 1."""
    reading = unit.candidate.look.reading if unit.candidate.look else None
    chance = reading.within(unit.start, unit.end) if reading else 0.0
    meets = reading and min(unit.end, reading.end) > max(unit.start, reading.start)
    return {
        "read": reading.answerable * reading.span_score if reading and meets else 0.0,
        "read_odds": math.log((chance + LEAST) / (1 - chance + LEAST)) / -math.log(LEAST),
    }


def _own_features(question: Question, unit: Unit, weights: Weights) -> dict[str, float]:
    own = stems(unit.text)
    around = own | stems(" ".join((unit.passage.title, *unit.passage.headings)))
    found = [n.strip(".,") for n in NUMBER.findall(unit.text) if n.strip(".,") not in question.numbers]
    years = [number for number in found if _YEAR.fullmatch(number)]
    figures = len(found) - len(years)
    return {
        "overlap": sum(weight for term, weight in weights.items() if term in own),
        "overlap_headings": sum(weight for term, weight in weights.items() if term in around),
        "first": float(unit.place == 0),
        "words": min(unit.words, 60) / 60,
        "leans": float(unit.leans),
        "row": float(unit.passage.kind == "table"),
        "figures": float(min(figures, 4)),
        "figure_wanted": float(question.wants_number and figures > 0),
        "year_wanted": float(question.kind == "date" and bool(years)),
        "reason_wanted": float(question.kind == "explain" and bool(_REASON.search(unit.text))),
        "person_wanted": float(question.kind == "person" and bool(_FULL_NAME.search(unit.text))),
        "defines": float(
            question.kind == "definition" and any(term in stems(unit.text[:60]) for term in question.terms)
        ),
    }


def _relative(values: Sequence[float]) -> list[float]:
    low, high = min(values, default=0.0), max(values, default=0.0)
    return [(value - low) / (high - low) if high > low else 0.0 for value in values]


def quotable(passages: Iterable[Passage]) -> list[Unit]:
    """The sentences, list items and table rows of the passages, in their order."""
    return [unit for passage in passages for unit in _quotable(passage)]


def explain(index: Index, units: Iterable[Unit]) -> list[Unit]:
    """The units with what they point back to, where their documents come with that."""
    known = explained_in(index) if on("explanations") else {}
    found: list[Unit] = []
    for unit in units:
        own = known.get(unit.passage.document_id)
        found.append(unit if own is None else replace(unit, explained=own.get((unit.passage.id, unit.start), "")))
    return found


def cited(index: Index, number: int, unit: Unit) -> Citation:
    """The citation of one unit."""
    return cited_words(index, number, unit.passage, (unit.start, unit.end))


def cited_words(index: Index, number: int, passage: Passage, span: Span) -> Citation:
    """The citation of a stretch of a passage's text, with the records that it cites, else the document's first."""
    document = index.document(passage.document_id)
    # A later part of a table begins with the repeated header, which is not at this place of the document.
    shift = passage.span[1] - len(passage.text)
    start, end = max(shift + span[0], passage.span[0]), shift + span[1]
    if end <= start:
        start, end = passage.span
    by_key = {source.key: source for source in document.sources}
    keys = passage.source_keys or tuple(by_key)[:1]
    sources = tuple(by_key[key] for key in keys if key in by_key)
    return Citation(number, passage, start, end, document.text[start:end], sources)


@lru_cache(maxsize=4096)
def _quotable(passage: Passage) -> tuple[Unit, ...]:
    return tuple(units_of(analyse(""), [Candidate(passage, 0.0, 0.0, 0.0, None, None)]))
