"""The verdict on a draft: answered, in part, or refused; reasons and warnings as data, and what a refusal shows.

Whether the passages answer is a probability: signals weighed by a fitted model; below the threshold is a refusal. It
shows what lies next to the question: a few sentences, and what of the question none of them holds.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rag.answer.extractive import Draft
from rag.answer.refusal.false_premise import Contradiction, contradiction
from rag.answer.refusal.unknown_names import find_missing
from rag.base.mechanisms import on
from rag.base.types import Correction, Nearest, Notice, Sentence, Verdict
from rag.language import lexicon
from rag.language.sentences import Span
from rag.language.tokens import Terms, stems, stop_stems
from rag.models.linear import Features
from rag.question.analysis import Question, light_stems
from rag.search.candidate_sentences import UNREAD, cited, cited_words
from rag.search.retriever import Candidate
from rag.store.index import Index

COVERED = 5  # passages of which the best must hold the question's words
MOST = 3  # sentences that a refusal shows
PHRASES_TOLD = 6

_WITH_BARE_VERB = lexicon.pattern("nearest.with_bare_verb")  # "did it cost"


def confidence_features(
    question: Question, candidates: Sequence[Candidate], weights: Mapping[str, float], bare: float | None = None
) -> Features:
    """The signals, by name, of about -1 to 1 each; none where nothing was found. `weights` are those of the terms.

    `bare` is the logit of a follow-up that is read without what was asked before: behind a question that a passage
    answers, any other seems to be answered too.

    Five are enough: twelve more were measured and made the cross-validated model worse, since few public questions are
    unanswerable. "look" and "any" are there where a reader looked; a cross-encoder's logits are of another scale.
    "asked" and "unasked" are there where the best passage's document has asked questions: how near they are.
    """
    if not candidates:
        return {}
    texts = (c.passage for c in candidates[:COVERED])
    held = [stems(" ".join((passage.path, passage.text))) for passage in texts]
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


@dataclass(frozen=True, slots=True)
class Sureness:
    """The probability that passages answer, the threshold that it must reach, and whether they are at least near."""

    confidence: float
    threshold: float
    near: bool

    @property
    def answers(self) -> bool:
        """Whether it is reached."""
        return not on("confidence") or self.confidence >= self.threshold


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a draft: `reasons` of a refusal, `warnings` of an answer.

    `against` is the id of the passage that contradicts the question, which is to be shown first; `nearest` is what a
    refusal shows.
    """

    verdict: Verdict
    reasons: tuple[Notice, ...] = ()
    warnings: tuple[Notice, ...] = ()
    against: str | None = None
    nearest: Nearest | None = None
    correction: Correction | None = None


def decide(question: Question, index: Index, candidates: Sequence[Candidate], draft: Draft, sure: Sureness) -> Decision:
    """The verdict on a draft; a refusal shows the nearest sentences where the passages are about what was asked."""
    near = sure.near and bool(draft.units)
    passages = [candidate.passage for candidate in candidates] if on("false_premise") else []
    if denial := contradiction(question.text, passages):
        told = Notice("otherwise", {"quote": denial.quote, "place": denial.passage.path})
        denied = denying(index, denial)
        correction = Correction(denial.claim, denied.citations[0].number)
        return Decision("not_in_corpus", (told,), against=denial.passage.id, nearest=denied, correction=correction)
    missing = find_missing(question, index, candidates, draft)
    if draft.sentences and sure.answers and not missing.elsewhere:
        return Decision("partly_supported" if missing.warnings else "answered", warnings=missing.warnings)
    shown = nearest(index, question, draft) if near and on("nearest") and not missing.absent else None
    return Decision("not_in_corpus", (*_refusal(question, shown), *missing.reasons), nearest=shown)


def in_part(decision: Decision, gaps: tuple[Notice, ...]) -> Decision:
    """The decision on an answer with these gaps; a refusal stays one."""
    if not gaps or decision.verdict == "not_in_corpus":
        return decision
    return Decision("partly_supported", warnings=(*decision.warnings, *gaps))


def _refusal(question: Question, shown: Nearest | None) -> tuple[Notice, ...]:
    if shown is not None:
        lacking = (Notice("nothing_found_on", {"terms": shown.missing}),) if shown.missing else ()
        return (Notice("not_said"), *lacking)
    terms = phrases(question, question.terms)
    return (Notice("refusal", {"terms": terms}) if terms else Notice("refusal_bare"),)


def nearest(index: Index, question: Question, draft: Draft) -> Nearest:
    """The best sentences of a draft in its order, each with a citation, and the phrases that they don't hold."""
    best = sorted(range(len(draft.units)), key=lambda n: -draft.scores[n])[:MOST]
    chosen = [(draft.sentences[n], draft.units[n]) for n in sorted(best)]
    citations = tuple(cited(index, number, unit) for number, (_, unit) in enumerate(chosen, 1))
    sentences = tuple(replace(sentence, citations=(number,)) for number, (sentence, _) in enumerate(chosen, 1))
    held = stems(" ".join(part for _, unit in chosen for part in (unit.passage.path, unit.text)))
    return Nearest(sentences, citations, phrases(question, question.terms - held))


def denying(index: Index, denial: Contradiction) -> Nearest:
    """The sentence that denies what a question takes for granted."""
    return Nearest((Sentence(denial.quote, (1,)),), (cited_words(index, 1, denial.passage, denial.span),))


def phrases(question: Question, terms: Terms) -> tuple[str, ...]:
    """The question's words of these stems; those that follow each other are one phrase, as in “slot machines”."""
    text, found = question.text, list[Span]()
    for match in re.finditer(r"[\w'’%.,-]*[\w%]", text):
        if not terms & (stems(match[0]) - stop_stems() - light_stems()):
            continue
        if found and text[found[-1][1] : match.start()] == " " and _belongs(text, found[-1], match.span()):
            found[-1] = (found[-1][0], match.end())
        else:
            found.append(match.span())
    return tuple(dict.fromkeys(text[start:end] for start, end in found))[:PHRASES_TOLD]


def _belongs(text: str, phrase: Span, word: Span) -> bool:
    """Whether a word goes on with the phrase before it: neither behind a name nor the verb that ends a "did it"."""
    if not text[word[0]].islower():
        return True
    before = text[slice(*phrase)].split()[-1]
    verb = _WITH_BARE_VERB.search(text) and not re.search(r"\w", text[word[1] :])
    return not verb and not (before.isalpha() and before[0].isupper())
