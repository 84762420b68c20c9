"""Rules about who says what: weak sources are named, our own view is marked, records agree across briefs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tests.corpus.rules import WEAK_TYPES, Brief
from tests.corpus.words import without_marks

NAMED = re.compile(
    r"according to|\b(?:says?|said|writes?|wrote|counts?|asks?|asked|concluded|describe|statements)\b|\bargue"
    r"|\b(?:website|blog|essay|critics?|partisan|press release|summary of|review by|in an interview)\b|\bcommentator"
    r"|\bcalls? (?:it|the)\b|\bby [^.]{0,60}(?:account|figures|estimate)\b|\bas [^.]{0,60} described it\b"
    r"|\b(?:the article|this account|this piece|the author)\b|\bYu\b|\bOur reading:",
    re.IGNORECASE,
)
NAMED_PLAINLY = re.compile(
    r"according to|\bin an interview\b|\breview by\b|\bassociat|\bwrites?\b|\basks?\b", re.IGNORECASE
)
OWN_VIEW = re.compile(
    r"\bin our (?:reading|view)\b|\bour (?:own )?(?:inference|judgement)\b|\b(?:is|are) ours\b|\bour own reading\b"
    r"|\bour reading (?!:)",
    re.IGNORECASE,
)


def attribution(brief: Brief) -> Iterator[str]:
    """A paragraph that rests on comment, promotion or partisan press says so; what is ours begins `Our reading:`."""
    weak = {key for key, entry in brief.sources.items() if entry.get("type") in WEAK_TYPES or _partisan(entry)}
    for paragraph in brief.paragraphs:
        text, keys = without_marks(paragraph), set(brief.cited(paragraph))
        if OWN_VIEW.search(text):
            yield f"our own view is not marked 'Our reading:' in {text[:50]!r}"
        if not keys & weak:
            continue
        if not NAMED.search(text):
            yield f"{sorted(keys & weak)} stands unattributed in {text[:50]!r}"
        if keys <= weak and brief.front.get("kind") != "digest" and not NAMED_PLAINLY.search(text):
            yield f"only {sorted(keys)} and no 'according to' in {text[:50]!r}"
        if any(_partisan(brief.sources[key]) for key in keys & weak) and not re.search("partisan|Epoch Times", text):
            yield f"a partisan source is not called so in {text[:50]!r}"


def agreement(briefs: Iterable[Brief]) -> Iterator[str]:
    """A key means the same record in every brief, and an address has one key."""
    records: dict[str, dict[str, object]] = {}
    addresses: dict[object, str] = {}
    for brief in briefs:
        for key, entry in brief.sources.items():
            if records.setdefault(key, entry) != entry:
                yield f"{brief.name}: {key} differs from the record of the same key elsewhere"
            if "url" in entry and addresses.setdefault(entry["url"], key) != key:
                yield f"{brief.name}: {key} and {addresses[entry['url']]} have one address"


def _partisan(entry: dict[str, object]) -> bool:
    return "partisan" in str(entry.get("note", ""))
