"""The generative answerer: a chat model writes, code checks every sentence against the passages that it cites."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from rag import phrases, prompts
from rag.index import Index
from rag.models import ChatModel
from rag.reply import Reply, Statement
from rag.text import Span
from rag.types import Answer, Citation, Passage, Sentence
from rag.units import sources_of
from rag.verify import SecondOpinion, verify

ENOUGH = 0.5  # share of sentences that must be supported; below it the extractive answer takes the place
GOOD = ("exact", "supported")


@dataclass(slots=True)
class Written:
    """What the model has written so far, checked: sentences, their citations, and what the reader must know.

    `second` is asked about sentences that use other words than their passages.
    """

    second: SecondOpinion | None = None
    sentences: list[Sentence] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    refused: bool = False
    broken: str = ""

    @property
    def trustworthy(self) -> bool:
        """Whether enough of it is supported to be shown."""
        good = sum(sentence.support in GOOD for sentence in self.sentences)
        return bool(self.sentences) and good >= ENOUGH * len(self.sentences)


def write(
    index: Index, chat: ChatModel, question: str, passages: Sequence[Passage], words: int, written: Written
) -> Iterator[Sentence]:
    """Each sentence as soon as it is complete and checked; `written` fills up on the way. Raises ModelProblem."""
    reply = Reply()
    pieces = chat.stream(prompts.messages(question, passages, words), words)
    for statement in chain(chain.from_iterable(map(reply.add, pieces)), reply.end()):
        if statement.text.startswith(prompts.REFUSAL.rstrip(".")) and not statement.cited:
            written.refused = True
        else:
            yield _check(index, statement, passages, written)
    if reply.cut:
        written.warnings.append(phrases.CUT_OFF)


def settle(extractive: Answer, written: Written, model: str) -> Answer:
    """The model's answer where enough of it is borne out; otherwise the extractive one, and a warning that says so."""
    if written.refused and not any(sentence.citations for sentence in written.sentences):
        return replace(
            extractive,
            sentences=(),
            citations=(),
            verdict="not_in_corpus",
            model=model,
            notice=phrases.REFUSAL_BARE,
            warnings=(),  # these two tell of the extractive answer's sentences
            disagreement=None,
        )
    if written.broken or not written.sentences:
        reason = written.broken or phrases.NOTHING_WRITTEN
        return _kept(extractive, phrases.CUT_SHORT.format(model=model, reason=reason))
    if not written.trustworthy:
        return _kept(extractive, phrases.REPLACED.format(model=model))
    borne_out = not written.refused and all(sentence.support in GOOD for sentence in written.sentences)
    partly = (phrases.SAYS_IN_PART.format(model=model),) if written.refused else ()
    return replace(
        extractive,
        sentences=tuple(written.sentences),
        citations=tuple(written.citations),
        disagreement=None,  # its numbers are those of the extractive answer's citations
        verdict=extractive.verdict if borne_out else "partly_supported",
        warnings=(*extractive.warnings, *partly, *written.warnings),
        model=model,
    )


def _kept(extractive: Answer, warning: str) -> Answer:
    return replace(extractive, warnings=(*extractive.warnings, warning))


def _check(index: Index, statement: Statement, passages: Sequence[Passage], written: Written) -> Sentence:
    said = statement.text
    known = [number for number in statement.cited if 1 <= number <= len(passages)]
    if len(known) < len(statement.cited):
        written.warnings.append(phrases.UNKNOWN_MARKERS.format(sentence=said[:60]))
    cited = [passages[number - 1] for number in known]
    texts, paths = [passage.text for passage in cited], [passage.path for passage in cited]
    verdict = verify(said, texts, paths, written.second)
    places = [_cite(index, passage, spans, written) for passage, spans in zip(cited, verdict.supporting, strict=True)]
    sentence = Sentence(said, tuple(dict.fromkeys(places)), verdict.support)
    written.sentences.append(sentence)
    return sentence


def _cite(index: Index, passage: Passage, spans: Sequence[Span], written: Written) -> int:
    """The number of the citation of these words, a new one where they are not cited yet; without words, all of it."""
    shift = passage.span[1] - len(passage.text)
    start = max(shift + min((span[0] for span in spans), default=0), passage.span[0])
    end = shift + max((span[1] for span in spans), default=len(passage.text))
    if end <= start:  # its words stand in a table's head, which the passage only repeats
        start, end = passage.span
    for citation in written.citations:
        if (citation.passage.id, citation.start, citation.end) == (passage.id, start, end):
            return citation.number
    document = index.document(passage.document_id)
    number = len(written.citations) + 1
    quote = document.text[start:end]
    written.citations.append(Citation(number, passage, start, end, quote, sources_of(document, passage)))
    return number
