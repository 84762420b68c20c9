"""The closed lists of words in `rag/data/lexicon.toml`, as the checks use them: folded words, or stems."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources


@cache
def _lists() -> dict[str, str]:
    stored = tomllib.loads(resources.files("rag").joinpath("data/lexicon.toml").read_text(encoding="utf-8"))
    return {str(name): str(words) for name, words in stored.items()}


@cache
def words(name: str) -> frozenset[str]:
    """The words of a list, as they are written."""
    return frozenset(_lists()[name].split())


def lines(name: str) -> tuple[str, ...]:
    """The lines of a list of groups."""
    return tuple(_lists()[name].strip().splitlines())


@cache
def base_forms() -> dict[str, str]:
    """Irregular and derived forms to the form that they are read as."""
    pairs = (line.partition(": ") for line in lines("base_forms"))
    return {form: base for base, _, forms in pairs for form in forms.split()}
