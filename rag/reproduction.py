"""What must be known to get an answer again: program, corpus, settings and time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version

from rag.errors import NotFound
from rag.index import Index
from rag.settings import Settings, setting_names
from rag.types import Answer, Citation

CHANGED = "unknown: the corpus has changed since the answer was given"
UNSAID = frozenset(
    {"library", "index", "threads", "answering.api_key", "answering.model_url", "answering.timeout"},
)
"""Settings that change no answer, or that a file which is passed on must not tell."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an answer comes from; `created` is ISO 8601 in UTC, `settings` are dotted names with their values."""

    version: str
    created: str
    corpus_sha256: str
    settings: tuple[tuple[str, str], ...] = ()


def origin(corpus_sha256: str, settings: Settings) -> Origin:
    """The origin of what is answered now."""
    values = settings.model_dump(mode="json")
    told = tuple((name, str(_value(values, name))) for name in setting_names() if name not in UNSAID)
    return Origin(version("aftermine"), datetime.now(UTC).isoformat(timespec="seconds"), corpus_sha256, told)


def origin_of(answer: Answer, index: Index, settings: Settings) -> Origin:
    """The origin of an answer that was given some time ago: the corpus is told only if it still holds what is cited."""
    held = all(_stands(citation, index) for citation in answer.citations)
    return origin(index.corpus_sha256 if held else CHANGED, settings)


def _stands(citation: Citation, index: Index) -> bool:
    try:
        text = index.document(citation.passage.document_id).text
    except NotFound:
        return False
    return text[citation.start : citation.end] == citation.quote


def _value(values: dict[str, object], name: str) -> object:
    group, _, inner = name.rpartition(".")
    section = values[group] if group else values
    found = section[inner] if isinstance(section, dict) else None
    return "fitted" if found is None else found
