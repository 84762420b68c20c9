"""The record of reproduction that every exported file carries: questions, settings, corpus, model, program, date.

Origins are told once where all answers share one, numbered and told by answer where they differ.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rag.base import VERSION
from rag.base.printable import one_line
from rag.reports.export import words
from rag.reports.notebook.briefing import AnswerItem, Briefing, NoteItem, OpenItem
from rag.reports.notebook.citation_status import Place, Standing
from rag.reports.notebook.provenance import NOT_RECORDED, Origin

Pairs = tuple[tuple[str, str], ...]
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the record: a name and a value."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Origins:
    """The origins that differ in more than their time, and of these the different corpora and settings.

    Settings go with the version of the program that read them.
    """

    distinct: tuple[Origin, ...]
    corpora: tuple[str, ...]
    settings: tuple[tuple[str, Pairs], ...]

    @classmethod
    def of(cls, found: Iterable[Origin]) -> Origins:
        """What these origins come to, in the order of first appearance."""
        distinct = tuple({_identity(each): each for each in found}.values())
        return cls(
            distinct,
            tuple(dict.fromkeys(each.corpus_sha256 for each in distinct)),
            tuple(dict.fromkeys((each.version, each.settings) for each in distinct)),
        )

    def place(self, origin: Origin) -> int:
        """The place of an origin among the distinct ones, from 0."""
        return [_identity(each) for each in self.distinct].index(_identity(origin))

    def where(self, origin: Origin) -> str:
        """On which corpus and with which settings, as far as there are several to tell apart."""
        told = ""
        if len(self.corpora) > 1:
            number = self.corpora.index(origin.corpus_sha256) + 1
            told += words.ON_CORPUS.format(n=number) if known(origin) else words.NO_CORPUS
        if len(self.settings) > 1:
            number = self.settings.index((origin.version, origin.settings)) + 1
            told += words.NO_SETTINGS if origin.version == NOT_RECORDED else words.WITH_SETTINGS.format(n=number)
        return told

    def lines(self) -> Iterator[Line]:
        """The corpora, then the settings: in full once, then by what is different."""
        for number, corpus in enumerate(self.corpora, 1):
            yield Line(words.CORPUS[len(self.corpora) > 1].format(n=number), corpus)
        for number, (version, pairs) in enumerate(self.settings, 1):
            yield Line(words.SETTINGS[len(self.settings) > 1].format(n=number), self._values(version, pairs, number))

    def _values(self, version: str, pairs: Pairs, number: int) -> str:
        if version == NOT_RECORDED:
            return NOT_RECORDED
        first_version, first = self.settings[0]
        if number == 1 or first_version == NOT_RECORDED:
            return words.VALUES.format(values=_listed(pairs), version=version)
        gone = {name for name, _ in first} - {name for name, _ in pairs}
        changed = [pair for pair in pairs if pair not in first]
        changed += [(name, words.NO_LONGER_SET) for name, _ in first if name in gone]
        return words.BUT.format(values=_listed(changed), version=version)


def known(origin: Origin) -> bool:
    """Whether it tells which corpus it was."""
    return _SHA256.fullmatch(origin.corpus_sha256) is not None


def _identity(origin: Origin) -> tuple[str, str, Pairs]:
    return origin.version, origin.corpus_sha256, origin.settings


def _listed(pairs: Iterable[tuple[str, str]]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in pairs)


Json = dict[str, object]
SHORT = 12


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of how a file came about; `exported` is ISO 8601 in UTC, `library` where the corpus is told of.

    `fallen` are the places of cited words that the library no longer holds; None where that was not looked up.
    """

    briefing: Briefing
    exported: str
    library: Origin | None = None
    fallen: Mapping[Place, Standing] | None = None

    @property
    def title(self) -> str:
        """The file's title."""
        return self.briefing.title or words.UNTITLED

    @property
    def made(self) -> str:
        """The sentence below a file's title."""
        said = words.MADE if self.corpora else words.MADE_ALONE
        corpora = ", ".join(each[:SHORT] for each in self.corpora)
        return said.format(version=VERSION, date=self.exported[:10], corpus=corpora)

    @property
    def corpora(self) -> tuple[str, ...]:
        """The SHA-256 of each corpus that is known to have been asked."""
        return tuple(dict.fromkeys(each.corpus_sha256 for each in self._origins().distinct if known(each)))

    def lines(self) -> tuple[Line, ...]:
        """The record for people."""
        origins = self._origins()
        return (
            Line(words.PROGRAM, f"Aftermine {VERSION}"),
            Line(words.EXPORTED, self.exported),
            *self._questions(origins),
            *origins.lines(),
            *self._fallen(),
        )

    def data(self) -> Json:
        """The record for programs; `origin` is the place of a question's origin among the origins, from 0."""
        origins = self._origins()
        return {
            "program": "Aftermine",
            "version": VERSION,
            "exported": self.exported,
            "title": self.briefing.title,
            "questions": [
                _question(item) | ({"origin": origins.place(item.origin)} if isinstance(item, AnswerItem) else {})
                for item in self.briefing.items
                if isinstance(item, AnswerItem | OpenItem)
            ],
            "origins": [
                {"version": each.version, "corpus_sha256": each.corpus_sha256, "settings": dict(each.settings)}
                for each in origins.distinct
            ],
            **self._fallen_data(),
        }

    def json(self) -> str:
        """The same as one line of JSON."""
        return json.dumps(self.data(), ensure_ascii=False)

    def _origins(self) -> Origins:
        items = (item for item in self.briefing.items if not isinstance(item, NoteItem | OpenItem))
        return Origins.of([*(item.origin for item in items), *((self.library,) if self.library else ())])

    def _questions(self, origins: Origins) -> Iterator[Line]:
        for item in self.briefing.items:
            if isinstance(item, AnswerItem):
                yield Line(words.QUESTION, _told(item, origins))
            elif isinstance(item, OpenItem):
                yield Line(words.QUESTION, words.NOT_TOLD.format(question=one_line(item.question)))

    def _fallen_data(self) -> Json:
        if self.fallen is None:
            return {}
        found = dict.fromkeys((*where[:3], now) for where, now in self.fallen.items())
        return {"fallen": [{"document": name, "start": a, "end": b, "standing": now} for name, a, b, now in found]}

    def _fallen(self) -> Iterator[Line]:
        """A line for each document that was cited and is not what it was."""
        titles = {each.passage.document_id: each.passage.title for each in self.briefing.citations}
        for now, document in dict.fromkeys((now, where[0]) for where, now in (self.fallen or {}).items()):
            told = words.FALLEN_DOCUMENT.format(title=one_line(titles.get(document, document)), id=document)
            yield Line(words.FALLEN[now], told)


def _question(item: AnswerItem | OpenItem) -> Json:
    if isinstance(item, OpenItem):
        return {"question": one_line(item.question), "verdict": None, "reason": item.reason}
    return {
        "question": one_line(item.answer.question),
        "standalone_question": one_line(item.answer.standalone),
        "verdict": item.answer.verdict,
        "model": item.answer.model,
        "created": item.origin.created,
        "corpus_sha256": item.origin.corpus_sha256,
    }


def _told(item: AnswerItem, origins: Origins) -> str:
    answer, created = item.answer, item.origin.created
    return words.TOLD.format(
        question=one_line(answer.question),
        verdict=words.VERDICTS[answer.verdict],
        model=answer.model,
        created=words.NO_DATE if created == NOT_RECORDED else created,
        where=origins.where(item.origin),
    )
