"""A question while it is made to stand alone: pronouns, and what it leaves out ("what are the causes?")."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from rag.language.chinese_places import is_city
from rag.language.sentences import fold
from rag.question.follow_up import grammar as w
from rag.question.follow_up.grammar import Word, is_plural, singular, split, times, verbs
from rag.question.follow_up.memory import DEFINES, Memory, looks_personal, relation, vague
from rag.question.follow_up.phrases import Phrase, phrases

ORDER = {"first": 0, "former": 0, "second": 1, "latter": -1, "third": 2, "fourth": 3, "fifth": 4, "last": -1}
"""Words for a place in an order, as an index."""
SHORT = 6  # words of a question that asks for one of those that were named


@dataclass(slots=True)
class Reading:
    """A question, its words, and the replacements found so far; `meant` is what they put in."""

    text: str
    row: tuple[Word, ...]
    memory: Memory
    edits: list[tuple[int, int, str]] = field(default_factory=list)
    meant: list[Phrase] = field(default_factory=list)

    @property
    def about(self) -> Phrase | None:
        """What the question points back to: of several, what the talk has been about most, the first of equals."""
        return max(self.meant, key=self.memory.weight, default=None)

    def put(self, start: int, end: int, new: str, meant: Phrase | None) -> None:
        """Replace a stretch of the text."""
        self.edits.append((start, end, new))
        if meant:
            self.meant.append(meant)

    def low(self, i: int) -> str:
        """The word at `i` in lower case, empty where there is none."""
        return self.row[i].low if 0 <= i < len(self.row) else ""

    def before(self, i: int) -> str:
        """The word before the one at `i`, empty where a sign stands between them."""
        return self.low(i - 1) if i < len(self.row) and self.row[i].glued else ""

    def after(self, i: int) -> str:
        """The word behind the one at `i`, empty where a sign stands between them."""
        return self.low(i + 1) if i + 1 < len(self.row) and self.row[i + 1].glued else ""

    def phrase_at(self, i: int) -> Phrase | None:
        """The phrase that begins with the word at `i`."""
        if not 0 <= i < len(self.row):
            return None
        return next((p for p in phrases(self.text) if p.start == self.row[i].start and not p.parts), None)

    def last_of(self, end: int) -> int:
        """The index of the last word before the offset `end`."""
        return max((k for k, word in enumerate(self.row) if word.end <= end), default=0)

    def written(self) -> str:
        """The text with its replacements."""
        out = self.text
        for start, end, new in sorted(self.edits, reverse=True):
            shown = new[0].upper() + new[1:] if start == 0 and new else new
            out = out[:start] + shown + out[end:]
        return re.sub(r"\s{2,}", " ", out)


def owning(phrase: Phrase) -> str:
    """A phrase as an owner: Hegang's, the miners'."""
    return f"{phrase.text}'" if phrase.text.endswith("s") and phrase.plural else f"{phrase.text}'s"


def many(phrase: Phrase) -> str:
    """A kind as several: "a monotown" as "monotowns"."""
    if phrase.article not in {"a", "an"} or phrase.plural:
        return phrase.text
    bare = phrase.text.split(maxsplit=1)[1]
    return f"{bare[:-1]}ies" if re.search(r"[^aeou]y$", bare) else f"{bare}s"


def bare(phrase: Phrase) -> str:
    """A phrase without its article."""
    return re.sub(r"^(?:the|an?) ", "", phrase.text)


def starts_clause(text: str, start: int, row: tuple[Word, ...], i: int) -> bool:
    """Whether a clause ends between the offset `start` and the word at `i`, so that a pronoun there can look back."""
    between = text[start : row[i].start]
    if re.search(r"[.?!;,:]|\s[-–—]+\s", between) or not w.CLAUSES.isdisjoint(between.lower().split()):
        return True
    after = row[i + 1].low if i + 1 < len(row) else ""
    acts = any(start < row[k].start < row[i].start for k in verbs(text))
    return acts and (after in w.HELPING or (after in w.VERB_FORMS and not is_plural(after)))


def is_asked(reading: Reading, phrase: Phrase, i: int) -> bool:
    """Whether a phrase is asked for right before the pronoun at `i` ("what year was it"), which then can't mean it."""
    end = reading.last_of(phrase.end)
    return end == i - 2 and reading.low(i - 1) in w.HELPING - {"has", "have", "had"}


FAR = 8  # words into a question; a pronoun that late means something that the question has named

_IDLE = re.compile(
    r"\bit (?:take[sn]?|took|seems?|appears?|rains?|snows?)\b"
    r"|\bit costs? to \w+ \w+"
    r"|\bit (?:is|was)(?: \w+)? (?:true|said|known|clear|likely|possible)"
    r"|\b(?:is|was|isn['’]t|wasn['’]t) it (?:\w+ )?(?:true|said|known|possible|likely|necessary|worth|time|good news)\b"
    r"|\b(?:is|was) it (?:just |only )?(?:that|correct that|right that)\b"
    r"|\b(?:is|was) it (?:called|determined|decided|legal|illegal|essential|important|best|better) (?:to|when|if|how)\b"
    r"|\bit has (?:ever )?been\b|\bit['’]s\b|\bit mean for\b"
    r"|\bit like to\b",
    re.IGNORECASE,
)
_OWNERS = frozenset({"its", "their", "his"})
_COUNTED = frozenset({"many", "some", "all", "most", "few", "none", "much"})


def pronoun(reading: Reading, i: int) -> int | None:
    """Replace a pronoun by what it means; the index of the last word that was replaced, None where nothing was."""
    word = reading.row[i]
    need = NEEDS.get(word.low)
    if reading.before(i) in w.DETERMINERS or (word.capital and not word.first):
        return None
    if not need or _used(reading, need) or _is_idle(reading, i) or is_bound(reading, i):
        return None
    meant = _beside_place(reading) if need is Memory.thing else need(reading.memory)
    if word.low == "them":
        meant = reading.memory.items() or meant
    if not meant:
        return None
    if need is Memory.person:
        reading.memory.people.add(fold(meant.text))
    elif need is Memory.several:
        reading.memory.groups.add(fold(meant.text))
    owner = word.low in _OWNERS or (word.low == "her" and reading.phrase_at(i + 1) is not None)
    start = word.start
    if word.low == "them" and reading.low(i - 1) == "of" and reading.low(i - 2) in _COUNTED:
        start = reading.row[i - 1].start
    text = many(meant) if need is Memory.several else meant.long
    reading.put(start, word.end, owning(meant) if owner else text, meant)
    return i


def there(reading: Reading, i: int) -> int | None:
    """Replace "there" by the place that it means."""
    if reading.low(i) != "there" or _exists(reading, i):
        return None
    named = [p for p in phrases(reading.text) if p.end <= reading.row[i].start]
    if any(p.before in w.PLACE_PREPOSITIONS and p.name for p in named):
        return None
    place = reading.memory.place()
    if not place or re.match(r", (?:in|at|near) [A-Z]", reading.text[reading.row[i].end :]):
        return None
    before = reading.before(i)
    lead = "" if before in w.PLACE_PREPOSITIONS else "to " if before in w.GOING else "in "
    reading.put(reading.row[i].start, reading.row[i].end, f"{lead}{place.text}", place)
    return i


def is_bound(reading: Reading, i: int) -> bool:
    """Whether a pronoun means something that its own question names before it."""
    word = reading.row[i]
    spoken = phrases(reading.text)
    opens = w.PREPOSITIONS | {"other", "apart", "aside", "according"}
    if reading.low(0) == "if" or (reading.low(0) in opens and any(p.name and p.start > word.end for p in spoken)):
        return True
    lists = [p for p in spoken if p.parts]
    before = [p for p in spoken if p.end <= word.start and not is_asked(reading, p, i)]
    before = [p for p in before if not any(q.start <= p.start and p.end < q.end for q in lists)]
    if word.low in {"they", "them", "their", "these", "those"}:
        before = [p for p in before if p.plural or p.name]
    elif word.low in {"it", "its", "this", "that"}:
        before = [p for p in before if not p.plural]
    else:
        before = [p for p in before if p.name or (p.article in w.ARTICLES and not relation(p.head))]
    if word.low in _OWNERS or word.low == "her":
        return any(p.name or not relation(p.head) for p in before)
    return any(i > FAR or starts_clause(reading.text, p.end, reading.row, i) for p in before)


def _beside_place(reading: Reading) -> Phrase | None:
    """What "it" means; not the place where the question says "there" too."""
    lows = {word.low for word in reading.row}
    place = reading.memory.place() if "there" in lows else None
    return next((p for p in reading.memory.things() if p != place), None)


def _used(reading: Reading, need: Callable[[Memory], Phrase | None]) -> bool:
    """Whether an earlier pronoun of the question was replaced by the same thing, so that this one reads well."""
    meant = need(reading.memory)
    return bool(reading.meant) and meant in reading.meant


def _is_idle(reading: Reading, i: int) -> bool:
    """Whether this "it" stands for nothing ("how long does it take")."""
    if reading.low(i) != "it":
        return reading.low(i) == "its" and reading.low(i + 1) == "own"
    at = reading.row[i].start
    return any(match.start() <= at < match.end() for match in _IDLE.finditer(reading.text))


def _exists(reading: Reading, i: int) -> bool:
    """Whether this "there" is that of "there is"."""
    before, after = reading.before(i), reading.after(i)
    if before == "that":
        return True
    if before in w.BEING | {"has", "have", "will", "can", "could", "would", "should"}:
        return not (before in w.BEING and after in {"in", "now", "today"} and i == len(reading.row) - 2)
    return after in w.BEING | {"has", "have", "exist", "exists", "'s", "’s"}


NEEDS: dict[str, Callable[[Memory], Phrase | None]] = {
    **dict.fromkeys(("it", "its"), Memory.thing),
    **dict.fromkeys(("they", "them", "their"), Memory.several),
    **dict.fromkeys(("he", "she", "him", "his", "her"), Memory.person),
}


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
SHORT_REQUEST = 7  # words of a question that asks for some of a kind without saying where
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
    if not lacking and not (settled and _SOME.match(question) and len(split(question)) <= SHORT_REQUEST):
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
