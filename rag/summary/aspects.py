"""What a topic is made of, as it was asked: "X: causes, measures, results" asks for three things; by rules."""

from __future__ import annotations

import re

from rag.question import stems, stop_stems

MOST = 5  # aspects; of more only the whole is looked for

_WHAT = r"(?:what|when|where|who|which|why|how|whether)\b"
_READERS = (
    r"(?:memo|seminar|class|course|lecture|paper|essay|report|briefing|presentation|talk|slide|newsletter|newspaper|"
    r"meeting|students?|pupils?|colleagues?|boss|mayors?|ministers?|ministry|council|committee|officials?|beginners?)"
)
_PURPOSE = re.compile(
    rf"(?:^|,?\s+)for (?:(?:an?|my|our|the|some) )?(?:[\w'’-]+ ){{0,2}}?{_READERS}\b"
    rf"(?: (?:of|in) (?:an?|the|my|our) (?:[\w'’-]+ ){{1,3}}?(?={_WHAT}))?",
    re.IGNORECASE,
)
_ITEMS = re.compile(r"(?:,(?!\d)|;)\s*(?:and\s+)?|\s+and\s+", re.IGNORECASE)
_CLAUSES = re.compile(rf",?\s+and\s+(?={_WHAT})|,\s+(?={_WHAT})|\s+and\s+(?=what\b)", re.IGNORECASE)
_OF = re.compile(
    r"^(?:the\s+)?(?P<items>(?:[\w-]+\s+){0,2}?[\w-]+(?:,\s+(?:[\w-]+\s+){0,1}?[\w-]+)*),?\s+and\s+(?:the\s+)?"
    r"(?P<last>(?:[\w-]+\s+){0,1}?[\w-]+)\s+(?P<of>of|in)\s+(?P<topic>.+)$",
    re.IGNORECASE,
)


def subject(topic: str) -> str:
    """The topic without whom or what the summary is for."""
    left = " ".join(_PURPOSE.sub(" ", topic).split()).strip(" ,:;")
    return re.sub(r"\s+([:,;])", r"\1", left) if _says(left) else topic


def aspects(topic: str) -> tuple[str, ...]:
    """What is asked of the topic, each in words that can be looked for; none where it is asked for as a whole."""
    head, colon, tail = topic.partition(":")
    if colon and _says(head) and _says(tail):
        found = [f"{head.strip()}: {item}" for item in _said(_ITEMS.split(tail))]
    elif (match := _OF.match(topic)) and not re.search(_WHAT, match["items"], re.IGNORECASE):
        items = [*match["items"].split(","), match["last"]]
        found = [f"{item} {match['of']} {match['topic']}" for item in _said(items)]
    else:
        found = _said(_CLAUSES.split(topic))
    return tuple(found) if 1 < len(found) <= MOST else ()


def _said(pieces: list[str]) -> list[str]:
    return [piece.strip(" ,.?!") for piece in pieces if _says(piece)]


def _says(text: str) -> bool:
    return bool(stems(text) - stop_stems())
