"""Where an answer comes from: program, corpus, settings, time; and what has become of the words that it cites."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Literal

from rag.base import VERSION
from rag.base.errors import IndexMissing, NotFound
from rag.base.settings import Settings, by_name
from rag.base.types import Citation, Document
from rag.store.documents import Generations, read_manifest

NOT_RECORDED = "not recorded"
UNSAID = frozenset({"library", "index", "threads", "answering.api_key", "answering.model_url", "answering.timeout"})
"""Settings that change no answer, or that a file which is passed on must not tell."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an answer comes from (else `NOT_RECORDED`); `created` is ISO 8601 in UTC, `settings` by dotted names."""

    version: str
    created: str
    corpus_sha256: str
    settings: tuple[tuple[str, str], ...] = ()


UNRECORDED = Origin(NOT_RECORDED, NOT_RECORDED, NOT_RECORDED)
"""The origin of what was answered before origins were kept."""


def origin(corpus_sha256: str, settings: Settings, within: frozenset[str] | None = None) -> Origin:
    """The origin of what is answered now; `within` are the documents that the question was held to, if to any."""
    values = {name: value for name, value in by_name(settings).items() if name not in UNSAID}
    told = [(name, "fitted" if value is None else str(value)) for name, value in values.items()]
    told += [] if within is None else [("documents", " ".join(sorted(within)))]
    return Origin(VERSION, now(), corpus_sha256, tuple(told))


def now() -> str:
    """The time as everything here tells it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


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
