"""What a request is about: the stretch of its words that most surely are the topic, not the asking.

Each word gets a score from itself and two neighbours on each side, fitted by `training/fit_requests.py` on examples
that mark their topic; the stretch with the greatest sum is taken, without words at its ends that the corpus lacks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from itertools import accumulate

from rag.language.sentences import Span, fold
from rag.language.tokens import fold_word, stem, stop_words
from rag.question.kinds import NUMBER, TOKEN, fitted

UNKNOWN, START, END = "*", "<", ">"
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def subject(text: str, known: Set[str]) -> str:
    """The topic of a request, "" where it names none; `known` are the stems of the corpus's words."""
    places = [match.span() for match in TOKEN.finditer(text)]
    first, last = _best(text)
    while first < last and _says_nothing(text[slice(*places[first])], known):
        first += 1
    while first < last and _says_nothing(text[slice(*places[last - 1])], known):
        last -= 1
    return text[places[first][0] : places[last - 1][1]] if first < last else ""


def named(text: str) -> list[Span]:
    """The stretches of words, one behind the other, that are not words of asking."""
    spans: list[Span] = []
    joined = False
    for match in _WORD.finditer(text):
        plain = fold_word(match[0])
        if plain in fitted().asking or plain in stop_words():
            joined = False
            continue
        if joined and not text[spans[-1][1] : match.start()].strip(" -–'’"):
            spans[-1] = (spans[-1][0], match.end())
        else:
            spans.append(match.span())
        joined = True
    return spans


def signs(tokens: Sequence[str], place: int) -> list[str]:
    """What a token's score depends on: itself and its neighbours, each with its distance."""
    padded = [START, START, *tokens, END, END]
    return [f"{distance}{token}" for distance, token in enumerate(padded[place : place + 5])]


def plain_tokens(text: str, words: Set[str]) -> list[str]:
    """The folded words and marks, numbers as one, and words that are not of asking as unknown ones."""
    folded = (fold(match[0].replace("’", "'")) for match in TOKEN.finditer(text))
    return [
        NUMBER if each[0].isdigit() else each if each in words or not each[0].isalnum() else UNKNOWN for each in folded
    ]


def _best(text: str) -> Span:
    """The first and one behind the last token of the best stretch."""
    weights, bias = fitted().signs, fitted().sign_bias
    tokens = plain_tokens(text, fitted().words)
    scores = [bias + sum(weights.get(sign, 0.0) for sign in signs(tokens, n)) for n in range(len(tokens))]
    sums = [0.0, *accumulate(scores)]
    stretches = [(sums[b] - sums[a], a, b) for a in range(len(sums)) for b in range(a + 1, len(sums))]
    _, first, last = max(stretches, default=(0.0, 0, 0))
    return (first, last) if sums[last] > sums[first] else (0, 0)


def _says_nothing(word: str, known: Set[str]) -> bool:
    plain = fold_word(word)
    return not plain[:1].isalnum() or plain in stop_words() or (plain[0].isalpha() and stem(plain) not in known)
