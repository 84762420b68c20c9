"""A question within its conversation: the questions before it stand in front of it, and are searched and read with it.

No grammar decides what a follow-up points back to: rules that did found .68 of the passages of other people's dialogues
among the first five and told .61 of the facts, the last two questions in front find .97 and tell .82 (n 74). Only a
question that says enough by itself is asked alone, or a change of topic would drag the old one along: with two
questions on other things in front .50 find their passage (n 50, by other hands), so .88; follow-ups lose nothing by it.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.base.mechanisms import on
from rag.base.types import Turn
from rag.language import lexicon
from rag.language.tokens import is_common, stems
from rag.question.analysis import analyse
from rag.question.kinds import ACTS, TALK, Kinds

TURNS = 2
ENOUGH = 5  # words that carry a question which stands alone; a name among them counts twice
LONGEST = 60  # words of an earlier question; a pasted page says too much to be a context


def context_of(turns: Sequence[Turn], kinds: Kinds) -> tuple[str, ...]:
    """The last questions of a conversation, each in one line, back to one that stands alone; none where none is."""
    asked = [shortened(turn.question) for turn in (questions(turns, kinds) if on("conversation") else [])]
    alone = max((n for n, question in enumerate(asked) if stands_alone(question)), default=0)
    return tuple(asked[alone:])


def stands_alone(text: str) -> bool:
    """Whether a question says by itself what it is about."""
    question = analyse(text)
    carry = question.terms - stems(" ".join(lexicon.in_order("nearest.light")))
    return len(carry) + any(not is_common(name) for name in question.names) >= ENOUGH


def shortened(question: str) -> str:
    """An earlier question as others are read with it."""
    return " ".join(question.split()[:LONGEST])


def questions(turns: Sequence[Turn], kinds: Kinds, most: int = TURNS) -> list[Turn]:
    """The last turns that asked the corpus something, at `most` so many: neither small talk nor about an answer."""
    found: list[Turn] = []
    for turn in reversed(turns):
        if len(found) == most:
            break
        if any(map(str.isalnum, turn.question)) and kinds.of(turn.question, asked=True).name not in TALK | ACTS:
            found.append(turn)
    return found[::-1]
