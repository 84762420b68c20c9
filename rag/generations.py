"""A document's stored form: written once under a name of its own, never changed, deleted when nothing names it.

A generation is `documents/<name>/text.jsonl`, three lines: the passages (all that a search needs, so they come first),
the words of each for the keyword index, the document; and `documents/<name>/<array>.npy`, the side arrays.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Container, Mapping, Sequence
from functools import cache
from itertools import islice
from pathlib import Path
from secrets import token_hex
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter, ValidationError

from rag.errors import IndexProblem
from rag.storage import storage_problem, sync_folder, write_array, write_bytes
from rag.types import Document, Passage

DOCUMENTS = "documents"
_TEXT_FILE = "text.jsonl"
_PASSAGES, _WORDS, _DOCUMENT = range(3)

T = TypeVar("T")
Arrays = Mapping[str, NDArray[np.generic]]


class Generations:
    """The folder of all generations."""

    def __init__(self, folder: Path) -> None:
        self._root = folder / DOCUMENTS

    def free_name(self, document: Document) -> str:
        """A name that no generation of any index has: readable, safe as a folder's name, begun by the document's."""
        safe = re.sub(r"[^a-z0-9]+", "-", document.id.lower())[:60].strip("-") or "document"
        return f"{safe}-{document.sha256[:12]}-{token_hex(6)}"

    def write(self, name: str, document: Document, passages: Sequence[Passage], words: Sequence[Sequence[str]]) -> None:
        """Writes document, passages and their words; on the disk when it returns."""
        folder = self._root / name
        folder.mkdir(parents=True)
        lines = (
            _passages().dump_json(tuple(passages)),
            _words().dump_json(tuple(" ".join(each) for each in words)),
            _document().dump_json(document),
        )
        write_bytes(folder / _TEXT_FILE, b"\n".join(lines))
        sync_folder(folder)
        sync_folder(self._root)

    def write_arrays(self, name: str, arrays: Arrays) -> None:
        """Writes the side arrays of a generation, each under its own name."""
        for key, array in arrays.items():
            write_array(self._root / name / f"{key}.npy", array)

    def passages(self, name: str) -> tuple[Passage, ...]:
        """The passages in reading order."""
        return self._read(name, _PASSAGES, _passages())

    def words(self, name: str) -> list[list[str]]:
        """The words of each passage, as the keyword index takes them."""
        return [line.split() for line in self._read(name, _WORDS, _words())]

    def document(self, name: str) -> Document:
        """The whole document."""
        return self._read(name, _DOCUMENT, _document())

    def arrays(self, name: str) -> Arrays:
        """The side arrays, memory-mapped and read-only."""
        folder = self._root / name
        try:
            return {
                path.stem: np.load(path, mmap_mode="r", allow_pickle=False) for path in sorted(folder.glob("*.npy"))
            }
        except (OSError, ValueError) as error:
            raise storage_problem(self._root.parent, error) from error

    def delete(self, name: str) -> None:
        """Removes a generation as far as it exists; what can't be removed now is among the `others` of the next run."""
        shutil.rmtree(self._root / name, ignore_errors=True)

    def others(self, keep: Container[str]) -> tuple[str, ...]:
        """The generations that are not in `keep`."""
        folders = self._root.iterdir() if self._root.is_dir() else ()
        return tuple(folder.name for folder in folders if folder.name not in keep)

    def _read(self, name: str, line: int, adapter: TypeAdapter[T]) -> T:
        path = self._root / name / _TEXT_FILE
        try:
            with path.open("rb") as file:
                return adapter.validate_json(next(islice(file, line, None)))
        except OSError as error:
            raise storage_problem(self._root.parent, error) from error
        except (StopIteration, ValidationError) as error:
            raise IndexProblem(
                f"the index's file {str(path)!r} is damaged: build the index again with `aftermine ingest --rebuild`"
            ) from error


@cache
def _passages() -> TypeAdapter[tuple[Passage, ...]]:
    return TypeAdapter(tuple[Passage, ...])


@cache
def _words() -> TypeAdapter[tuple[str, ...]]:
    return TypeAdapter(tuple[str, ...])


@cache
def _document() -> TypeAdapter[Document]:
    return TypeAdapter(Document)
