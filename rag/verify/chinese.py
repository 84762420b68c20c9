"""The checks of Chinese sentences, which no spaces cut into words: a place, a "not", a direction that differs.

They are coarser than the checks of English and object only to what stands on its own: a place that no passage names, a
word that is denied on one side only, and a sentence in which things rise where in the passage they only fall.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.verify.evidence import Evidence, Key
from rag.verify.types import Reason

_HAN = re.compile(r"[\u3400-\u9fff]")
_PLACE = re.compile(
    r"(?:(?<![\u3400-\u9fff])|(?<=[省市县州区在于从到与和及]))(?P<name>[\u3400-\u9fff]{2,3}?)[市县省]"
    r"(?=人口|[是在于的被有没未从位为和与及也已曾将]|[^\u3400-\u9fff]|$)"
)
_LED = re.compile(r"[在于从到与和及](?=..)")
_NO_NAME = frozenset(
    "该本我各全此这那某每其外两几数多些个座批一二三四五六七八九十百千城都大小强上超股楼房夜集节反市县省区部业煤"
)
_COMMON = re.compile(
    "贫困|示范|试点|重点|周边|邻近|有关|相关|其他|所有|许多|不少|地级|县级|直辖|沿海|内陆|边境|民族|落后"
)
_DENIALS = r"没有|未(?!来)|不是|并非|并不|不再|不能|不会|不曾|从不|无法"
_DENIED = re.compile(rf"(?:{_DENIALS})[被有能会再把对在]?(?P<word>[\u3400-\u9fff]{{2}})")
_BEHIND = re.compile(rf"(?:{_DENIALS})[^，。；：、！？,;]{{0,4}}$")
_RISE = "上升|增长|增加|上涨|提高|攀升|回升|扩大|增至|升至|升到|增到"
_FALL = "下降|减少|下滑|下跌|降低|萎缩|缩小|跌至|降至|减至|跌到|降到|减到"
_MOVE = re.compile(rf"(?P<rise>{_RISE})|{_FALL}")


def check_chinese(claim: str, keys: Sequence[Key], evidence: Evidence) -> tuple[Reason, ...]:
    """What the checks object to in a Chinese sentence; nothing where it or the passages are in another language."""
    passages = [sheet.text.text for sheet in evidence.sheets]
    if not _HAN.search(claim) or not any(map(_HAN.search, passages)):
        return ()
    near = [passages[key[0]][slice(*evidence.span(key))] for key in keys]
    texts = [*passages, *(context.text for context in evidence.contexts)]
    return (*_strange_places(claim, texts), *_denied(claim, near), *_turned(claim, near))


def _strange_places(claim: str, texts: Sequence[str]) -> Iterator[Reason]:
    """A reason for each city, county or province whose name, without a word before it, stands nowhere."""
    for match in _PLACE.finditer(claim):
        start = match.start() + (len(match["name"]) == 3 and _LED.match(match["name"]) is not None)
        core = match["name"][-2:]
        if core[-1] not in _NO_NAME and not _COMMON.match(core) and not any(core in text for text in texts):
            yield Reason("name", (start, match.end()), f"{claim[start : match.end()]!r}: the passage has no such name")


def _denied(claim: str, near: Sequence[str]) -> Iterator[Reason]:
    """A reason for the first word that is denied wherever the one side has it and nowhere where the other does."""
    words = [match["word"] for text in (claim, *near) for match in _DENIED.finditer(text)]
    for word in words:
        mine = {_is_denied(claim, at) for at in _places(word, claim)}
        theirs = {_is_denied(text, at) for text in near for at in _places(word, text)}
        if mine and theirs and mine.isdisjoint(theirs):
            at = claim.index(word)
            said = "says so without a negation" if True in mine else "negates this"
            yield Reason("negation", (at, at + len(word)), f"{word!r}: the passage {said}")
            return


def _places(word: str, text: str) -> Iterator[int]:
    return (match.start() for match in re.finditer(re.escape(word), text))


def _is_denied(text: str, at: int) -> bool:
    return _BEHIND.search(text[:at]) is not None


def _turned(claim: str, near: Sequence[str]) -> Iterator[Reason]:
    """A reason for the first rise of a sentence without falls where the passage only has falls, or the other way."""
    mine = [(_rises(match, claim), match) for match in _MOVE.finditer(claim)]
    theirs = {_rises(match, text): match[0] for text in near for match in _MOVE.finditer(text)}
    if mine and len(theirs) == 1 and all(rises not in theirs for rises, _ in mine):
        move = mine[0][1]
        yield Reason("direction", move.span(), f"{move[0]!r}: the passage says {next(iter(theirs.values()))!r}")


def _rises(match: re.Match[str], text: str) -> bool:
    return (match["rise"] is not None) != _is_denied(text, match.start())
