"""The things that a corpus speaks of by name, and whether a sentence is about one of them: by rules, for any corpus.

Names are the places that documents declare, what headings open with, and what sentences say that things are "in".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache, reduce

from rag.base.mechanisms import on
from rag.base.types import Document, Passage
from rag.language import lexicon
from rag.language.sentences import Span, fold
from rag.language.tokens import OWNER, content_stems, is_name
from rag.search.candidate_sentences import Unit
from rag.store.index import Index, per_corpus

LEAST = 2  # times that something must be said to be "in" a name, for it to be a place
REACH = 240  # characters before a sentence in which another name may be what it goes on about
OPENING = 12  # characters in which a second part of a heading names what it is about
MOST_SIDES = 4  # subjects of one question
LONGEST = 4  # words of a heading's opening that may be a name

_INSIDE = lexicon.pattern("entities.inside")
_PRONOUN = lexicon.pattern("question.pronoun")
_KIND = lexicon.pattern("entities.kind")
_QUESTION = lexicon.pattern("entities.question")
AGAINST = lexicon.pattern("entities.against")
"""Before a name: what is told is not told of it."""
_LIES = lexicon.pattern("entities.lies")
_ELSEWHERE = lexicon.pattern("entities.elsewhere")
PLACED = lexicon.pattern("entities.placed")
"""Before a name: it is the place of what is told."""
_LARGE = re.compile(r"\b[A-Z](?:[\w’'-]+(?:[ -][A-Z][\w’'-]+)*|[A-Z]+)\b")
BESIDE = lexicon.pattern("entities.beside")
"""Behind a name: another stands beside it."""
_NATIONALITIES = lexicon.words("words.nationalities")
ARTICLE = lexicon.pattern("names.article")
"""Before a name."""
HEAD = re.compile(r"([^:–—(]+?)\s*(?:\(([^)]+)\))?\s*(?:[:–—]|$)")
"""What a heading opens with, and another name for it in brackets."""
_REST = re.compile(r"\s*(?:\([^)]*\))?\s*")


@dataclass(frozen=True, slots=True)
class Subject:
    """A thing by its name as the corpus writes it, its names with that one first, and the pattern that finds them."""

    name: str
    names: tuple[str, ...]
    pattern: re.Pattern[str] = field(compare=False)

    def heads(self, heading: str) -> bool:
        """Whether a heading is its name and nothing more, but for another name in brackets."""
        match = HEAD.fullmatch(heading)
        parts = match.groups() if match else ()
        return any(self.pattern.fullmatch(ARTICLE.sub("", part)) for part in parts if part)

    def fills(self, cell: str) -> bool:
        """Whether a cell of a table names it and nothing else, but for what stands in brackets."""
        match = self.within(cell)
        return match is not None and all(map(_REST.fullmatch, (cell[: match.start()], cell[match.end() :])))

    def within(self, text: str) -> re.Match[str] | None:
        """Where the text first names it."""
        return self.pattern.search(text)


class Subjects:
    """The names of one state of a corpus."""

    def __init__(self, documents: Iterable[Document], passages: Iterable[Passage]) -> None:
        self.passages = tuple(passages)
        pairs = _opened(self.passages)
        heads = [name for pair in pairs for name in pair]
        self._aliases = {name: pair for pair in pairs for name in pair if len(pair) > 1}
        declared = [place.strip() for document in documents for place in document.places if place.strip()]
        said = Counter(OWNER.sub("", match[1]) for each in self.passages for match in _INSIDE.finditer(each.text))
        inside = (name for name, count in said.items() if count >= LEAST and is_name(name))
        self.places = tuple(dict.fromkeys([*declared, *inside]))
        self._known = {fold(name): name for name in [*heads, *self.places]}
        peers = {*self.places, *(head for head in heads if is_name(head) and " and " not in head)}
        pattern = compiled(sorted(peers, key=len, reverse=True))
        self.peers = lru_cache(maxsize=8192)(lambda text: tuple(pattern.finditer(text)))
        """Every name in a text of what could be a subject; in the same text again they cost nothing."""
        self._places = {fold(name): name for name in self.places}
        listed = sorted(filter(is_name, self._known.values()), key=len, reverse=True)
        self._listed_names = compiled(listed, re.IGNORECASE)
        self.named = cache(self._named)
        """The subject that is meant, under the name that the corpus has for it; None where it has none.

        Case, an article and outer spaces do not matter.
        """
        self.wider = cache(self._lies_in)
        """The folded names of what the texts say that a subject lies in: a province, its country."""

    def place(self, words: str) -> str:
        """The place that has this name, as the corpus writes it; "" where it is none."""
        return self._places.get(fold(OWNER.sub("", words)), "")

    def _named(self, words: str) -> Subject | None:
        if known := self._listed(words):
            bare = ARTICLE.sub("", known)  # "Hague" of "The Hague", which texts write with a small article too
            names = tuple(dict.fromkeys((known, *([bare] if is_name(bare) else []), *self._aliases.get(bare, ()))))
            return Subject(known, names, self._written(names))
        bare = ARTICLE.sub("", tidy(words))
        loose = compiled([bare], re.IGNORECASE) if re.search(r"\w\w|[\u3400-\u9fff]", bare) else None
        found = Counter(
            match[0] for passage in self.passages for match in (loose.finditer(passage.text) if loose else ())
        )
        if not found:
            return None
        written = OWNER.sub("", min(found, key=lambda name: (-found[name], name)))
        return Subject(written, (written,), compiled([written], 0 if is_name(written) else re.IGNORECASE))

    def _written(self, names: Sequence[str]) -> re.Pattern[str]:
        """The pattern of names; a word that texts write small too is found however it is written."""
        small = [name for name in names if any(_word_in(name.lower(), p.text) for p in self.passages)]
        patterns = [compiled([name], re.IGNORECASE if name in small else 0) for name in names]
        return re.compile("|".join(f"(?{'i' if p.flags & re.IGNORECASE else ''}:{p.pattern})" for p in patterns))

    def is_listed(self, words: str) -> bool:
        """Whether a heading, a document's places or a sentence's "in" make it a subject, not just a word."""
        return bool(self._listed(words))

    def _listed(self, words: str) -> str:
        """The listed name that is meant, rather with the article and the kind of place than without; "" for none."""
        whole = tidy(words)
        names = (whole, ARTICLE.sub("", whole))
        keys = (fold(each) for name in names for each in (name, _KIND.sub("", name)))
        return next((self._known[key] for key in keys if key in self._known), "")

    def meant(self, words: str) -> Subject | None:
        """The subject by a listed name, or by another word that the texts write as a name; None where it is neither."""
        found = self.named(words)
        return found if found and (self.is_listed(words) or is_name(found.name)) else None

    def mentioned(self, text: str) -> dict[Span, Subject]:
        """The subjects that a text, in capitals or not, names, by where it does."""
        found = ((span, self.meant(OWNER.sub("", text[slice(*span)]))) for span in self._spans(text))
        return {span: subject for span, subject in found if subject}

    def sides(self, text: str) -> tuple[str, ...]:
        """The text with each of its two to four subjects alone, the others left out; empty where it names one or many.

        What another of them lies in is none of them: "rents in Hegang, China" has one. Nor is a nationality beside one,
        without which the text is asked too: documents on China seldom say "Chinese".
        """
        named = self.mentioned(text)
        of_a_country = {span for span, subject in named.items() if fold(subject.name) in _NATIONALITIES}
        if len(of_a_country) == len(named):
            of_a_country = set()
        places = {span: subject for span, subject in named.items() if span not in of_a_country}
        wider = frozenset[str]().union(*map(self.wider, places.values()))
        apart = {span: fold(s.name) for span, s in places.items() if fold(s.name) not in wider}
        names = dict.fromkeys(apart.values())
        if not (len(names) > 1 or of_a_country) or len(names) > MOST_SIDES:
            return ()
        return tuple(
            _without(text, {span for span, name in apart.items() if name != own} | of_a_country) for own in names
        )

    def in_place_of(self, context: Sequence[str], text: str) -> tuple[str, ...]:
        """The questions before one, with the places that later ones name instead, as in "and in Fuxin?"."""
        asked = (*context, text)
        return tuple(reduce(self._with_place_of, asked[n + 1 :], each) for n, each in enumerate(context))

    def _with_place_of(self, before: str, text: str) -> str:
        """A pronoun before the new place may mean an old one, which stays then, as does what the new one lies in."""
        new = {span: subject for span, subject in self.mentioned(text).items() if self.place(subject.name)}
        if not (new and on("in_place_of")) or any(_PRONOUN.match(word) for word in text[: min(new)[0]].split()):
            return before
        kept = {fold(subject.name) for subject in new.values()}.union(*map(self.wider, new.values()))
        old = {span: subject for span, subject in self.mentioned(before).items() if self.place(subject.name)}
        for start, end in sorted((span for span, each in old.items() if fold(each.name) not in kept), reverse=True):
            before = f"{before[:start]}{new[min(new)].name}{before[end:]}"
        return before

    def _spans(self, text: str) -> list[Span]:
        """The places of what may be names: written large, or listed where the text opens or has no capitals."""
        if text == text.lower():
            return [match.span() for match in self._listed_names.finditer(text)]
        opening = self._listed_names.match(text)
        first = [opening.span()] if opening else []
        return [*first, *(match.span() for match in _LARGE.finditer(text, first[0][1] if first else 1))]

    def about(self, unit: Unit, subject: Subject) -> float:
        """How surely a sentence is about it: 1 it names it alone, .8 its heading does, .7 its title does; 0 unsure."""
        if unit.leans:
            return 0.0
        others = self.others(unit.text, subject)
        match = self._mention(unit.text, subject)
        if match:
            around = PLACED.search(unit.text[: match.start()]) and self._lies_around(subject, unit.passage)
            aside = match.start() > len(unit.text) / 4 and self._strange(subject, unit.passage)
            return 0.0 if around or aside else _as_topic(unit.text, match, others)
        before = unit.passage.text[max(0, unit.start - REACH) : unit.start]
        last = max((other.start() for other in self.others(before, subject)), default=-1)
        if others or last > max((m.start() for m in subject.pattern.finditer(before)), default=-1):
            return 0.0
        return self._by_heading(unit.passage, subject)

    def _by_heading(self, passage: Passage, subject: Subject) -> float:
        for level, heading in enumerate(reversed((passage.title, *passage.headings))):
            parts = re.split(r": | - | [–—] ", heading)
            place = next((n for n, part in enumerate(parts) if self._is_of(part, n, subject)), None)
            if place is not None and self._lies_around(subject, passage):
                return 0.0
            if place is not None:
                first = self.others(parts[0], subject) if place else []
                return 0.0 if first or self.others(parts[place], subject) else 0.8 if level == 0 else 0.7
            if self.others(heading, subject) or _ELSEWHERE.search(heading):
                return 0.0
        return 0.0

    def _is_of(self, part: str, place: int, subject: Subject) -> bool:
        """Whether a part of a heading is about it: not one that lists several things, nor a second one that ends so."""
        match = self._mention(part, subject)
        return match is not None and "," not in part and (place == 0 or match.start() < OPENING)

    def _strange(self, subject: Subject, passage: Passage) -> bool:
        """Whether the title or the heading opens with another name, so that the passage is about that one."""
        heads = [heading.split(":")[0] for heading in (passage.title, passage.section)]
        return any(self.others(head, subject) and not subject.within(head) for head in heads)

    def _lies_around(self, subject: Subject, passage: Passage) -> bool:
        """Whether the title or a heading is about something that lies in the subject, as a city in a province."""
        found = (self.named(peer[0]) for heading in (passage.title, *passage.headings) for peer in self.peers(heading))
        return any(inner and fold(subject.name) in self.wider(inner) for inner in found)

    def _mention(self, text: str, subject: Subject) -> re.Match[str] | None:
        """Where it is first named; not where its name is a part of a longer one, as China in Northeast China."""
        longer = [peer.span() for peer in self.peers(text) if not subject.pattern.fullmatch(peer[0])]
        matches = subject.pattern.finditer(text)
        return next((m for m in matches if not any(a <= m.start() and m.end() <= b for a, b in longer)), None)

    def others(self, text: str, subject: Subject) -> list[re.Match[str]]:
        """The names in the text of other things, not of what it lies in."""
        wider = self.wider(subject)
        return [
            match
            for match in self.peers(text)
            if not subject.within(match[0]) and fold(OWNER.sub("", match[0])) not in wider
        ]

    def _lies_in(self, subject: Subject) -> frozenset[str]:
        near = self._holders(subject)
        far = {fold(name) for holder in near if (found := self.named(holder)) for name in self._holders(found)}
        return frozenset({fold(name) for name in near} | far) - {fold(subject.name)}

    def _holders(self, subject: Subject) -> set[str]:
        found = set()
        for text in (p.text for p in self.passages):
            for match in subject.pattern.finditer(text):
                behind = text[match.end() : match.end() + REACH // 3]
                found |= {
                    OWNER.sub("", peer[0]) for peer in self.peers(behind) if _LIES.fullmatch(behind[: peer.start()])
                }
        return found


def _as_topic(text: str, match: re.Match[str], others: Sequence[re.Match[str]]) -> float:
    """1 where no other is named; .6 where it comes first and the others do not stand beside it."""
    if AGAINST.search(text[: match.start()]):
        return 0.0
    if not others:
        return 1.0
    first = match.start() < min(other.start() for other in others)
    return 0.6 if first and match.start() < len(text) / 4 and not BESIDE.match(text[match.end() :]) else 0.0


@per_corpus
def subjects(index: Index) -> Subjects:
    """The subjects of the corpus as it is committed now."""
    return Subjects(index.documents(), index.passages)


def _without(text: str, spans: Iterable[Span]) -> str:
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + text[end:]
    return " ".join(text.split())


def _opened(passages: Iterable[Passage]) -> list[tuple[str, ...]]:
    """What titles and headings open with: "Dali" of "Dali: why"; of "Tang ping (lying flat)" both, as of one thing."""
    found: dict[tuple[str, ...], None] = {}
    for heading in dict.fromkeys(heading for p in passages for heading in (p.title, *p.headings)):
        match = HEAD.match(heading)
        parts = [ARTICLE.sub("", part or "").strip() for part in (match.groups() if match else ())]
        names = tuple(part for part in parts if len(part.split()) <= LONGEST and content_stems(part))
        if names and not _QUESTION.match(names[0]):
            found[names] = None
    return list(found)


def _word_in(word: str, text: str) -> bool:
    return word in text and bool(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text))


def tidy(words: str) -> str:
    """The words as a name is looked up: without the spaces, stops and quotation marks around them."""
    return " ".join(words.split()).strip(" .,;:?!\"'“”‘’")


def compiled(names: Iterable[str], flags: int = 0) -> re.Pattern[str]:
    """A pattern of the names, whole words; a name in lower case is found in upper case too, and in the plural."""
    written = []
    for name in names:
        words = r"[\s-]+".join(map(re.escape, re.split(r"[\s-]+", name)))
        if re.search(r"[\u3400-\u9fff]", name):
            written.append(words)
        else:
            loose = words if is_name(name) or flags else f"(?i:{words})"
            written.append(rf"(?<!\w){loose}(?:s|['’]s)?(?!\w)")
    return re.compile(f"(?:{'|'.join(written) or '(?!)'})", flags)
