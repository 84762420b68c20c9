"""Making a question of a conversation stand alone, by rules; a question that stands alone is left as it is.

Not here: how a model would do it, and what the words mean for any one subject.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag import smalltalk
from rag.followup import words as w
from rag.followup.fragments import whole
from rag.followup.memory import Memory, relation, singular, vague
from rag.followup.phrases import Phrase, phrases, split, times
from rag.followup.references import resolve
from rag.text import fold
from rag.types import Turn

_BACK = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|and|now|so|well|but)\b\W*)*(?:(?:let(?:'s|’s| us| me)|can we|i want to|i'd like to) )?"
    r"(?:(?:going|coming|getting|go|come|get|return|returning|turning|switching) )?(?:back )?to (?P<old>[^,.:;?]+?)(?: again)?[,.:;?]+\s*(?P<ask>.*)$",
    re.IGNORECASE,
)
_NOW = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|and|so|well|but)\b\W*)*(?:now|next|as for|regarding|concerning|about|on) (?P<old>[^,.:;?]{2,60})[,:]\s*(?P<ask>.*\w.*)$",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"^\W*(?:(?:a |an )?(?:different|another|new|next|other|unrelated) (?:question|topic|subject|thing)"
    r"|changing the (?:topic|subject)|something else|on another (?:note|topic))\s*[:,.–—-]+\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Understood:
    """A question in full, and what it pointed back to; None where it stood alone."""

    text: str
    about: Phrase | None = None


def standalone(question: str, turns: Sequence[Turn]) -> str:
    """The question as it would be asked without the turns before it; unchanged where it needs none of them."""
    memory = _remember(turns)
    return understand(question, memory).text if memory.asked else question


def _remember(turns: Sequence[Turn]) -> Memory:
    memory = Memory()
    for turn in turns:
        if not re.search(r"\w", turn.question) or smalltalk.reply(turn.question):
            continue
        understood = understand(turn.question, memory) if memory.asked else Understood(turn.question)
        text = turn.answer.standalone if turn.answer and turn.answer.standalone else understood.text
        memory.add(text, understood.about if text == understood.text else None, turn.answer)
    return memory


def understand(question: str, memory: Memory) -> Understood:
    """A question in full after the questions that `memory` holds, of which there is at least one."""
    if change := _CHANGE.match(question):
        asked = question[change.end() :]
        return Understood(asked[:1].upper() + asked[1:]) if re.search(r"\w", asked) else Understood(question)
    if turned := _turned(question, memory):
        return turned
    if made := whole(question, memory):
        return Understood(*made)
    reading = resolve(question, memory)
    if reading.edits:
        return Understood(reading.written(), reading.about)
    return _completed(question, memory)


def _turned(question: str, memory: Memory) -> Understood | None:
    """ "Back to Hegang: how many people live there?"."""
    match = _BACK.match(question) or _NOW.match(question)
    if not match:
        return None
    back = _meant(match["old"], memory)
    if not back or not re.search(r"\w", match["ask"]):
        return None
    memory.about, memory.found = back, None
    asked = match["ask"][0].upper() + match["ask"][1:]
    reading = resolve(asked, memory)
    text = reading.written()
    if fold(back.text) not in fold(text):
        text = _append(text, back, memory)
    return Understood(text, back)


def _meant(old: str, memory: Memory) -> Phrase | None:
    """What somebody goes back to: a name, or "the first city"."""
    spoken = [phrase for turn in memory.spoken for phrase in turn if phrase.name and not phrase.parts]
    here = next(iter(phrases(old)), None)
    if here and here.name:
        return next((p for p in reversed(spoken) if fold(p.text) == fold(here.text)), here)
    if re.match(r"the (?:first|earlier|original)\b", old, re.IGNORECASE):
        return next(iter(spoken), None)
    return (memory.alike(here.head, here.plural) or here) if here else None


def _completed(question: str, memory: Memory) -> Understood:
    """A question that names nothing of its own, with the subject of the talk added."""
    about = memory.about
    if not about or not _is_open(question, about):
        return Understood(question)
    return Understood(_append(question, about, memory), about)


def _is_open(question: str, about: Phrase) -> bool:
    here = phrases(question)
    if not here or any(p.name for p in here) or times(question) or len(split(question)) > 9:
        return False
    known = {singular(word.low) for word in split(about.full)}
    if known & {singular(word.low) for word in split(question) if word.low not in w.FUNCTION}:
        return False
    return any(_lacks(question, phrase) for phrase in here)


def _lacks(question: str, phrase: Phrase) -> bool:
    """Whether a phrase leaves open whose it is."""
    after = question[phrase.end :].lstrip(" ").lower()
    if re.match(
        r"(?:of|for|in|to|between|from|on|against|behind|with|by|among|at|that|who|which|where|do|does|did)\b", after
    ):
        return False
    if phrase.article == "the" and phrase.head not in w.UNIQUE:
        return True
    return relation(phrase.head) and not phrase.owned and phrase.article not in {"a", "an"}


def _append(question: str, about: Phrase, memory: Memory) -> str:
    end = len(question.rstrip("?.! "))
    joint = "in" if memory.is_place(about) or not any(vague(p) for p in phrases(question)) else "of"
    return f"{question[:end]} {joint} {about.text}{question[end:]}"
