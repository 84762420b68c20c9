"""The terms that a corpus explains, found by the shape of its documents, and where a text uses them.

A document is a glossary where most of it is short entries, each named by a term, in alphabetical order or under a title
that says so. No term is named here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from rag.base.types import Document, Sentence
from rag.language import lexicon
from rag.language.sentences import cells, fold, names_in, sentences
from rag.store.index import Index, per_corpus

FEWEST = 5  # entries
LONGEST_TERM = 7  # words
LONGEST_ENTRY = 150  # words
IN_ORDER = 0.85  # share of neighbours in alphabetical order
SHORT = 320  # characters of a definition in brief

_SAYS_SO = lexicon.pattern("glossary.says_so")
_MEANING = lexicon.pattern("glossary.meaning")
_LINE = re.compile(
    r"^(?:[-*•]\s+)?(?:\*\*|__)?(?P<term>[^:*_.–—\n]{2,70}?)(?:\*\*|__)?\s*[:–—](?:\*\*|__)?\s+(?P<told>.{15,})"
)


@dataclass(frozen=True, slots=True)
class Term:
    """A term as its entry names it, the names under which texts use it, and the entry's words and place."""

    name: str
    names: tuple[str, ...]
    definition: str
    document_id: str
    title: str
    section: str

    @property
    def brief(self) -> str:
        """The definition's first sentence, and the second where both are short."""
        spans = sentences(self.definition)[:2]
        ends = [end for _, end in spans if end <= SHORT]
        return self.definition[: ends[-1]] if ends else f"{self.definition[:SHORT].rsplit(' ', 1)[0]}…"


@dataclass(frozen=True, slots=True)
class Mention:
    """A term in a text: `start` and `end` are offsets into it."""

    start: int
    end: int
    term: Term


class Glossary:
    """The terms of some documents, by name."""

    def __init__(self, documents: Iterable[Document]) -> None:
        found = [term for document in documents for term in entries(document)]
        self.terms = tuple(sorted({term.name: term for term in found}.values(), key=lambda term: fold(term.name)))
        ways = [(name, term) for term in self.terms for name in term.names if not name.isdecimal()]
        ways.sort(key=lambda way: -len(way[0]))
        self._owners = [term for _, term in ways]
        alternatives = "|".join(f"({_pattern(name)})" for name, _ in ways)
        self._uses = re.compile(rf"(?<![\w-])(?:{alternatives})(?![\w-])") if ways else None

    def mentions(self, text: str) -> Iterator[Mention]:
        """Every use of a term, the longest name first where several begin."""
        for match in self._uses.finditer(text) if self._uses else ():
            yield Mention(*match.span(), self._owners[(match.lastindex or 1) - 1])

    def explained(self, answer: Sequence[Sentence], known: Iterable[str] = ()) -> dict[Sentence, tuple[Mention, ...]]:
        """The first use of each term in an answer, by sentence; those with a section of their own among `known`, the
        sections that the answer cites, are left out.
        """
        held = Counter((term.document_id, term.section) for term in self.terms)
        cited = set(known)
        seen = {t.name for t in self.terms if t.section in cited and held[t.document_id, t.section] == 1}
        found: dict[Sentence, tuple[Mention, ...]] = {}
        for sentence in answer:
            for mention in self.mentions(sentence.reads):
                if mention.term.name not in seen:
                    seen.add(mention.term.name)
                    found[sentence] = (*found.get(sentence, ()), mention)
        return found


@per_corpus
def glossary(index: Index) -> Glossary:
    """The glossary of the corpus as it is now."""
    return Glossary(index.documents())


def entries(document: Document) -> tuple[Term, ...]:
    """The terms that a document explains; none where it is no glossary."""
    tables = list(_rows(document))
    if len(tables) >= FEWEST:
        return tuple(_term(document, *entry) for entry in tables)
    for ways in (_sections(document), _lines(document)):
        named = [(name, told) for name, told in ways if len(name.split()) <= LONGEST_TERM]
        if len(named) < max(FEWEST, 0.8 * len(ways)):
            continue
        keys = [fold(name) for name, _ in named]
        ordered = sum(one <= other for one, other in pairwise(keys)) >= IN_ORDER * (len(keys) - 1)
        if ordered or _SAYS_SO.search(document.title):
            return tuple(_term(document, *entry) for entry in named)
    return ()


def _sections(document: Document) -> list[tuple[str, str]]:
    """Headings with the text below each; a long section is no entry, so its heading is made too long for a term."""
    found = []
    for headings, group in groupby(document.blocks, key=lambda block: block.headings):
        told = " ".join(block.text for block in group if block.kind == "text")
        if headings and headings[-1] != document.title:
            fits = 4 <= len(told.split()) <= LONGEST_ENTRY
            found.append((headings[-1] if fits else " ".join([headings[-1]] * (LONGEST_TERM + 1)), told))
    return found


def _lines(document: Document) -> list[tuple[str, str]]:
    """Lines such as "Term: what it means" among the list items, or else the paragraphs, of a document."""
    for kind in ("list", "text"):
        lines = [line for block in document.blocks if block.kind == kind for line in block.text.splitlines()]
        found = [match for line in lines if (match := _LINE.match(line))]
        if len(found) >= FEWEST and len(found) >= 0.6 * len(lines):
            return [(match["term"].strip(), match["told"].strip()) for match in found]
    return []


def _rows(document: Document) -> Iterator[tuple[str, str]]:
    """The rows of tables whose first two columns are headed as term and meaning."""
    for block in document.blocks:
        if block.kind == "table":
            header, *rows = (cells(line) for line in block.text.splitlines())
            named = len(header) > 1 and header[0].lower() in lexicon.words("glossary.terms")
            if named and _MEANING.match(header[1]):
                yield from ((row[0], row[1]) for row in rows[1:] if len(row) > 1 and row[0] and row[1])


def _term(document: Document, name: str, told: str) -> Term:
    headed = ((block.headings[-1], block.text) for block in document.blocks if block.headings)
    section = next((heading for heading, text in headed if heading == name or told[:40] in text), document.title)
    return Term(name, names_in(name), told, document.id, document.title, section)


def _pattern(name: str) -> str:
    """Whole words in any case, the last in singular or plural; names that are large within keep their case."""
    words = [re.escape(word) for word in re.split(r"[\s-]+", name)]
    last = re.sub(r"(?<=[^sui])s$", "", words[-1])
    words[-1] = rf"{last[:-1]}(?:y|ies)" if re.search(r"[^aeiou]y$", last) else rf"{last}(?:e?s)?"
    spelled = re.sub(r"is(e|ation)\b", r"i[sz]\1", r"[\s-]+".join(words))
    return spelled if re.search(r"(?<!^)(?<!\s)[A-Z]", name) else f"(?i:{spelled})"
