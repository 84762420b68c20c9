"""Key facts and places as people write them in one cell or field, and back."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pydantic import JsonValue

from rag.evaluation.folding import Spellings
from rag.evaluation.questions import Gold

_PARTS = re.compile(r"(?<!\\)[;；]|\n")
_SPELLINGS = re.compile(r"(?<!\\)[|｜]")
_SIGNS = re.compile("[;；|｜]")


def read_facts(cell: str) -> JsonValue:
    r"""Facts separated by `;` or line ends, the spellings of one by `|`, or Chinese forms; `\;` means the sign."""
    return [[_plain(spelling) for spelling in _SPELLINGS.split(fact) if spelling.strip()] for fact in _parts(cell)]


def read_places(cell: str) -> JsonValue:
    """Places as `document # section`, separated by `;` or line ends; without `#` the whole document."""
    pairs = [part.partition("#") for part in _parts(cell)]
    return [Gold(_plain(document), _plain(section) or None).line() for document, _, section in pairs]


def read_turns(cell: str) -> JsonValue:
    """The earlier questions of a conversation, one a line."""
    return [{"question": turn.strip()} for turn in cell.splitlines() if turn.strip()]


def write_facts(facts: Sequence[Spellings]) -> str:
    """What `read_facts` reads, one fact a line."""
    return "\n".join(" | ".join(map(_meant, fact)) for fact in facts)


def write_places(places: Sequence[Gold]) -> str:
    """What `read_places` reads, one place a line."""
    return "\n".join(place.document + (f" # {_meant(place.section)}" if place.section else "") for place in places)


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in _PARTS.split(cell) if part.strip()]


def _meant(text: str) -> str:
    return _SIGNS.sub(r"\\\g<0>", text)


def _plain(text: str) -> str:
    return re.sub(r"\\([;；|｜])", r"\1", text).strip()
