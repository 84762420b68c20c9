"""What a request is about, once its kind is known: the document or topic to summarise, and how long.

A document is known by its name, a length by its unit ("half a page"), and the topic is learned (rag/question/kinds.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import get_close_matches

from rag.language import lexicon
from rag.language.quantities.parse import numeral
from rag.language.quantities.quantity import NUMBER_WORDS
from rag.language.sentences import Span, fold, grouped
from rag.language.tokens import content_stems, fold_word, split, stop_words
from rag.question.kinds import Kinds, fitted
from rag.store.index import Index

FEWEST, MOST = 20, 2000  # words of a summary
LONGEST_TOPIC = 300  # characters
CLOSE = 0.85  # of 1: how alike a name and a title must be spelled
SUMMARY_WORDS = 150  # where the question names no length
EDGES = "\"'“”‘’«» .!?…:;,-–—()"  # of a name

_NUMBER = rf"\d[\d,]*|{'|'.join(sorted(NUMBER_WORDS, key=len, reverse=True))}|{lexicon.piece('request.number')}"
_UNITS = {name: int(number) for name, number in map(str.split, lexicon.lines("words.text_units"))}
_NAMES = "|".join(_UNITS)
PAGE = _UNITS["page"]  # words
_LENGTH = re.compile(rf"\b(?P<n>{_NUMBER})[\s-]+(?:(?!of\b)[a-z]+[\s-]+)?(?P<unit>{_NAMES})s?\b", re.IGNORECASE)
_WITHIN = re.compile(rf"\b(?:{lexicon.piece('request.within')})\s+{_LENGTH.pattern}[\s,:;]*", re.IGNORECASE)
_NUMBERS = {"an": 1, "single": 1, "few": 3, "a few": 3, "several": 3}
_ARTICLES = frozenset({"a", "an"})
_DOCUMENT = lexicon.pattern("request.document")
_THIS_DOCUMENT = lexicon.pattern("request.this_document")
_GIST = lexicon.pattern("request.gist")
LEAST_SPELLED = 3  # words of a title that is known wherever it stands
_GIST_LENGTH = 2  # times as many words, for what a text says of itself is not cut
_TABLE = lexicon.pattern("request.table")
_ARTICLE = re.compile(r"^(?:the|an?)\s+", re.IGNORECASE)
_HEAD = re.compile(r":| - ")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class SummaryRequest:
    """What to summarise, a document by its id or a topic in words, and in how many words at most.

    `gist` are the words that ask for what the document says of itself: its take-home points, its conclusion. `text` is
    the whole request, "" where it was put together from its parts.
    """

    document: str | None
    topic: str | None
    words: int
    gist: str = ""
    text: str = field(default="", compare=False)


def requested_summary(
    text: str, index: Index, kinds: Kinds, words: int = SUMMARY_WORDS, scope: frozenset[str] | None = None
) -> SummaryRequest | None:
    """What a request for a summary is about; None where it names nothing in the scope, or a page is pasted into it.

    `words` is the length where the text names none. "This document" is the only one of the `scope`, or of the index.
    """
    length, rest = asked_length(text)
    gist, about = asked_gist(text), kinds.topic(rest)
    document: str | None
    if is_of_this_document(text, kinds):
        only = list(scope if scope is not None else index.entries)
        if len(only) != 1:
            return None
        document = only[0]
    else:
        document = _spelled_out(text, index) or named_document(about, index)
        about = _DOCUMENT.sub("", about).strip(EDGES)
        if not document and (not content_stems(about) or len(about) > LONGEST_TOPIC):
            return None
        if document and scope is not None and document not in scope:
            return None
        beside = _GIST.sub(" ", _DOCUMENT.sub(" ", text.replace(about, " ")))
        gist = "" if content_stems(beside) else gist
    if length is None:
        length = words * (_GIST_LENGTH if document and gist else 1)
    return SummaryRequest(document, None if document else about, length, gist if document else "", text)


def is_of_this_document(text: str, kinds: Kinds) -> bool:
    """Whether a request for a summary is of "this document" without saying which."""
    rest = asked_length(text)[1]
    beside = (content_stems(pattern.sub(" ", rest)) for pattern in (_THIS_DOCUMENT, _GIST))
    named = frozenset[str]().union(*(content_stems(rest) - others for others in beside))
    return bool(_THIS_DOCUMENT.search(rest)) and content_stems(kinds.topic(rest)) <= named


def asked_gist(text: str) -> str:
    """The words that ask for what a document wants to say, "" where none do."""
    match = _GIST.search(text)
    return match[0] if match else ""


def asked_length(text: str) -> tuple[int | None, str]:
    """The words that "half a page", "ten facts" or "300 words" come to, and the text without them."""
    matches = list(_LENGTH.finditer(text))
    if not matches:
        return None, text
    match = min(matches, key=lambda each: each["n"].lower() in _ARTICLES)  # "for a slide, ten bullets" asks for ten
    number = match["n"].lower()
    value = _NUMBERS[number] if number in _NUMBERS else numeral(number)[0]
    words = round(value * _UNITS[match["unit"].lower()])
    vague = number in _NUMBERS and words < FEWEST  # "in few words" only says that it should be short
    return None if vague else words, f"{text[: match.start()]} {text[match.end() :]}"


def asked_limit(text: str) -> tuple[int, str]:
    """The words that an answer "in two sentences" may have, and the question without that; 0 where none is named."""
    match = _WITHIN.search(text)
    rest = f"{text[: match.start()].rstrip(' ,:;')} {text[match.end() :]}".strip() if match else ""
    return (asked_length(match[0])[0] or 0, rest) if match and content_stems(rest) else (0, text)


def asks_for_table(text: str) -> bool:
    """Whether a request, or the words that are given of it, ask for a table."""
    return bool(_TABLE.search(text))


def _spelled_out(text: str, index: Index) -> str | None:
    """The document whose id, with its hyphens, or whole title, of three words or more, stands in the text."""
    whole = f" {' '.join(split(text))} "
    for document in index.documents():
        title = f" {' '.join(split(document.title))} "
        by_id = "-" in document.id and re.search(rf"(?<![\w-]){re.escape(document.id)}(?![\w-])", fold(text))
        if by_id or (len(title.split()) >= LEAST_SPELLED and title in whole):
            return document.id
    return None


def named_document(name: str, index: Index) -> str | None:
    """The id of the document whose id, title or title before the colon is `name`, or is spelled nearly so."""
    wholly, wanted = (fold(_ARTICLE.sub("", each) or name) for each in (name, _DOCUMENT.sub("", name).strip(EDGES)))
    documents = index.documents()
    titles = [(name, each.id) for each in documents for name in (each.title, _HEAD.split(each.title)[0].strip())]
    spelled = [*((name, each.id) for each in documents for name in (each.id, each.id.replace("-", " "))), *titles]
    names: dict[str, str] = {}
    for each, document_id in spelled:
        names.setdefault(_ARTICLE.sub("", fold(each)), document_id)
    for exactly in (wholly, wanted):
        if exactly in names:
            return names[exactly]
    same = [each for each in names if re.findall(r"\d+", each) == re.findall(r"\d+", wanted)]  # "chapter 2" is not 3
    close = get_close_matches(wanted, same, n=1, cutoff=CLOSE)
    provinces = lexicon.words("places.provinces")  # which another one may differ from by a letter
    return names[close[0]] if close and provinces.isdisjoint(wanted.split()) else None


def named(text: str) -> list[Span]:
    """The stretches of words, one behind the other, that are not words of asking."""
    words = ((match.span(), fold_word(match[0])) for match in _WORD.finditer(text))
    spans = (span for span, word in words if word not in fitted().asking and word not in stop_words())
    return grouped(spans, lambda one, two: not text[one[1] : two[0]].strip(" -–'’"))
