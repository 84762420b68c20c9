"""A bibliography as BibTeX (pybtex), RIS (rispy) and CSL-JSON: what LaTeX, Zotero, EndNote and Pandoc read."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from urllib.parse import quote

from rag.reports.export.bibliography import APPEARS_IN, Entry, Name, credit, csl
from rag.reports.export.record import Record

# CSL type: the BibTeX type, and the field that takes the publisher
_BIBTEX_TYPES = {
    "article-newspaper": ("article", "journal"),
    "article-journal": ("article", "journal"),
    "article-magazine": ("article", "journal"),
    "entry-encyclopedia": ("incollection", "booktitle"),
    "webpage": ("misc", "howpublished"),
    "report": ("techreport", "institution"),
    "book": ("book", "publisher"),
    "document": ("misc", "howpublished"),
}
_WITHOUT_PUBLISHER = "misc"
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
    from pybtex.database import BibliographyData, Person
    from pybtex.database import Entry as Made
    from pybtex.database.output.bibtex import Writer

    made = {}
    for entry in entries:
        kind, fields = _bibtex_fields(entry)
        people = credit(entry.source.author)
        persons = [Person(_person(name)) for name in people.names]
        role = "editor" if people.editors else "author"
        made[entry.key] = Made(kind, fields=fields, persons={role: persons} if persons else {})
    writer, out = Writer(), io.StringIO()
    # pybtex would escape a part of the marks, in addresses as well: the fields are escaped already.
    writer._encode = str
    writer.write_stream(BibliographyData(made), out)
    head = "".join(f"% {_comment(line)}\n" for line in (*map(str, record.facts()), _HEAD.format(record=record.json())))
    return f"{head}\n{out.getvalue()}"


def escape(text: str) -> str:
    """Text so that LaTeX prints it as it is."""
    return text.translate(_ESCAPES)


def _bibtex_fields(entry: Entry) -> tuple[str, dict[str, str]]:
    source = entry.source
    kind, where = _BIBTEX_TYPES[entry.csl_type]
    fields = {"title": f"{{{escape(source.title)}}}"}  # a second pair of braces keeps capitals as they are
    if source.publisher:
        fields[where] = escape(source.publisher)
    if source.year:
        fields["year"] = str(source.year)
    if source.url:
        fields["url"] = quote(source.url, safe=_IN_ADDRESS)
    if source.note:
        fields["note"] = escape(source.note)
    return kind if source.publisher else _WITHOUT_PUBLISHER, fields


def _person(name: Name) -> str:
    """In braces, a name is taken as a whole."""
    return f"{escape(name.text)}, {escape(name.given)}" if name.given else f"{{{escape(name.text)}}}"


def _comment(text: str) -> str:
    """BibTeX begins an entry at any @ that stands outside one."""
    return text.replace("@", "(at)")


_RIS_TYPES = {
    "article-newspaper": "NEWS",
    "article-journal": "JOUR",
    "article-magazine": "MGZN",
    "entry-encyclopedia": "ENCYC",
    "webpage": "ELEC",
    "report": "RPRT",
    "book": "BOOK",
    "document": "GEN",
}


def ris(entries: Sequence[Entry], record: Record) -> str:
    """The entries as RIS, below the record of reproduction: readers skip lines before the first entry."""
    import rispy

    body = rispy.dumps([_ris_fields(entry) for entry in entries])
    # rispy numbers the entries in lines between them, which is allowed but not what others write.
    lines = [line for line in body.split("\n") if not line.rstrip(".").isdigit()]
    return "\n".join([_HEAD.format(record=record.json()), *lines])


def _ris_fields(entry: Entry) -> dict[str, object]:
    source, people = entry.source, credit(entry.source.author)
    fields: dict[str, object] = {
        "type_of_reference": _RIS_TYPES[entry.csl_type],
        "id": entry.key,
        "title": source.title,
    }
    if people.names:
        names = [f"{name.text}, {name.given}" if name.given else name.text for name in people.names]
        fields["secondary_authors" if people.editors else "authors"] = names
    if source.year:
        fields["year"] = str(source.year)
    if source.publisher:
        fields["secondary_title" if entry.csl_type in APPEARS_IN else "publisher"] = source.publisher
    if source.url:
        fields["urls"] = [source.url.replace(";", "%3B")]  # a semicolon would end the address
    if source.note:
        fields["notes"] = [source.note]
    return fields


def csl_json(entries: Sequence[Entry], record: Record) -> str:
    """The entries as a list of items, the record of reproduction in `custom` of the first.

    Where nothing is cited, the list holds one item that stands for the file itself, so that a refusal can be filed.
    """
    custom = {"custom": {"aftermine": record.data()}}
    items = [csl(entry) for entry in entries]
    if not items:
        items = [{"id": "aftermine-record", "type": "document", "title": record.title, "note": record.made}]
    return json.dumps([items[0] | custom, *items[1:]], ensure_ascii=False, indent=1) + "\n"
