"""The halves: by hash of the group, stable, and never with a group on both sides."""

from __future__ import annotations

import hashlib

from rag.evaluation.question_set import Question, half

QUESTIONS = [Question(f"q{n}", "?", group=f"g{n // 5}") for n in range(500)]


def test_the_rule() -> None:
    for name in ("a", "b", "paragraph:71968ccdaae0"):
        even = int(hashlib.sha256(name.encode()).hexdigest()[:8], 16) % 2 == 0
        assert half(Question("q", "?", group=name)) == ("tune" if even else "report")


def test_a_published_split_of_the_rule() -> None:
    assert half(Question("q", "?", group="paragraph:71968ccdaae0")) == "report"
    assert half(Question("q", "?", group="topic:0")) == "tune"


def test_groups_stay_together_and_halves_are_about_equal() -> None:
    sides: dict[str | None, set[str]] = {}
    for question in QUESTIONS:
        sides.setdefault(question.group, set()).add(half(question))
    assert {len(side) for side in sides.values()} == {1}
    assert 150 < sum(half(question) == "tune" for question in QUESTIONS) < 350


def test_the_id_decides_without_a_group_and_a_given_half_wins() -> None:
    assert half(Question("topic:0", "?")) == "tune"
    assert half(Question("topic:0", "?", split="report")) == "report"
