"""The checks of names and of quoted words: both must stand in a cited passage as they stand in the sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.base.mechanisms import on
from rag.check.evidence import Evidence, Reason
from rag.language import lexicon
from rag.language.sentences import Span, fold
from rag.language.tokens import Token

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


def check_names(content: Sequence[Token], evidence: Evidence) -> tuple[Reason, ...]:
    """A reason for each proper name that neither the passages nor their headings have.

    A word that is also known in lower case ("Bank", "Sound") is a name where it is written large within a sentence.
    """
    if not on("check_names"):
        return ()
    return tuple(
        Reason("name", (token.start, token.end), f"{token.text!r}: the passage has no such name")
        for token in content
        if token.is_name and not evidence.has(token)
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
    known = lexicon.words("words.countries") | lexicon.words("words.nationalities")
    country = said.lower().replace("’", "'").removesuffix("'s")
    return (
        on("check_country")
        and country in known
        and not known & named
        and any(_THE_COUNTRY.search(text) for text in texts)
    )
