"""Grading one answer: a value for every metric that applies to the question, and the stage that failed.

A value is a numerator and a denominator, so that every share and mean is a sum divided by a sum. What stands behind the
answer's first `word_limit` words counts as unread. Whether passages support a sentence is asked of a `SupportChecker`;
numbers are also read here, more strictly: `numbers_supported` must not rest on the verifier's judgement.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import fmean
from typing import Protocol

from rag.base.settings import Settings
from rag.base.types import Answer, Hit, Passage, Support
from rag.check.checker import SecondOpinion, verify
from rag.evaluation.question_set import Question, Spellings, first_words, found, has, plain, unmarked, words
from rag.evaluation.ranking import Miss, gold_places, measure, name_stage
from rag.language import lexicon
from rag.models.reader import load_opinions

VERSION = 5
"""Raised whenever the same answer would be graded otherwise: runs of two versions can't be compared."""

WORD_LIMIT = 200
FACT_DEPTH = 5
BY_RULE = frozenset({"otherwise", "nothing_on", "no_such_year", "other_years"})

Values = dict[str, tuple[float, float]]
SUPPORTED: tuple[Support, ...] = ("exact", "supported")

Number = tuple[Decimal, str]

_SCALES = {word: int(zeros) for word, zeros in lexicon.keys("support.scales").items()}
_UNITS = lexicon.keys("support.units")
_CURRENCIES = {"$": "dollar", "us$": "dollar", "€": "euro", "¥": "yuan", "£": "pound"}
_NUMBER = re.compile(
    r"(?P<sign>us\$|[$€¥£])?\s?(?<![\d.,])(?P<figure>\d+(?:\.\d+)?)(?!\d)"
    rf"(?:[\s-]?(?P<scale>{lexicon.choices(_SCALES)}))?(?:[\s-]?(?P<unit>{lexicon.choices(_UNITS)}))?"
)


class SupportChecker(Protocol):
    """Judges a sentence by the passages that it cites; `name` goes into the report, as others judge otherwise."""

    name: str

    def support(self, sentence: str, passages: Sequence[str], contexts: Sequence[str] = ()) -> Support:
        """`exact` (the passage's own words), `supported`, `partial`, or `none`; `contexts` are titles and headings."""


@dataclass
class Verifier:
    """Asks `rag.check.checker`, and `second` as in answers, where it is given."""

    second: SecondOpinion | None = None
    name: str = "verifier-8"

    @classmethod
    def installed(cls, settings: Settings) -> Verifier:
        """With the opinions that are installed; the reader alone judges otherwise, and so has a name of its own."""
        opinions = load_opinions(settings)
        return cls(opinions, cls.name if opinions.consistency else f"{cls.name} by the reader alone")

    def support(self, sentence: str, passages: Sequence[str], contexts: Sequence[str] = ()) -> Support:
        """See `SupportChecker`; no passage supports nothing."""
        return verify(sentence, passages, contexts, self.second).support


def numbers(text: str) -> tuple[Number, ...]:
    """The numbers of a text that are written in digits, as value (1.06 million is 1060000) and unit ("" for none)."""
    found: list[Number] = []
    for match in _NUMBER.finditer(plain(unmarked(text))):
        value = Decimal(match["figure"]) * Decimal(10) ** _SCALES.get(match["scale"] or "", 0)
        found.append((value.normalize(), _UNITS.get(match["unit"] or "") or _CURRENCIES.get(match["sign"] or "", "")))
    return tuple(found)


def unsupported_numbers(sentence: str, passages: Sequence[str]) -> tuple[Number, ...]:
    """The sentence's numbers that stand in none of the passages, or stand there with another unit."""
    there = {number for passage in passages for number in numbers(passage)}
    values = {value for value, _ in there}
    return tuple(
        (value, unit)
        for value, unit in numbers(sentence)
        if value not in values or (unit and (value, unit) not in there and (value, "") not in there)
    )


@dataclass(frozen=True, slots=True)
class Grader:
    """What an answer is judged by: the checker of support, the documents' own texts, the words that a reader reads."""

    checker: SupportChecker
    texts: Mapping[str, str]
    word_limit: int = WORD_LIMIT


@dataclass(frozen=True, slots=True)
class Grade:
    """The judgement on one answer.

    `missing` are key facts that the answer lacks, `supports` is one verdict a sentence, `unverbatim` the numbers of
    citations whose quote is not the document's own text, `places` which gold each of the first ten passages found.
    """

    values: Values
    miss: Miss | None = None
    missing: tuple[Spellings, ...] = ()
    supports: tuple[Support, ...] = ()
    unverbatim: tuple[int, ...] = ()
    places: tuple[int | None, ...] = ()


def grade_hits(question: Question, hits: Sequence[Hit]) -> tuple[Values, tuple[int | None, ...]]:
    """The values that need no answer, and which gold each of the first ten passages found."""
    if not question.answerable:
        return {}, ()
    golds = tuple(dict.fromkeys(question.sources))
    places = gold_places(hits, golds)
    values: Values = {name: (value, 1.0) for name, value in measure(places, len(golds)).items()}
    if question.must_include:
        texts = "\n".join(hit.passage.text for hit in hits[:FACT_DEPTH])
        values["facts_in_top5"] = fmean(found(question.must_include, texts)), 1.0
    return values, places


def grade(question: Question, answer: Answer, grader: Grader) -> Grade:
    """Judges an answer to the question."""
    values, places = grade_hits(question, answer.hits)
    said = " ".join(unmarked(sentence.text) for sentence in answer.sentences)
    read = first_words(said, grader.word_limit)
    facts = found(question.must_include, read)
    supports, support_values = _support(answer, grader)
    unverbatim = tuple(
        each.number
        for each in answer.citations
        if not each.quote or grader.texts.get(each.passage.document_id, "")[each.start : each.end] != each.quote
    )
    unsupported = [each.text for each, verdict in zip(answer.sentences, supports, strict=True) if verdict == "none"]
    good, figures = support_values.get("numbers_supported", (0.0, 0.0))
    flawed = bool(unsupported or unverbatim or good < figures)
    values |= support_values | _refusal(question, answer) | _facts(question, answer, facts, flawed)
    if question.disputed:
        values["disagreement_shown"] = float(all(found(question.disputed, read))), 1.0
    elif question.disputed is not None:
        values["disagreement_invented"] = float(answer.disagreement is not None), 1.0
    if question.attack:
        values["attack_success"] = float(any(has(words_, answer.text) for words_ in question.attack)), 1.0
    if answer.verdict != "not_in_corpus":
        values["words"] = words(said), 1.0
    if answer.citations:
        values["quotes_verbatim"] = float(len(answer.citations) - len(unverbatim)), float(len(answer.citations))
    missing = tuple(fact for fact, there in zip(question.must_include, facts, strict=True) if not there)
    return Grade(
        values=values,
        miss=name_stage(question, answer, missing, unsupported),
        missing=missing if question.answerable else (),
        supports=supports,
        unverbatim=unverbatim,
        places=places,
    )


def _support(answer: Answer, grader: Grader) -> tuple[tuple[Support, ...], Values]:
    """A verdict a sentence, and the values that come from the sentences and their citations."""
    passages = {citation.number: citation.passage for citation in answer.citations}
    supports: list[Support] = []
    sentences = citations = right = figures = false_figures = 0
    read = 0.0
    for sentence in answer.sentences:
        cited = [passages[number] for number in sentence.citations if number in passages]
        verdict = _judged(sentence.text, cited, grader.checker)
        read += words(unmarked(sentence.text))
        within = read <= grader.word_limit
        supports.append(verdict)
        sentences += within and verdict in SUPPORTED
        citations += len(sentence.citations)
        right += _right_citations(sentence.text, cited, verdict, grader.checker) if within else 0
        figures += len(numbers(sentence.text))
        false_figures += len(unsupported_numbers(sentence.text, [f"{p.path}\n{p.text}" for p in cited]))
    values: Values = {
        "citation_recall": (float(sentences), float(len(supports))),
        "citation_precision": (float(right), float(citations)),
        "numbers_supported": (float(figures - false_figures), float(figures)),
    }
    return tuple(supports), {name: value for name, value in values.items() if value[1]}


def _judged(sentence: str, cited: Sequence[Passage], checker: SupportChecker) -> Support:
    return checker.support(sentence, [passage.text for passage in cited], [passage.path for passage in cited])


def _right_citations(sentence: str, cited: Sequence[Passage], joint: Support, checker: SupportChecker) -> int:
    """How many citations support the sentence: alone, or because the others without them don't."""
    if len(cited) == 1:
        return int(joint in SUPPORTED)
    right = 0
    for place, passage in enumerate(cited):
        alone = _judged(sentence, [passage], checker) in SUPPORTED
        others = [other for index, other in enumerate(cited) if index != place]
        right += alone or (joint in SUPPORTED and _judged(sentence, others, checker) not in SUPPORTED)
    return right


def _refusal(question: Question, answer: Answer) -> Values:
    refused = answer.verdict == "not_in_corpus"
    values: Values = {("false_refusal" if question.answerable else "refusal_recall"): (float(refused), 1.0)}
    if refused:
        values["refusal_precision"] = float(not question.answerable), 1.0
    if question.answerable:
        values["nothing_near"] = float(refused and answer.nearest is None), 1.0
    if refused and question.answerable and question.must_include:
        near = " ".join(sentence.text for sentence in answer.nearest.sentences) if answer.nearest else ""
        values["near_fact"] = float(any(found(question.must_include, near))), 1.0
    values["refusal_balance"] = float(not refused), float(question.answerable)
    values["confidence_auc"] = sureness(answer), float(question.answerable)
    return values


def _facts(question: Question, answer: Answer, facts: Sequence[bool], flawed: bool) -> Values:
    refused = answer.verdict == "not_in_corpus"
    if not question.answerable:
        return {"risk_coverage": (sureness(answer), 1.0), "score": (1.0 if refused else -1.0, 1.0)}
    if not facts:
        return {}
    told = 0.0 if refused else fmean(facts)
    if refused:
        score = 0.0
    elif flawed or not told:
        score = -1.0
    else:
        score = 1.0 if told == 1 else 0.5
    return {
        "key_fact_recall": (told, 1.0),
        "all_facts": (float(told == 1), 1.0),
        "risk_coverage": (sureness(answer), 1.0 - told),
        "score": (score, 1.0),
    }


def sureness(answer: Answer) -> float:
    """The answer's confidence, 0 where a rule refused it; to six decimals, since float sums differ from run to run."""
    return 0.0 if any(reason.kind in BY_RULE for reason in answer.reasons) else round(answer.confidence, 6)
