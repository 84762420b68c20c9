"""Remembering what is made of a whole corpus for as long as the corpus stays the same."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from threading import Lock
from typing import TypeVar

from rag.store.index import Index

Made = TypeVar("Made")


def per_corpus(make: Callable[[Index], Made]) -> Callable[[Index], Made]:
    """The function, which computes anew only for a corpus with another hash; the latest two are kept."""
    kept: dict[str, Made] = {}
    guard = Lock()

    @wraps(make)
    def remembered(index: Index) -> Made:
        key = index.corpus_sha256
        with guard:
            if key not in kept:
                while len(kept) > 1:
                    del kept[next(iter(kept))]
                kept[key] = make(index)
            return kept[key]

    return remembered
