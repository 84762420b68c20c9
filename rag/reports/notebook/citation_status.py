"""What has become of the words that an answer cites: documents leave the library and change, the quote stays."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from rag.base.errors import IndexMissing, NotFound
from rag.base.types import Citation, Document
from rag.store.documents import Generations, read_manifest

Standing = Literal["held", "changed", "gone"]
"""The document still says so; it no longer does; it has left the library."""

Find = Callable[[str], Document]
"""Gives the document of an id as the library has it now. Raises NotFound."""

Place = tuple[str, int, int, str]


def place(citation: Citation) -> Place:
    """Where which words stood: document, start, end, words; a corrected document has others in the same place."""
    return citation.passage.document_id, citation.start, citation.end, citation.quote


def standing(citation: Citation, find: Find) -> Standing:
    """What has become of the cited words; words that only moved are still held."""
    try:
        text = find(citation.passage.document_id).text
    except NotFound:
        return "gone"
    return "held" if citation.quote in text else "changed"


def fallen(citations: Iterable[Citation], find: Find) -> Mapping[Place, Standing]:
    """The places of those citations that the library no longer holds, and why."""
    found = {place(citation): standing(citation, find) for citation in citations}
    return {where: now for where, now in found.items() if now != "held"}


def shelf(folder: Path) -> Find:
    """Reads documents of the index in that folder as it is committed, without taking it: others may have it open.

    Raises IndexMissing, and IndexProblem for one that can't be read.
    """
    manifest = read_manifest(folder)
    if manifest is None:
        raise IndexMissing(f"there is no index in {str(folder)!r}: run `aftermine ingest`")
    generations = Generations(folder)

    @cache
    def find(document_id: str) -> Document:
        if document_id not in manifest.documents:
            raise NotFound(f"there is no document {document_id!r}")
        return generations.document(manifest.documents[document_id])

    return find
