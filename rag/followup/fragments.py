"""Questions that are only a piece of one: "and Gejiu?", "why?", "before 2010?", "no, Fuxin"."""

from __future__ import annotations

import re

from rag.followup import words as w
from rag.followup.continuing import asked_of
from rag.followup.exchange import Made, exchanged, set_off
from rag.followup.grammar import split, times, verbs
from rag.followup.memory import Memory
from rag.followup.phrases import phrases
from rag.followup.pronouns import NEEDS

_LEAD = re.compile(
    r"\W*(?:(?:and|but|so|or|then|ok(?:ay)?|well|now|also|hm+|thanks|thank you|interesting|great)\b[\s,.!…-]*)*"
    r"(?P<about>(?:what|how) about|what of|(?:the )?same (?:question )?for|and for|compared (?:to|with))?\s*",
    re.IGNORECASE,
)
_NOW = re.compile(r"\W*(?:and|what about|how about) now\W*", re.IGNORECASE)
_AND = re.compile(r"\W*(?:and|but|so|or|then)\b", re.IGNORECASE)
_NO = re.compile(
    r"\W*(?:(?:no|nope|sorry|oops|wait|actually|pardon|rather|not that(?: one)?|wrong(?: \w+)?)\b[\s,.!:;–—-]*)*"
    r"(?P<mean>i (?:meant?|was (?:asking|talking) about|asked (?:about|for)|wanted)|make (?:it|that)|let's say)?"
    r"[\s,:]*",
    re.IGNORECASE,
)
_INSTEAD = re.compile(
    r"not (?P<old>[^,;.]+?)(?:[,;]| but) *(?P<new>.+)|(?P<first>.+?),? (?:not|instead of) (?P<second>.+)",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"(?:(?:please )?(?:can you |could you )?(?:tell me|say|explain|give me)? ?(?:some |a bit )?more"
    r"(?: details?| please)*(?: about (?:it|this|that))?|go on|continue"
    r"|(?:please )?explain(?: (?:it|this|that))?(?: further)?|what do you mean(?: by (?:it|this|that))?"
    r"|(?:(?:can|could) you )?(?:give|show|name) (?:me |us )?(?:an|some|another|one|an? few) examples?"
    r"|(?:any |some )?(?:details?|examples?)|for example|such as)\W*",
    re.IGNORECASE,
)
LONGEST = 5  # words of a bare name


def whole(text: str, memory: Memory) -> Made | None:
    """The full question that a piece stands for and what it is about now; None where the text is no piece."""
    lead = _LEAD.match(text)
    core = text[lead.end() if lead else 0 :].strip().rstrip("?.! ") or ("now" if _NOW.fullmatch(text) else "")
    if not core:
        return None
    if asked := asked_of(core, memory.last):
        return asked, memory.about
    if at := set_off(core, memory.last):
        return at, memory.about
    if _MORE.fullmatch(core):
        more = f"Tell me more about {memory.about.long}." if memory.about else f"Tell me more: {memory.last}"
        return more, memory.about
    if corrected := _corrected(text, memory):
        return corrected
    leads = bool((lead and lead["about"]) or _AND.match(text))
    if not (leads or _is_bare(core)) or _is_sentence(core) or _points_back(core):
        return None
    return exchanged(core, memory)


def _corrected(text: str, memory: Memory) -> Made | None:
    """The question behind "no, I meant Gejiu" or "not Fuxin, Gejiu"."""
    match = _NO.match(text)
    said = text[match.end() if match else 0 :].strip().rstrip("?.! ")
    turned = _INSTEAD.fullmatch(said)
    opened = bool(match and match.group().strip()) or bool(turned and turned["old"])
    if not said or not opened or (_is_sentence(said) and not (match and match["mean"])):
        return None
    if turned:
        old, new = turned["old"] or turned["second"], turned["new"] or turned["first"]
        at = memory.last.lower().find(old.lower())
        if at >= 0:
            return memory.last[:at] + new + memory.last[at + len(old) :], next(iter(phrases(new)), None)
        said = new
    return None if _is_sentence(said) else exchanged(re.sub(r"^(?:about|for) ", "", said), memory)


def _is_sentence(core: str) -> bool:
    """Whether a piece has a verb of its own, so that it is a question and no piece."""
    row = split(core)
    return any(word.low in w.HELPING | w.ASKING for word in row) or any(i or len(row) > 3 for i in verbs(core))


def _points_back(core: str) -> bool:
    return any(word.low in NEEDS or word.low in {"this", "that", "these", "those"} for word in split(core))


def _is_bare(core: str) -> bool:
    """Whether nothing is said but a name, a date or a place in an order."""
    spans = times(core)
    if (spans and spans[0] == (0, len(core))) or re.fullmatch(r"the (?:first|second|third|last)(?: one)?", core, re.I):
        return True
    here = phrases(core)
    alone = len(here) == 1 and here[0].name and here[0].end == len(core)
    return alone and len(split(core)) <= LONGEST and len(split(core[: here[0].start])) <= 1
