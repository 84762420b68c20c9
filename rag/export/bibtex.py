"""A bibliography as BibTeX, written by pybtex; what LaTeX would take for a command is spelled out."""

from __future__ import annotations

import io
from collections.abc import Sequence
from urllib.parse import quote

from rag.authors import Name, credit
from rag.bibliography import Entry
from rag.export.record import Record

# CSL type: the BibTeX type, and the field that takes the publisher
_TYPES = {
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
        kind, fields = _fields(entry)
        people = credit(entry.source.author)
        persons = [Person(_person(name)) for name in people.names]
        role = "editor" if people.editors else "author"
        made[entry.key] = Made(kind, fields=fields, persons={role: persons} if persons else {})
    writer, out = Writer(), io.StringIO()
    # pybtex would escape a part of the marks, in addresses as well: the fields are escaped already.
    writer._encode = str
    writer.write_stream(BibliographyData(made), out)
    head = "".join(f"% {_comment(line.name)}: {_comment(line.value)}\n" for line in record.lines())
    return f"{head}\n{out.getvalue()}"


def escape(text: str) -> str:
    """Text so that LaTeX prints it as it is."""
    return text.translate(_ESCAPES)


def _fields(entry: Entry) -> tuple[str, dict[str, str]]:
    source = entry.source
    kind, where = _TYPES[entry.csl_type]
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
