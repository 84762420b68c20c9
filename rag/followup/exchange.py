"""The last question with a new piece in the place of its like: "and Gejiu?", "before 2010?", "the third?"."""

from __future__ import annotations

import re

from rag.followup import words as w
from rag.followup.grammar import ordinary_words, split, times, verbs
from rag.followup.memory import Memory, relation, subject, vague
from rag.followup.phrase import Phrase
from rag.followup.phrases import phrases
from rag.followup.reading import ORDER
from rag.text import fold

Made = tuple[str, Phrase | None]
LONGEST = 25  # words of a question in which a piece can take the place of its like

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
    if len(split(last)) > LONGEST or (new.name and _GOES_ON.match(piece, new.end)):
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
