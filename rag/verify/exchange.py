"""The check for exchanged words: a sentence that would fit its passage much better with two of its words swapped.

"Tin was worked under the Han, and copper came later" has only words of the passage, and its numbers agree; but the
passage has copper beside the Han and tin beside "later". Neighbours are compared, so other orders of words are free.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import cache
from itertools import combinations, pairwise

from rag.verify.evidence import Evidence, Key
from rag.verify.lexicon import words
from rag.verify.ties import SAY_NOTHING
from rag.verify.tokens import Token, fold_word
from rag.verify.types import Reason

HELD = 0.9  # share of the sentence's weight that the passages must have: of the rest nothing is known
GAIN = 1.5  # neighbours that a swap must bring together, each counting one
FEWEST, MOST = 4, 24  # content words
LONGEST = 3  # words of a phrase
BEYOND, BACKWARDS = 0.5, 0.7  # what neighbours beyond a comma, or in the other order, are worth

Run = tuple[int, ...]  # places in the sentence's content words


def check_exchange(claim: Sequence[Token], keys: Sequence[Key], evidence: Evidence) -> tuple[Reason, ...]:
    """A reason where two nouns or phrases of the sentence have changed places."""
    content = [token for token in claim if token.is_content]
    whole = sum(token.weight for token in content)
    held = sum(token.weight for token in content if evidence.find(token))
    if not FEWEST <= len(content) <= MOST or held < HELD * whole:
        return ()

    @cache
    def beside(left: int, right: int) -> float:
        return _beside(content[left], content[right], keys, evidence)

    gain, first, second = _best_swap(_phrases(content, claim), len(content), beside)
    if gain < GAIN:
        return ()
    told = [" ".join(content[i].text for i in run) for run in (first, second)]
    text = f"{told[0]!r} and {told[1]!r} stand the other way round in the passage"
    return (Reason("role", (content[first[0]].start, content[first[-1]].end), text),)


def _best_swap(phrases: Collection[Run], count: int, beside: Callable[[int, int], float]) -> tuple[float, Run, Run]:
    """The swap of two phrases that brings most neighbours of the passage together, and what it gains."""
    as_told = _fit(range(count), beside)
    best: tuple[float, Run, Run] = (0.0, (), ())
    for first, second in combinations(sorted(phrases), 2):
        between = range(first[-1] + 1, second[0])
        if between:
            order = (*range(first[0]), *second, *between, *first, *range(second[-1] + 1, count))
            best = max(best, (_fit(order, beside) - as_told, first, second))
    return best


def _fit(order: Sequence[int], beside: Callable[[int, int], float]) -> float:
    return sum(beside(left, right) for left, right in pairwise(order))


def _beside(left: Token, right: Token, keys: Sequence[Key], evidence: Evidence) -> float:
    """How close two words stand in a sentence of the passages: 1 for neighbours in this order."""
    return max(
        (
            (1.0 if one.token.clause == other.token.clause else BEYOND)
            * (1.0 if other.order > one.order else BACKWARDS)
            / abs(other.order - one.order)
            for one in evidence.find(left)
            if one.key in keys
            for other in evidence.find(right)
            if other.key == one.key and other.order != one.order
        ),
        default=0.0,
    )


def _phrases(content: Sequence[Token], claim: Sequence[Token]) -> set[Run]:
    """Single words and short runs between stop words and commas, without verbs and words that say little."""
    numbers = {token.start: i for i, token in enumerate(content)}
    runs: list[list[int]] = [[]]
    for before, token in zip([None, *claim], claim, strict=False):
        if before is None or token.start not in numbers or before.clause != token.clause:
            runs.append([])
        if token.start in numbers:
            runs[-1].append(numbers[token.start])
    whole = [tuple(run) for run in runs if 1 <= len(run) <= LONGEST]
    single = [(i,) for i in range(len(content))]
    return {run for run in (*whole, *single) if all(_may_move(content[i]) for i in run)}


def _may_move(token: Token) -> bool:
    word = fold_word(token.text)
    verb = word in words("past_forms") or word.endswith(("ed", "ing"))
    return token.is_name or not (verb or token.stem in SAY_NOTHING)
