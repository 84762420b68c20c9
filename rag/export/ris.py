"""A bibliography as RIS, written by rispy: what Zotero, EndNote and Mendeley read."""

from __future__ import annotations

from collections.abc import Sequence

from rag.authors import credit
from rag.bibliography import APPEARS_IN, Entry
from rag.export.record import Record

_TYPES = {
    "article-newspaper": "NEWS",
    "article-journal": "JOUR",
    "article-magazine": "MGZN",
    "entry-encyclopedia": "ENCYC",
    "webpage": "ELEC",
    "report": "RPRT",
    "book": "BOOK",
    "document": "GEN",
}
_HEAD = "Bibliography with a record of reproduction: {record}"


def ris(entries: Sequence[Entry], record: Record) -> str:
    """The entries as RIS, below the record of reproduction: readers skip lines before the first entry."""
    import rispy

    body = rispy.dumps([_fields(entry) for entry in entries])
    # rispy numbers the entries in lines between them, which is allowed but not what others write.
    lines = [line for line in body.split("\n") if not line.rstrip(".").isdigit()]
    return "\n".join([_HEAD.format(record=record.json()), *lines])


def _fields(entry: Entry) -> dict[str, object]:
    source, people = entry.source, credit(entry.source.author)
    fields: dict[str, object] = {"type_of_reference": _TYPES[entry.csl_type], "id": entry.key, "title": source.title}
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
