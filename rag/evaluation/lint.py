"""What is doubtful about a question set: found by reading it and the corpus, without asking a single question."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rag.base.types import Document
from rag.evaluation.imports import is_unfinished
from rag.evaluation.question_set import KINDS, Gold, Problem, Question, found, lacking, plain
from rag.language import lexicon
from rag.language.tokens import content_stems, stems

FEWEST_UNANSWERABLE, MOST_OF_A_KIND = 0.1, 0.6
FEWEST_QUESTIONS = 10

Scanned = Sequence[tuple[str, Question | Problem]]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to mend (`error`: figures would be wrong) or to look at (`hint`), and where it stands."""

    severity: Literal["error", "hint"]
    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.severity}: {self.where}: {self.message}"


def check(scanned: Scanned, documents: Iterable[Document] | None) -> tuple[Finding, ...]:
    """All findings about the lines of one or more files; `documents` None leaves out what needs the corpus."""
    problems = [Finding("error", item.where, item.message) for _, item in scanned if isinstance(item, Problem)]
    questions = [(where, item) for where, item in scanned if isinstance(item, Question)]
    findings = [*problems, *_duplicates(questions), *(f for where, q in questions for f in _itself(where, q))]
    if documents is not None:
        places = Places(documents)
        findings += [finding for where, question in questions for finding in places.check(where, question)]
    return (*findings, *_balance([question for _, question in questions]))


def _duplicates(questions: Sequence[tuple[str, Question]]) -> Iterator[Finding]:
    """Ids used twice, the same words asked twice, and the same words in another order or with other small words."""
    ids: dict[str, str] = {}
    asked: dict[str, str] = {}
    alike: dict[frozenset[str], str] = {}
    for where, question in questions:
        if question.id in ids:
            yield Finding("error", where, f"id {question.id!r} stands in {ids[question.id]} too: rename one")
        text = plain(" ".join((*question.turns, question.question))).strip(" ?.!")
        meant = content_stems(text) | stems(text) & lexicon.words("words.interrogatives")
        if text in asked:
            yield Finding("error", where, f"the same question as {asked[text]}: drop one")
        elif meant and meant in alike:
            yield Finding("hint", where, f"nearly the same question as {alike[meant]}: drop one")
        ids.setdefault(question.id, where)
        asked.setdefault(text, where)
        alike.setdefault(meant, where)


def _itself(where: str, question: Question) -> Iterator[Finding]:
    if question.kind not in KINDS:
        yield Finding("hint", where, f"kind {question.kind!r} is not one of {', '.join(KINDS)}: it is kept as it is")
    if question.kind == "unanswerable" and question.answerable:
        yield Finding(
            "error", where, "it is called unanswerable and has sources: remove the sources or change the kind"
        )
    if is_unfinished(question):
        wanted = "right answer" if question.must_include else "key facts"
        yield Finding("hint", where, f"no {wanted}: a question from feedback is not counted until it has both")
    elif question.answerable and not question.must_include:
        yield Finding("hint", where, "no key facts: whether the answer is right can't be measured")
    if not question.answerable and question.must_include:
        yield Finding("error", where, "key facts without a source: give the source, or remove the facts")
    leaked = [fact[0] for fact in question.must_include if any(found([fact], question.question))]
    if leaked:
        whole = "all" if len(leaked) == len(question.must_include) else "some"
        yield Finding("hint", where, f"the question holds {whole} of its key facts ({', '.join(map(repr, leaked))})")
    if question.answer and (absent := lacking(question.must_include, question.answer)):
        yield Finding("hint", where, f"its own answer lacks the key fact {absent[0][0]!r}: add a spelling")


def doubts(questions: Sequence[Question], documents: Iterable[Document]) -> Iterator[str]:
    """What a run should tell of its questions, a sentence each: places that are not in the corpus, unknown kinds."""
    places = Places(documents)
    lost = [question.id for question in questions if any(places.text(gold) is None for gold in question.sources)]
    unknown = sorted({question.kind for question in questions} - set(KINDS))
    if lost:
        yield (
            f"{len(lost)} questions name sources that the corpus does not hold, such as {lost[0]!r}: they count as not"
            " found; `aftermine questions check` lists them"
        )
    if unknown:
        yield f"unknown kinds are kept as they are: {', '.join(map(repr, unknown))}"


class Places:
    """The documents and sections of the corpus, to look up gold places in."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._sections: dict[str, dict[str, str]] = {document.id: _sections(document) for document in documents}

    def check(self, where: str, question: Question) -> Iterator[Finding]:
        """What is wrong with a question's gold places: not there, or without the key facts."""
        known = [gold for gold in question.sources if self.text(gold) is not None]
        for gold in question.sources:
            if gold not in known:
                yield Finding("error", where, self._unknown(gold))
        texts = "\n".join(self.text(gold) or "" for gold in known)
        if known and len(known) == len(question.sources):
            for fact in lacking(question.must_include, texts):
                yield Finding("error", where, f"the key fact {fact[0]!r} stands in none of its sources: correct either")

    def text(self, gold: Gold) -> str | None:
        """The text of a gold place with its headings; None where there is no such place."""
        sections = self._sections.get(gold.document)
        if sections is None:
            return None
        return "\n".join(sections.values()) if gold.section is None else sections.get(plain(gold.section))

    def _unknown(self, gold: Gold) -> str:
        if gold.document not in self._sections:
            near = _close(gold.document, self._sections, "documents")
            return f"the corpus has no document {gold.document!r}{near}"
        near = _close(plain(gold.section or ""), self._sections[gold.document], f"show {gold.document}")
        return f"document {gold.document!r} has no section {gold.section!r}{near}"


def _sections(document: Document) -> dict[str, str]:
    """The text below every heading, by the folded heading; a heading's text holds that of the headings below it."""
    sections: dict[str, list[str]] = {plain(document.title): []}
    for block in document.blocks:
        for heading in block.headings or (document.title,):
            sections.setdefault(plain(heading), [heading]).append(block.text)
    return {name: "\n".join(texts) for name, texts in sections.items()}


def _close(name: str, names: Mapping[str, object], command: str) -> str:
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    return f": did you mean {close[0]!r}?" if close else f": `aftermine {command}` lists what there is"


def _balance(questions: Sequence[Question]) -> Iterator[Finding]:
    if not questions:
        yield Finding("error", "the whole set", "it holds no question")
    if len(questions) < FEWEST_QUESTIONS:
        return
    unanswerable = sum(not question.answerable for question in questions) / len(questions)
    if unanswerable < FEWEST_UNANSWERABLE:
        yield Finding(
            "hint", "the whole set", f"only {unanswerable:.0%} can't be answered: refusals are hardly measured"
        )
    if unanswerable == 1:
        yield Finding("hint", "the whole set", "no question can be answered: only refusals are measured")
    for kind, count in Counter(question.kind for question in questions).most_common(1):
        if count > MOST_OF_A_KIND * len(questions) and kind != "unanswerable":
            yield Finding("hint", "the whole set", f"{count} of {len(questions)} questions are of the kind {kind!r}")
