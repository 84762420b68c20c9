"""The hashes of the graph of the vectors: Chroma 1.5.9 crashes or never returns where one of its files is damaged.

Chroma writes the graph anew every thousand vectors, into a folder of its own; until then what lies there is not read.
The database beside it changes whenever it is opened, so `rag/integrity.py` compares what it holds.
"""

from __future__ import annotations

import json
from pathlib import Path

from rag.storage import damaged, file_sha256, storage_errors

_HASHES_FILE = "hashes.json"
_WRITTEN = "index_metadata.pickle"
"""Is there as soon as Chroma has written the graph."""


def seal_graph(chroma: Path) -> None:
    """Notes the hashes of the graph as it is now. Raises IndexProblem."""
    with storage_errors(chroma.parent):
        (chroma / _HASHES_FILE).write_text(json.dumps(_hashes(chroma)), encoding="utf-8")


def is_sealed(chroma: Path) -> bool:
    """Whether anything was noted."""
    return (chroma / _HASHES_FILE).exists()


def require_graph(chroma: Path) -> None:
    """Raises IndexDamaged where the graph is not what was noted."""
    with storage_errors(chroma.parent):
        try:
            sound = json.loads((chroma / _HASHES_FILE).read_bytes()) == _hashes(chroma)
        except (FileNotFoundError, ValueError):
            sound = False
        if not sound:
            raise damaged(chroma.parent, f"the graph in {str(chroma)!r} is not what was written")


def _hashes(chroma: Path) -> dict[str, str]:
    files = [path for mark in chroma.glob(f"*/{_WRITTEN}") for path in mark.parent.iterdir()]
    return {path.relative_to(chroma).as_posix(): file_sha256(path) for path in sorted(files)}
