"""The check of strength: "all" for "most", "certainly" for "probably", a plan told as a fact."""

from __future__ import annotations

from collections.abc import Sequence

from rag.verify.evidence import Evidence, Key
from rag.verify.lexicon import words
from rag.verify.relations import nearby
from rag.verify.tokens import Token, fold_word
from rag.verify.types import Fault, Reason

REACH = 4
WIDE = 4
_SOFTENED = frozenset(("in", "at", "of", "nearly", "almost", "virtually", "not"))
_SMALL = frozenset(
    [
        "a",
        "an",
        "about",
        "some",
        "few",
        "little",
        "slightly",
        "partly",
        "part",
        "half",
        "one",
        "two",
        "three",
        "when",
        "after",
        "in",
        "on",
        "since",
        "until",
    ]
)
_TIMES = frozenset(("year", "month", "week", "day", "hour", "time"))


def check_strength(claim: Sequence[Token], keys: Sequence[Key], evidence: Evidence) -> tuple[Reason, ...]:
    """A reason where the sentence leaves less room for exception or doubt than the passage does."""
    looked_at = {key[0] for key in keys}
    source = [token for i in looked_at for token in evidence.sheets[i].text.tokens]
    return (*_stronger(claim, source), *_unhedged(claim, keys, evidence))[:1]


def _stronger(claim: Sequence[Token], source: Sequence[Token]) -> list[Reason]:
    """The words that leave no exception where the passage has no such word, nor a "no", before what they govern."""
    allowed = [
        _governed(source, i)
        for i, token in enumerate(source)
        if _universal(source, i) or fold_word(token.text) in words("negations")
    ]
    return [
        Reason(_fault(token), (token.start, token.end), f"{token.text!r}: the passage is less sweeping")
        for i, token in enumerate(claim)
        if _universal(claim, i) and not any(_meet(_governed(claim, i, WIDE), other) for other in allowed)
    ]


def _fault(token: Token) -> Fault:
    """Paraphrases add "only", "exactly" and "certainly"; "all" for "most" is a worse sign."""
    return "sweeping" if fold_word(token.text) in words("universals") else "strength"


def _governed(tokens: Sequence[Token], i: int, reach: int = 2) -> frozenset[str]:
    """The next content words and a number right behind; where none follow in the sentence, those before."""
    number = frozenset(token.text for token in tokens[i + 1 : i + 2] if token.text[0].isdecimal())
    following = [token for token in tokens[i + 1 :] if token.is_content][:reach]
    before = [token for token in tokens[:i] if token.is_content][-reach:]
    return number | frozenset(token.stem for token in following or before)


def _excludes(tokens: Sequence[Token], i: int) -> bool:
    """Whether "only" leaves something out, as in "the only one", "only for men"; "only 14", "only a few" belittle."""
    following = [fold_word(token.text) for token in tokens[i + 1 : i + 4]]
    before = fold_word(tokens[i - 1].text) if i else ""
    if before == "the":
        return True
    belittles = any(word in _SMALL or word[0].isdecimal() for word in following[:3])
    return not belittles and before not in ("not", "but", "if", "can", "could") and following[:1] != ["if"]


def _meet(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    return not mine or any(not nearby(stem).isdisjoint(theirs) for stem in mine)


def _universal(tokens: Sequence[Token], i: int) -> bool:
    word = fold_word(tokens[i].text)
    if word == "only":
        return _excludes(tokens, i)
    if word == "all" and i and fold_word(tokens[i - 1].text) == "in":  # "in all, 16" is a sum, "in all firms" is not
        return i + 1 < len(tokens) and tokens[i + 1].is_content and tokens[i + 1].clause == tokens[i].clause
    if i and fold_word(tokens[i - 1].text) in _SOFTENED:  # "in all", "nearly all", "not every"
        return False
    if word == "every" and i + 1 < len(tokens):
        return tokens[i + 1].stem not in _TIMES
    return word in words("universals") or word in words("exclusives")


def _unhedged(claim: Sequence[Token], keys: Sequence[Key], evidence: Evidence) -> list[Reason]:
    if not keys or not claim or any(_leaves_room(claim, i) for i in range(len(claim))):
        return []
    met = {
        place.token.start
        for token in claim
        if token.is_content
        for place in evidence.find(token)
        if place.key == keys[0]
    }
    source = evidence.sentence(keys[0])
    for i, token in enumerate(source):
        if fold_word(token.text) == "most" and not _is_share(source, i):
            continue
        scope = [word for word in source[i + 1 :] if word.is_content and word.clause == token.clause][:REACH]
        if _loosens(token) and 2 * sum(word.start in met for word in scope) > len(scope):
            return [Reason("strength", (claim[0].start, claim[-1].end), f"the passage says {token.text!r}")]
    return []


def _is_share(tokens: Sequence[Token], i: int) -> bool:
    """Whether "most" tells how many, as in "most of", "most mines", and does not raise an adjective."""
    following = tokens[i + 1] if i + 1 < len(tokens) else None
    return following is not None and (following.text == "of" or (following.is_content and following.text.endswith("s")))


def _loosens(token: Token) -> bool:
    word = token.text if token.text == "May" else fold_word(token.text)  # the month is no hedge
    return word in words("droppable") or word in words("unreal")


def _leaves_room(tokens: Sequence[Token], i: int) -> bool:
    word = fold_word(tokens[i].text)
    after = fold_word(tokens[i + 1].text) if i + 1 < len(tokens) else ""
    destined = word in ("was", "were", "is", "are") and after == "to"
    return destined or word in words("hedges") or word in words("unreal")
