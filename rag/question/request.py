"""What a question asks for beside a fact: a summary of a document or a topic, or a comparison; by rules."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Protocol

from rag.language.names import is_province
from rag.language.sentences import fold
from rag.language.tokens import content_stems
from rag.store.index import Index

FEWEST, MOST = 20, 2000  # words of a summary
PAGE = 450  # words of "one page"
LONGEST_TOPIC = 300  # characters
CLOSE = 0.85  # of 1: how alike a name and a title must be spelled
SUMMARY_WORDS = 150  # where the question names no length

_POLITE = (
    r"(?:(?:please|kindly|now|ok(?:ay)?|and|so|then|hi|hello)\W+)*"
    r"(?:(?:can|could|would|will) you (?:please )?|(?:i(?:'d| would) like|i (?:want|need)|let me have|let's) (?:to )?)?"
)
_MANNER = r"(?:(?:briefly|shortly|quickly|concisely|again|just)\s+)?"
_LENGTH = r"(?:(?P<n>\d[\d,]*)[- ]words?|(?P<page>one|a|1|single|full)[- ]page)"
_VERB = rf"{_MANNER}(?:summ?ari[sz]e|sum up|recap|condense|outline)(?:\s+for (?:me|us))?[:,]?\s+"
_NOUN = (
    r"(?:(?:give|write|make|show|prepare|get|provide|compile|put together)(?: me| us)?\s+)?(?:an?|the)?\s*"
    rf"(?:{_LENGTH}\s+)?(?:(?:short|brief|quick|compact|condensed|concise|good|cited)\s+){{0,2}}"
    r"(?:summary|overview|recap|rundown|outline|synopsis|digest|briefing|account)(?:,? please)?(?:\s+for (?:me|us))?"
    r"(?:\s+in (?P<n2>\d[\d,]*) words)?(?:\s+(?:of|on|about)\s+|:\s*)"
)
_BY_LENGTH = (
    r"(?:(?:give|write|make|show|prepare|get|provide|compile|put together)(?: me| us)?\s+)?"
    r"(?:(?:about|around|roughly|at most|up to|no more than|just)\s+)?(?:an?\s+)?"
    r"(?:(?P<n3>\d[\d,]*)[- ]words?|(?P<pages>half an?|an? half|one|an?|1|two|2|three|3)[- ](?:\w+ )?page(?:s|r)?)"
    r"(?:\s+(?:text|brief|note|report|piece|primer|article))?(?:,? please)?(?:\s+for (?:me|us))?\s+(?:on|about)\s+"
)
_BEFORE = r"(?:(?P<before>[^:.?!]{3,120}[:.?!])\s+)?"
_ASKS_SUMMARY = re.compile(
    rf"^\W*{_BEFORE}{_POLITE}(?:{_VERB}|{_NOUN}|{_BY_LENGTH})(?P<what>.+)$", re.IGNORECASE | re.DOTALL
)
_OF_ASKING = re.compile(r"\b(?:i|i'm|i’m|my|we|our|us|you|for an?)\b", re.IGNORECASE)
_IN_WORDS = re.compile(
    r",?\s*(?:\(\s*)?\b(?:in|of|with|using|within|to)\s+(?:(?:about|around|roughly|exactly|under|just|at most|up to|"
    r"no more than|less than|fewer than|max(?:imum)?(?: of)?|not more than)\s+)?"
    r"(?:(?P<n>\d[\d,]*)\s+words?(?: or (?:less|fewer))?|(?P<page>one|a|1|a single)[- ]page)\b(?:\s*\))?",
    re.IGNORECASE,
)
_IN_SENTENCES = re.compile(
    r",?\s*\b(?:in|using|with) (?:a few|a couple of|one|two|three|four|five|six|\d+|several|simple|plain|your own) "
    r"(?:short )?(?:sentences?|lines?|points?|words?|paragraphs?)\b|,?\s*\bin (?:short|brief)\b|\bplease\b",
    re.IGNORECASE,
)
_KIND = re.compile(
    r"^(?:the|this|that|our|your)?\s*(?:document|brief|file|paper|text|report|page)s?\b\s*(?:on|about|called|named|titled)?\s*",
    re.I,
)
_POINTING = re.compile(
    r"(?:it|this|that|these|those|them|everything|all(?: of (?:it|this|that))?|the (?:above|evidence|answers?|"
    r"conversation|discussion|chat|rest|text|results?|findings|main points|key points))\W*",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(?:the|an?)\s+", re.IGNORECASE)
_THIS_DOCUMENT = re.compile(
    r"(?:th(?:is|e)|my) (?:(?:whole|entire|full) )?(?:document|brief|file|paper|text|report|page|article|pdf)",
    re.IGNORECASE,
)
_PAGES = {"half": PAGE // 2, "two": 2 * PAGE, "2": 2 * PAGE, "three": 3 * PAGE, "3": 3 * PAGE}
_QUOTES = "\"'“”‘’«» .!?…:;,"


@dataclass(frozen=True, slots=True)
class SummaryRequest:
    """What to summarise, a document by its id or a topic in words, and in how many words at most."""

    document: str | None
    topic: str | None
    words: int


class Named(Protocol):
    """Something that the corpus has a name for."""

    @property
    def name(self) -> str:
        """The name by which the corpus knows it best."""


class Names(Protocol):
    """What the corpus has names for, as `rag.search.entities.Subjects` knows them."""

    def is_listed(self, text: str) -> bool:
        """Whether the whole text is one name."""

    def meant(self, text: str) -> Named | None:
        """What a name means, however it is spelled."""


def requested_summary(
    text: str, index: Index, words: int = SUMMARY_WORDS, scope: frozenset[str] | None = None
) -> SummaryRequest | None:
    """What the text asks to summarise; None where it asks for something else.

    `words` is the length where the text names none. "This document" is the only one of the `scope`, or of the index. A
    topic of pointing words alone ("summarise the evidence") is left to the answerer, which reads the whole question.
    """
    asked = _read(text)
    if asked is None:
        return None
    what, length = asked
    length = words if length is None else length
    if _THIS_DOCUMENT.fullmatch(what):
        only = list(scope if scope is not None else index.entries)
        return SummaryRequest(only[0], None, length) if len(only) == 1 else None
    document = named_document(what, index)
    return SummaryRequest(document, None if document else what, length)


def is_of_this_document(text: str) -> bool:
    """Whether it asks to summarise "this document" without saying which."""
    asked = _read(text)
    return asked is not None and bool(_THIS_DOCUMENT.fullmatch(asked[0]))


def _read(text: str) -> tuple[str, int | None] | None:
    """What is to be summarised, and in how many words where that is said; None where nothing is."""
    match = _ASKS_SUMMARY.match(text.strip())
    if match is None:
        return None
    what = match["what"]
    length = _length(match["n"] or match["n2"] or match["n3"], match["page"] or match["pages"])
    before = match["before"] or ""
    if content_stems(before) and not _OF_ASKING.search(before):  # "Fuxin's pits: sum up what became of them."
        what = f"{before.rstrip(' .:?!')}: {what}"
    if named := _IN_WORDS.search(what):
        length = _length(named["n"], named["page"]) if length is None else length
        what = what[: named.start()] + what[named.end() :]
    what = " ".join(_IN_SENTENCES.sub(" ", what).split()).strip(_QUOTES)
    if not content_stems(what) or _POINTING.fullmatch(what) or len(what) > LONGEST_TOPIC:
        return None
    return what, length


def named_document(name: str, index: Index) -> str | None:
    """The id of the document whose id, title or title before the colon is `name`, or is spelled nearly so."""
    wholly, wanted = (fold(_ARTICLE.sub("", each) or name) for each in (name, _KIND.sub("", name).strip(_QUOTES)))
    names: dict[str, str] = {}
    for document in index.documents():
        title = fold(document.title)
        spelled = {fold(document.id), fold(document.id).replace("-", " "), title, re.split(r":| - ", title)[0].strip()}
        names |= {_ARTICLE.sub("", each): document.id for each in spelled if each not in names}
    for exactly in (wholly, wanted):
        if exactly in names:
            return names[exactly]
    same = [each for each in names if re.findall(r"\d+", each) == re.findall(r"\d+", wanted)]  # "chapter 2" is not 3
    close = get_close_matches(wanted, same, n=1, cutoff=CLOSE)
    return names[close[0]] if close and not any(map(is_province, wanted.split())) else None


def _length(number: str | None, pages: str | None) -> int | None:
    if number:
        return int(number.replace(",", ""))
    return next((words for name, words in _PAGES.items() if name in pages.lower()), PAGE) if pages else None


MOST_COMPARED = 4
_PATTERNS = tuple(
    re.compile(
        rf"\W*(?:(?:please|can you|could you|i want to|let['’]s) )*{pattern}(?:,? please)?\s*[?.!]*\s*", re.IGNORECASE
    )
    for pattern in (
        r"(?:compare|contrast|compare and contrast) (?P<each>.+?)",
        r"(?:make |give me |show me )?a comparison (?:of|between) (?P<each>.+?)",
        r"how (?:do|does|did|are|is) (?P<each>.+?) (?:differ(?:ent)?|compare)(?: (?:from|with|to) (?P<other>.+?)|"
        r" from (?:each other|one another))?",
        r"(?:what(?: is|['’]s| are)|tell me|explain|describe) the (?:main )?differences? between (?P<each>.+?)",
        r"(?P<each>.+?)[:,–—-]+ (?:how do they (?:differ|compare)|what(?: is|['’]s) the difference|compared)",
        r"(?P<each>[^?]+?\s(?:vs\.?|versus)\s[^?]+)",
    )
)
_BETWEEN = re.compile(r",\s+and\s+|\s*[,;]\s+|\s+(?:and|with|to|vs\.?|versus|against)\s+", re.IGNORECASE)


def requested_comparison(text: str, known: Names) -> tuple[str, ...]:
    """The subjects that a question asks to compare, two to four as the corpus names them; else nothing.

    Nothing too where the question asks for one attribute ("which had more people?") or a part is no known subject.
    """
    for pattern in _PATTERNS:
        match = pattern.fullmatch(text)
        if match:
            groups = match.groupdict()
            return _known([groups["each"], *([groups["other"]] if groups.get("other") else [])], known)
    return ()


def _known(parts: list[str], known: Names) -> tuple[str, ...]:
    names: list[str] = []
    for part in parts:
        whole = [part] if known.is_listed(part) else _BETWEEN.split(part)
        names += [name for name in whole if name.strip()]
    found = [subject.name for name in names if (subject := known.meant(name))]
    distinct = len({fold(name) for name in found}) == len(found) == len(names)
    return tuple(found) if distinct and 2 <= len(found) <= MOST_COMPARED else ()
