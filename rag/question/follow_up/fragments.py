"""Questions that are only a piece of one: "and Gejiu?", "why?", "before 2010?", "no, Fuxin"."""

from __future__ import annotations

import re

from rag.language.sentences import fold
from rag.question.follow_up import grammar as w
from rag.question.follow_up.grammar import ordinary_words, split, times, verbs
from rag.question.follow_up.memory import Memory, relation, subject, vague
from rag.question.follow_up.phrases import Phrase, phrases
from rag.question.follow_up.references import NEEDS, ORDER

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


Made = tuple[str, Phrase | None]
LONGEST_PIECE = 25  # words of a question in which a piece can take the place of its like

_ORDINAL = re.compile(r"\b(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last)\b", re.IGNORECASE)
_OTHER = re.compile(r"(?:in |for |to |from |about )?the other(?: (?:one|\w+))?", re.IGNORECASE)
_SET_OFF = re.compile(r"(?P<side>before|after|since|until)(?: (?:that|this|then))?|now", re.IGNORECASE)
_GOES_ON = re.compile(r"(?!['’]s?$)[^ ,]")
_IS_ASKED = re.compile(r"\b(?:which|what|how many|how much)(?: other)? $", re.IGNORECASE)
_COMPLETE = re.compile(r"\b(?:of|for|in|at|on|about)\b(?! (?:1|20)\d)")


def exchanged(piece: str, memory: Memory) -> Made | None:
    """The full question that a piece stands for and what it is about; None where nothing can be made of it."""
    last = memory.last
    if _OTHER.fullmatch(piece):
        other = _other(memory)
        piece = other.text if other else piece
    piece = _named_ones(piece, memory)
    spans = times(piece)
    if spans and spans[0] == (0, len(piece)):
        return _with_time(last, piece), memory.about
    ordinal = _ORDINAL.search(piece)
    if ordinal and len(split(piece)) <= 6:
        return _with_ordinal(piece, ordinal, memory)
    new = _new(piece, last)
    if not new:
        return None
    if len(split(last)) > LONGEST_PIECE or (new.name and _GOES_ON.match(piece, new.end)):
        return f"What about {piece}?", new
    owner = re.search(r"['’]s?$", piece)
    target = _like(new, last, memory, bool(owner)) if new.name else None
    if not target:
        return _with_thing(last, piece, new, memory)
    made = last[: target.start] + piece[new.start : new.end] + last[_end(target) :]
    tail = piece[new.end + (len(owner.group()) if owner else 0) :].strip(" ,")
    if tail:
        made = _with_time(made, tail) if times(tail) else f"{made.rstrip('?.! ')} {tail}?"
    return made, next((p for p in phrases(made) if fold(p.text) == fold(new.text)), new)


def set_off(piece: str, last: str) -> str | None:
    """The last question with "before that" or "now", told from its date; None where the piece is none of these."""
    match = _SET_OFF.fullmatch(piece)
    if not match:
        return None
    spans = times(last)
    year = re.search(r"\d{4}s?", last[slice(*spans[-1])]) if spans else None
    return _with_time(last, f"{match['side']} {year.group()}" if year and match["side"] else piece)


def _new(piece: str, last: str) -> Phrase | None:
    """The phrase of a piece; an odd word is a name, where somebody types names like other words."""
    new = next(iter(phrases(piece)), None)
    if not new or new.name or new.article or last[:1].isupper() or relation(new.head):
        return new
    odd = not any(word.low in ordinary_words() for word in split(new.text))
    return Phrase(new.text, new.text, new.start, new.end, new.before, "", name=True) if odd else new


def _named_ones(piece: str, memory: Memory) -> str:
    """A piece with "ones" replaced by the kind of thing that the talk is about."""
    about = memory.about
    return re.sub(r"\bones$", about.head, piece) if about and about.plural and not about.name else piece


def _other(memory: Memory) -> Phrase | None:
    """The name that was spoken of before the present one."""
    now = fold(memory.about.text) if memory.about else ""
    return next((p for p in memory.recent() if p.name and not p.parts and fold(p.text) != now), None)


def _with_time(question: str, piece: str) -> str:
    question = re.sub(r" now(?=[?.! ]*$)", "", question)
    spans = times(question)
    bare = re.fullmatch(r"\d{4}s?", piece)
    piece = piece[0].lower() + piece[1:]
    if not spans:
        return f"{question.rstrip('?.! ')} {'in ' if bare else ''}{piece}?"
    start, end = spans[-1]
    old = re.match(r"[a-z]+ ", question[start:end], re.IGNORECASE)
    return question[:start] + (old.group() if bare and old else "") + piece + question[end:]


def _with_ordinal(piece: str, ordinal: re.Match[str], memory: Memory) -> Made | None:
    """The question behind "and the third?" after one on the second; else on the name that stood at that place."""
    old = _ORDINAL.search(memory.last)
    if old:
        made = memory.last[: old.start()] + ordinal.group() + memory.last[old.end() :]
        when = times(piece)
        return (_with_time(made, piece[slice(*when[0])]) if when else made), subject(made)
    parts, number = memory.members(), ORDER.get(ordinal.group().lower(), 99)
    if not -len(parts) <= number < len(parts):
        return None
    asked = re.search(
        r"\b(?:the )?(?:first|second|third|fourth|fifth|last)(?: one| city| town| of them)?\b", piece, re.IGNORECASE
    )
    named = piece.replace(asked.group(), parts[number]) if asked else parts[number]
    both = next((p for p in phrases(memory.last) if p.parts), None)
    if both or subject(memory.last) is None or parts == memory.listed:
        return f"What about {parts[number]}?", next(iter(phrases(parts[number])), None)
    return exchanged(named, memory)


def _with_thing(last: str, piece: str, new: Phrase, memory: Memory) -> Made:
    """A piece that names no name: in the place of a plain thing, or asked of what the talk is about."""
    focus = memory.about
    if new.name and not new.before:
        asked = f": {last[0].lower()}{last[1:]}" if phrases(last) else "?"
        return f"What about {piece}{asked}", new
    if new.before in w.PREPOSITIONS and piece.lower().startswith(new.before):
        body = last.rstrip("?.! ")
        old = re.search(rf" {new.before} (?!.* {new.before} ).*$", body)
        return f"{body[: old.start()] if old else body} {piece[0].lower() + piece[1:]}?", focus
    swapped = _plain(last)
    if swapped and new.article not in w.ARTICLES:
        return last[: swapped.start] + piece + last[
            swapped.end :
        ], new if focus and swapped.text == focus.text else focus
    if not focus or fold(focus.text) in fold(piece) or _COMPLETE.search(piece):
        return f"What about {piece}?", focus or new
    when = times(piece)
    at = when[0][0] if when else len(piece)
    joint = "of" if memory.is_person(focus) or (vague(new) and not memory.is_place(focus)) else "in"
    return f"What about {piece[:at].strip()} {joint} {focus.long} {piece[at:]}".strip() + "?", focus


def _plain(last: str) -> Phrase | None:
    """The plain thing at the end of a question, or behind its first word, that another thing can stand for."""
    here = [p for p in phrases(last) if not (p.name or p.article or p.owned)]
    row = split(last)
    if len(row) > 1 and row[0].low in w.BEING and here and here[0].start == row[1].start:
        return here[0]
    acts = {row[k].low for k in verbs(last)}
    end = len(last.rstrip("?.! "))
    return next((p for p in here if p.end == end and p.before in acts), None)


def _like(new: Phrase, last: str, memory: Memory, owner: bool) -> Phrase | None:
    """The phrase of the last question that a new name takes the place of."""
    here = phrases(last)
    names = [p for p in here if p.name and not p.owned and not p.parts]
    if owner:
        owners = [p for p in names if re.match(r"['’]s?\b", last[p.end :])]
        return next(reversed(owners or names), None)
    if new.before:
        fits = [p for p in names if p.before == new.before or {p.before, new.before} <= w.PLACE_PREPOSITIONS | {"of"}]
        return next(reversed(fits), None)
    now = next((p for p in names if memory.about and fold(p.text) == fold(memory.about.text)), None)
    if now or names:
        return now or names[-1]
    found = next((p for p in reversed(here) if p.before in w.PLACE_PREPOSITIONS), None) or subject(last)
    return None if found and _IS_ASKED.search(last[: found.start]) else found


def _end(target: Phrase) -> int:
    """Where a phrase ends; a name with its article ends behind where it lies ("the Guggenheim Museum in Bilbao")."""
    return target.start + len(target.long) if target.name else target.end


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
