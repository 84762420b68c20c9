"""Questions that leave out whose or where: "what are the causes?", "when did the park open?"."""

from __future__ import annotations

import re

from rag.followup import words as w
from rag.followup.grammar import singular, split, times
from rag.followup.memory import DEFINES, Memory, looks_personal, relation, vague
from rag.followup.phrase import Phrase
from rag.followup.phrases import phrases
from rag.followup.reading import owning
from rag.gazetteer import is_city

LONGEST = 9  # words; a longer question says what it is about
_SAYS_WHOSE = w.PREPOSITIONS - {"than", "as", "out", "off", "up", "down", "because", "per"}
_PARTICLES = frozenset({"off", "up", "out", "down", "over", "through", "along"})
_SAYS_WHICH = _SAYS_WHOSE | {"that", "who", "which", "where", "do", "does", "did"}
_PARTS = re.compile(r"\b(?:some|many|most|any|all|each|one|which|part) of $", re.IGNORECASE)
_OTHER_PLACES = re.compile(rf"\bother (?:{'|'.join(sorted(w.PLACES))})\b", re.IGNORECASE)
_SEVERAL_CLAUSES = re.compile(r"[,;:.?!](?=.*\w)|\s[-–—]+\s")
_CITIES_ASKED = re.compile(
    r"\W*(?:which|what|how many) (?:\w+ ){0,2}?(?:city|cities|provinces?|regions?|country|countries)\b", re.IGNORECASE
)
"""It asks for places that lie in no city."""
SETTLED = 2  # questions about one thing in a row after which another question is taken to be about it too
SHORT = 7  # words of a question that asks for some of a kind without saying where
_SOME = re.compile(
    r"\W*(?:how many (?!people)|(?:what|which) (?:other )?(?:\w+ ){0,2}\w{3,}s (?!is|was)\w+|who \w+ed\b"
    r"|(?:are|were|is|was) there (?:any|some|other|another)\b|what (?:are|were) (?:some )?(?:other )?"
    r"(?:popular|important|common|main|famous|notable|good|recent|typical|key|major)\b)",
    re.IGNORECASE,
)


def complete(question: str, memory: Memory) -> tuple[str, Phrase] | None:
    """The question with the subject of the talk added; None where it names its own, or the talk has none."""
    about = memory.about
    if not about or not _is_open(question) or _shares_word(question, about):
        return None
    if is_city(about.text) and _CITIES_ASKED.match(question):
        return None
    lacking = next((phrase for phrase in phrases(question) if _lacks(question, phrase)), None)
    settled = about.named and memory.weight(about) >= SETTLED
    if not lacking and not (settled and _SOME.match(question) and len(split(question)) <= SHORT):
        return None
    return added(question, about, memory, lacking), about


def added(question: str, about: Phrase, memory: Memory, lacking: Phrase | None = None) -> str:
    """The question with `about` put to it: as the owner of what is lacking one, or at the end."""
    if lacking and lacking.article == "the" and (memory.is_person(about) or looks_personal(about)):
        return question[: lacking.start] + owning(about) + question[lacking.start + 3 :]
    end = len(question.rstrip("?.! "))
    here = phrases(question)
    owned = (
        here
        and here[-1].end == end
        and vague(here[-1])
        and (here[-1].article or here[-1].plural)
        and not memory.is_place(about)
    )
    joint = "of" if owned else "in"
    return f"{question[:end]} {joint} {about.long}{question[end:]}"


def _is_open(question: str) -> bool:
    """Whether a question is short, and holds no name, no date and no thing that says of what it is."""
    here = phrases(question)
    row = split(question)
    if not here or len(row) > LONGEST or any(word.capital for word in row) or not question[0].isupper():
        return False
    if times(question) or _SEVERAL_CLAUSES.search(question) or row[-1].low in w.PREPOSITIONS - _PARTICLES:
        return False
    if any(_says_whose(question, phrase) for phrase in here):
        return False
    if any(word.low in {"that", "which", "who"} for word in row[1:]) or _OTHER_PLACES.search(question):
        return False
    return not DEFINES.match(question) or bool(_SOME.match(question)) or any(relation(p.head) for p in here)


def _says_whose(question: str, phrase: Phrase) -> bool:
    """Whether a phrase completes another ("the symptoms of flu") and is no place in the talk ("in the fire")."""
    if phrase.before not in _SAYS_WHOSE or _PARTS.search(question[: phrase.start]):
        return False
    return phrase.article != "the" or phrase.before == "of"


def _shares_word(question: str, about: Phrase) -> bool:
    known = {singular(word.low) for word in split(about.full)}
    return any(singular(word.low) in known for word in split(question) if word.low not in w.FUNCTION)


def _lacks(question: str, phrase: Phrase) -> bool:
    """Whether a phrase leaves open whose it is."""
    after = re.match(r" *(\w*)", question[phrase.end :].lower())
    if after and after[1] in _SAYS_WHICH:
        return False
    if phrase.article == "the" and phrase.head not in w.UNIQUE:
        return True
    plain = len(phrase.text.split()) == 1 or phrase.text.split()[0] in w.ANY or _SOME.match(question)
    return relation(phrase.head) and bool(plain) and not phrase.owned and phrase.article not in {"a", "an"}
