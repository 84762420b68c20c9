"""What a topic is made of, and whom a summary is for."""

from __future__ import annotations

import pytest

from rag.reports.summary.reading import MOST, aspects, subject


@pytest.mark.parametrize(
    ("topic", "found"),
    [
        ("the mine: its beginnings, the closure and the museum", ("its beginnings", "the closure", "the museum")),
        ("Coalton: what was tried and what came of it", ("what was tried", "what came of it")),
        (
            "Coalton: the 100,000 miners, pensions; and housing",
            ("the 100,000 miners", "pensions", "housing"),
        ),
        ("Coalton: plans 1, 2 and 3", ("plans 1", "2", "3")),
        ("the causes and consequences of the closure", ("causes of the closure", "consequences of the closure")),
        ("how the mine closed and what the miners did", ("how the mine closed", "what the miners did")),
        ("what was tried, who paid and whether it worked", ("what was tried", "who paid", "whether it worked")),
    ],
)
def test_what_is_asked_for_one_by_one_is_looked_for_one_by_one(topic: str, found: tuple[str, ...]) -> None:
    heading = f"{topic.partition(':')[0]}: " if ":" in topic else ""
    assert aspects(topic) == tuple(heading + aspect for aspect in found)


@pytest.mark.parametrize(
    "topic",
    [
        "the mine",
        "mines and miners",
        "how the mine closed",
        "Coalton:",
        "a: b",
        ", ".join(["x: mines"] + ["coal towns"] * MOST),
    ],
)
def test_a_topic_that_is_one_thing_has_no_aspects(topic: str) -> None:
    assert aspects(topic) == ()


@pytest.mark.parametrize(
    ("topic", "left"),
    [
        ("the mine for a seminar: causes, results", "the mine: causes, results"),
        ("whether the policy works, for a policy memo", "whether the policy works"),
        ("for a mayor of a small town what the cases teach", "what the cases teach"),
        ("support for a former mining city", "support for a former mining city"),
        ("for a seminar", "for a seminar"),
    ],
)
def test_whom_it_is_for_is_no_part_of_the_topic(topic: str, left: str) -> None:
    assert subject(topic) == left
