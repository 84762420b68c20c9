"""Where the briefs, questions and conversations lie that come with Aftermine."""

from __future__ import annotations

from pathlib import Path

from rag.base.errors import FileProblem

_HERE = Path(__file__).parent
_PLACES = (_HERE / "_corpus", _HERE.parent / "corpus")
"""In an installed wheel the corpus is package data; in a checkout it lies beside the package."""


def briefs_folder() -> Path:
    """The folder of the bundled briefs. Raises FileProblem when the installation lacks them."""
    return _folder("briefs")


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
