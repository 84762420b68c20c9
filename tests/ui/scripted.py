"""An assistant with a small library of its own, that answers by the words of a script: for tests of the chat."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from rag.answer.wording import NOTICES
from rag.base.errors import IndexBusy, NotFound, UsageError
from rag.base.types import (
    Answer,
    Block,
    Citation,
    Disagreement,
    DisputedValue,
    Document,
    Hit,
    Passage,
    Sentence,
    Source,
    Turn,
)

Scope = frozenset[str] | None
Part = tuple[Literal["heading", "text", "list", "table"], str]

EVIL = (
    '<img src="https://leak.example/a.png" onerror="alert(1)"> ![x](https://leak.example/b.png) '
    "[click](javascript:alert(2)) $\\frac{1}{2}$ <script>alert(3)</script> </details></div> {{ 7*7 }} \x1b[31m\u202egnp"
)

LINK = "https://example.org/census"
SOURCES = (
    Source("census", "Census of the seven districts", "Bureau of Statistics", "Northern Press", 2021, LINK, "official"),
    Source("evil", f"Title {EVIL}", "O'Hara & Sons <b>", None, 2019, "javascript:alert(4)", "press", "read in a copy"),
    Source("plain", "A book without an address", None, "Archive House", None, None, "book"),
)

CENSUS = "The census of 2020 counted 891 people in Coalton."
ROWS = ("| Year | People |", "| --- | --- |", "| 2000 | 1,240 |", "| 2010 | 1,058 |", "| 2020 | 891 |")
TRIED = ("A museum in the old pithead", "Grants for people who move in", "A graphite works, which employs 120")
WORKS = "A battery works opened in 2009 and employs 900 people, more than the mine ever did."
COALTON: tuple[Part, ...] = (
    ("heading", "Coalton: profile of an invented mining town"),
    ("text", "Coalton lies in a valley without a river. It was founded in 1917 around a single shaft."),
    ("heading", "Population"),
    ("text", f"{CENSUS} In 2010 there had been 1,058. Most of those who left were under thirty."),
    ("table", "\n".join(ROWS)),
    ("heading", "What was tried"),
    ("text", "Three things were tried after the last shaft closed."),
    ("list", "\n".join(f"- {words}" for words in TRIED)),
    ("text", "None of the three brought back the people who had left, but the museum has 40,000 visitors a year."),
)
NEWTON: tuple[Part, ...] = (
    ("heading", "Newton: a second invented town"),
    ("heading", "Work"),
    ("text", f"Newton closed its mine in 2003. {WORKS}"),
)
TRICKY: tuple[Part, ...] = (
    ("heading", f"A document that misbehaves {EVIL}"),
    ("text", f"Before. {EVIL} The words that are cited. {EVIL} After."),
)


def build(name: str, parts: Sequence[Part], sources: tuple[Source, ...] = (), places: tuple[str, ...] = ()) -> Document:
    """A document whose first heading is its title; other headings stand one level below."""
    text, blocks, headings = "", [], ()
    title = parts[0][1]
    for kind, words in parts:
        text += "\n\n" if text else ""
        if kind == "heading":
            headings = (title,) if words == title else (title, words)
        else:
            blocks.append(Block(words, headings, None, len(text), kind=kind))
        text += words
    return Document(name, title, f"{name}.md", "0" * 64, "en", text, tuple(blocks), sources, (), places)


def passage(document: Document, first: int, last: int | None = None) -> Passage:
    """The blocks from `first` to `last` as one passage."""
    blocks = document.blocks[first : (first if last is None else last) + 1]
    start, end = blocks[0].start, blocks[-1].end
    name, text, headings = f"{document.id}#{first}", document.text[start:end], blocks[0].headings
    return Passage(name, document.id, document.title, text, headings, (), (start, end), (), blocks[0].kind)


DOCUMENTS = (
    build("coalton", COALTON, SOURCES[:1], ("Coalton", "North")),
    build("newton", NEWTON, SOURCES[2:], ("Newton", "North")),
    build("tricky", TRICKY, SOURCES[1:2]),
)
PASSAGES = (
    passage(DOCUMENTS[0], 0),
    passage(DOCUMENTS[0], 1),
    passage(DOCUMENTS[0], 2),
    passage(DOCUMENTS[0], 3, 5),
    passage(DOCUMENTS[1], 0),
    passage(DOCUMENTS[2], 0),
)


class ScriptedIndex:
    """The part of the index that the chat reads."""

    passages = PASSAGES
    corpus_sha256 = "5c" * 32
    entries: Mapping[str, object] = {}

    def documents(self) -> tuple[Document, ...]:
        return DOCUMENTS

    def document(self, name: str) -> Document:
        for document in DOCUMENTS:
            if document.id == name:
                return document
        raise NotFound(f"there is no document {name!r}")


def cite(number: int, found: Passage, quote: str, sources: tuple[Source, ...] = SOURCES[:1]) -> Citation:
    """A citation of the quote's place in the passage's document."""
    document = ScriptedIndex().document(found.document_id)
    start = document.text.index(quote, found.span[0])
    return Citation(number, found, start, start + len(quote), quote, sources)


HITS = tuple(
    Hit(found, 0.9 - rank / 10, rank + 1 if rank != 2 else None, 3 if rank < 3 else None, 4.5 if rank == 1 else None)
    for rank, found in enumerate(PASSAGES)
)
POPULATION = cite(1, PASSAGES[1], CENSUS)
EARLIER = cite(2, PASSAGES[1], "In 2010 there had been 1,058.")
ROW = cite(3, PASSAGES[2], ROWS[-1])
BATTERIES = cite(2, PASSAGES[4], WORKS, SOURCES[2:])
THREE = tuple(cite(number, PASSAGES[3], words) for number, words in enumerate(TRIED, 1))
MISBEHAVED = cite(1, PASSAGES[5], "The words that are cited.", SOURCES[1:2])


def says(*pairs: tuple[Citation, ...]) -> tuple[Sentence, ...]:
    """Sentences that are the quotes themselves."""
    return tuple(Sentence(group[0].quote, tuple(citation.number for citation in group)) for group in pairs)


WRITTEN = (
    Sentence(CENSUS, (1,), "exact"),
    Sentence("Ten years before there were 1,058 people.", (2,), "supported"),
    Sentence("There are 891 people and a river.", (3,), "partial"),
    Sentence(f"Everybody is happy. {EVIL}", (), "none"),
)


@dataclass
class Scripted:
    """Answers by the first word of the script that stands in the question; remembers what it was asked."""

    index: ScriptedIndex = field(default_factory=ScriptedIndex)
    asked: list[tuple[str, tuple[Turn, ...]]] = field(default_factory=list)
    threshold: float = 0.625
    scope: Scope = None
    reading: str = ""
    opinion: None = None

    def stream(
        self, question: str, turns: Sequence[Turn] = (), scope: Scope = None, reading: str = ""
    ) -> Iterator[Sentence | Answer]:
        """A chat model's sentences where the question says so, slowly where it says that, then the answer."""
        answer = self.ask(question, turns, scope)
        self.reading = reading
        if "primer" in question:
            answer = replace(answer, otherwise="" if reading else "summary", kind=reading or answer.kind)
        for sentence in WRITTEN if "written" in question or "replaced" in question else ():
            time.sleep(1.5 if "slowly" in question else 0)
            yield sentence
        yield answer

    def ask(self, question: str, turns: Sequence[Turn] = (), scope: Scope = None) -> Answer:
        self.asked.append((question, tuple(turns)))
        self.scope = scope
        if not question.strip():
            raise UsageError("the question is empty: type one")
        if len(question) > 4000:
            raise UsageError(f"the question has {len(question)} characters: use at most 4000")
        return next(answer for word, answer in self._script(question).items() if word in question.lower())

    def _script(self, question: str) -> dict[str, Answer]:
        blank = Answer(question, question, (), (), HITS, "answered", seconds=0.04, confidence=0.875)
        people = replace(blank, sentences=says((POPULATION,), (EARLIER, ROW)), citations=(POPULATION, EARLIER, ROW))
        refused = replace(blank, verdict="not_in_corpus", notice="These documents hold no answer to that.")
        values = (DisputedValue("891 (2020)", 1), DisputedValue("1,058 (2010)", 2))
        return {
            "hello": replace(refused, kind="small_talk", notice="Hello! Ask me about Coalton."),
            "moon": replace(refused, suggestions=("What was tried in Coalton?", f"Why $x$ *now* {EVIL}?")),
            "tried": replace(blank, sentences=says(*((one,) for one in THREE)), citations=THREE, kind="list"),
            "compare": replace(
                blank, sentences=says((POPULATION,), (BATTERIES,)), citations=(POPULATION, BATTERIES), kind="compare"
            ),
            "evil": replace(
                blank,
                sentences=(Sentence(f"Quoted: {EVIL}", (1,), "partial"),),
                citations=(MISBEHAVED,),
                verdict="partly_supported",
                warnings=(EVIL,),
            ),
            "differ": replace(people, disagreement=Disagreement("the population", values)),
            "written": replace(people, sentences=WRITTEN, verdict="partly_supported", model="some:model"),
            "replaced": replace(people, warnings=(NOTICES["replaced"].format(model="some:model"),)),
            "": people,
        }

    def lead_on(self, answer: Answer, turns: Sequence[Turn], scope: Scope = None) -> Iterator[str]:
        """A question that failed and one that did not, below the answer that is asked for."""
        yield from ("", "What leads on?") if "lead on" in answer.question else ()

    def read_ahead(self) -> None:
        """Nothing is read."""

    def search(self, query: str, k: int = 10, scope: Scope = None, turns: Sequence[Turn] = ()) -> list[Hit]:
        return list(HITS[:k])


class Broken(Scripted):
    """Fails, or takes its time, as the question says."""

    def ask(self, question: str, turns: Sequence[Turn] = (), scope: Scope = None) -> Answer:
        if "busy" in question:
            raise IndexBusy("the index in 'index' is open in process 4242: stop that one, or use another folder")
        if "crash" in question:
            raise ZeroDivisionError("division by <b>zero</b>")
        if "slow" in question:
            time.sleep(1.5)
        return super().ask(question, turns, scope)
