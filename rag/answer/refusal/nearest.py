"""What lies next to a question that is not answered: a few sentences, and what of the question none of them holds."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from rag.answer.extractive import Draft
from rag.answer.refusal.false_premise import Contradiction
from rag.base.types import Citation, Nearest, Sentence
from rag.language import lexicon
from rag.language.sentences import Span
from rag.language.tokens import Terms, stems, stop_stems
from rag.question.analysis import Question
from rag.search.candidate_sentences import cited, sources_of
from rag.store.index import Index

MOST = 3  # sentences
PHRASES_TOLD = 6

_WITH_BARE_VERB = lexicon.pattern("nearest.with_bare_verb")  # "did it cost"


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
    document = index.document(denial.passage.document_id)
    shift = denial.passage.span[0]
    start, end = shift + denial.span[0], shift + denial.span[1]
    quote = document.text[start:end]
    citation = Citation(1, denial.passage, start, end, quote, sources_of(document, denial.passage))
    return Nearest((Sentence(denial.quote, (1,)),), (citation,))


def phrases(question: Question, terms: Terms) -> tuple[str, ...]:
    """The question's words of these stems; those that follow each other are one phrase, as in “slot machines”."""
    text, found = question.text, list[Span]()
    for match in re.finditer(r"[\w'’%.,-]*[\w%]", text):
        if not terms & (stems(match[0]) - stop_stems() - _light()):
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


@cache
def _light() -> Terms:
    """Stems of words that say little by themselves, though they help to find and to tell passages apart."""
    return stems(" ".join(lexicon.in_order("nearest.light")))
