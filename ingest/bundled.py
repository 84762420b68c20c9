"""What comes with Aftermine: where briefs, questions and conversations lie, what each brief is asked, and its vectors.

The vectors of the asked questions lie beside them, since encoding them would take longer than all the rest. They are of
the default embedder; with another one all questions are encoded here, and so is one that is not among them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from hashlib import blake2b
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from rag.base.errors import FileProblem
from rag.base.types import Passage
from rag.models.embedder import Embedder, Vectors
from rag.search.asked import ASKED, PLACES, Asked
from rag.store.documents import Arrays
from rag.store.vectors import Vector

KEY = 8  # bytes of a question's hash
LARGEST = 127  # int8
_HERE = Path(__file__).parent
_PLACES = (_HERE / "_corpus", _HERE.parent / "corpus")
"""In an installed wheel the corpus is package data; in a checkout it lies beside the package."""


def briefs_folder() -> Path:
    """The folder of the bundled briefs. Raises FileProblem when the installation lacks them."""
    return _folder("briefs")


def asked_folder() -> Path:
    """The folder of asked questions, a file for each bundled brief. Raises FileProblem."""
    return _folder("asked")


def questions_folder() -> Path:
    """The folder of the bundled question sets. Raises FileProblem when the installation lacks them."""
    return _folder("questions")


def conversations_folder() -> Path:
    """The folder of the bundled conversations, question sets whose lines have earlier turns. Raises FileProblem."""
    return _folder("conversations")


def read_asked(path: Path | None) -> list[Asked]:
    """The asked questions of a file; none without one. Raises FileProblem, which names the line."""
    lines = path.read_text(encoding="utf-8").splitlines() if path else []
    questions: list[Asked] = []
    for number, line in enumerate(lines, 1):
        try:
            questions.append(Asked.model_validate_json(line))
        except ValidationError as error:
            why = error.errors()[0]["msg"]
            raise FileProblem(
                f"line {number} of {str(path)!r} is no asked question ({why}): see corpus/README.md"
            ) from error
    return questions


def packed(questions: Sequence[str], vectors: Vectors) -> NDArray[np.void]:
    """Rows of a question's hash, its vector in int8, and the factor that restores it, in the order of the hashes.

    So a few more questions change a few stretches of the file, and version control stores only these.
    """
    rows = np.empty(len(questions), _row(vectors.shape[1]))
    rows["key"] = [_key(question) for question in questions]
    rows["factor"] = np.abs(vectors).max(axis=1) / LARGEST
    rows["vector"] = np.round(vectors / rows["factor"].astype(np.float32)[:, None]).clip(-LARGEST, LARGEST)
    return rows[np.argsort(rows["key"])]


def vectors_file(embedder: Embedder) -> Path:
    """Where the vectors of the bundled asked questions lie that this embedder made, if they were stored."""
    return asked_folder() / f"{embedder.sha256[:8]}.npy"


class AskedEncoder:
    """Encodes the asked questions of one document after the other: once each, and none whose vector is stored."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def arrays(self, questions: Sequence[Asked], passages: Sequence[Passage]) -> Arrays:
        """`asked` float16 (questions, dimensions), the vectors; `asked_places` int32 (answers, 3): the question's row,
        the passage's number, and where in its text the sentence begins. Nothing without questions.
        """
        if not questions:
            return {}
        places = [
            (row, number, start)
            for row, each in enumerate(questions)
            for beginning in each.answers
            for number, passage in enumerate(passages)
            if (start := passage.text.find(beginning)) >= 0
        ]
        keys = [_key(each.question) for each in questions]
        fresh = {key: each.question for key, each in zip(keys, questions, strict=True) if key not in self._vectors}
        self._vectors |= zip(fresh, self._embedder.passages(list(fresh.values())), strict=True)
        vectors = np.array([self._vectors[key] for key in keys], dtype=np.float16)
        return {ASKED: vectors, PLACES: np.array(places, dtype=np.int32).reshape(-1, 3)}

    @cached_property
    def _vectors(self) -> dict[bytes, Vector]:
        path = vectors_file(self._embedder)
        if not path.is_file():
            return {}
        try:
            rows = np.load(path).astype(_row(self._embedder.dimensions), casting="no")
        except (OSError, EOFError, ValueError, TypeError) as error:
            raise FileProblem(f"the vectors in {str(path)!r} are damaged ({error}): install Aftermine again") from error
        vectors = rows["vector"] * rows["factor"].astype(np.float32)[:, None]
        return dict(zip(rows["key"].tolist(), vectors, strict=True))


def _folder(name: str) -> Path:
    for place in _PLACES:
        if (place / name).is_dir():
            return place / name
    raise FileProblem(f"the bundled {name!r} are missing from {str(_HERE)!r}: install Aftermine again")


def _key(question: str) -> bytes:
    return blake2b(question.encode(), digest_size=KEY).digest()


def _row(dimensions: int) -> np.dtype[np.void]:
    return np.dtype([("key", np.void, KEY), ("factor", "<f2"), ("vector", "i1", (dimensions,))])
