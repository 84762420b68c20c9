"""Questions that are only a piece of one: "and Gejiu?", "why?", "before 2010?", "no, Fuxin"; made whole from the last."""

from __future__ import annotations

import re

from rag.followup import words as w
from rag.followup.memory import Memory, subject
from rag.followup.phrases import Phrase, phrases, split, times, verbs
from rag.text import fold

_LEAD = re.compile(
    r"^\W*(?:(?:and|but|so|or|then|ok(?:ay)?|well|now|also|hm+|thanks|thank you|interesting|great)\b[\s,.!…-]*)*"
    r"(?P<about>(?:what|how) about|what of|(?:the )?same (?:question )?for|and for|compared (?:to|with))?\s*",
    re.IGNORECASE,
)
_AND = re.compile(r"^\W*(?:and|but|so|or|then)\b", re.IGNORECASE)
_CORRECTS = re.compile(
    r"^\W*(?:(?:no|nope|sorry|oops|wait|actually|pardon|rather|not that(?: one)?|wrong(?: \w+)?)\b[\s,.!:;–—-]*)*"
    r"(?P<mean>i (?:meant?|was (?:asking|talking) about|asked (?:about|for)|wanted)|make (?:it|that)|let's say)?[\s,:]*",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"^not (?P<old>[^,;.]+?)(?:[,;]| but) *(?P<new>.+)$|^(?P<first>.+?),? (?:not|instead of) (?P<second>.+)$", re.I
)
_ALONE = re.compile(
    r"(?P<ask>why(?: not| exactly| is that(?: so)?| was that| so| did (?:that|this|it) happen)?|how(?: so| come| exactly)?"
    r"|how did (?:that|this|it) (?:happen|come about)|(?:since |until )?when(?: exactly| was (?:that|this)| did (?:that|this|it) happen)?"
    r"|where(?: exactly| was (?:that|this)| did (?:that|this|it) happen)?|(?:by|for|with) whom|who(?: exactly| says so| did (?:that|it))?"
    r"|in (?:which|what) (?:year|month|city|place|country|province)|(?:which|what) (?:year|month)|by how much|how (?:much|many|long|often))"
    r"\W*",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"(?:(?:please )?(?:tell me|say|explain|can you (?:tell me|say)|give me)? ?(?:some )?more(?: details?| please| about (?:it|this|that))*"
    r"|go on|continue|(?:please )?explain(?: (?:it|this|that))?(?: further)?|(?:any |some )?(?:details?|examples?)|for example|such as)\W*",
    re.IGNORECASE,
)
_SPLIT = re.compile(
    r"^(?P<wh>(?:(?:by|in|for|from|to|of|at|on|since|until|with) )?(?:what|which|who|whom|whose|when|where|why|how)\b(?: [\w'’-]+){0,3}?)"
    rf" (?P<help>{'|'.join(sorted(w.HELPING, key=len, reverse=True))})\b (?P<rest>.+)$",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"\b(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last)\b", re.IGNORECASE)
_OTHER = re.compile(r"^(?:in |for |to |from |about )?the other(?: (?:one|\w+))?$", re.IGNORECASE)


def whole(text: str, memory: Memory) -> tuple[str, Phrase | None] | None:
    """The full question that a piece stands for and what it is about now; None where the text is no piece."""
    lead = _LEAD.match(text)
    core = text[lead.end() if lead else 0 :].strip().rstrip("?.! ")
    if not core:
        return None
    if asked := _ALONE.fullmatch(core):
        return asking(asked["ask"], memory.last), memory.about
    if _MORE.fullmatch(core):
        return f"Tell me more: {memory.last}", memory.about
    corrected = _correction(text, memory)
    if corrected:
        return corrected
    about = bool(lead and lead["about"])
    if not (about or _AND.match(text) or _is_bare(core)) or _is_sentence(core):
        return None
    return _exchange(core, memory, about)


def asking(word: str, question: str) -> str:
    """ "Why?" or "when?" asked of what a question says: "When did X close?" becomes "Why did X close?"."""
    short = re.match(
        r"(?:(?:in|by|for|with|since|until) )?\w+(?: (?:much|many|long|often|year|month|city|place|country|province|not))?",
        word,
    )
    ask = short.group() if short else word
    ask = ask[0].upper() + ask[1:]
    parts = _SPLIT.match(question.strip().rstrip("?.! "))
    if parts and not (parts["help"].lower() in w.BEING and parts["wh"].lower() == "what"):
        return f"{ask} {parts['help']} {parts['rest']}?"
    first = split(question)[0]
    if first.low in w.HELPING:
        return f"{ask} {first.low}{question[first.end :].rstrip('?.! ')}?"
    named = re.match(
        r"(?:what|which|who)\b(?: (?:is|was|are|were))? (.+)$", question.strip().rstrip("?.! "), re.IGNORECASE
    )
    if named and parts:
        return (
            f"{ask} {parts['help']} {parts['rest']} so?" if ask == "Why" else f"{ask} {parts['help']} {parts['rest']}?"
        )
    counted = re.match(r"how (?:many|much) (.+)$", question.strip().rstrip("?.! "), re.IGNORECASE)
    rest = counted or named
    return f"{ask} is it that {rest[1]}?" if rest else f"{ask}? {question}"


def _is_sentence(core: str) -> bool:
    """Whether a piece has a verb of its own, so that it is a question and no piece."""
    row = split(core)
    return any(word.low in w.HELPING | w.ASKING for word in row) or bool({i for i in verbs(core) if i or len(row) > 3})


def _is_bare(core: str) -> bool:
    """Whether nothing is said but a name or a date."""
    spans = times(core)
    if spans and spans[0] == (0, len(core)):
        return True
    here = phrases(core)
    words = len(split(core))
    return words <= 5 and len(here) == 1 and here[0].name and here[0].end == len(core) and here[0].start <= 8


def _correction(text: str, memory: Memory) -> tuple[str, Phrase | None] | None:
    match = _CORRECTS.match(text)
    said = text[match.end() :].strip().rstrip("?.! ") if match else ""
    if not match or not match.group().strip() or not said or (_is_sentence(said) and not match["mean"]):
        return None
    if turned := _NOT.match(said):
        old, new = turned["old"] or turned["second"], turned["new"] or turned["first"]
        at = memory.last.lower().find(old.lower())
        if at >= 0:
            made = memory.last[:at] + new + memory.last[at + len(old) :]
            return made, _about(new)
        said = new
    if _is_sentence(said):
        return None
    return _exchange(re.sub(r"^(?:about|for) ", "", said), memory, about=False)


def _about(text: str) -> Phrase | None:
    return next(iter(phrases(text)), None)


def _exchange(core: str, memory: Memory, about: bool) -> tuple[str, Phrase | None] | None:
    """The last question with the piece in the place of its like."""
    last = memory.last
    if _OTHER.match(core):
        other = _other(memory)
        core = other.text if other else core
    spans = times(core)
    if spans and spans[0] == (0, len(core)):
        return _with_time(last, core), memory.about
    ordinal = _ORDINAL.search(core)
    if ordinal and len(split(core)) <= 4 and (old := _ORDINAL.search(last)):
        made = last[: old.start()] + ordinal.group() + last[old.end() :]
        return made, subject(made)
    if ordinal and len(split(core)) <= 6 and (parts := memory.members()):
        number = (
            ["first", "second", "third", "fourth", "fifth"].index(ordinal.group().lower())
            if ordinal.group().lower() != "last"
            else -1
        )
        if -len(parts) <= number < len(parts):
            core = (
                core[: ordinal.start()].removesuffix("the ")
                + parts[number]
                + re.sub(r"^ one\b", "", core[ordinal.end() :])
            )
    made = _with_phrase(last, core, memory, about)
    return made


def _other(memory: Memory) -> Phrase | None:
    """The thing of the same sort that was spoken of before the last one."""
    now = memory.about
    known = {fold(memory.last)} if not now else {fold(now.text)}
    return next((p for p in memory.recent() if p.name and not p.parts and fold(p.text) not in known), None)


def _with_time(question: str, piece: str) -> str:
    spans = times(question)
    bare = re.fullmatch(r"\d{4}s?", piece)
    body = question.rstrip("?.! ")
    if not spans:
        return f"{body} {'in ' if bare else ''}{piece[0].lower() + piece[1:]}?"
    start, end = spans[-1]
    old = re.match(r"[a-z]+ ", question[start:end], re.IGNORECASE)
    return question[:start] + (old.group() if bare and old else "") + piece[0].lower() + piece[1:] + question[end:]


def _with_phrase(last: str, core: str, memory: Memory, about: bool) -> tuple[str, Phrase | None] | None:
    here = phrases(core)
    if not here:
        return None
    new = here[0]
    owner = re.search(r"['’]s?$", core)
    target = _like(new, last, memory, bool(owner))
    if target and new.name:
        name = core[new.start : new.end]
        tail = core[new.end + (len(owner.group()) if owner else 0) :]
        made = last[: target.start] + name + last[target.end :]
        times_in = times(tail)
        if times_in and times_in[0][0] <= 2:
            made = _with_time(made, tail.strip(" ,"))
        elif tail.strip():
            made = f"{made.rstrip('?.! ')} {tail.strip(' ,')}?"
        return made, next((p for p in phrases(made) if fold(p.text) == fold(new.text)), new)
    focus = memory.about
    if not focus:
        return f"What about {core}?", new
    if not new.name and not about and new.before in w.PREPOSITIONS:
        return f"{last.rstrip('?.! ')} {core[0].lower() + core[1:]}?", focus
    if focus and fold(focus.text) not in fold(core):
        when = times(core)
        at = when[0][0] if when else len(core)
        joint = "in" if memory.is_place(focus) else "of"
        return f"What about {core[:at].strip()} {joint} {focus.text} {core[at:]}".strip() + "?", focus
    return f"What about {core}?", focus


def _like(new: Phrase, last: str, memory: Memory, owner: bool) -> Phrase | None:
    """The phrase of the last question that a new one takes the place of."""
    here = phrases(last)
    names = [p for p in here if p.name and not p.owned and not p.parts]
    if owner:
        owners = [p for p in names if re.match(r"['’]s?\b", last[p.end :])]
        return (owners or names or [None])[-1]
    if new.before:
        fits = [p for p in names if p.before == new.before or {p.before, new.before} <= w.PLACE_PREPOSITIONS]
        return fits[-1] if fits else None
    now = next((p for p in names if memory.about and fold(p.text) == fold(memory.about.text)), None)
    if now or names:
        return now or names[-1]
    return subject(last) if new.name else None
