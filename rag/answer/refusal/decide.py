"""The verdict on a draft: answered, in part, or refused; reasons and warnings as data, and what a refusal shows.

Whether the passages answer is a probability: signals weighed by a fitted model; below the threshold is a refusal.
Each part of a question, as in "when did it open, and who paid?", is searched and read alone. A later part is read
behind the first, which says what it is about. A reader that knows no answer to it then points at the words that answer
the first, so that the same words for both speak against it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from rag.answer.extractive import YEARS, Composed, Draft, draft, joined, labelled
from rag.answer.refusal.false_premise import contradiction
from rag.base.mechanisms import on
from rag.base.types import Correction, Nearest, Notice, Passage, Sentence
from rag.language import lexicon
from rag.language.quantities import find
from rag.language.sentences import Span, fold, grouped
from rag.language.tokens import OWNER, Terms, fold_word, is_common, read, stem, stems, stop_stems
from rag.models.reader import Features, Reading, fitted
from rag.question.analysis import Question, light_stems
from rag.question.request import WIDE
from rag.search.candidate_sentences import UNREAD, cited, cited_words, term_weights
from rag.search.reranker import log_odds
from rag.search.retriever import Candidate, Retriever
from rag.store import bm25
from rag.store.index import Index

LOOKED_AT = 5  # passages of which the best must hold the question's words, and whose years count as covered
MOST = 3  # sentences that a refusal shows
PHRASES_TOLD = 6
GOES_WITH = 0.05  # of what tells how near answered questions are: what a name adds that people ask with
LOOKS_AT_A_PART = 2  # passages that are read for a part of a question or one of its subjects
SETTLED, SETTLED_BEHIND = (0.02, 0.5), (0.01, 0.7)  # confidences at which reading on is of no use, after a question
WORDS_OF_A_PART = 80  # that are added for one at most
WEIGHTS = 1.0, -2.77, -0.3  # of the signals of a part: training/fit_parts.py
UNDENIED = 0.9  # a confidence from which nothing is denied: so were both false corrections, and one of 21 right ones
LEAST = -1.61  # of their weighed sum, for a part that is answered
CERTAIN = 1e-3  # chances are told apart between this and what is as far from 1

_SPAN = lexicon.pattern("missing.span")
_DECADE = lexicon.pattern("missing.decade")
_TIMES = ("year", "decade", "century", "date")
_BEFORE_A_THING = lexicon.pattern("nearest.before_a_thing")
_WITH_BARE_VERB = lexicon.pattern("nearest.with_bare_verb")  # "did it cost"


def confidence_features(
    question: Question, candidates: Sequence[Candidate], weights: Mapping[str, float], bare: float | None = None
) -> Features:
    """The signals, by name, of about -1 to 1 each; none where nothing was found. `weights` are those of the terms.

    `bare` is the logit of a follow-up that is read without what was asked before: behind an answered question any other
    seems to be answered too. "look" and "any" are there where a reader looked; a cross-encoder's logits are of another
    scale. "asked" and "unasked" tell how near the best passage's document's asked questions are, where it has any.
    """
    if not candidates:
        return {}
    held = [stems(f"{c.passage.path} {c.passage.text}") for c in candidates[:LOOKED_AT]]
    shares = [sum(weight for term, weight in weights.items() if term in text) for text in held]
    signals = {
        "cosine": max(c.cosine for c in candidates),
        "covered": max(shares),
        "wants_number": float(question.wants_number),
    }
    if logits := [c.look.logit for c in candidates if c.look and c.look.reading]:
        signals["look"] = max(logits) / -UNREAD
        signals["any"] = 1 - math.prod(1 / (1 + math.exp(logit)) for logit in logits)
    if candidates[0].asked:
        signals |= {"asked": candidates[0].votes.answered, "unasked": candidates[0].votes.unanswered}
    if question.before:  # read with other questions, everything is less like a question's own passage
        signals |= {f"{name}_in_context": value for name, value in signals.items()} | {"in_context": 1.0}
    return signals if bare is None else {**signals, "bare": bare / -UNREAD}


def is_settled(index: Index, question: Question, candidates: Sequence[Candidate]) -> bool:
    """Whether it is sure that they answer, or that nothing does, before all that may be read is read."""
    features = confidence_features(question, candidates, term_weights(index, question))
    low, high = SETTLED_BEHIND if question.before else SETTLED
    return "look" in features and not low < fitted().answerable(features) < high


def decide(
    question: Question, by: Retriever, candidates: Sequence[Candidate], draft: Draft, features: Features, *, sure: bool
) -> Composed:
    """The verdict on a draft, by whether it is `sure` that the passages answer, and by the signals that say how surely.

    A refusal shows what is near, or what denies the question's premise if the question isn't almost surely answered.
    """
    decided = Composed(question.whole, question.kind)
    doubted = on("false_premise") and fitted().answerable(features) < UNDENIED
    if denial := contradiction(question.text, [each.passage for each in candidates if doubted]):
        told = Notice("otherwise", {"quote": denial.quote, "place": denial.passage.path})
        citation = cited_words(by.index, 1, denial.passage, denial.span)
        denied = Nearest((Sentence(denial.quote, (1,)),), (citation,))
        return replace(decided, reasons=(told,), nearest=denied, correction=Correction(denial.claim, 1))
    missing = find_missing(question, by, candidates, draft)
    warnings = missing if on("missing_warnings") else ()
    if draft.units and (sure or not on("confidence")):
        return replace(decided, verdict="partly_supported" if warnings else "answered", warnings=warnings)
    unknown = [name for notice in missing if notice.kind == "nothing_on" for name in notice.values["names"]]
    is_known = len(" ".join(unknown).split()) < len(question.names) or not unknown
    is_near = draft.units and is_known and fitted().is_near(features)
    shown = nearest(by.index, question, candidates, draft) if is_near and on("nearest") else None
    reasons = (notice for notice in missing if notice.kind != "missing_names")
    return replace(decided, reasons=(*_refusal(question, shown), *reasons), nearest=shown)


def in_part(decision: Composed, doubtful: Sequence[Part]) -> Composed:
    """The decision on an answer that says nothing of these parts; a refusal stays one."""
    if not doubtful or decision.verdict == "not_in_corpus" or not on("part_warnings"):
        return decision
    gaps = (Notice("uncovered", {"part": part.written}) for part in doubtful)
    return replace(decision, verdict="partly_supported", warnings=(*decision.warnings, *gaps))


def _refusal(question: Question, shown: Nearest | None) -> tuple[Notice, ...]:
    if shown is not None:
        lacking = (Notice("nothing_found_on", {"terms": shown.missing}),) if shown.missing else ()
        return (Notice("not_said"), *lacking)
    terms = phrases(question, question.terms)
    return (Notice("refusal", {"terms": terms}) if terms else Notice("refusal_bare"),)


def nearest(index: Index, question: Question, candidates: Sequence[Candidate], draft: Draft) -> Nearest:
    """The best sentences of a draft in its order, each with a citation, and what no passage that was found has."""
    best = sorted(range(len(draft.units)), key=lambda n: -draft.scores[n])[:MOST]
    units = [draft.units[n] for n in sorted(best)]
    citations = tuple(cited(index, number, unit) for number, unit in enumerate(units, 1))
    sentences = labelled([Sentence(unit.text, (number,)) for number, unit in enumerate(units, 1)], units)
    held = stems(" ".join(part for each in candidates for part in (each.passage.path, each.passage.text)))
    lacking = (phrase for phrase in phrases(question, question.terms - held) if _is_thing(phrase, question.text))
    return Nearest(sentences, citations, tuple(lacking))


def _is_thing(phrase: str, text: str) -> bool:
    """Whether the text names it as a thing, as in "the winner", or has it as a name or a number."""
    before = (text[: match.start()] for match in re.finditer(re.escape(phrase), text))
    return any(map(_BEFORE_A_THING.search, before)) or not (phrase[0].islower() or text.startswith(phrase))


def phrases(question: Question, terms: Terms) -> tuple[str, ...]:
    """The question's words of these stems; those that follow each other are one phrase, as in “slot machines”."""
    text, light = question.text, stop_stems() | light_stems()
    words = (match.span() for match in re.finditer(r"[\w'’%.,-]*[\w%]", text) if terms & (stems(match[0]) - light))
    spans = grouped(words, lambda phrase, word: text[phrase[1] : word[0]] == " " and _belongs(text, phrase, word))
    return tuple(dict.fromkeys(text[start:end] for start, end in spans))[:PHRASES_TOLD]


def _belongs(text: str, phrase: Span, word: Span) -> bool:
    """Whether a word goes on with the phrase before it: neither behind a name nor the verb that ends a "did it"."""
    if not text[word[0]].islower():
        return True
    before = text[slice(*phrase)].split()[-1]
    verb = _WITH_BARE_VERB.search(text) and not re.search(r"\w", text[word[1] :])
    return not verb and not (before.isalpha() and before[0].isupper())


def find_missing(question: Question, by: Retriever, seen: Sequence[Candidate], draft: Draft) -> tuple[Notice, ...]:
    """What the question names and the corpus or the passages of the answer don't, as the question writes it.

    "nothing_on" are names that stand nowhere in the corpus, "missing_names" other names and numbers that no passage of
    the answer holds, "other_years" or "no_such_year" those that no passage found covers, if all are like that.
    """
    best = [candidate.passage for candidate in seen[:LOOKED_AT]]
    used = [*{unit.passage.id: unit.passage for unit in draft.units}.values()] or best[:3]
    names = [name for name in question.names if not is_common(name)]
    forms = {name: f"{name} {stem(fold_word(name))}" for name in names if bm25.words(name)}  # "Welsh" is of Wales
    said = {name: by.index.keyword_scores(form) for name, form in forms.items()}
    absent = [name for name in said if not said[name].any()]
    names = [name for name in names if not (name in said and _is_everywhere(by.index, said[name]))]
    years = _asked_years(question.text)
    told = _covered(" ".join(map(_whole, best))) if years else set()
    years = years if told.isdisjoint(map(int, years)) else ()
    bare = " ".join(map(_whole, used)).replace(",", "")
    numbers = [each for each in question.numbers if len(each) > 1 and each.replace(",", "") not in bare]
    away = {*_names_away(names, used, question.whole, by), *numbers}.difference(absent, years)
    span = {"first": str(min(told)), "last": str(max(told))} if told else {}
    found: dict[str, dict[str, str | tuple[str, ...]]] = {
        "nothing_on": {"names": _as_written({*absent}, question.text)},
        "missing_names": {"names": _as_written(away, question.text)},
        "other_years" if told else "no_such_year": {"years": years, **span},
    }
    return tuple(Notice(kind, values) for kind, values in found.items() if values.get("names") or values.get("years"))


def _is_everywhere(index: Index, scores: Iterable[float]) -> bool:
    """Whether most documents have it, and more than two: they need not say each time what all are about."""
    have = {passage.document_id for passage, score in zip(index.passages, scores, strict=True) if score}
    return len(have) > max(2, len(index.entries) / 2)


def _names_away(names: Sequence[str], passages: Sequence[Passage], asked: str, by: Retriever) -> list[str]:
    """The names in what is asked that no passage nor its headings have in any form, as "Chinese" is one of China."""
    text = fold(" ".join(map(_whole, passages))) if names else ""
    unsaid = [name for name in names if name not in text]
    texts = [each for passage in passages for each in (passage.path, passage.text)] if unsaid else []
    forms = frozenset().union(*(read(each).stems for each in texts))
    return [name for name in unsaid if stem(fold_word(name)) not in forms and not _goes_with(name, asked, by)]


def _goes_with(name: str, text: str, by: Retriever) -> bool:
    """Whether a question is nearer to answered ones with the name than without, as “Beijing” is said of the state."""
    bare = re.sub(rf"{re.escape(name)}(?:['’]s)?", "", text, flags=re.IGNORECASE)
    return on("asked_names") and by.votes(text).answered - by.votes(bare).answered >= GOES_WITH


def _whole(passage: Passage) -> str:
    return " ".join((passage.title, *passage.headings, passage.text))


def _asked_years(text: str) -> tuple[str, ...]:
    """The years of a question, without what is a number of metres, yuan or jobs."""
    counts = [found for found in find(text) if found.unit not in _TIMES and (found.unit or found.hedge)]
    years = (year for year in YEARS.finditer(text) if not any(c.start <= year.start() < c.end for c in counts))
    return tuple(dict.fromkeys(year[0] for year in years))


def _covered(text: str) -> set[int]:
    decades = (range(decade, decade + 10) for decade in map(int, _DECADE.findall(text)))
    spans = (range(int(first), int(last or first[:2] + short) + 1) for first, last, short in _SPAN.findall(text))
    return set(map(int, YEARS.findall(text))).union(*decades, *spans)


def _as_written(folded: Set[str], text: str) -> tuple[str, ...]:
    """The words as the text has them, those that follow each other joined to one name."""
    words = ((match.start(), OWNER.sub("", match[0].strip(".,'’"))) for match in re.finditer(r"[^\W_][\w'’.,-]*", text))
    spans = ((start, start + len(word)) for start, word in words if fold(word) in folded)
    names = grouped(spans, lambda one, two: text[one[1] : two[0]] == " ")
    return tuple(dict.fromkeys(text[start:end] for start, end in names))


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a question as written, and what it asks.

    `signals` are the log-odds that passages answer it behind the first, the share (0 to 1) of what is pointed at for it
    that answers the first already, and the log-odds of the first (0 for that one): behind what nothing answers, any
    part seems to lack an answer. `candidates` are what was found for it.
    """

    written: str
    question: Question
    signals: tuple[float, float, float]
    candidates: tuple[Candidate, ...] = ()

    @property
    def odds(self) -> float:
        """How surely it is answered; below 0 it is doubtful."""
        return sum(weight * signal for weight, signal in zip(WEIGHTS, self.signals, strict=True)) - LEAST

    @property
    def pointed(self) -> Candidate | None:
        """The passage that the reader takes for the one that answers, if it read any."""
        read = [each for each in self.candidates if each.look and each.look.reading]
        return max(read, key=lambda each: each.look.logit if each.look else UNREAD, default=None)

    def is_told(self, draft: Draft) -> bool:
        """Whether a draft quotes the place at which the reader points for it, if it points at any."""
        best = self.pointed
        at = best.look.reading if best and best.look else None
        if best is None or at is None:
            return True
        own = (unit for unit in draft.units if unit.passage.id == best.passage.id)
        return any(unit.start < at.end and at.start < unit.end for unit in own)


def weighed(
    retriever: Retriever, asked: Sequence[tuple[str, Question]], passages: int, scope: frozenset[str] | None
) -> list[Part]:
    """Each part with what is found for it."""
    if not asked:
        return []
    texts = [(question.whole, question.context) for _, question in asked]
    found = retriever.find_each(texts, passages, scope, LOOKS_AT_A_PART)
    parts: list[Part] = []
    before = 0.0
    for (written, question), own in zip(asked, found, strict=True):
        features = confidence_features(question, own, term_weights(retriever.index, question))
        odds = log_odds(fitted().answerable(features), CERTAIN)
        again = _again(found[0], own) if parts and on("same_words") else 0.0
        parts.append(Part(written, question, (odds, again, before), tuple(own)))
        before = parts[0].signals[0]
    return parts


def completed(index: Index, question: Question, own: Draft, parts: Sequence[Part], words: int) -> Draft:
    """A question's `own` draft with an answer to each part that it lacks, or behind those of all if one is doubtful."""
    if not own.units or not on("part_answers"):
        return own
    answered = [part for part in parts if part.odds >= 0]
    first = len(answered) < len(parts) and question.kind not in WIDE  # it may be of what nothing answers
    model, most = fitted().sentences(own.units[0].candidate.asked), min(words, WORDS_OF_A_PART)
    asked = [part for part in answered if first or not part.is_told(own)]
    added = [draft(index, part.question, [part.pointed], model, most) for part in asked if part.pointed]
    return joined(question, [*added, own] if first else [own, *added], words) if added else own


def _again(first: Sequence[Candidate], found: Sequence[Candidate]) -> float:
    """How much of what is pointed at in the passage that answers best answers the first part too."""
    readings, before = _readings(found), _readings(first)
    best = max(readings, key=lambda passage: readings[passage].answerable, default=None)
    if best is None or best not in before:
        return 0.0
    chances = dict(readings[best].chances)
    return before[best].answerable * sum(min(chance, chances.get(at, 0.0)) for at, chance in before[best].chances)


def _readings(found: Sequence[Candidate]) -> dict[Passage, Reading]:
    return {each.passage: each.look.reading for each in found if each.look and each.look.reading}
