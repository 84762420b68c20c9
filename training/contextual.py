"""Questions with others before them, made of single ones: the confidence of follow-ups is fitted on them, the reader
learns from them.

Before a question stand one or two answerable ones on the same document, as in a conversation; often it leaves out the
names that those have ("What was the rent in Gejiu?" becomes "What was the rent there?").
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from rag.evaluation.question_set import Question
from training.data import Row

SEED = 5
SHARE_LEFT_OUT = 0.7  # of the questions that may leave out what was said
_NAME = re.compile(r"(?<!^)\b[A-Z][\w’'-]+\b")


def contextual(questions: Sequence[Question]) -> list[Question]:
    """Each question once more with others of its group before it; none where its group has no other answerable one."""
    chance = random.Random(SEED)
    groups: dict[str | None, list[Question]] = defaultdict(list)
    for question in questions:
        groups[question.group].append(question)
    found = []
    for question in questions:
        others = [each for each in groups[question.group] if each.answerable and each is not question]
        if others:
            before = [each.question for each in chance.sample(others, min(chance.choice((1, 2)), len(others)))]
            short = chance.random() < SHARE_LEFT_OUT
            text = _left_out(question.question, " ".join(before), chance) if short else question.question
            found.append(replace(question, id=f"{question.id}-after", question=text, turns=tuple(before)))
    return found


def contextual_rows(rows: Sequence[Row], most: int) -> list[Row]:
    """At most so many rows of public sets with an answered question on the same paragraph before theirs."""
    chance = random.Random(SEED)
    answered: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row.answers and not row.claim:
            answered[row.passage].append(row.question)
    found = []
    for row in chance.sample(list(rows), len(rows)):
        others = [each for each in answered[row.passage] if each != row.question]
        if others and not row.claim and len(found) < most:
            before = chance.choice(others)
            short = chance.random() < SHARE_LEFT_OUT
            text = _left_out(row.question, before, chance) if short else row.question
            found.append(replace(row, question=f"{before} {text}"))
    return found


def _left_out(text: str, before: str, chance: random.Random) -> str:
    """The question without the names that stand before it."""
    for name in dict.fromkeys(word for word in _NAME.findall(text) if word in before):
        place = rf"\b(?:in|of|at|from|for) {re.escape(name)}\b"
        text = re.sub(place, chance.choice(("there", "of it", "")), text, count=1)
        text = re.sub(rf"\b{re.escape(name)}\b", "its" if re.search(r"['’]s$", name) else "it", text)
    return " ".join(text.split())
