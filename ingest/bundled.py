"""Where the briefs, questions and conversations lie that come with Aftermine, and what each brief is asked."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from rag.base.errors import FileProblem
from rag.search.asked import Asked

_HERE = Path(__file__).parent
_PLACES = (_HERE / "_corpus", _HERE.parent / "corpus")
"""In an installed wheel the corpus is package data; in a checkout it lies beside the package."""


def briefs_folder() -> Path:
    """The folder of the bundled briefs. Raises FileProblem when the installation lacks them."""
    return _folder("briefs")


def asked_folder() -> Path:
    """The folder of asked questions, a file for each bundled brief. Raises FileProblem."""
    return _folder("asked")


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


def questions_folder() -> Path:
    """The folder of the bundled question sets. Raises FileProblem when the installation lacks them."""
    return _folder("questions")


def conversations_folder() -> Path:
    """The folder of the bundled conversations, question sets whose lines have earlier turns. Raises FileProblem."""
    return _folder("conversations")


def _folder(name: str) -> Path:
    for place in _PLACES:
        if (place / name).is_dir():
            return place / name
    raise FileProblem(f"the bundled {name!r} are missing from {str(_HERE)!r}: install Aftermine again")
