"""What the question names and the corpus, or the passages that were found, do not: names, years, other numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answer.extractive import Draft
from rag.base.mechanisms import on
from rag.base.types import Notice, Passage
from rag.language import lexicon
from rag.language.quantities import find
from rag.language.sentences import fold
from rag.language.tokens import fold_word, is_common, read, stem
from rag.question.analysis import Question
from rag.search.retriever import Candidate
from rag.store.bm25 import words
from rag.store.index import Index

LOOKED_AT = 5  # passages whose years count as covered

# No \b: there is none between a figure and a Chinese word.
_YEARS = re.compile(rf"(?<![0-9A-Za-z]){lexicon.piece('calendar.year')}(?![0-9A-Za-z])")
_SPAN = lexicon.pattern("missing.span")
_DECADE = lexicon.pattern("missing.decade")
_TIMES = ("year", "decade", "century", "date")


@dataclass(frozen=True, slots=True)
class Missing:
    """Words as the question writes them.

    `absent` are names that stand nowhere in the corpus, `away` other names and numbers that no passage of the answer
    holds, `years` those that no passage found covers, `told` the first and last year that they do tell of.
    """

    absent: tuple[str, ...] = ()
    away: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    told: tuple[int, ...] = ()

    @property
    def warnings(self) -> tuple[Notice, ...]:
        """What an answer lacks."""
        if not on("missing_warnings"):
            return ()
        away = (Notice("missing_names", {"names": self.away}),) if self.away else ()
        return (*self._absent(), *away, *self._other_years())

    @property
    def reasons(self) -> tuple[Notice, ...]:
        """What may be the reason of a refusal."""
        return (*self._absent(), *self._other_years())

    def _absent(self) -> tuple[Notice, ...]:
        return (Notice("nothing_on", {"names": self.absent}),) if self.absent else ()

    def _other_years(self) -> tuple[Notice, ...]:
        if not self.years:
            return ()
        if not self.told:
            return (Notice("no_such_year", {"years": self.years}),)
        first, last = map(str, self.told)
        return (Notice("other_years", {"years": self.years, "first": first, "last": last}),)


def find_missing(question: Question, index: Index, candidates: Sequence[Candidate], draft: Draft) -> Missing:
    """What the question names and the corpus or the passages of the answer don't."""
    best = [candidate.passage for candidate in candidates[:LOOKED_AT]]
    names = [name for name in question.names if not is_common(name)]
    absent = [name for name in names if words(name) and not index.keyword_scores(name).any()]
    used = [*{unit.passage.id: unit.passage for unit in draft.units}.values()] or best[:3]
    years = _years(question, best)
    away = [*_names_away(names, used), *_numbers_away(question.numbers, used)]
    return Missing(
        absent=_as_written(absent, question.text),
        away=_as_written([each for each in away if each not in absent and each not in years], question.text),
        years=years,
        told=_first_and_last(best) if years else (),
    )


def _names_away(names: Sequence[str], passages: Sequence[Passage]) -> list[str]:
    """The names that no passage nor its headings have in any form, as "Chinese" is one of China."""
    text = fold(" ".join(map(_whole, passages))) if names else ""
    unsaid = [name for name in names if name not in text]
    texts = [each for passage in passages for each in (passage.path, passage.text)] if unsaid else []
    forms = frozenset().union(*(read(each).stems for each in texts))
    return [name for name in unsaid if stem(fold_word(name)) not in forms]


def _numbers_away(numbers: Sequence[str], passages: Sequence[Passage]) -> list[str]:
    text = " ".join(map(_whole, passages)).replace(",", "")
    return [number for number in numbers if number.replace(",", "") not in text]


def _whole(passage: Passage) -> str:
    return " ".join((passage.title, *passage.headings, passage.text))


def _years(question: Question, passages: Sequence[Passage]) -> tuple[str, ...]:
    """The years asked for that no passage names or spans; none unless all of them are like that."""
    asked = _asked_years(question.text)
    text = " ".join(map(_whole, passages))
    lacking = tuple(year for year in asked if int(year) not in _covered(text))
    return lacking if lacking == asked else ()


def _asked_years(text: str) -> tuple[str, ...]:
    """The years of a question, without what is a number of metres, yuan or jobs."""
    counts = [found for found in find(text) if found.unit not in _TIMES and (found.unit or found.hedge)]
    years = (year for year in _YEARS.finditer(text) if not any(c.start <= year.start() < c.end for c in counts))
    return tuple(dict.fromkeys(year[0] for year in years))


def _covered(text: str) -> set[int]:
    years = {int(year) for year in _YEARS.findall(text)}
    for decade in map(int, _DECADE.findall(text)):
        years.update(range(decade, decade + 10))
    for first, last, short in _SPAN.findall(text):
        end = int(last or first[:2] + short)
        years.update(range(int(first), end + 1))
    return years


def _first_and_last(passages: Sequence[Passage]) -> tuple[int, ...]:
    years = _covered(" ".join(map(_whole, passages)))
    return (min(years), max(years)) if years else ()


def _as_written(folded: Sequence[str], text: str) -> tuple[str, ...]:
    """The words as the text has them, those that follow each other joined to one name."""
    found: list[tuple[int, int]] = []
    for match in re.finditer(r"[^\W_][\w'’.,-]*", text):
        word = match[0].strip(".,'’")
        if fold(re.sub(r"['’]s$", "", word)) in folded:
            start, end = match.start(), match.start() + len(re.sub(r"['’]s$", "", word))
            if found and text[found[-1][1] : start] == " ":
                found[-1] = (found[-1][0], end)
            else:
                found.append((start, end))
    return tuple(dict.fromkeys(text[start:end] for start, end in found))
