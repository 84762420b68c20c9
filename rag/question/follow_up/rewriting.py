"""Making a question of a conversation stand alone, by rules; a question that stands alone is left as it is.

The order of the rules: a change of topic, a return to an earlier one, a piece of a question, words that point back, an
owner or a place left out. Not here: how a model would do it, and what the words mean for any one subject.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.base.types import Turn
from rag.language.sentences import fold
from rag.question.follow_up import grammar as w
from rag.question.follow_up.fragments import whole
from rag.question.follow_up.grammar import singular
from rag.question.follow_up.memory import Memory
from rag.question.follow_up.phrases import Phrase, phrases
from rag.question.follow_up.pointers import resolve
from rag.question.follow_up.references import added, complete
from rag.question.small_talk import small_talk

_BACK = re.compile(
    r"\W*(?:(?:ok(?:ay)?|and|now|so|well|but|please|let['’]s|let us|can we|could we|i want to)\W+)*"
    r"(?:(?:go|going|come|coming|get|getting|turning|switching)? ?back|return(?:ing)?) to (?P<old>[^,.:;?]+?)"
    r"(?: again)?(?:[,.:;?]+\s*(?P<ask>.*))?",
    re.IGNORECASE,
)
_NOW = re.compile(
    r"\W*(?:(?:ok(?:ay)?|and|so|well|but)\W+)*(?:now(?! that\b)|next|as for|regarding|concerning|about"
    rf"|on(?! (?:\d|\w+day\b|{w.MONTHS}))) "
    r"(?P<old>[^,.:;?]{2,60})[,:]\s*(?P<ask>.*\w.*)",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"\W*(?:(?:an? )?(?:different|another|new|next|other|unrelated) (?:question|topic|subject|thing)"
    r"|changing the (?:topic|subject)|something else|on another (?:note|topic))\s*[:,.–—-]+\s*",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"(?:my|the|that) (?:(?P<first>first|original)|previous|earlier|last) (?:question|one)", re.IGNORECASE
)
_FIRST = re.compile(r"the (?:first|earlier|original)\b", re.IGNORECASE)

LONGEST = 60  # words; whoever writes more says what it is about


@dataclass(frozen=True, slots=True)
class Understood:
    """A question in full, and what it pointed back to; None where it stood alone."""

    text: str
    about: Phrase | None = None


def standalone(question: str, turns: Sequence[Turn]) -> str:
    """The question as it would be asked without the turns before it; unchanged where it needs none of them."""
    memory = remembered(turns)
    return understood(question, memory).text if memory.asked else question


def remembered(turns: Sequence[Turn]) -> Memory:
    """What a conversation has spoken of; small talk is no part of it."""
    memory = Memory()
    for turn in turns:
        if not re.search(r"\w", turn.question) or small_talk(turn.question, memory.asked):
            continue
        meant = understood(turn.question, memory) if memory.asked else Understood(turn.question)
        text = turn.answer.standalone if turn.answer and turn.answer.standalone else meant.text
        memory.add(text, meant.about if text == meant.text else None, turn.answer)
    return memory


def understood(question: str, memory: Memory) -> Understood:
    """A question in full after the questions that `memory` holds, of which there is at least one."""
    if len(question.split()) > LONGEST:
        return Understood(question)
    if change := _CHANGE.match(question):
        asked = question[change.end() :]
        return Understood(asked[:1].upper() + asked[1:] if re.search(r"\w", asked) else question)
    if turned := _turned(question, memory):
        return turned
    if made := whole(question, memory):
        return Understood(*made)
    reading = resolve(question, memory)
    if reading.edits:
        return Understood(reading.written(), reading.about)
    return Understood(*(complete(question, memory) or (question, None)))


def _turned(question: str, memory: Memory) -> Understood | None:
    """The question behind "back to Hegang: how many people live there?" or "now Gejiu: why is it cheap?"."""
    returns = _BACK.fullmatch(question)
    match = returns or _NOW.fullmatch(question)
    if not match:
        return None
    asked = match["ask"] or ""
    earlier = _QUESTION.fullmatch(match["old"])
    if earlier and not re.search(r"\w", asked):
        return Understood(memory.asked[0] if earlier["first"] else memory.asked[max(-2, -len(memory.asked))])
    back = _meant(match["old"], memory, bool(returns))
    if not back:
        return None
    if not re.search(r"\w", asked):
        return Understood(f"Tell me about {back.long}.", back)
    memory.about, memory.found = back, None
    text = resolve(asked[0].upper() + asked[1:], memory).written()
    return Understood(text if fold(back.text) in fold(text) else added(text, back, memory), back)


def _meant(old: str, memory: Memory, returns: bool) -> Phrase | None:
    """What somebody turns to: a name, "the first city", or what was spoken of; any phrase if they say "back to"."""
    spoken = [phrase for turn in memory.spoken for phrase in turn if phrase.name and not phrase.parts]
    here = next(iter(phrases(old)), None)
    if here and here.name:
        return next((p for p in reversed(spoken) if fold(p.text) == fold(here.text)), here)
    if _FIRST.match(old) and (returns or not here or singular(here.head) in w.PLACES):
        return next(iter(spoken), None)
    return (memory.alike(here.head) or (here if returns else None)) if here else None
