"""The two halves of a question set, `tune` and `report`, so that fitting and reporting never share a question.

A hash decides, so the halves stay the same when questions are added, moved or shuffled.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Literal

from rag.evaluation.questions import Question

Half = Literal["tune", "report"]


def half_of(group: str) -> Half:
    """The half of a group: the first eight hexadecimal digits of the SHA-256 of its name; even is `tune`."""
    return "report" if int(hashlib.sha256(group.encode()).hexdigest()[:8], 16) % 2 else "tune"


def half(question: Question) -> Half:
    """The half of a question: its own `split` field where it has one, else by its `group`, else by its `id`."""
    return question.split or half_of(question.group or question.id)


def only(questions: Iterable[Question], wanted: Half) -> tuple[Question, ...]:
    """The questions of one half, in order."""
    return tuple(question for question in questions if half(question) == wanted)
