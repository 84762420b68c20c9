"""What must be known to get an answer again: program, corpus, settings and time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from rag.base import VERSION
from rag.base.settings import Settings, by_name

NOT_RECORDED = "not recorded"
UNSAID = frozenset(
    {"library", "index", "threads", "answering.api_key", "answering.model_url", "answering.timeout"},
)
"""Settings that change no answer, or that a file which is passed on must not tell."""
WITHIN = "documents"
"""Beside the settings: the ids of the documents that a question was held to."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an answer comes from; `created` is ISO 8601 in UTC, `settings` are dotted names with their values.

    What is not known of it is `NOT_RECORDED`.
    """

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
    told += [] if within is None else [(WITHIN, " ".join(sorted(within)))]
    return Origin(VERSION, now(), corpus_sha256, tuple(told))


def now() -> str:
    """The time as everything here tells it."""
    return datetime.now(UTC).isoformat(timespec="seconds")
