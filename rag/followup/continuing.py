"""A question word alone, "why?" or "since when?", asked of what the last question says."""

from __future__ import annotations

import re

from rag.followup import words as w
from rag.followup.grammar import split, verbs

_HAPPENED = r"(?: (?:is|was) (?:that|this)(?: so)?| did (?:that|this|it) (?:happen|come about))"
_ALONE = re.compile(
    rf"(?:(?P<why>why(?: not)?)|how|(?:since |until )?when|where)(?: so| exactly| come|{_HAPPENED})?\W*"
    r"|(?:(?:by|for|with|to) whom|who)(?: exactly| did (?:that|it))?\W*"
    r"|(?:in |since |by |for )?(?:which|what) (?:year|month|city|place|country|province|region)\W*"
    r"|(?:by )?how (?:much|many|long|often|far)\W*",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"(?:(?:in|by|for|with|to|since|until) )?(?:why not|how (?:much|many|long|often|far)|(?:which|what) \w+|\w+)", re.I
)
_SPLIT = re.compile(
    r"(?P<asks>(?:(?:by|in|for|from|to|of|at|on|since|until|with) )?(?:what|which|who|whom|when|where|why|how)\b"
    rf"(?P<thing>(?: [\w'’-]+){{0,3}}?)) (?P<help>{'|'.join(sorted(w.HELPING, key=len, reverse=True))})\b (?P<rest>.+)",
    re.IGNORECASE,
)
_DOES = frozenset({"do", "does", "did", "can", "could", "will", "would", "should"})


def asked_of(piece: str, question: str) -> str | None:
    """The last question with another question word; None where the piece is more than a question word."""
    if not _ALONE.fullmatch(piece):
        return None
    match = _ASKS.match(piece)
    ask = match.group() if match else piece
    ask = ask[0].upper() + ask[1:]
    body = question.strip().rstrip("?.! ")
    first = split(body)[0] if split(body) else None
    if first and first.low in w.HELPING:
        return _again(ask, first.low, body[first.end :].strip(), "")
    parts = _SPLIT.fullmatch(body)
    if parts and not (parts["asks"].lower() in {"what", "who"} and parts["help"].lower() in w.BEING):
        thing = parts["thing"].strip() if parts["help"].lower() in _DOES else ""
        return _again(ask, parts["help"], parts["rest"], re.sub(r"^(?:many|much|other) ?", "", thing))
    if parts:
        return f"What is the reason for {parts['rest']}?" if ask == "Why" else f"{ask} {parts['help']} {parts['rest']}?"
    said = re.fullmatch(r"(?P<who>who)?(?:how (?:many|much)|which|what)? ?(?P<rest>.+)", body, re.IGNORECASE)
    if said and said["rest"] != body:
        return f"{ask} was it that {'somebody ' if said['who'] else ''}{said['rest']}?"
    return f"{ask}? {question}"


def _again(ask: str, helper: str, rest: str, thing: str) -> str:
    """A question of `ask`, with the thing that was asked for put behind its verb, and "not" before it."""
    act = _verb(helper, rest)
    if ask == "Why not":
        return f"Why {helper} {rest[: act[0]]}not {rest[act[0] :]}?" if act else f"Why not: {helper} {rest}?"
    if thing and act and thing in rest:
        thing = ""
    if thing:
        at = act[1] if act else len(rest)
        rest = f"{rest[:at]} {thing}{rest[at:]}"
    return f"{ask} {helper} {rest}?"


def _verb(helper: str, rest: str) -> tuple[int, int] | None:
    """The span of the first verb behind an auxiliary, in `rest`."""
    text = f"{helper} {rest}"
    row, shift = split(text), len(helper) + 1
    found = min((i for i in verbs(text) if i), default=None)
    return (row[found].start - shift, row[found].end - shift) if found else None
