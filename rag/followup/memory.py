"""What a conversation has spoken of so far, and which of it a pronoun can mean."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from rag.followup import words as w
from rag.followup.phrases import Phrase, is_plural, phrases, split, times
from rag.text import fold
from rag.types import Answer

REACH = 12  # questions back that a pronoun may point


@dataclass(slots=True)
class Memory:
    """The questions so far, each in full, and what they spoke of; `about` is the present subject.

    `found` is what the last answer named to a question for something ("which city", "who"), `asked_for` its kind.
    """

    asked: list[str] = field(default_factory=list)
    spoken: list[tuple[Phrase, ...]] = field(default_factory=list)
    about: Phrase | None = None
    found: Phrase | None = None
    asked_for: str = ""
    people: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)

    @property
    def last(self) -> str:
        """The question before this one, in full."""
        return self.asked[-1]

    def add(self, question: str, about: Phrase | None, answer: Answer | None) -> None:
        """Keep a question that was asked, in full, what it pointed back to, and the answer that it got."""
        here = phrases(question)
        self.asked.append(question)
        self.spoken.append(here)
        self.about = about or subject(question) or self.about
        self.places |= {fold(phrase.text) for phrase in here if phrase.name and phrase.before in w.PLACE_PREPOSITIONS}
        self.asked_for = wanted(question)
        self.found = _named(answer, question) if answer and self.asked_for else None
        if self.found and self.asked_for == "who":
            self.people.add(fold(self.found.text))
        who = re.match(r"\W*who (?:is|was) ", question, re.IGNORECASE)
        if who and self.about and self.about.name:
            self.people.add(fold(self.about.text))

    def recent(self) -> Iterator[Phrase]:
        """What was spoken of, the latest question first; within a question, what it was about first."""
        for question, spoken in zip(reversed(self.asked[-REACH:]), reversed(self.spoken[-REACH:]), strict=True):
            topic = subject(question)
            yield from (phrase for phrase in spoken if phrase == topic)
            yield from (phrase for phrase in spoken if phrase != topic and not vague(phrase))

    def thing(self) -> Phrase | None:
        """What "it" means."""
        if self.found and self.asked_for != "who" and not self.found.plural:
            return self.found
        return next((p for p in self._after_about() if not p.plural and not self.is_person(p)), None)

    def several(self) -> Phrase | None:
        """What "they" means: several, or else a group or a kind."""
        plural = next((p for p in self._after_about() if p.plural), None)
        if self.about and (self.about.plural or not plural):
            return self.about
        if self.about and self.about.article in {"a", "an"} and not self.about.name:
            return self.about
        return plural

    def person(self) -> Phrase | None:
        """Whom "he" or "she" means."""
        if self.found and self.asked_for == "who":
            return self.found
        names = [p for p in self._after_about() if p.name and not p.parts and not self.is_place(p)]
        known = next((p for p in names if self.is_person(p)), None)
        return known or next((p for p in names if looks_personal(p)), None) or next(iter(names), None)

    def place(self) -> Phrase | None:
        """What "there" or "that city" means."""
        if self.found and singular(self.asked_for) in w.PLACES:
            return self.found
        names = [p for p in self._after_about() if p.name and not p.parts and not p.owned and not self.is_person(p)]
        known = next((p for p in names if self.is_place(p)), None)
        if known and names[0] is not known and not looks_personal(names[0]) and names[0].article != "the":
            return names[0]
        return known or next((p for p in names if p.article != "the"), None) or next(iter(names), None)

    def alike(self, head: str, plural: bool) -> Phrase | None:
        """The latest phrase whose last word is `head` and that says more than that word."""
        stems = {head, singular(head)} if plural else {head}
        return next(
            (
                p
                for p in self._after_about()
                if (p.head in stems or singular(p.head) in stems) and len(p.full.split()) > 2
            ),
            None,
        )

    def members(self) -> tuple[str, ...]:
        """The latest several that were named together ("A and B"), or that the last answer listed."""
        return next((p.parts for p in self.recent() if p.parts and p.name), ())

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
        worth = 3.0 + 3.0 * phrase.name + 0.5 * (phrase.article == "the") - 0.4 * n - 4.0 * vague(phrase)
        worth += 0.5 * (phrase.before in {"about", "of"}) - 2.0 * (phrase.owned and relation(phrase.head))
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


def singular(word: str) -> str:
    """A plural noun without its ending."""
    if not is_plural(word):
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-2] if word.endswith(("ches", "shes", "xes")) else word[:-1]


def looks_personal(phrase: Phrase) -> bool:
    """Whether a name has two or three capitalised words and nothing else, as people's names have."""
    words = phrase.text.split()
    return phrase.name and 2 <= len(words) <= 3 and all(word[0].isupper() and word.isalpha() for word in words)


def wanted(question: str) -> str:
    """The kind of thing asked for: "who", or the noun behind "which" or "what"; empty where it is none."""
    row = split(question)
    for i, word in enumerate(row[:3]):
        if word.low == "who":
            return "who"
        if word.low in {"which", "what"} and i + 1 < len(row):
            here = next((p for p in phrases(question) if p.start == row[i + 1].start), None)
            named = here and not relation(here.head)
            return here.head if here and named else "which" if word.low == "which" else ""
    return ""


def _named(answer: Answer, question: str) -> Phrase | None:
    """The one name in the answer's first sentence that the question did not hold; its first one for several."""
    if not answer.sentences or answer.verdict == "not_in_corpus":
        return None
    said = answer.sentences[0].text
    known = {fold(phrase.text) for phrase in phrases(question)}
    new = [p for p in phrases(said) if p.name and not p.parts and fold(p.text) not in known and not times(p.text)]
    return new[0] if new and len({fold(p.text) for p in new}) <= 2 else None
