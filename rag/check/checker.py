"""Does the passage say so? `verify` holds one sentence against the passages that it cites.

First comes what can be decided: a sentence, an item or a row that the passage has word for word is `exact`; numbers,
dates, names and quotes must stand in a cited passage; negation and direction must agree. What is left is a paraphrase:
a fitted model judges how much of it the passages hold, and what a second opinion says of the whole, which may overrule
the softer checks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from rag.base.mechanisms import on
from rag.base.types import Support
from rag.check.arithmetic import CALENDAR, is_reckoned
from rag.check.evidence import Evidence, Key, Reason, Verdict, focus, gather
from rag.check.features import ask, load_judge, measure, weigh
from rag.check.names import check_names, check_quotes, may_be_the_country
from rag.check.negation import check_direction, check_negation, check_opposites
from rag.check.numbers import bearing, check_numbers, misquoted
from rag.language.sentences import Span, fold, rows
from rag.language.tokens import POSSESSIVE, Text, fold_word, read
from rag.models.reader import Matter, SecondOpinion
from rag.question.spelling import english

_MARKER = re.compile(r"\s?\[\d+(?:,\s?\d+)*\]")
_GAP = 14  # characters between two supporting words that are shown as one stretch
_MENDABLE = frozenset(("name", "quote", "strength", "words"))
_HALF = 0.5
_EDGES = " .,;:!?\"'()[]。，；：！？“”‘’"
_OPENERS = '.!?:;|“"(•。！？：；「《-–\n'
_CLOSERS = '.!?:;|”")。！？：；」》\n'
_EXACT = frozenset(("number", "date"))

__all__ = ["Key", "Matter", "Reason", "SecondOpinion", "Verdict", "find_faults", "may_be_overruled", "verify"]


def verify(
    sentence: str, passages: Sequence[str], contexts: Sequence[str] = (), second: SecondOpinion | None = None
) -> Verdict:
    """How well the passages support the sentence, by which of their words, and what of it nothing supports.

    `contexts` are the titles and headings of the passages: they may name what a passage is about, but are not quoted.
    `second` is asked where nothing was objected to that it may not overrule.
    Markers such as [1] in the sentence are skipped; all spans are offsets into the texts as given.
    """
    claim = read(_without_markers(sentence))
    if not passages or not claim.tokens:
        what = "no passage is cited" if claim.tokens else "the sentence is empty"
        return Verdict("none", tuple(() for _ in passages), ((0, len(sentence)),), (Reason("marker", (0, 0), what),))
    own = [own_words(claim, passage) for passage in passages if on("check_exact")]
    if any(own):
        return Verdict("exact", tuple((span,) if span else () for span in own), score=1.0)
    under = [under_heading(claim.text, passage, contexts) for passage in passages if on("check_heading")]
    if any(under):
        return Verdict("supported", tuple((span,) if span else () for span in under), score=1.0)
    return _judge(claim, gather(passages, contexts), second)


def find_faults(claim: Text, keys: Sequence[Key], evidence: Evidence) -> tuple[Reason, ...]:
    """What the checks object to, in the sentence's order."""
    checks: tuple[Callable[[], Iterable[Reason]], ...] = (
        lambda: check_numbers(claim, evidence),
        lambda: check_names(claim.tokens, evidence),
        lambda: check_quotes(claim.text, evidence),
        lambda: check_negation(claim.tokens, keys, evidence),
        lambda: check_direction(claim, keys, evidence),
        lambda: check_opposites(claim.tokens, keys, evidence),
    )
    return tuple(sorted((reason for check in checks for reason in check()), key=lambda reason: reason.span))


def may_be_overruled(reason: Reason, claim: Text, evidence: Evidence) -> bool:
    """Whether a second opinion may know better: not of dates, digits, quotes and names.

    But of a year that may be a count ("1600 shops"); of what numbers of the passages give together; of numbers in
    words ("a third"), unless they stand for another number of the passages; of a word that begins the sentence and
    that English has, since its capital makes it no name; and of a country where the passages only say "the country".
    """
    said = claim.text[slice(*reason.span)]
    if reason.fault in _EXACT:
        stated = [quantity for quantity in claim.quantities if quantity.start == reason.span[0]]
        there = [quantity for sheet in evidence.sheets for quantity in sheet.text.quantities]
        if any({q.unit, source.unit} == {"year", ""} and q.value == source.value for q in stated for source in there):
            return True
        if not stated or any(quantity.unit in CALENDAR for quantity in stated):
            return False
        if any(is_reckoned(replace(quantity, step=0.0, hedge=""), there) for quantity in stated):
            return True
        if on("check_misquoted") and any(misquoted(quantity, there) for quantity in stated):
            return False
        return not any(sign.isdecimal() for sign in said) or any(is_reckoned(quantity, there) for quantity in stated)
    if reason.fault == "name":
        begins = any(start == reason.span[0] for start, _ in claim.sentences) and said.lower() in english()
        return begins or may_be_the_country(said, evidence)
    return reason.fault != "quote"


def _judge(claim: Text, evidence: Evidence, second: SecondOpinion | None) -> Verdict:
    keys = focus(claim, evidence)
    reasons = find_faults(claim, keys, evidence)
    features = measure(claim, keys, evidence, reasons)
    judge = load_judge()
    weighing, score = judge.words, judge.words.support.probability(features)
    if (
        second
        and on("second_opinion")
        and keys
        and all(may_be_overruled(reason, claim, evidence) for reason in reasons)
    ):
        said = ask(second, claim.text, keys, evidence)
        weighing = judge.weighing(said)
        score = weighing.support.probability(weigh(said, score, reasons))
        reasons = () if on("overruling") and score >= weighing.threshold else reasons
    says_enough = score >= weighing.threshold
    lacking = [(token.start, token.end) for token in claim.tokens if token.is_content and not evidence.has(token)]
    if not reasons and not says_enough:
        reasons = _wordless(lacking, claim)
    return Verdict(
        _support(reasons, features["cover_all"]),
        _supporting(claim, keys, evidence),
        _merged([*(reason.span for reason in reasons), *lacking], claim.text),
        reasons,
        score,
    )


def _support(reasons: Sequence[Reason], covered: float) -> Support:
    if not reasons:
        return "supported"
    return "partial" if covered >= _HALF and all(reason.fault in _MENDABLE for reason in reasons) else "none"


def _wordless(lacking: Sequence[Span], claim: Text) -> tuple[Reason, ...]:
    span = (lacking[0][0], lacking[-1][1]) if lacking else (claim.tokens[0].start, claim.tokens[-1].end)
    return (Reason("words", span, "the passage says too little of this"),)


def _without_markers(sentence: str) -> str:
    return _MARKER.sub(lambda match: " " * len(match[0]), sentence)


def _supporting(claim: Text, keys: Sequence[Key], evidence: Evidence) -> tuple[tuple[Span, ...], ...]:
    """For each passage the stretches of the sentences looked at that hold the claim's words and numbers."""
    found: list[list[Span]] = [[] for _ in evidence.sheets]
    for token in claim.tokens:
        for place in evidence.find(token) if token.is_content else ():
            if place.key in keys:
                found[place.passage].append((place.token.start, place.token.end))
    for passage, quantity in bearing(claim, evidence):
        if (passage, evidence.sheets[passage].sentence_of(quantity.start)) in keys:
            found[passage].append((quantity.start, quantity.end))
    return tuple(_merged(spans, sheet.text.text) for spans, sheet in zip(found, evidence.sheets, strict=True))


def _merged(spans: Iterable[Span], text: str) -> tuple[Span, ...]:
    """The spans in order, those that only a few characters of one sentence part joined into one."""
    merged: list[Span] = []
    for start, end in sorted(set(spans)):
        if merged and start - merged[-1][1] <= _GAP and not re.search(r"[.!?|。]", text[merged[-1][1] : start]):
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def own_words(claim: Text, passage: str) -> Span | None:
    """The span of the passage that is word for word the sentence, or None.

    Only a stretch that opens and closes like a sentence, an item or a cell counts: a piece cut out of a longer one may
    have lost its "not" or its "according to". A row of a table counts as it is read out with its column headings.
    """
    wanted = fold(claim.text).strip(_EDGES)
    if not wanted or not claim.tokens:
        return None
    if row := _row(wanted, passage):
        return row
    if wanted not in fold(passage):
        return None
    words = [fold_word(token.text) for token in claim.tokens]
    tokens = read(passage).tokens
    folded = [fold_word(token.text) for token in tokens]
    for i in range(len(tokens) - len(words) + 1):
        if folded[i : i + len(words)] == words:
            start, end = tokens[i].start, tokens[i + len(words) - 1].end
            if _opens(passage[:start]) and _closes(passage[end:]):
                return start, end
    return None


def under_heading(sentence: str, passage: str, headings: Sequence[str]) -> Span | None:
    """The span of the passage's own words behind a heading of it, as in "Vacancy: No regular rate was found.".

    A name may stand there as an owner: "Hegang" is one of "Hegang's flats".
    """
    label, colon, rest = sentence.partition(": ")
    said = [fold_word(token.text) for token in read(label).tokens]
    words = {fold_word(token.text) for heading in headings for token in read(heading).tokens}
    named = words | {POSSESSIVE.sub("", word) for word in words}
    return own_words(read(rest.strip()), passage) if colon and said and named.issuperset(said) else None


def _row(wanted: str, passage: str) -> Span | None:
    """The row of a table that is read out so, if the passage is one."""
    told = rows(passage) if passage.startswith("|") else ()
    return next((span for _, span, row in told if fold(row).strip(_EDGES) == wanted), None)


def _opens(before: str) -> bool:
    kept = before.rstrip(" \t*_")
    return not kept or kept[-1] in _OPENERS


def _closes(after: str) -> bool:
    kept = after.lstrip(" \t%°*_")
    return not kept or kept[0] in _CLOSERS
