"""The check of shares in words: "most of them" where the passage says a third, "a minority" for nine in ten."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

from rag.verify.evidence import Evidence, Key
from rag.verify.relations import stems
from rag.verify.tokens import Text, Token, fold_word
from rag.verify.types import Reason

HALF = 50.0  # per cent
_MORE = frozenset(
    ("most", "mostly", "majority", "mainly", "chiefly", "largely", "predominantly", "all", "every", "half")
)
_LESS = frozenset(("minority", "few", "some", "half", "none", "no"))


def check_shares(claim: Text, keys: Sequence[Key], evidence: Evidence) -> tuple[Reason, ...]:
    """A reason for each such word against which all shares speak that the sentence looked at first gives."""
    if not keys:
        return ()
    start, end = evidence.span(keys[0])
    sheet = evidence.sheets[keys[0][0]]
    inside = [q for q in sheet.text.quantities if q.unit == "percent" and start <= q.start < end]
    shares = [q for q in inside if not _moved(q.start, sheet.text)]
    words = {fold_word(token.text) for token in evidence.sentence(keys[0])}
    return tuple(
        Reason("number", span, f"{claim.text[slice(*span)]!r}: the passage says {shares[0].text!r}")
        for span, most in _claimed(claim)
        if shares
        and not words & (_MORE if most else _LESS)
        and all(share.high < HALF if most else share.value > HALF for share in shares)
    )


def _moved(start: int, text: Text) -> bool:
    """Whether a per cent tells how far something rose or fell, as in "grew by 4.5%"."""
    before = [token for token in text.tokens if token.end <= start][-3:]
    return any(token.stem in stems("rising") | stems("falling") for token in before)


def _claimed(claim: Text) -> Iterator[tuple[tuple[int, int], bool]]:
    """The words that claim more or less than half, with which of the two; "at most" and "the most useful" don't."""
    folded = [fold_word(token.text) for token in claim.tokens]
    for i, token in enumerate(claim.tokens):
        before = folded[i - 1] if i else ""
        if folded[i] in ("majority", "minority"):
            yield (token.start, token.end), folded[i] == "majority"
        elif folded[i] == "most" and before not in ("at", "the") and _counts(claim.tokens[i + 1 : i + 4]):
            yield (token.start, token.end), True


def _counts(following: Sequence[Token]) -> bool:
    """Whether "most" says how many: "most of them", "most old mines", not "most useful to miners"."""
    if following and following[0].text == "of":
        return True
    nouns = takewhile(lambda token: token.is_content, following)
    return any(token.text.endswith("s") for token in nouns)
