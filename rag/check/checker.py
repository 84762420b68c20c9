"""Does the passage say so? `verify` holds one sentence against the passages that it cites.

First comes what can be decided: a sentence, an item or a row that the passage has word for word is `exact`; numbers,
dates, names and quotes must stand in a cited passage; negation and direction must agree. What is left is a paraphrase:
a fitted model judges how much of it the passages hold, and what a second opinion says of the whole, which may overrule
the softer checks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib import resources
from itertools import chain
from math import log

from rag.base.mechanisms import on
from rag.base.types import Support
from rag.check.evidence import Evidence, Key, Reason, Verdict, focus, gather
from rag.check.facts import (
    CALENDAR,
    check_names,
    check_numbers,
    check_quotes,
    is_reckoned,
    may_be_the_country,
    misquoted,
)
from rag.check.negation import check_direction, check_negation, check_opposites
from rag.language.sentences import Span, fold, grouped, rows
from rag.language.tokens import POSSESSIVE, Text, fold_word, read
from rag.models.reader import Linear, Matter, SecondOpinion
from rag.question.spelling import english

TINY = 0.001
LOW = {"reader": -1.0, "consistency": -3.0}  # log-odds below which an opinion counts more, or counts at all
FAULTS = ("number", "date", "name", "quote", "negation", "direction", "strength")
LONGEST = 1600  # characters of passages that are given whole
BESIDE = (-1, 1)
_MARKER = re.compile(r"\s?\[\d+(?:,\s?\d+)*\]")
_GAP = 14  # characters between two supporting words that are shown as one stretch
_MENDABLE = frozenset(("name", "quote", "strength", "words"))
_EDGES = " .,;:!?\"'()[]。，；：！？“”‘’"
_OPENERS = '.!?:;|“"(•。！？：；「《-–\n'
_CLOSERS = '.!?:;|”")。！？：；」》\n'

__all__ = ["Key", "Matter", "Reason", "SecondOpinion", "Verdict", "find_faults", "may_be_overruled", "verify"]


def verify(
    sentence: str, passages: Sequence[str], contexts: Sequence[str] = (), second: SecondOpinion | None = None
) -> Verdict:
    """How well the passages support the sentence, by which of their words, and what of it nothing supports.

    `contexts` are the titles and headings of the passages: they may name what a passage is about, but are not quoted.
    `second` is asked where nothing was objected to that it may not overrule.
    Markers such as [1] in the sentence are skipped; all spans are offsets into the texts as given.
    """
    claim = read(_MARKER.sub(lambda match: " " * len(match[0]), sentence))
    if not passages or not claim.tokens:
        what = "no passage is cited" if claim.tokens else "the sentence is empty"
        return Verdict("none", tuple(() for _ in passages), ((0, len(sentence)),), (Reason("marker", (0, 0), what),))
    own = [_own_words(claim, passage) for passage in passages if on("check_exact")]
    if any(own):
        return Verdict("exact", tuple((span,) if span else () for span in own), score=1.0)
    under = [_under_heading(claim.text, passage, contexts) for passage in passages if on("check_heading")]
    if any(under):
        return Verdict("supported", tuple((span,) if span else () for span in under), score=1.0)
    return _judge(claim, gather(passages, contexts), second)


def find_faults(claim: Text, keys: Sequence[Key], evidence: Evidence) -> tuple[Reason, ...]:
    """What the checks object to, in the sentence's order."""
    found = (
        *check_numbers(claim, evidence),
        *check_names(claim.tokens, evidence),
        *check_quotes(claim.text, evidence),
        *check_negation(claim.tokens, keys, evidence),
        *check_direction(claim, keys, evidence),
        *check_opposites(claim.tokens, keys, evidence),
    )
    return tuple(sorted(found, key=lambda reason: reason.span))


def may_be_overruled(reason: Reason, claim: Text, evidence: Evidence) -> bool:
    """Whether a second opinion may know better: not of dates, digits, quotes and names.

    But of a year that may be a count ("1600 shops"); of what numbers of the passages give together; of numbers in
    words ("a third"), unless they stand for another number of the passages; of a word that begins the sentence and
    that English has, since its capital makes it no name; and of a country where the passages only say "the country".
    """
    said = claim.text[slice(*reason.span)]
    if reason.fault in ("number", "date"):
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
    model, threshold = judge["words"]
    score = model.probability(features)
    if (
        second
        and on("second_opinion")
        and keys
        and all(may_be_overruled(reason, claim, evidence) for reason in reasons)
    ):
        said = ask(second, claim.text, keys, evidence)
        model, threshold = judge["+".join(sorted(said))]
        score = model.probability(weigh(said, score, reasons))
        reasons = () if on("overruling") and score >= threshold else reasons
    lacking = [token for token in claim.tokens if token.is_content and not evidence.has(token)]
    if not reasons and score < threshold:
        first, last = (lacking[0], lacking[-1]) if lacking else (claim.tokens[0], claim.tokens[-1])
        reasons = (Reason("words", (first.start, last.end), "the passage says too little of this"),)
    return Verdict(
        _support(reasons, features["cover_all"]),
        _supporting(claim, keys, evidence),
        _merged([*(reason.span for reason in reasons), *((t.start, t.end) for t in lacking)], claim.text),
        reasons,
        score,
    )


def _support(reasons: Sequence[Reason], covered: float) -> Support:
    if not reasons:
        return "supported"
    return "partial" if covered >= 0.5 and all(reason.fault in _MENDABLE for reason in reasons) else "none"


def _supporting(claim: Text, keys: Sequence[Key], evidence: Evidence) -> tuple[tuple[Span, ...], ...]:
    """For each passage the stretches of the sentences looked at that hold the claim's words and numbers."""
    found: list[list[Span]] = [[] for _ in evidence.sheets]
    for key, _, source in evidence.bearing_out(claim):
        if key in keys:
            found[key[0]].append((source.start, source.end))
    return tuple(_merged(spans, sheet.text.text) for spans, sheet in zip(found, evidence.sheets, strict=True))


def _merged(spans: Iterable[Span], text: str) -> tuple[Span, ...]:
    """The spans in order, those that only a few characters of one sentence part joined into one."""

    def near(one: Span, two: Span) -> bool:
        return two[0] - one[1] <= _GAP and not re.search(r"[.!?|。]", text[one[1] : two[0]])

    return tuple(grouped(sorted(spans), near))


def _own_words(claim: Text, passage: str) -> Span | None:
    """The span of the passage that is word for word the sentence, or None.

    Only a stretch that opens and closes like a sentence, an item or a cell counts: a piece cut out of a longer one may
    have lost its "not" or its "according to". A row of a table counts as it is read out with its column headings.
    """
    wanted = fold(claim.text).strip(_EDGES)
    if not wanted or not claim.tokens:
        return None
    for _, span, row in rows(passage) if passage.startswith("|") else ():
        if fold(row).strip(_EDGES) == wanted:
            return span
    if wanted not in fold(passage):
        return None
    words = [fold_word(token.text) for token in claim.tokens]
    tokens = read(passage).tokens
    folded = [fold_word(token.text) for token in tokens]
    for i in range(len(tokens) - len(words) + 1):
        if folded[i : i + len(words)] == words:
            start, end = tokens[i].start, tokens[i + len(words) - 1].end
            before, after = passage[:start].rstrip(" \t*_"), passage[end:].lstrip(" \t%°*_")
            if (not before or before[-1] in _OPENERS) and (not after or after[0] in _CLOSERS):
                return start, end
    return None


def _under_heading(sentence: str, passage: str, headings: Sequence[str]) -> Span | None:
    """The span of the passage's own words behind a heading of it, as in "Vacancy: No regular rate was found.".

    A name may stand there as an owner: "Hegang" is one of "Hegang's flats".
    """
    label, colon, rest = sentence.partition(": ")
    said = [fold_word(token.text) for token in read(label).tokens]
    words = {fold_word(token.text) for heading in headings for token in read(heading).tokens}
    named = words | {POSSESSIVE.sub("", word) for word in words}
    return _own_words(read(rest.strip()), passage) if colon and said and named.issuperset(said) else None


def measure(claim: Text, keys: Sequence[Key], evidence: Evidence, reasons: Sequence[Reason]) -> dict[str, float]:
    """The features by name; shares lie between 0 and 1."""
    content = [token for token in claim.tokens if token.is_content]
    words, numbers = sum(token.weight for token in content), len(claim.quantities)
    held = sum(token.weight for token in content if any(place.key in keys for place in evidence.find(token)))
    missing = sum(token.weight for token in content if not evidence.has(token))
    doubted = {reason.span[0] for reason in reasons if reason.fault in ("number", "date", "strength")}
    agreed = sum(quantity.start not in doubted for quantity in claim.quantities) / numbers if numbers else 1.0

    def with_numbers(cover: float) -> float:
        """The share held of words and numbers together, a number weighing as much as a rare word."""
        return (cover * words + agreed * numbers) / (words + numbers or 1.0)

    return {
        "cover_focus": with_numbers(held / (words or 1.0)),
        "cover_all": with_numbers(1 - missing / (words or 1.0)),
        "numbers": agreed,
        **_faults(reasons),
    }


def _faults(reasons: Sequence[Reason]) -> dict[str, float]:
    faults = {reason.fault for reason in reasons}
    return {f"fault_{fault}": float(fault in faults) for fault in FAULTS}


def weigh(said: Mapping[str, float], words: float, reasons: Sequence[Reason]) -> dict[str, float]:
    """The features where opinions were asked: their log-odds, those of `words` (a probability), and the faults."""
    sure = min(max(words, TINY), 1 - TINY)
    return {
        **said,
        **{f"{name}_low": min(log_odds - LOW[name], 0.0) for name, log_odds in said.items()},
        "words": log(sure / (1 - sure)),
        **_faults(reasons),
    }


def ask(second: SecondOpinion, statement: str, keys: Sequence[Key], evidence: Evidence) -> Mapping[str, float]:
    """What the second opinion says; of long passages it gets `keys` and those beside, which may say who "it" is."""
    near = [(passage, number + step) for step in BESIDE for passage, number in keys]
    texts = [sheet.text for sheet in evidence.sheets]
    there = [key for key in dict.fromkeys(chain(keys, near)) if 0 <= key[1] < len(texts[key[0]].sentences)]
    sentences = tuple((key, texts[key[0]].text[slice(*evidence.span(key))]) for key in there)
    alone = [text.text for text in texts]
    together = alone if sum(map(len, alone)) <= LONGEST else [text for _, text in sorted(sentences)]
    cited = [alone[passage] for passage in dict.fromkeys(passage for passage, _ in keys)] if len(alone) > 1 else []
    heading = " / ".join(dict.fromkeys(context.text for context in evidence.contexts if context.text))
    given = ("\n".join(together), *(text for text in cited if len(text) <= LONGEST))
    return second.judge(Matter(statement, given, heading, sentences))


@cache
def load_judge() -> Mapping[str, tuple[Linear, float]]:
    """The stored models, each with the least probability at which a sentence passes.

    `words` weighs words and faults; those named "consistency+reader", what both say too.
    """
    stored = json.loads(resources.files("rag").joinpath("data/verifier.json").read_text(encoding="utf-8"))
    return {
        name: (Linear(found["intercept"], found["weights"]), found["threshold"])
        for name, found in (("words", stored), *stored["opinions"].items())
    }
