"""The checks of names and of quoted words: both must stand in a cited passage as they stand in the sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.base.mechanisms import on
from rag.check.evidence import Evidence, Reason
from rag.language import lexicon
from rag.language.sentences import Span, fold
from rag.language.tokens import Token, fold_word

_QUOTED = re.compile(
    r"[“\"「《«]([^“”\"「」《》«»]{2,200})[”\"」》»]"
    r"|(?<![\w’'])[‘'](?=[^\W\d_])([^‘’'\"]*(?:(?<=\w)['’](?=[^\W\d_])[^‘’'\"]*)*)(?<=[\w.,!?])['’](?!\w)"
)
_LEFT_OUT = re.compile(r"\.\.\.|…|\[[^\]]*\]")
_OTHER_CASE = re.compile(r"\[(\w)\]")  # as in "[t]he mine"
_SIGN = re.compile(r"([\u3400-\u9fff])")  # Chinese writes no spaces between words
_NO_WORD = re.compile(r"[\W_]+")
_WORD = re.compile(r"[A-Za-z]+")
_THE_COUNTRY = lexicon.pattern("checks.the_country")
REACH = 2  # words between a class and the name that it goes with
LONGEST = 8  # words that one abbreviation stands for


def check_names(content: Sequence[Token], evidence: Evidence) -> tuple[Reason, ...]:
    """A reason for each proper name that neither the passages nor their headings have.

    A word that is also known in lower case ("Bank", "Sound") is a name where it is written large within a sentence.
    """
    if not on("check_names"):
        return ()
    return tuple(
        Reason("name", (token.start, token.end), f"{token.text!r}: the passage has no such name")
        for token in content
        if token.is_name
        and not evidence.has(token)
        and not (on("check_name_classes") and _is_class(token, content, evidence))
        and not (on("check_abbreviations") and _is_spelled_out(token, content, evidence))
    )


def _is_class(token: Token, content: Sequence[Token], evidence: Evidence) -> bool:
    """Whether it only says what a name is of, as in "Arden City", where the passage gives that name no other class."""
    if fold_word(token.text) not in lexicon.words("words.classes"):
        return False
    at = content.index(token)
    beside = [
        other
        for other in content[max(0, at - REACH) : at + REACH + 1]
        if other.is_name and other is not token and evidence.has(other)
    ]
    stems = {other.stem for other in beside}
    keys = {place.key for other in beside for place in evidence.find(other)}
    return bool(beside) and not any(_have_class(stems, evidence.sentence(key)) for key in keys)


def _have_class(stems: set[str], sentence: Sequence[Token]) -> bool:
    """Whether one of the stems stands next to a word for a class that is written large."""
    classes = [token.is_name and fold_word(token.text) in lexicon.words("words.classes") for token in sentence]
    named = [token.stem in stems for token in sentence]
    return any((classes[i] and named[i + 1]) or (named[i] and classes[i + 1]) for i in range(len(sentence) - 1))


def _is_spelled_out(token: Token, content: Sequence[Token], evidence: Evidence) -> bool:
    """Whether it is of "European Union" where the passage has "EU"."""
    spoken = [other for other in content if other.is_content]
    at = spoken.index(token) if token in spoken else -1
    theirs = [other.text for sheet in evidence.sheets for other in sheet.text.tokens if other.text.isupper()]
    short = {text.replace(".", "") for text in theirs}
    runs = (
        spoken[start:end]
        for start in range(max(0, at - LONGEST + 2), at + 1)
        for end in range(max(at + 1, start + 2), min(len(spoken), start + LONGEST) + 1)
    )
    return any(
        all(other.text[0].isupper() for other in run) and "".join(other.text[0] for other in run) in short
        for run in runs
    )


def check_quotes(sentence: str, evidence: Evidence) -> tuple[Reason, ...]:
    """A reason for each stretch in quotation marks that no passage has word for word."""
    texts = [_plain(text.text) for text in (*(sheet.text for sheet in evidence.sheets), *evidence.contexts)]
    return tuple(
        Reason("quote", span, f"{said!r}: the passage has no such words")
        for span, said in _quoted(sentence)
        if on("check_quotes") and not any(all(part in text for part in _parts(said)) for text in texts)
    )


def _quoted(sentence: str) -> Iterator[tuple[Span, str]]:
    for match in _QUOTED.finditer(sentence):
        group = 1 if match[1] else 2
        yield match.span(group), match[group]


def _parts(said: str) -> list[str]:
    """The words between what was left out of a quote."""
    parts = map(_plain, _LEFT_OUT.split(_OTHER_CASE.sub(r"\1", said)))
    return [part for part in parts if part.strip()]


def _plain(text: str) -> str:
    """The words alone, since dashes, commas and inner quote marks are set otherwise."""
    apart = _SIGN.sub(r" \1 ", fold(text))
    return f" {_NO_WORD.sub(' ', apart).strip()} "


def may_be_the_country(said: str, evidence: Evidence) -> bool:
    """Whether a name, "China" or "Chinese", may be of what the passages call "the country", naming none."""
    texts = [sheet.text.text for sheet in evidence.sheets]
    named = {word.lower() for text in (*texts, *(c.text for c in evidence.contexts)) for word in _WORD.findall(text)}
    known = lexicon.words("words.countries")
    country = said.lower().replace("’", "'").removesuffix("'s")
    return (
        on("check_country")
        and country in known
        and not known & named
        and any(_THE_COUNTRY.search(text) for text in texts)
    )
