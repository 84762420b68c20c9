"""The sources behind citations as a bibliography: each source once, under a key of its own, as CSL-JSON.

An author stays as the source record prints it: which part of "Zhang
Nan" is the family name can't be known from the line; only "Smith, J." says it itself.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from itertools import chain, pairwise

from rag.base.printable import one_line
from rag.base.types import Citation, Document, Source
from rag.language import lexicon

_EDITORS = re.compile(r"\s*\((?:eds?\.?|editors?)\)\s*$", re.IGNORECASE)
_INITIALS = re.compile(r"(?:[^\W\d_]\.[ -]?)+")
_CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff·]{2,8}")
_WORD = re.compile(r"[^\W\d_][\w.'’-]*")
_LONGEST_NAME = 5


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it is printed; `given` is filled only where the line itself sets it apart, as in "Smith, J."."""

    text: str
    given: str = ""


@dataclass(frozen=True, slots=True)
class Credit:
    """The names in order, and whether they are said to be the editors."""

    names: tuple[Name, ...]
    editors: bool = False


def credit(line: str | None) -> Credit:
    """The names in an author line; a line that isn't surely a list of people is one name, such as an office's."""
    text = " ".join((line or "").split())
    editors = _EDITORS.search(text) is not None
    pieces = (piece.strip() for piece in _EDITORS.sub("", text).split(";"))
    return Credit(tuple(chain.from_iterable(_names(piece) for piece in pieces if piece)), editors)


def _names(piece: str) -> tuple[Name, ...]:
    parts = [part.strip() for part in re.split(r",(?:\s*and\s)?|，|、|\sand\s|\s&\s", piece)]
    if len(parts) > 1 and len(parts) % 2 == 0 and all(map(_INITIALS.fullmatch, parts[1::2])):
        return tuple(Name(family, given) for family, given in list(pairwise(parts))[::2])
    if all(map(_is_person, parts)):
        return tuple(map(Name, parts))
    return (Name(piece),)


def _is_person(part: str) -> bool:
    """Whether it looks like a person's name: Chinese characters, or a few words with capitals or known particles."""
    words = part.split()
    if _CHINESE.fullmatch(part):
        return True
    if not 1 <= len(words) <= _LONGEST_NAME or not _starts_high(words[0]):
        return False
    return all(
        _WORD.fullmatch(word) and (_starts_high(word) or word.lower() in lexicon.words("names.particles"))
        for word in words
    )


def _starts_high(word: str) -> bool:
    return word[0].isupper() or not word[0].isascii()


Json = dict[str, object]

DOCUMENT = "document"

# The kinds of source that the corpus knows, as CSL 1.0 calls them; any other kind is a "document".
CSL_TYPES = {
    "press": "article-newspaper",
    "scholarly": "article-journal",
    "commentary": "article-magazine",
    "reference": "entry-encyclopedia",
    "promotional": "webpage",
    "official": "report",
    "statistics": "report",
    "book": "book",
}
APPEARS_IN = frozenset({"article-newspaper", "article-journal", "article-magazine", "entry-encyclopedia", "webpage"})
"""The CSL types whose publisher is the paper, journal or site that holds the piece."""

_CHOSEN = re.compile(r"[?&](?:utm_\w+|fbclid|gclid)=[^&#]*")
_FIELDS = ("author", "publisher", "year", "url")


@dataclass(frozen=True, slots=True)
class Entry:
    """A source under its key in a bibliography: letters, digits and `:._-`, unique there whatever the case.

    `records` are the keys of all records that went into it, folded.
    """

    key: str
    source: Source
    records: frozenset[str] = frozenset()

    @property
    def csl_type(self) -> str:
        """The CSL type of its kind."""
        return CSL_TYPES.get(self.source.type or "", "document")


def sources_of(citation: Citation) -> tuple[Source, ...]:
    """What the cited passage rests on: its sources, or the document itself where it names none."""
    passage = citation.passage
    return citation.sources or (Source(passage.document_id, passage.title, type=DOCUMENT),)


def library_sources(documents: Iterable[Document]) -> tuple[Source, ...]:
    """All sources that the documents name, and a document itself where it names none."""
    return tuple(
        source
        for document in documents
        for source in document.sources or (Source(document.id, document.title, type=DOCUMENT),)
    )


def entries(sources: Iterable[Source]) -> tuple[Entry, ...]:
    """Each source once, in order of first appearance, with what its other records add.

    The key is the source's own; where different sources share one, each gets a hash of its content behind it.
    """
    merged: dict[str, list[Source]] = {}
    order: list[tuple[str, int]] = []
    for source in map(_tidy, sources):
        name = _record(source)
        group = merged.setdefault(name, [])
        place = next((n for n, known in enumerate(group) if _same(known, source)), None)
        if place is None:
            order.append((name, len(group)))
            group.append(source)
        else:
            group[place] = _joined(group[place], source)
    found = _without_twins([merged[name][place] for name, place in order])
    shared = Counter(_base(source.key).lower() for source, _ in found)
    return tuple(Entry(_key(source, shared), source, records) for source, records in found)


def entry_of(source: Source, found: Sequence[Entry]) -> Entry:
    """The entry that the source went into, among the entries that were made of it and others."""
    tidy = _tidy(source)
    return next(entry for entry in found if _record(tidy) in entry.records and _same(entry.source, tidy))


def csl(entry: Entry) -> Json:
    """The entry as an item of CSL-JSON; what the source does not say is left out."""
    source, people = entry.source, credit(entry.source.author)
    item: Json = {"id": entry.key, "type": entry.csl_type, "title": source.title}
    if people.names:
        item["editor" if people.editors else "author"] = [_csl_name(name) for name in people.names]
    if source.year:
        item["issued"] = {"date-parts": [[source.year]]}
    if source.publisher:
        item["container-title" if entry.csl_type in APPEARS_IN else "publisher"] = source.publisher
    if source.url:
        item["URL"] = source.url
    if source.note:
        item["note"] = source.note
    return item


def _csl_name(name: Name) -> Json:
    return {"family": name.text, "given": name.given} if name.given else {"literal": name.text}


def _tidy(source: Source) -> Source:
    key = one_line(source.key) or "source"
    return Source(
        key,
        one_line(source.title) or key,
        _line(source.author),
        _line(source.publisher),
        source.year,
        _line(source.url),
        _line(source.type),
        _line(source.note),
    )


def _line(text: str | None) -> str | None:
    return one_line(text or "") or None


def _same(one: Source, other: Source) -> bool:
    """Whether two records under one key can be of one source: no field says anything else."""
    titles = {_folded(record.title) for record in (one, other) if record.title != record.key}
    return len(titles) < 2 and all(
        None in pair or _folded(pair[0]) == _folded(pair[1])
        for pair in ((getattr(one, name), getattr(other, name)) for name in _FIELDS)
    )


def _joined(one: Source, other: Source) -> Source:
    return Source(
        one.key,
        other.title if one.title == one.key else one.title,
        one.author or other.author,
        one.publisher or other.publisher,
        one.year or other.year,
        one.url or other.url,
        one.type or other.type,
        "; ".join(dict.fromkeys(note for note in (one.note, other.note) if note)) or None,
    )


def _without_twins(sources: Iterable[Source]) -> list[tuple[Source, frozenset[str]]]:
    """The sources without those that say the same under another key, each with all its keys, folded."""
    kept: dict[tuple[str, ...], list[Source]] = {}
    for source in sources:
        kept.setdefault(_identity(source), []).append(source)
    return [(reduce(_joined, twins), frozenset(map(_record, twins))) for twins in kept.values()]


def _identity(source: Source) -> tuple[str, ...]:
    return tuple(_folded(getattr(source, name)) for name in ("title", *_FIELDS))


@lru_cache(maxsize=8192)  # every quote's sources are compared with all that a file cites
def _folded(value: str | int | None) -> str:
    """A field for comparing: no case, no punctuation, no marks that a link carries for its sender's statistics."""
    text = _CHOSEN.sub("", str(value or ""))
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def _record(source: Source) -> str:
    """The key of a record, for comparing."""
    return unicodedata.normalize("NFKC", source.key).casefold()


def _base(key: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", key).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9:._-]+", "-", ascii_only).strip("-.:_") or "source"


def _key(source: Source, shared: Counter[str]) -> str:
    base = _base(source.key)
    if shared[base.lower()] == 1:
        return base
    digest = hashlib.sha256("\n".join(_identity(source)).encode()).hexdigest()
    return f"{base}-{digest[:6]}"
