"""A library of two tiny documents and an assistant over it, for tests of the command line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from types import TracebackType
from typing import Self

from rag.base.errors import NotFound, UsageError
from rag.base.types import (
    Answer,
    Block,
    Citation,
    Coverage,
    Disagreement,
    DisputedValue,
    Document,
    Hit,
    Passage,
    Sentence,
    Source,
    Turn,
)
from rag.question.request import SummaryRequest

Scope = frozenset[str] | None

SOURCE = Source("smith2010", "Coal", "Smith, J.", "A Press", 2010, "https://example.org/coal", "press")
UNDATED = Source("registry", "Register of mines", publisher="The Registry", note="no date given")
TEXT = "The mine\n\nHistory\n\nThe mine opened in 1917. It closed in 2003.\n\nPeople\n\nIt employed 900 people."
HISTORY = Block("The mine opened in 1917. It closed in 2003.", ("The mine", "History"), 2, 19, ("smith2010",))
PEOPLE = Block("It employed 900 people.", ("The mine", "People"), 3, 72, ("registry",))
MINE = Document(
    "mine",
    "The mine",
    "mine.pdf",
    "ab" * 32,
    "en",
    TEXT,
    (HISTORY, PEOPLE),
    (SOURCE, UNDATED),
    ("coal",),
    ("North",),
    "brief",
    ("page 4 holds no text",),
)
TOWN = Document("town", "A town", "town.md", "cd" * 32, "en", "A town.", (Block("A town.", (), None, 0),))


def _passage(document: Document, block: Block) -> Passage:
    pages = () if block.page is None else (block.page,)
    span, name = (block.start, block.end), f"{document.id}-{block.start:04x}"
    return Passage(name, document.id, document.title, block.text, block.headings, pages, span, block.source_keys)


PASSAGES = (_passage(MINE, HISTORY), _passage(MINE, PEOPLE), _passage(TOWN, TOWN.blocks[0]))
HITS = (
    Hit(PASSAGES[0], 0.9123456789, 1, 2, 3.25),
    Hit(PASSAGES[1], 0.5, 2, None),
    Hit(PASSAGES[2], 0.25, None, 1),
)
OPENED = Citation(1, PASSAGES[0], 19, 43, "The mine opened in 1917.", (SOURCE,))
EMPLOYED = Citation(2, PASSAGES[1], 72, 95, "It employed 900 people.", (UNDATED,))
ANSWERED = Answer(
    question="When did the mine open?",
    standalone="When did the mine open?",
    sentences=(Sentence("The mine opened in 1917.", (1,)), Sentence("It employed 900 people.", (2,), "supported")),
    citations=(OPENED, EMPLOYED),
    hits=HITS,
    verdict="answered",
    seconds=0.041234,
    confidence=0.912345,
)
DISPUTED = replace(
    ANSWERED,
    question="and then?",
    standalone="When did the mine open, and then?",
    verdict="partly_supported",
    disagreement=Disagreement("the year", (DisputedValue("1917", 1), DisputedValue("1918", 2))),
    warnings=("the model was slow",),
)
WRITTEN = replace(
    ANSWERED,
    sentences=(Sentence("The mine began in 1917.", (1,), "supported"), Sentence("It paid well.", (), "none")),
    model="some:model",
    verdict="partly_supported",
)
REFUSED = Answer(
    question="Who won?",
    standalone="Who won?",
    sentences=(),
    citations=(),
    hits=HITS,
    verdict="not_in_corpus",
    notice="The corpus does not answer this.",
    suggestions=("When did the mine open?",),
)
HELLO = replace(REFUSED, question="Hello!", standalone="Hello!", kind="small_talk", notice="Hello.")

SUMMARY = replace(
    ANSWERED,
    question="Summarize “The mine”",
    standalone="Summarize “The mine”",
    sentences=(Sentence("The mine opened in 1917.", (1,)), Sentence("It employed 900 people.", (2,))),
    kind="summary",
    coverage=Coverage(2, 2),
)


class SampleIndex:
    """What the command line asks of an index; notes whether it was closed."""

    passages = PASSAGES
    corpus_sha256 = "5a" * 32

    def __init__(self) -> None:
        self.closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closed = True

    def documents(self) -> tuple[Document, ...]:
        return (MINE, TOWN)

    def document(self, name: str) -> Document:
        for document in self.documents():
            if document.id == name:
                return document
        raise NotFound(f"there is no document {name!r}: did you mean 'mine'?")

    def passages_of(self, name: str) -> tuple[Passage, ...]:
        return tuple(passage for passage in PASSAGES if passage.document_id == name)


class SampleAssistant:
    """Refuses what holds "won", disputes what holds "then", greets at "Hello", breaks at "boom".

    It answers everything else the same.
    """

    def __init__(self) -> None:
        self.index = SampleIndex()
        self.asked: list[tuple[str, tuple[str, ...]]] = []
        self.scope: Scope = None
        self.written: tuple[Sentence, ...] = ()
        self.settled: Answer | None = None
        self.summarized: list[SummaryRequest] = []

    def ask(self, question: str, turns: Sequence[Turn] = (), scope: Scope = None, reading: str = "") -> Answer:
        self.asked.append((question, tuple(turn.question for turn in turns)))
        self.scope = scope
        if not question.strip():
            raise UsageError("the question is empty: write one")
        if "boom" in question:
            raise ZeroDivisionError("a bug")
        special = {"won": REFUSED, "then": DISPUTED, "Hello": HELLO}
        found = next((answer for word, answer in special.items() if word in question), ANSWERED)
        otherwise = "summary" if "crash course" in question and not reading else ""
        return replace(found, question=question, kind=reading or found.kind, otherwise=otherwise)

    def stream(
        self, question: str, turns: Sequence[Turn] = (), scope: Scope = None, reading: str = ""
    ) -> Iterator[Sentence | Answer]:
        """The sentences that a chat model is said to have `written`, then what was `settled`, or else the answer."""
        yield from self.written
        answer = self.ask(question, turns, scope, reading)
        yield self.settled or answer

    def summarize(self, request: SummaryRequest, scope: Scope = None) -> Answer:
        if request.document is not None:
            self.index.document(request.document)
        self.summarized.append(request)
        return REFUSED if "won" in (request.topic or "") else SUMMARY

    def read_ahead(self) -> None:
        """Nothing is read."""

    def search(self, query: str, k: int = 10, scope: Scope = None, turns: Sequence[Turn] = ()) -> list[Hit]:
        self.scope = scope
        return list(HITS[:k])
