"""What comes with Aftermine: where briefs, questions and conversations lie, what each brief is asked, and its vectors.

The vectors of asked questions and aspects lie beside them, since encoding them would take longer than all the rest.
They are of the default embedder; with another one all are encoded here, and so is one that is not among them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from hashlib import blake2b
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter, ValidationError

from rag.base.errors import FileProblem
from rag.base.types import Passage
from rag.models.embedder import Embedder, Vectors
from rag.search.asked import ASKED, ASPECTS, EXPLAINED, LESSONS, PLACES, THINGS, Asked, Explained, Lesson, ThingAspect
from rag.store.documents import Arrays
from rag.store.vectors import Vector

KEY = 8  # bytes of a text's hash
LARGEST = 127  # int8
Line = Asked | ThingAspect | Lesson | Explained
"""What a line of such a file says."""
WORDED = frozenset({THINGS, LESSONS, EXPLAINED})
"""The texts that are stored as they are, without vectors."""
_LINE = TypeAdapter[Line](Line)
_HERE = Path(__file__).parent
_PLACES = (_HERE / "_corpus", _HERE.parent / "corpus")
"""In an installed wheel the corpus is package data; in a checkout it lies beside the package."""


def briefs_folder() -> Path:
    """The folder of the bundled briefs. Raises FileProblem when the installation lacks them."""
    return _folder("briefs")


def asked_folder() -> Path:
    """The folder of asked questions and aspects, a file for each bundled brief. Raises FileProblem."""
    return _folder("asked")


def questions_folder() -> Path:
    """The folder of the bundled question sets. Raises FileProblem when the installation lacks them."""
    return _folder("questions")


def conversations_folder() -> Path:
    """The folder of the bundled conversations, question sets whose lines have earlier turns. Raises FileProblem."""
    return _folder("conversations")


def read_asked(path: Path | None) -> list[Line]:
    """The lines of a file; none without one. Raises FileProblem, which names the line."""
    lines = path.read_text(encoding="utf-8").splitlines() if path else []
    found: list[Line] = []
    for number, line in enumerate(lines, 1):
        try:
            found.append(_LINE.validate_json(line))
        except ValidationError as error:
            why = error.errors()[0]["msg"]
            raise FileProblem(
                f"line {number} of {str(path)!r} is none that may be asked or explained ({why}): see corpus/README.md"
            ) from error
    return found


def texts_of(lines: Iterable[Line]) -> dict[str, dict[str, list[str]]]:
    """By the name of their array, the texts of these lines, each with how the sentences begin that it is on."""
    found: dict[str, dict[str, list[str]]] = {}
    for each in lines:
        if isinstance(each, Asked):
            own = {ASKED: each.question}
        elif isinstance(each, Lesson):
            own = {LESSONS: each.model_dump_json()}
        elif isinstance(each, Explained):
            own = {EXPLAINED: each.explained}
        else:
            own = {THINGS: each.thing, ASPECTS: each.aspect}
        for kind, text in own.items():
            found.setdefault(kind, {}).setdefault(text, []).extend(each.answers)
    return found


def packed(texts: Sequence[str], vectors: Vectors) -> NDArray[np.void]:
    """Rows of a text's hash, its vector in int8, and the factor that restores it, in the order of the hashes.

    So a few more texts change a few stretches of the file, and version control stores only these.
    """
    rows = np.empty(len(texts), _row(vectors.shape[1]))
    rows["key"] = [_key(text) for text in texts]
    rows["factor"] = np.abs(vectors).max(axis=1) / LARGEST
    rows["vector"] = np.round(vectors / rows["factor"].astype(np.float32)[:, None]).clip(-LARGEST, LARGEST)
    return rows[np.argsort(rows["key"])]


def vectors_file(embedder: Embedder) -> Path:
    """Where the vectors of the bundled questions and aspects lie that this embedder made, if they were stored."""
    return asked_folder() / f"{embedder.sha256[:8]}.npy"


class AskedEncoder:
    """Encodes what is asked of one document after the other: each text once, and none whose vector is stored."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def arrays(self, lines: Iterable[Line], passages: Sequence[Passage]) -> Arrays:
        """For each kind of text its vectors, float16 (texts, dimensions), of the others their words, and what
        they are on, int32 (answers, 3): the text's row, the passage's number, and where in its text the sentence
        begins. Nothing without lines.
        """
        found: dict[str, NDArray[np.generic]] = {}
        for kind, texts in texts_of(lines).items():
            places = [
                (row, number, start)
                for row, answers in enumerate(texts.values())
                for beginning in dict.fromkeys(answers)
                for number, passage in enumerate(passages)
                if (start := passage.text.find(beginning)) >= 0
            ]
            found[kind] = np.array([*texts]) if kind in WORDED else self.encoded([*texts])
            found[kind + PLACES] = np.array(places, dtype=np.int32).reshape(-1, 3)
        return found

    def encoded(self, texts: Sequence[str]) -> NDArray[np.float16]:
        """Their vectors (texts, dimensions), those that are stored or were encoded before as they were."""
        keys = [_key(text) for text in texts]
        fresh = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._vectors}
        self._vectors |= zip(fresh, self._embedder.passages(list(fresh.values())), strict=True)
        return np.array([self._vectors[key] for key in keys], dtype=np.float16)

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


def _key(text: str) -> bytes:
    return blake2b(text.encode(), digest_size=KEY).digest()


def _row(dimensions: int) -> np.dtype[np.void]:
    return np.dtype([("key", np.void, KEY), ("factor", "<f2"), ("vector", "i1", (dimensions,))])
