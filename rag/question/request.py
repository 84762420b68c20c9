"""What a request is about, once its kind is known: the document or topic to summarise, and how long.

A document is known by its name, a length by its unit ("half a page"), and all the rest is learned from examples: the
topic is the stretch of a request's words that most surely are it and not the asking. Each word gets a score from itself
and two neighbours on each side, fitted by `training/fit_requests.py`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import accumulate, takewhile

from rag.language import lexicon
from rag.language.quantities.parse import numeral
from rag.language.quantities.quantity import NUMBER_WORDS
from rag.language.sentences import Span, fold, grouped
from rag.language.tokens import content_stems, fold_word, stem, stop_words
from rag.question.kinds import NUMBER, TOKEN, fitted
from rag.question.spelling import corpus_words
from rag.store.index import Index, per_corpus

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
_DOCUMENT = lexicon.pattern("request.document")
_CALLED = lexicon.pattern("request.called")
_THIS_DOCUMENT = lexicon.pattern("request.this_document")
_GIST = lexicon.pattern("request.gist")
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
    text: str, index: Index, words: int = SUMMARY_WORDS, scope: frozenset[str] | None = None
) -> SummaryRequest | None:
    """What a request for a summary is about; None where it names nothing in the scope, or a page is pasted into it.

    `words` is the length where the text names none. "This document" is the only one of the `scope`, or of the index.
    """
    length, rest = asked_length(text)
    gist, about = asked_gist(text), ""
    document: str | None
    if is_of_this_document(text, index):
        only = list(scope if scope is not None else index.entries)
        if len(only) != 1:
            return None
        document = only[0]
    else:
        about = subject(rest, index) or _named(rest, index)
        document = named_document(about, index) or _document_on(rest, index)
        if not document and (not content_stems(about) or len(about) > LONGEST_TOPIC):
            return None
        if document and scope is not None and document not in scope:
            return None
        beside = _GIST.sub(" ", _DOCUMENT.sub(" ", rest.replace(about, " ")))
        gist = "" if content_stems(beside) else gist
    if length is None:
        length = words * (_GIST_LENGTH if document and gist else 1)
    return SummaryRequest(document, None if document else about, length, gist if document else "", text)


def is_of_this_document(text: str, index: Index) -> bool:
    """Whether a request for a summary is of "this document" without saying which."""
    rest = _GIST.sub(" ", _THIS_DOCUMENT.sub(" ", asked_length(text)[1]))
    return bool(_THIS_DOCUMENT.search(text)) and not content_stems(subject(rest, index))


def asked_gist(text: str) -> str:
    """The words that ask for what a document wants to say, "" where none do."""
    match = _GIST.search(text)
    return match[0] if match else ""


def asked_length(text: str) -> tuple[int | None, str]:
    """The words that "half a page", "ten facts" or "300 words" come to, and the text without them."""
    match = _LENGTH.search(text)
    if match is None:
        return None, text
    number = match["n"].lower()
    value = _NUMBERS[number] if number in _NUMBERS else numeral(number)[0]
    return round(value * _UNITS[match["unit"].lower()]), f"{text[: match.start()]} {text[match.end() :]}"


def asked_limit(text: str) -> tuple[int, str]:
    """The words that an answer "in two sentences" may have, and the question without that; 0 where none is named."""
    match = _WITHIN.search(text)
    rest = f"{text[: match.start()].rstrip(' ,:;')} {text[match.end() :]}".strip() if match else ""
    return (asked_length(match[0])[0] or 0, rest) if match and content_stems(rest) else (0, text)


def asks_for_table(text: str) -> bool:
    """Whether a request, or the words that are given of it, ask for a table."""
    return bool(_TABLE.search(text))


def subject(text: str, index: Index) -> str:
    """What a request is about, without what a document is called ("the brief on …"); "" where it names nothing."""
    return " ".join(_DOCUMENT.sub("", " ".join(topic(text, corpus_stems(index)).split())).split()).strip(EDGES)


@per_corpus
def corpus_stems(index: Index) -> frozenset[str]:
    """The stems of the corpus's words and of the documents' ids."""
    ids = (part for name in index.entries for part in fold(name).split("-"))
    return frozenset(map(stem, (*corpus_words(index), *ids)))


def _named(text: str, index: Index) -> str:
    """The title or id of a document that a request names among words of asking, or the words that are none of these."""
    whole = f" {fold(text)} "
    titles = [name for each in index.documents() for name in (each.title, each.id) if f" {fold(name)} " in whole]
    spans = named(text)
    return max(titles, key=len, default=text[spans[0][0] : spans[-1][1]] if spans else "")


def named_document(name: str, index: Index) -> str | None:
    """The id of the document whose id, title or title before the colon is `name`, or is spelled nearly so."""
    wholly, wanted = (fold(_ARTICLE.sub("", each) or name) for each in (name, _DOCUMENT.sub("", name).strip(EDGES)))
    documents = index.documents()
    titles = [(name, each.id) for each in documents for name in (each.title, _HEAD.split(each.title)[0].strip())]
    spelled = [*((name, each.id) for each in documents for name in (each.id, each.id.replace("-", " "))), *titles]
    names: dict[str, str] = {}
    for each, document_id in (*spelled, *((subject(title, index), document_id) for title, document_id in titles)):
        if each:
            names.setdefault(_ARTICLE.sub("", fold(each)), document_id)
    for exactly in (wholly, wanted):
        if exactly in names:
            return names[exactly]
    same = [each for each in names if re.findall(r"\d+", each) == re.findall(r"\d+", wanted)]  # "chapter 2" is not 3
    close = get_close_matches(wanted, same, n=1, cutoff=CLOSE)
    provinces = lexicon.words("places.provinces")  # which another one may differ from by a letter
    return names[close[0]] if close and provinces.isdisjoint(wanted.split()) else None


def _document_on(text: str, index: Index) -> str | None:
    """The one that "the brief on …" names, or whose title or id alone holds these words."""
    called = _CALLED.search(text)
    whole = topic(text, corpus_stems(index))
    about = text[called.end() : text.index(whole) + len(whole)].strip(EDGES) if called else ""
    if document := named_document(about, index) if about else None:
        return document
    wanted = content_stems(about)
    holding = [each.id for each in index.documents() if wanted <= content_stems(f"{each.title} {each.id}")]
    return holding[0] if wanted and len(holding) == 1 else None


UNKNOWN, START, END = "*", "<", ">"


def topic(text: str, known: Set[str]) -> str:
    """The topic of a request, "" where it names none; `known` are the stems of the corpus's words.

    Words of asking at its ends are cut off. Others that the corpus lacks stay, since a summary of "history" is none of
    "the history of Venice", but for those before a word of asking, as in "gimme the gist of".
    """
    places = [match.span() for match in TOKEN.finditer(text)]
    words = [fold_word(text[slice(*place)]) for place in places]
    first, last = _best(text)
    opening = list(takewhile(lambda n: _says_nothing(words[n]) or _is_new(words[n], known), range(first, last)))
    first = max((n for n in opening if _is_of_asking(words[n])), default=first)
    first = next((n for n in range(first, last) if not _is_cut(words[n], known)), last)
    last = next((n + 1 for n in reversed(range(first, last)) if not _is_cut(words[n], known)), first)
    return text[places[first][0] : places[last - 1][1]] if first < last else ""


def named(text: str) -> list[Span]:
    """The stretches of words, one behind the other, that are not words of asking."""
    words = ((match.span(), fold_word(match[0])) for match in _WORD.finditer(text))
    spans = (span for span, word in words if word not in fitted().asking and word not in stop_words())
    return grouped(spans, lambda one, two: not text[one[1] : two[0]].strip(" -–'’"))


def signs(tokens: Sequence[str], place: int) -> list[str]:
    """What a token's score depends on: itself and its neighbours, each with its distance."""
    padded = [START, START, *tokens, END, END]
    return [f"{distance}{token}" for distance, token in enumerate(padded[place : place + 5])]


def plain_tokens(text: str, words: Set[str]) -> list[str]:
    """The folded words and marks, numbers as one, and words that are not of asking as unknown ones."""
    return [
        NUMBER if each[0].isdigit() else each if each in words or not each[0].isalnum() else UNKNOWN
        for each in map(fold, TOKEN.findall(text))
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


def _says_nothing(word: str) -> bool:
    return not word[:1].isalnum() or word in stop_words()


def _is_new(word: str, known: Set[str]) -> bool:
    return word[:1].isalpha() and stem(word) not in known


def _is_cut(word: str, known: Set[str]) -> bool:
    return _says_nothing(word) or (_is_new(word, known) and (word in fitted().words or _is_of_asking(word)))


def _is_of_asking(word: str) -> bool:
    """Whether it is a word of asking, or is spelled nearly like one."""
    return word in fitted().asking or bool(get_close_matches(word, fitted().asking, n=1, cutoff=CLOSE))
