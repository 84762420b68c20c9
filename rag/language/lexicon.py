"""The words and patterns of languages that rules rest on: they stand as data, one file a language, in `data/`.

A file has a table for each topic, whose entries are called `topic.name`. An entry is one of four things:
- a list of words: a string of words, or an array where a word has spaces; or a table of such lists;
- a pattern, with texts that it finds something in and texts that it doesn't, which a test tries:
  `{ pattern = "…", yes = ["…"], no = ["…"] }`; a long one is an array of strings, which are put together;
- a part of patterns: `{ piece = "…" }`.

`{topic.name}` in a pattern stands for a part, or for any word of a list. What several files have under one name holds
together: text is often mixed, and words of languages that are written in different scripts don't meet.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any

LANGUAGES = ("en", "zh")
"""The files, in the order in which what they have under one name is joined."""

_REFERENCE = re.compile(r"\{([a-z_]+\.[a-z_]+)\}")
_FLAGS = re.compile(r"^\(\?[im]+\)")


@cache
def data(language: str) -> dict[str, dict[str, Any]]:
    """The topics of a language's file with their entries."""
    stored = resources.files("rag.language").joinpath(f"data/{language}.toml").read_text(encoding="utf-8")
    return tomllib.loads(stored)


@cache
def words(name: str) -> frozenset[str]:
    """The words of a list, as they are written."""
    return frozenset(in_order(name))


@cache
def in_order(name: str) -> tuple[str, ...]:
    """The words of a list in their order."""
    return tuple(word for entry in _entries(name) for word in _split(entry))


@cache
def lines(name: str) -> tuple[str, ...]:
    """The lines of a list of groups."""
    return tuple(line for entry in _entries(name) for line in entry.strip().splitlines())


@cache
def table(name: str) -> dict[str, tuple[str, ...]]:
    """The lists of a table by their keys."""
    found: dict[str, tuple[str, ...]] = {}
    for entry in _entries(name):
        for key, listed in entry.items():
            found[key] = (*found.get(key, ()), *_split(listed))
    return found


@cache
def keys(name: str) -> dict[str, str]:
    """The words of a table, each with the key of the list that it stands in."""
    return {word: key for key, listed in table(name).items() for word in listed}


def choices(options: Iterable[str]) -> str:
    """Alternatives of a pattern, the longest first; one that ends in a Latin letter must end a word."""
    ends = [re.escape(word) + (r"(?![a-z])" if word[-1].isascii() and word[-1].isalpha() else "") for word in options]
    return "|".join(sorted(ends, key=len, reverse=True))


@cache
def piece(name: str) -> str:
    """A part of patterns, written out; of a list or a table of lists, any of the words."""
    entries = _entries(name)
    if not isinstance(entries[0], dict):
        return choices(in_order(name))
    if "piece" not in entries[0]:
        return choices(keys(name))
    return "|".join(_written_out(entry["piece"]) for entry in entries)


@cache
def pattern(name: str) -> re.Pattern[str]:
    """A pattern, compiled."""
    written = [_written_out(entry["pattern"]) for entry in _entries(name)]
    flags = _FLAGS.match(written[0])
    return re.compile((flags[0] if flags else "") + "|".join(_FLAGS.sub("", each) for each in written))


def _entries(name: str) -> list[Any]:
    topic, _, entry = name.partition(".")
    found = [topics[topic][entry] for topics in map(data, LANGUAGES) if entry in topics.get(topic, {})]
    if not found:
        raise KeyError(name)
    return found


def _split(listed: str | list[str]) -> list[str]:
    return listed.split() if isinstance(listed, str) else listed


def _written_out(text: str | list[str]) -> str:
    whole = text if isinstance(text, str) else "".join(text)
    return _REFERENCE.sub(lambda match: piece(match[1]), whole)
