"""The nouns that every part of Aftermine shares; no behaviour beyond what a reader of one value needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from rag.base.printable import without_password, without_passwords

BlockKind = Literal["text", "list", "table"]
Support = Literal["exact", "supported", "partial", "none"]
Verdict = Literal["answered", "partly_supported", "not_in_corpus"]


@dataclass(frozen=True, slots=True)
class Source:
    """A bibliographic record that a document names; `key` is what a citation mark such as `[@xinhua2013]` points to.

    Passwords in addresses are dropped here, so that none is stored, nor shown where an older index holds it.
    """

    key: str
    title: str
    author: str | None = None
    publisher: str | None = None
    year: int | None = None
    url: str | None = None
    type: str | None = None
    note: str | None = None

    def __post_init__(self) -> None:
        for name in ("title", "author", "publisher", "note"):
            if text := getattr(self, name):
                object.__setattr__(self, name, without_passwords(text))
        if self.url:
            object.__setattr__(self, "url", without_password(self.url))


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list or table of a document: the one shape that every loader yields.

    `text` equals `document.text[start : start + len(text)]`. `headings` is the path from the outermost heading to the
    nearest one. `page` is 1-based, None where the format has no pages; `breaks` are the (offset in the document's text,
    page) at which later pages begin within the block. A table is Markdown rows, header row first.
    """

    text: str
    headings: tuple[str, ...]
    page: int | None
    start: int
    source_keys: tuple[str, ...] = ()
    kind: BlockKind = "text"
    breaks: tuple[tuple[int, int], ...] = ()

    @property
    def end(self) -> int:
        """Offset behind the block's last character in the document's text."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Document:
    """One file of the corpus as it is stored; `id` is stable across runs, all offsets point into `text`.

    `warnings` are sentences for the reader about what could not be read (a scanned page, a font without a map).
    `left_out` are the (start, end) of what belongs to no block since it only surrounds the text: menus, comments.
    """

    id: str
    title: str
    path: str
    sha256: str
    language: str
    text: str
    blocks: tuple[Block, ...]
    sources: tuple[Source, ...] = ()
    topics: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    kind: str = "document"
    warnings: tuple[str, ...] = ()
    left_out: tuple[tuple[int, int], ...] = ()

    @property
    def pages(self) -> int:
        """The last page with something to read; 0 where the format has no pages."""
        return max(
            (page for each in self.blocks for page in (each.page or 0, *(page for _, page in each.breaks))), default=0
        )


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a document that is embedded, found and cited as a whole.

    `span` is (start, end) in the document's text. `text` is that slice, except that a later part of a long table begins
    with the table's header rows again. `id` is the document's id and a hash of the text, so it survives a re-ingest.
    `page_starts` says where in the document's text each of `pages` begins, as far as it lies in the span.
    """

    id: str
    document_id: str
    title: str
    text: str
    headings: tuple[str, ...]
    pages: tuple[int, ...]
    span: tuple[int, int]
    source_keys: tuple[str, ...] = ()
    kind: BlockKind = "text"
    page_starts: tuple[int, ...] = ()

    @property
    def section(self) -> str:
        """The nearest heading, exactly as in the document; the title where there is none."""
        return self.headings[-1] if self.headings else self.title

    @property
    def section_id(self) -> tuple[str, tuple[str, ...]]:
        """The section by the document's id and the path of headings; a document without headings is one section."""
        return self.document_id, self.headings

    @property
    def page(self) -> int | None:
        """The first page, 1-based, or None where the format has no pages."""
        return self.pages[0] if self.pages else None

    @property
    def path(self) -> str:
        """Title and headings in one line, outermost first."""
        return " › ".join((self.title, *(heading for heading in self.headings if heading != self.title)))


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found for a question, and why: 1-based ranks by meaning and by words, None if not found so."""

    passage: Passage
    score: float
    dense_rank: int | None = None
    sparse_rank: int | None = None
    rerank_score: float | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """The words that a sentence rests on: `quote` equals `document.text[start:end]` of the passage's document."""

    number: int
    passage: Passage
    start: int
    end: int
    quote: str
    sources: tuple[Source, ...] = ()

    @property
    def page(self) -> int | None:
        """The page on which the quote begins; the first of its passage where that is not known."""
        marks = zip(self.passage.page_starts, self.passage.pages, strict=False)
        begun = [mark for mark in marks if mark[0] <= self.start]
        return max(begun)[1] if begun else self.passage.page


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an answer without its markers, the numbers of its citations, and how well they support it.

    `about` is the document and section that begins with it, where the answer quotes several; `explained` is the text
    with what it points back to in square brackets, where it needs that. Neither is part of `text`. `point` is: its
    words that answer the question, where a network surely points at them.
    """

    text: str
    citations: tuple[int, ...]
    support: Support = "exact"
    about: str = ""
    explained: str = ""
    point: str = ""

    @property
    def reads(self) -> str:
        """Its words as a reader gets them, as in `It [coal] paid for the city.`."""
        return self.explained or self.text

    @property
    def told(self) -> str:
        """The sentence as a reader gets it, as in `Hegang › Coal: It [coal] paid for the city.`."""
        return f"{self.about}: {self.reads}" if self.about else self.reads

    @property
    def marked(self) -> str:
        """The same with its markers, as in `Coal paid for the city. [1][2]`."""
        markers = "".join(f"[{number}]" for number in self.citations)
        return f"{self.told} {markers}" if markers else self.told


@dataclass(frozen=True, slots=True)
class DisputedValue:
    """One of the values that the corpus gives for a disputed fact, and the number of the citation that gives it."""

    value: str
    citation: int


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A fact for which cited passages give different values."""

    about: str
    values: tuple[DisputedValue, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that was decided, as data: its kind, and the values of its sentence (in `rag/answer/wording.py`)."""

    kind: str
    values: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Nearest:
    """What lies next to a question not answered: cited sentences; `missing` are its phrases that none of them holds."""

    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Correction:
    """What a question takes for granted and the documents deny, and the number of the citation that does."""

    premise: str
    citation: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of what was summarised the summary draws on, in sections."""

    sections_used: int
    sections_total: int


@dataclass(frozen=True, slots=True)
class Aspect:
    """A row of a comparison: one cell a subject, in the order of the subjects; an empty cell is not in the corpus."""

    name: str
    cells: tuple[tuple[Sentence, ...], ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Subjects side by side, row by row, and sentences on how they `differ`; all cite by the answer's numbers."""

    subjects: tuple[str, ...]
    aspects: tuple[Aspect, ...]
    differ: tuple[Sentence, ...] = ()

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """All that it says, row by row."""
        return (*(said for row in self.aspects for cell in row.cells for said in cell), *self.differ)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the reader gets: cited sentences or a refusal, and the passages that were looked at, best first.

    `confidence` is the fitted probability (0 to 1) that the corpus answers the question. A refusal's text is `notice`,
    and `reasons` are the same as data.
    `kind` is the kind of question that was recognised (fact, number, list, compare, ..., small_talk). `coverage` is
    there in a summary, `comparison` where subjects are laid side by side. `nearest` is what a refusal shows instead of
    an answer, where the corpus holds something near. `context` are the earlier questions that this one was read with.
    `otherwise` is what the request may as well want, "summary" or "answer"; "" where it is clear.
    """

    question: str
    standalone: str
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    hits: tuple[Hit, ...]
    verdict: Verdict
    disagreement: Disagreement | None = None
    warnings: tuple[str, ...] = ()
    model: str = "extractive"
    seconds: float = 0.0
    confidence: float = 0.0
    kind: str = "fact"
    notice: str = ""
    suggestions: tuple[str, ...] = ()
    coverage: Coverage | None = None
    comparison: Comparison | None = None
    reasons: tuple[Notice, ...] = ()
    nearest: Nearest | None = None
    correction: Correction | None = None
    context: tuple[str, ...] = ()
    otherwise: str = ""

    @property
    def quoted(self) -> tuple[Citation, ...]:
        """The citations that a reader sees: the answer's, or those of what lies nearest to a refused question."""
        return self.citations or (self.nearest.citations if self.nearest else ())

    @property
    def beside(self) -> tuple[Sentence, ...]:
        """The nearest sentences that a refusal lists; the one that corrects the question is in its words already."""
        told = self.correction.citation if self.correction else None
        return tuple(each for each in self.nearest.sentences if told not in each.citations) if self.nearest else ()

    @property
    def text(self) -> str:
        """The answer as running text with its markers; the notice where nothing is answered."""
        notice = f"{self.notice} [{self.correction.citation}]" if self.correction else self.notice
        return " ".join(sentence.marked for sentence in self.sentences) or notice


@dataclass(frozen=True, slots=True)
class Turn:
    """A question of a conversation and the answer it got; `answer` is None for a turn that was only asked."""

    question: str
    answer: Answer | None = None
