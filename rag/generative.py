"""The generative answerer: a chat model writes, code checks every sentence against the passages that it cites."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from rag import phrases, prompts
from rag.index import Index
from rag.models import ChatModel
from rag.text import Span, sentences
from rag.types import Answer, Citation, Passage, Sentence
from rag.units import sources_of
from rag.verify import SecondOpinion, verify

ENOUGH = 0.5  # share of sentences that must be supported; below it the extractive answer takes the place
GOOD = ("exact", "supported")
_ENDS = re.compile(r"[.!?。！？\n\]]")  # without one of these no sentence can have ended
_MARKERS = re.compile(r"\s*\[(\d+(?:\s*,\s*\d+)*)\]")


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
    text, done = "", 0
    for piece in chain(chat.stream(prompts.messages(question, passages, words), words), [None]):
        text += piece or ""
        if piece is not None and not _ENDS.search(piece):
            continue
        spans = _complete(text)
        # The last sentence may still grow, and its markers may be to come, until the reply has ended.
        for start, end in spans[done : len(spans) - (piece is not None)]:
            done += 1
            if prompts.REFUSAL in text[start:end]:
                written.refused = True
            else:
                yield _check(index, text[start:end], passages, written)


def settle(extractive: Answer, written: Written, model: str) -> Answer:
    """The model's answer where enough of it is borne out; otherwise the extractive one, and a warning that says so."""
    if written.refused and not any(sentence.citations for sentence in written.sentences):
        return replace(
            extractive, sentences=(), citations=(), verdict="not_in_corpus", model=model, notice=phrases.REFUSAL_BARE
        )
    if written.broken or not written.sentences:
        reason = written.broken or phrases.NOTHING_WRITTEN
        return _kept(extractive, phrases.CUT_SHORT.format(model=model, reason=reason))
    if not written.trustworthy:
        return _kept(extractive, phrases.REPLACED.format(model=model))
    borne_out = all(sentence.support in GOOD for sentence in written.sentences)
    return replace(
        extractive,
        sentences=tuple(written.sentences),
        citations=tuple(written.citations),
        disagreement=None,  # its numbers are those of the extractive answer's citations
        verdict=extractive.verdict if borne_out else "partly_supported",
        warnings=(*extractive.warnings, *written.warnings),
        model=model,
    )


def _kept(extractive: Answer, warning: str) -> Answer:
    return replace(extractive, warnings=(*extractive.warnings, warning))


def _complete(text: str) -> list[Span]:
    """The sentences of the reply; markers that follow a full stop belong to the sentence before them."""
    spans: list[Span] = []
    for start, end in sentences(text):
        markers = _leading(text, start, end)
        if spans and markers > start:
            spans[-1] = (spans[-1][0], markers)
            start = markers
        if text[start:end].strip():
            spans.append((start, end))
    return spans


def _leading(text: str, start: int, end: int) -> int:
    """Where the markers end that a stretch begins with."""
    while match := _MARKERS.match(text, start, end):
        start = match.end()
    return start


def _check(index: Index, marked: str, passages: Sequence[Passage], written: Written) -> Sentence:
    numbers = [int(n) for group in _MARKERS.findall(marked) for n in group.split(",")]
    known = [number for number in dict.fromkeys(numbers) if 1 <= number <= len(passages)]
    said = " ".join(_MARKERS.sub("", marked).split())
    if len(known) < len(set(numbers)):
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
    for citation in written.citations:
        if (citation.passage.id, citation.start, citation.end) == (passage.id, start, end):
            return citation.number
    document = index.document(passage.document_id)
    number = len(written.citations) + 1
    quote = document.text[start:end]
    written.citations.append(Citation(number, passage, start, end, quote, sources_of(document, passage)))
    return number
