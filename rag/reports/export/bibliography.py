"""The sources behind citations as a bibliography: each source once, under a key of its own; as CSL-JSON, BibTeX, RIS.

An author stays as the source record prints it: only "Smith, J." says itself which part is the family name.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, reduce
from itertools import chain, count
from urllib.parse import quote

from rag.base.printable import one_line
from rag.base.types import Citation, Document, Source
from rag.language import lexicon
from rag.reports.export.record import Json, Record

_EDITORS = re.compile(r"\s*\((?:eds?\.?|editors?)\)\s*$", re.IGNORECASE)
_INITIALS = re.compile(r"(?:[^\W\d_]\.[ -]?)+")
_CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff·]{2,8}")
_WORD = re.compile(r"[^\W\d_][\w.'’-]*")
_LONGEST_NAME = 5


Name = dict[str, str]
"""A name as CSL has it: `literal` as it is printed, or `family` and `given` where the line tells, as in "Smith, J."."""


def credit(line: str | None) -> tuple[str, list[Name]]:
    """What the people of an author line are, "author" or "editor", and their names in order.

    A line that isn't surely a list of people is one name, such as an office's.
    """
    text = " ".join((line or "").split())
    pieces = (piece.strip() for piece in _EDITORS.sub("", text).split(";"))
    names = list(chain.from_iterable(_names(piece) for piece in pieces if piece))
    return "editor" if _EDITORS.search(text) else "author", names


def _names(piece: str) -> list[Name]:
    parts = [part.strip() for part in re.split(r",(?:\s*and\s)?|，|、|\sand\s|\s&\s", piece)]
    if len(parts) > 1 and len(parts) % 2 == 0 and all(map(_INITIALS.fullmatch, parts[1::2])):
        return [{"family": family, "given": given} for family, given in zip(parts[::2], parts[1::2], strict=True)]
    return [{"literal": part} for part in (parts if all(map(_is_person, parts)) else [piece])]


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


@dataclass(frozen=True, slots=True)
class Kind:
    """How the formats call a kind of source: its CSL type, BibTeX type with its field for the publisher, RIS type.

    A publisher may be the paper, journal or site that `holds` the piece.
    """

    csl: str
    bibtex: tuple[str, str]
    ris: str
    holds: bool = False


KINDS = {
    "press": Kind("article-newspaper", ("article", "journal"), "NEWS", holds=True),
    "scholarly": Kind("article-journal", ("article", "journal"), "JOUR", holds=True),
    "commentary": Kind("article-magazine", ("article", "journal"), "MGZN", holds=True),
    "reference": Kind("entry-encyclopedia", ("incollection", "booktitle"), "ENCYC", holds=True),
    "promotional": Kind("webpage", ("misc", "howpublished"), "ELEC", holds=True),
    "official": Kind("report", ("techreport", "institution"), "RPRT"),
    "statistics": Kind("report", ("techreport", "institution"), "RPRT"),
    "book": Kind("book", ("book", "publisher"), "BOOK"),
}
"""The kinds of source that the corpus knows; any other is as a document."""
_OTHER = Kind("document", ("misc", "howpublished"), "GEN")

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
    def kind(self) -> Kind:
        """How the formats call its kind."""
        return KINDS.get(self.source.type or "", _OTHER)


def sources_of(citation: Citation) -> tuple[Source, ...]:
    """What the cited passage rests on: its sources, or the document itself where it names none."""
    passage = citation.passage
    return citation.sources or (Source(passage.document_id, passage.title, type="document"),)


def library_sources(documents: Iterable[Document]) -> tuple[Source, ...]:
    """All sources that the documents name, and a document itself where it names none."""
    return tuple(
        source
        for document in documents
        for source in document.sources or (Source(document.id, document.title, type="document"),)
    )


def entries(sources: Iterable[Source]) -> tuple[Entry, ...]:
    """Each source once, in order of first appearance, with what its other records add.

    The key is the source's own; where different sources share one, each gets a hash of its content behind it.
    """
    merged: dict[tuple[str, int], Source] = {}
    for source in map(_tidy, sources):
        places = ((_record(source), number) for number in count())
        place = next(each for each in places if each not in merged or _same(merged[each], source))
        merged[place] = _joined(merged.get(place, source), source)
    twins: dict[tuple[str, ...], list[Source]] = {}  # which say the same under other keys
    for source in merged.values():
        twins.setdefault(_identity(source), []).append(source)
    found = [(reduce(_joined, each), frozenset(map(_record, each))) for each in twins.values()]
    shared = Counter(_base(source.key).lower() for source, _ in found)
    return tuple(Entry(_key(source, shared), source, records) for source, records in found)


def entry_of(source: Source, found: Sequence[Entry]) -> Entry:
    """The entry that the source went into, among the entries that were made of it and others."""
    tidy = _tidy(source)
    return next(entry for entry in found if _record(tidy) in entry.records and _same(entry.source, tidy))


def _tidy(source: Source) -> Source:
    key = one_line(source.key) or "source"
    texts = (source.author, source.publisher, source.url, source.type, source.note)
    author, publisher, url, kind, note = (one_line(text or "") or None for text in texts)
    return Source(key, one_line(source.title) or key, author, publisher, source.year, url, kind, note)


def _same(one: Source, other: Source) -> bool:
    """Whether two records under one key can be of one source: no field says anything else."""
    titles = {_folded(record.title) for record in (one, other) if record.title != record.key}
    return len(titles) < 2 and all(
        None in pair or _folded(pair[0]) == _folded(pair[1])
        for pair in ((getattr(one, name), getattr(other, name)) for name in _FIELDS)
    )


def _joined(one: Source, other: Source) -> Source:
    title = other.title if one.title == one.key else one.title
    note = "; ".join(dict.fromkeys(note for note in (one.note, other.note) if note)) or None
    said = {name: getattr(one, name) or getattr(other, name) for name in (*_FIELDS, "type")}
    return replace(one, title=title, note=note, **said)


def _identity(source: Source) -> tuple[str, ...]:
    return tuple(_folded(getattr(source, name)) for name in ("title", *_FIELDS))


@lru_cache(maxsize=8192)  # every quote's sources are compared with all that a file cites
def _folded(value: str | int | None) -> str:
    """A field for comparing: no case, no punctuation, no marks that a link carries for its sender's statistics."""
    text = _CHOSEN.sub("", str(value or ""))
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def _record(source: Source) -> str:
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


def csl(entry: Entry) -> Json:
    """The entry as an item of CSL-JSON; what the source does not say is left out."""
    source, (role, names) = entry.source, credit(entry.source.author)
    return _without_gaps(
        {
            "id": entry.key,
            "type": entry.kind.csl,
            "title": source.title,
            role: names,
            "issued": {"date-parts": [[source.year]]} if source.year else None,
            "container-title" if entry.kind.holds else "publisher": source.publisher,
            "URL": source.url,
            "note": source.note,
        }
    )


def _without_gaps(fields: Mapping[str, object]) -> Json:
    return {name: value for name, value in fields.items() if value}


def csl_json(entries: Sequence[Entry], record: Record) -> str:
    """The entries as a list of items, the record of reproduction in `custom` of the first.

    Where nothing is cited, the list holds one item that stands for the file itself, so that a refusal can be filed.
    """
    custom = {"custom": {"aftermine": record.data()}}
    items = [csl(entry) for entry in entries]
    if not items:
        items = [{"id": "aftermine-record", "type": "document", "title": record.title, "note": record.made}]
    return json.dumps([items[0] | custom, *items[1:]], ensure_ascii=False, indent=1) + "\n"


_HEAD = "Bibliography with a record of reproduction: {record}"
_ESCAPES = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "^": r"\textasciicircum{}",
        "~": r"\textasciitilde{}",
        **{mark: f"\\{mark}" for mark in "&%$#_"},
    }
)
_IN_ADDRESS = "!#$%&'()*+,/:;=?@[]~_-."


def bibtex(entries: Sequence[Entry], record: Record) -> str:
    """The entries as UTF-8 BibTeX, below the record of reproduction as comments."""
    from pybtex.database import BibliographyData
    from pybtex.database.output.bibtex import Writer

    writer, out = Writer(), io.StringIO()
    # pybtex would escape a part of the marks, in addresses as well: the fields are escaped already.
    writer._encode = str
    writer.write_stream(BibliographyData({entry.key: _bibtex(entry) for entry in entries}), out)
    lines = (*(f"{name}: {value}" for name, value in record.facts()), _HEAD.format(record=record.json()))
    # BibTeX begins an entry at any @ that stands outside one.
    head = "".join(f"% {line.replace('@', '(at)')}\n" for line in lines)
    return f"{head}\n{out.getvalue()}"


def _bibtex(entry: Entry) -> object:
    from pybtex.database import Entry as Made
    from pybtex.database import Person

    source, (kind, publisher) = entry.source, entry.kind.bibtex
    fields = {
        "title": f"{{{source.title.translate(_ESCAPES)}}}",  # a second pair of braces keeps capitals as they are
        publisher: (source.publisher or "").translate(_ESCAPES),
        "year": str(source.year or ""),
        "url": quote(source.url or "", safe=_IN_ADDRESS),
        "note": (source.note or "").translate(_ESCAPES),
    }
    role, names = credit(source.author)
    told = [(name, ", ".join(name.values()).translate(_ESCAPES)) for name in names]
    # In braces, a name is taken as a whole.
    persons = _without_gaps({role: [Person(text if "given" in name else f"{{{text}}}") for name, text in told]})
    return Made(kind if source.publisher else "misc", fields=_without_gaps(fields), persons=persons)


def ris(entries: Sequence[Entry], record: Record) -> str:
    """The entries as RIS, below the record of reproduction: readers skip lines before the first entry."""
    import rispy

    body = rispy.dumps([_ris_fields(entry) for entry in entries])
    # rispy numbers the entries in lines between them, which is allowed but not what others write.
    lines = [line for line in body.split("\n") if not line.rstrip(".").isdigit()]
    return "\n".join([_HEAD.format(record=record.json()), *lines])


def _ris_fields(entry: Entry) -> Json:
    source, (role, names) = entry.source, credit(entry.source.author)
    return _without_gaps(
        {
            "type_of_reference": entry.kind.ris,
            "id": entry.key,
            "title": source.title,
            "authors" if role == "author" else "secondary_authors": [", ".join(name.values()) for name in names],
            "year": str(source.year or ""),
            "secondary_title" if entry.kind.holds else "publisher": source.publisher,
            "urls": [source.url.replace(";", "%3B")] if source.url else None,  # a semicolon would end the address
            "notes": [source.note] if source.note else None,
        }
    )
