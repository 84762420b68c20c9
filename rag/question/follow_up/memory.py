"""What a conversation has spoken of so far, and which of it a pronoun can mean."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from rag.base.types import Answer
from rag.language.sentences import fold
from rag.question.follow_up import grammar as w
from rag.question.follow_up.grammar import is_plural, singular, split, times
from rag.question.follow_up.phrases import Phrase, phrases

REACH = 12  # questions back that a pronoun may point
FEW = 2  # names in an answer, of which the first is what was asked for

DEFINES = re.compile(
    r"\W*(?:what(?: is|'s| are)|who(?: is|'s| are| was| were)|define|describe|explain"
    r"|(?:please )?tell me(?: \w+)? about)\b",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Memory:
    """The questions so far, each in full, and what they spoke of; `about` is the present subject.

    `found` is what the last answer named to a question for something ("which city", "who"), `asked_for` its kind.
    `topics` counts for how many questions something was the subject; `introduced`: the last question brought it up.
    `listed` are the names of the last answer, where a question asked for several.
    `people`, `places` and `groups` hold the folded names of what was spoken of as such.
    """

    asked: list[str] = field(default_factory=list)
    spoken: list[tuple[Phrase, ...]] = field(default_factory=list)
    about: Phrase | None = None
    found: Phrase | None = None
    asked_for: str = ""
    topics: Counter[str] = field(default_factory=Counter)
    people: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)
    groups: set[str] = field(default_factory=set)
    introduced: bool = False
    listed: tuple[str, ...] = ()

    @property
    def last(self) -> str:
        """The question before this one, in full."""
        return self.asked[-1]

    def add(self, question: str, about: Phrase | None, answer: Answer | None) -> None:
        """Keep a question that was asked, in full, what it pointed back to, and the answer that it got."""
        here = phrases(question)
        self.introduced = (bool(DEFINES.match(question)) and not about) or (bool(about) and not self.weight(about))
        self.asked.append(question)
        self.spoken.append(here)
        self.about = about or self._subject(question) or self.about
        if self.about:
            self.topics[fold(self.about.text)] += 1
        self.places |= {fold(phrase.text) for phrase in here if phrase.name and phrase.before in w.PLACE_PREPOSITIONS}
        self.asked_for = wanted(question)
        new = _named(answer, question) if answer and self.asked_for else ()
        self.found = new[0] if 0 < len(new) <= FEW else None
        self.listed = tuple(p.text for p in new) if is_plural(self.asked_for) and len(new) > 1 else ()
        if self.found and self.asked_for == "who":
            self.people.add(fold(self.found.text))
        if self.about and self.about.name and re.match(r"\W*who (?:is|was) ", question, re.IGNORECASE):
            self.people.add(fold(self.about.text))

    def _subject(self, question: str) -> Phrase | None:
        """What a question that stands alone is about; a question without a name leaves the talk of a name as it is."""
        new = subject(question)
        opens = next(iter(phrases(question)), None)
        defines = DEFINES.match(question) and opens and not vague(opens)
        asks_of = self.about and opens and vague(opens)
        keeps = self.about and new and not new.named and (asks_of or (self.about.named and not defines))
        return self.about if keeps else new

    def recent(self) -> Iterator[Phrase]:
        """What was spoken of, the latest question first; within a question, what it was about first."""
        for question, spoken in zip(reversed(self.asked[-REACH:]), reversed(self.spoken[-REACH:]), strict=True):
            topic = subject(question)
            yield from (phrase for phrase in spoken if phrase == topic)
            yield from (phrase for phrase in spoken if phrase != topic and not vague(phrase))

    def weight(self, phrase: Phrase | None) -> int:
        """For how many questions something was the subject."""
        return self.topics[fold(phrase.text)] if phrase else 0

    def thing(self) -> Phrase | None:
        """What "it" means."""
        return next(self.things(), None)

    def things(self) -> Iterator[Phrase]:
        """What "it" may mean, the likeliest first."""
        if self.found and self.asked_for != "who" and not is_plural(self.asked_for):
            yield self.found
        yield from (p for p in self._after_about() if not p.plural and not self.is_person(p))

    def several(self) -> Phrase | None:
        """What "they" means: several, or else a group or a kind."""
        about = self.about
        if about and (
            (about.plural and about.head not in w.VAGUE)
            or fold(about.text) in self.groups
            or (about.name and not self.is_place(about))
        ):
            return about
        if about and about.article in {"a", "an"} and not about.name:
            return about
        return self.items()

    def items(self) -> Phrase | None:
        """The latest several things."""
        return next((p for p in self._after_about() if p.plural and p.head not in w.VAGUE), None)

    def person(self) -> Phrase | None:
        """Whom "he" or "she" means."""
        if self.found and self.asked_for == "who":
            return self.found
        names = [p for p in self._after_about() if p.name and not (p.parts or p.owned or self.is_place(p))]
        if names and names[0] is self.about and self.introduced and not names[0].article:
            return names[0]
        known = next((p for p in names if self.is_person(p)), None)
        personal = [p for p in names if looks_personal(p)]
        about = self.about if self.about in names and not names[0].article else None
        return known or max(personal, key=self.weight, default=None) or about

    def place(self) -> Phrase | None:
        """What "there" or "that city" means."""
        if self.found and singular(self.asked_for) in w.PLACES:
            return self.found
        names = [p for p in self._after_about() if p.name and not p.parts and not p.owned and not self.is_person(p)]
        names = [p for p in names if p.bears_name or singular(p.head) in w.PLACES]
        known = next((p for p in names if self.is_place(p)), None)
        if known and names[0] is not known and not looks_personal(names[0]) and names[0].article != "the":
            return names[0]
        return known or next((p for p in names if p.article != "the"), None) or next(iter(names), None)

    def alike(self, head: str, a_kind: bool = False) -> Phrase | None:
        """The latest phrase whose last word is `head` and that says more; `a_kind`: also what was brought in by "a"."""
        bare = singular(head)
        return next(
            (
                p
                for p in self._after_about()
                if singular(p.head) == bare
                and len(p.full.split()) > 2
                and (a_kind or p is self.about or p.article not in {"a", "an"})
            ),
            None,
        )

    def members(self) -> tuple[str, ...]:
        """The latest names that stood together ("A and B"), were asked of in turn, or stood in the last answer."""
        stood = (p.parts for name in (True, False) for p in self.recent() if p.parts and p.name is name)
        return self.listed or self._in_turn() or next(stood, ())

    def _in_turn(self) -> tuple[str, ...]:
        """The two names of which the last two questions asked the same."""
        one, other = (subject(question) for question in self.asked[-2:]) if len(self.asked) > 1 else (None, None)
        if not (one and other and one.name and other.name and one.text != other.text):
            return ()
        return (one.text, other.text) if self.asked[-2].replace(one.text, other.text) == self.last else ()

    def is_person(self, phrase: Phrase) -> bool:
        """Whether somebody was asked for by this name."""
        return fold(phrase.text) in self.people

    def is_place(self, phrase: Phrase) -> bool:
        """Whether something was said to be in, at, from or near what has this name."""
        return fold(phrase.text) in self.places

    def _after_about(self) -> Iterator[Phrase]:
        if self.about:
            yield self.about
        yield from self.recent()


def subject(question: str) -> Phrase | None:
    """What a question is about: names before things, an owner before what is owned, early before late."""
    best, score = None, 0.0
    for n, phrase in enumerate(phrases(question)):
        worth = (
            3.0
            + 3.0 * (phrase.named and not vague(phrase))
            - 2.0 * (phrase.article in {"my", "your", "our"})
            + 0.5 * (phrase.article == "the")
            - 0.4 * n
            - 2.5 * vague(phrase)
        )
        worth += 0.3 * (phrase.before in {"about", "of"}) - 2.0 * (phrase.owned and relation(phrase.head))
        worth += 1.0 * bool(phrase.parts)
        if worth > score:
            best, score = phrase, worth
    return best


def vague(phrase: Phrase) -> bool:
    """Whether a phrase is too wide, or only somebody's or something's, to be what a question is about."""
    return not phrase.name and (relation(phrase.head) or singular(phrase.head) in w.VAGUE)


def relation(word: str) -> bool:
    """Whether a noun needs an owner: the causes, the price, the mayor."""
    return word in w.RELATIONS or singular(word) in w.RELATIONS


def looks_personal(phrase: Phrase) -> bool:
    """Whether a name has two or three capitalised words and nothing else, as people's names have."""
    words = phrase.text.split()
    return phrase.name and 2 <= len(words) <= 3 and all(word[0].isupper() and word.isalpha() for word in words)


def wanted(question: str) -> str:
    """The kind of thing asked for: "who", or the noun behind "which"; empty where it is none."""
    row = split(question)
    for i, word in enumerate(row[:3]):
        if word.low == "who":
            return "" if _identifies(question) else "who"
        if word.low in {"which", "what"} and i + 1 < len(row):
            here = next((p for p in phrases(question) if p.start == row[i + 1].start), None)
            head = here.head if here and not relation(here.head) else ""
            return head if word.low == "which" or singular(head) in w.PLACES | w.PERSONS else ""
    return ""


def _identifies(question: str) -> bool:
    """Whether somebody is named, and all that is asked is who it is."""
    row, here = split(question), phrases(question)
    opens = len(row) > 2 and row[0].low == "who" and row[1].low in w.BEING and len(here) == 1
    return opens and here[0].name and (here[0].start, here[0].article) == (row[2].start, "")


def _named(answer: Answer, question: str) -> tuple[Phrase, ...]:
    """The names of the answer's first sentence that the question did not hold."""
    if not answer.sentences or answer.verdict == "not_in_corpus":
        return ()
    known = {fold(phrase.text) for phrase in phrases(question)}
    new = {fold(p.text): p for p in phrases(answer.sentences[0].text) if p.name and not p.parts and not times(p.text)}
    return tuple(phrase for name, phrase in new.items() if name not in known)
