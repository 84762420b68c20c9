"""The checks of sense: a "not" that came or went, a word that became its opposite, what rose and then fell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.base.mechanisms import on
from rag.check.evidence import Evidence, Key, Place, Reason, nearby, objection, opposed, stems, tie
from rag.language import lexicon
from rag.language.quantities.quantity import years_of
from rag.language.tokens import Text, Token, fold_word

SCOPE, NARROW = 4, 2
SHORT = 8
SURE = 1.4
LEAST, CLOSE = 0.35, 0.9
LEAST_OF_MOVES = 0.5
SURE_OF_MOVES = 1.2
SAME_DATE = 0.2


def check_negation(claim: Sequence[Token], keys: Sequence[Key], evidence: Evidence) -> tuple[Reason, ...]:
    """A reason where a word of the sentence is negated and the passage's is not, or the other way round."""
    mine = negated(claim, NARROW, instead=False)
    for token in claim if on("check_negation") else ():
        counts = token.is_content and not token.is_name
        places = [place for place in evidence.find(token) if place.key in keys[:2]] if counts else []
        if places and _turned(token, mine, claim, places, evidence, keys[0]):
            word = "says so without a negation" if token.start in mine else "negates this"
            return (objection("negation", token, f"the passage {word}"),)
    return ()


def _turned(
    token: Token, mine: frozenset[int], claim: Sequence[Token], places: Sequence[Place], evidence: Evidence, first: Key
) -> bool:
    """Whether the word is negated here and nowhere near there, or nowhere here and everywhere near there."""
    tied = [place for place in places if len(claim) < SHORT or tie(token, claim, place, evidence) >= LEAST]
    if token.start not in mine:
        tied = [place for place in tied if place.key == first or tie(token, claim, place, evidence) >= CLOSE]
    theirs = {place.token.start in negated(evidence.sentence(place.key)) for place in tied}
    if theirs != {token.start not in mine}:
        return False
    return token.start in mine or _governed(token, claim, tied[0], evidence)


def _governed(token: Token, claim: Sequence[Token], place: Place, evidence: Evidence) -> bool:
    """Whether a neighbour of the negated word in the passage, in the same clause, is its neighbour in the claim too."""
    words = [word for word in evidence.sentence(place.key) if word.is_content]
    clause = [word for word in words if word.clause == place.token.clause]
    at = clause.index(place.token)
    theirs = {word.stem for word in clause[max(0, at - 2) : at + 3] if word is not place.token}
    content = [word for word in claim if word.is_content]
    mine = content.index(token)
    close = content[max(0, mine - 1) : mine + 2]
    return not theirs or any(not nearby(word.stem).isdisjoint(theirs) for word in close if word is not token)


def negated(tokens: Sequence[Token], scope: int = SCOPE, instead: bool = True) -> frozenset[int]:
    """Where the words start that stand in the scope of a negation: the next few content words of its clause.

    `instead` tells whether "rather than" and "instead of" are negations too.
    """
    found: set[int] = set()
    for i, token in enumerate(tokens):
        pair = " ".join(fold_word(word.text) for word in tokens[max(0, i - 1) : i + 1])
        if _negates(tokens, i) or (instead and pair in lexicon.words("checks.replacing")):
            behind = [word for word in tokens[i + 1 :] if word.is_content and word.clause == token.clause]
            found.update(word.start for word in behind[:scope])
    return frozenset(found)


def _negates(tokens: Sequence[Token], i: int) -> bool:
    word = fold_word(tokens[i].text)
    following = fold_word(tokens[i + 1].text) if i + 1 < len(tokens) else ""
    if word in ("not", "no") and following in lexicon.words("checks.no_negation_before"):
        return False
    if word.startswith(lexicon.in_order("checks.refusing")):
        return following == "to"
    return word in lexicon.words("words.negations") or word.endswith("n't")


def check_opposites(claim: Sequence[Token], keys: Sequence[Key], evidence: Evidence) -> tuple[Reason, ...]:
    """A reason where the passage has the opposite of a word, and has it where the word would have to be."""
    reasons = []
    turned = negated(claim)
    for token in claim if on("check_opposites") else ():
        compared = token.text.lower() in lexicon.words("checks.compared")
        moves = token.stem in stems("words.rising") | stems("words.falling") and not compared
        if token.is_content and token.start not in turned and not moves:
            place = _opposite(token, claim, keys, evidence)
            if place:
                reasons.append(objection("direction", token, f"the passage says {place.token.text!r}"))
    return tuple(reasons)


def _opposite(token: Token, claim: Sequence[Token], keys: Sequence[Key], evidence: Evidence) -> Place | None:
    everywhere = [place for sheet in evidence.sheets for place in sheet.places]
    against = [place for place in everywhere if place.key in keys and opposed(token.stem, place.token.stem)]
    if not against:
        return None
    ours = [tie(token, claim, place, evidence) for place in everywhere if place.token.stem in nearby(token.stem)]
    theirs = max(against, key=lambda place: tie(token, claim, place, evidence))
    strength = tie(token, claim, theirs, evidence)
    stated = any(other.stem == theirs.token.stem for other in claim)
    needed = max(LEAST, SURE * max(ours)) if ours else LEAST
    return theirs if strength > needed and not (stated and not ours) else None


def check_direction(claim: Text, keys: Sequence[Key], evidence: Evidence) -> tuple[Reason, ...]:
    """A reason where the sentence says that something rose and the passage that it fell, or the other way round."""
    theirs: list[tuple[int, Place]] = []
    for key in keys if on("check_direction") else ():
        sheet, turns = evidence.sheets[key[0]], _turns(evidence.sentence(key))
        for sign, token in turns:
            order = sum(place.token.start < token.start for place in sheet.places)
            theirs.append((sign, Place(key, order, token)))
    reasons = []
    for sign, token in _turns(claim.tokens):
        ties = [(_tied(token, claim, place, evidence), turned, place.token) for turned, place in theirs]
        if against := _against(sign, ties):
            reasons.append(objection("direction", token, f"the passage says {against.text!r}"))
    return tuple(reasons)


def _direction(token: Token) -> int:
    """1 for a word of rising, -1 for one of falling, else 0."""
    word = token.text.lower()
    if token.stem in lexicon.words("checks.compared"):
        return (word in lexicon.words("checks.more")) - (word in lexicon.words("checks.less"))
    if word in lexicon.words("checks.no_moves"):
        return 0
    return (token.stem in stems("words.rising")) - (token.stem in stems("words.falling"))


def _turns(tokens: Sequence[Token]) -> Iterator[tuple[int, Token]]:
    """The words of direction with their sign; a negation turns it round."""
    turned = negated(tokens)
    for i, token in enumerate(tokens):
        sign = 0 if _is_limit(tokens, i) else _direction(token)
        if sign:
            yield (-sign if token.start in turned else sign), token


def _is_limit(tokens: Sequence[Token], i: int) -> bool:
    """Whether it is "up to" or "above 2,000", a limit, or the "up" of "made up"; "47% below" is a move."""
    word, before = tokens[i].text.lower(), tokens[i - 1] if i else None
    if word == "up":
        made = before is not None and before.stem in stems("words.with_up")
        return made or (i + 1 < len(tokens) and tokens[i + 1].text == "to")
    return word in ("above", "below") and not (before is not None and before.text[-1:].isdecimal())


def _tied(word: Token, claim: Text, place: Place, evidence: Evidence) -> float:
    """How closely two words of direction are tied; a little more for each year that both sentences have."""
    start, end = evidence.span(place.key)
    there = [q for q in evidence.sheets[place.key[0]].text.quantities if start <= q.start < end]
    mine, theirs = ({year for q in found for year in years_of(q)} for found in (claim.quantities, there))
    return tie(word, claim.tokens, place, evidence) + SAME_DATE * len(mine & theirs)


def _against(sign: int, ties: Sequence[tuple[float, int, Token]]) -> Token | None:
    """The closest word of the other sign, if it is clearly closer than every one of this sign."""
    same = max((strength for strength, theirs, _ in ties if theirs == sign), default=0.0)
    other = [tied for tied in ties if tied[1] == -sign]
    strength, _, word = max(other, key=lambda tied: tied[0], default=(0.0, 0, None))
    return word if strength >= LEAST_OF_MOVES and strength >= SURE_OF_MOVES * same else None
