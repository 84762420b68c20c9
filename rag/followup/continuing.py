"""A question word alone, "why?" or "since when?", asked of what the last question says."""

from __future__ import annotations

import re

from rag.followup import words as w
from rag.followup.grammar import split, verbs
from rag.followup.phrases import phrases
from rag.followup.pronouns import NEEDS

_HAPPENED = r"(?: (?:is|was) (?:that|this)(?: so)?| did (?:that|this|it) (?:happen|come about))"
_ALONE = re.compile(
    rf"(?:(?P<why>why(?: not)?)|how|(?:since |until )?when|where)(?: so| exactly| come|{_HAPPENED})?\W*"
    r"|why (?:do|did|would) (?:people|they|you|some) (?:say|think|believe) (?:that|this|so)\W*"
    r"|(?:(?:by|for|with|to) whom|who)(?: exactly| did (?:that|it))?\W*"
    r"|(?:in |since |by |for )?(?:which|what) (?:(?:year|month|place|province|region)s?|cit(?:y|ies)|countr(?:y|ies))"
    rf"(?:{_HAPPENED})?\W*"
    r"|(?:by )?how (?:much|many|long|often|far)\W*",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"(?:(?:in|by|for|with|to|since|until) )?(?:why not|how (?:much|many|long|often|far)|(?:which|what) \w+|\w+)", re.I
)
_SPLIT = re.compile(
    r"(?P<asks>(?:(?:by|in|for|from|to|of|at|on|since|until|with) )?(?:what|which|who|whom|when|where|why|how)\b"
    rf"(?P<thing>(?: [\w'’-]+){{0,5}}?)) (?P<help>{'|'.join(sorted(w.HELPING, key=len, reverse=True))})\b (?P<rest>.+)",
    re.IGNORECASE,
)
_COUNTS = (
    ("how many ", "Which ", re.compile(r"which(?: ones?| of them)?", re.IGNORECASE)),
    ("which ", "How many ", re.compile(r"how many(?: of them)?", re.IGNORECASE)),
)
_MANY = re.compile(r" (?:many|much|other)\b(?: of\b)?")
_HOW = re.compile(r"how (?!many\b|much\b)", re.IGNORECASE)
_NO_THING = re.compile(r"(?!which|what|how).*|(?:which|what) (?:year|month|day|time)", re.IGNORECASE)
_POINTING = NEEDS.keys() | {"this", "that", "these", "those"}
_DOES = frozenset({"do", "does", "did", "can", "could", "will", "would", "should"})


def asked_of(piece: str, question: str) -> str | None:
    """The last question with another question word; None where the piece is more than a question word."""
    if counted := _counted(piece, question):
        return counted
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
        return _asked(ask, parts, body)
    if parts and not _has_subject(body, parts.start("rest")):
        return f"{ask} {parts['help']} {'somebody' if parts['asks'].lower() == 'who' else 'something'} {parts['rest']}?"
    if parts:
        return f"What is the reason for {parts['rest']}?" if ask == "Why" else f"{ask} {parts['help']} {parts['rest']}?"
    said = re.fullmatch(r"(?P<who>who)?(?:how (?:many|much)|which|what)? ?(?P<rest>.+)", body, re.IGNORECASE)
    if said and said["rest"] != body:
        return f"{ask} was it that {'somebody ' if said['who'] else ''}{said['rest']}?"
    return f"{ask}? {question}"


def _counted(piece: str, question: str) -> str | None:
    """The question "which" after one "how many", or the other way round."""
    asked = ((old, new) for old, new, asks in _COUNTS if asks.fullmatch(piece))
    found = (new + question[len(old) :] for old, new in asked if question.lower().startswith(old))
    return next(found, None)


def _asked(ask: str, parts: re.Match[str], question: str) -> str:
    """A question of `ask` that keeps the thing that was asked for: as object, as subject, or as said of the subject."""
    helper, rest = parts["help"], parts["rest"]
    thing = "" if _NO_THING.fullmatch(parts["asks"]) else _MANY.sub("", parts["thing"]).strip()
    if helper.lower() in _DOES:
        return _again(ask, helper, rest, thing)
    if thing and _HOW.match(parts["asks"]):
        rest = f"{rest} {thing}" if helper.lower() in w.BEING else rest
    elif thing and _is_subject(question, parts.start("rest")):
        rest = f"{thing} {rest}"
    return _again(ask, helper, rest, "")


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


def _is_subject(question: str, start: int) -> bool:
    """Whether what was asked for is the subject: none stands at the offset `start`, or nothing behind it takes one."""
    row = split(question)
    acts = any(row[k].start >= start for k in verbs(question))
    return not _has_subject(question, start) or not (acts or row[-1].low in w.PREPOSITIONS | _POINTING)


def _has_subject(question: str, start: int) -> bool:
    """Whether a phrase or a pronoun begins at an offset."""
    pronouns = {word.start for word in split(question) if word.low in _POINTING}
    return start in pronouns | {phrase.start for phrase in phrases(question)}


def _verb(helper: str, rest: str) -> tuple[int, int] | None:
    """The span of the first verb behind an auxiliary, in `rest`."""
    text = f"{helper} {rest}"
    row, shift = split(text), len(helper) + 1
    found = min((i for i in verbs(text) if i), default=None)
    return (row[found].start - shift, row[found].end - shift) if found else None
