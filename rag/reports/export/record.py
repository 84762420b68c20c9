"""The record of reproduction in every exported file: a few lines of it for people, everything for programs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from rag.base import VERSION
from rag.base.printable import one_line
from rag.base.settings import Settings
from rag.reports.export import words
from rag.reports.notebook.briefing import AnswerItem, Briefing, OpenItem, PassageItem
from rag.reports.notebook.provenance import NOT_RECORDED, Origin, Place, Standing, origin

Pairs = tuple[tuple[str, str], ...]
"""Names with their values."""
_SHA256 = re.compile(r"[0-9a-f]{64}")


class Origins:
    """The origins that differ in more than time, their corpora, and settings with version; in order of appearance."""

    def __init__(self, found: Iterable[Origin]) -> None:
        self.distinct = tuple(dict.fromkeys(replace(each, created="") for each in found))
        self.corpora = tuple(dict.fromkeys(each.corpus_sha256 for each in self.distinct))
        self.settings = tuple(dict.fromkeys((each.version, each.settings) for each in self.distinct))

    def place(self, origin: Origin) -> int:
        """The place of an origin among the distinct ones, from 0."""
        return self.distinct.index(replace(origin, created=""))

    def where(self, origin: Origin) -> str:
        """On which corpus and with which settings, as far as there are several to tell apart."""
        told = ""
        if len(self.corpora) > 1:
            number = self.corpora.index(origin.corpus_sha256) + 1
            told += words.ON_CORPUS.format(n=number) if _SHA256.fullmatch(origin.corpus_sha256) else words.NO_CORPUS
        if len(self.settings) > 1:
            number = self.settings.index((origin.version, origin.settings)) + 1
            told += words.NO_SETTINGS if origin.version == NOT_RECORDED else words.WITH_SETTINGS.format(n=number)
        return told

    def facts(self) -> Iterator[tuple[str, str]]:
        """The corpora, then the settings: by what is not as this version comes, those of another version in full."""
        for number, corpus in enumerate(self.corpora, 1):
            yield words.CORPUS[len(self.corpora) > 1].format(n=number), corpus
        for number, (version, pairs) in enumerate(self.settings, 1):
            yield words.SETTINGS[len(self.settings) > 1].format(n=number), _values(version, pairs)


def _values(version: str, pairs: Pairs) -> str:
    if version == NOT_RECORDED:
        return NOT_RECORDED
    if version != VERSION:
        return words.VALUES.format(values=_listed(pairs), version=version)
    usual = set(origin("", Settings()).settings)
    changed = [pair for pair in pairs if pair not in usual]
    said = words.DIFFERING if changed else words.DEFAULTS
    return said.format(values=_listed(changed), version=version)


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
        return tuple(filter(_SHA256.fullmatch, self._origins().corpora))

    def facts(self) -> Pairs:
        """The record for people."""
        origins = self._origins()
        return (
            (words.PROGRAM, words.MADE_AT.format(version=VERSION, time=self.exported)),
            *self._answers(origins),
            *origins.facts(),
            *self._fallen(),
        )

    def data(self) -> Json:
        """The record for programs; `origin` is the place of a question's origin among the origins, from 0."""
        origins, data = self._origins(), Json()
        if self.fallen is not None:
            found = dict.fromkeys((*where[:3], now) for where, now in self.fallen.items())
            names = ("document", "start", "end", "standing")
            data["fallen"] = [dict(zip(names, each, strict=True)) for each in found]
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
        } | data

    def json(self) -> str:
        """The same as one line of JSON."""
        return json.dumps(self.data(), ensure_ascii=False)

    def _origins(self) -> Origins:
        items = (item for item in self.briefing.items if isinstance(item, AnswerItem | PassageItem))
        return Origins([*(item.origin for item in items), *((self.library,) if self.library else ())])

    def _answers(self, origins: Origins) -> Iterator[tuple[str, str]]:
        """A line for the answers of one origin and model."""
        groups: dict[tuple[str, str], list[str]] = {}
        for item in self.briefing.items:
            if isinstance(item, AnswerItem):
                groups.setdefault((item.answer.model, origins.where(item.origin)), []).append(item.origin.created)
        for (model, where), times in groups.items():
            days = sorted({each[: len("2026-11-25")] for each in times if each != NOT_RECORDED})
            span = words.SPAN.format(first=days[0], last=days[-1]) if days[1:] else "".join(days) or words.NO_DATE
            yield words.ANSWERS, words.ANSWERED_BY.format(n=len(times), model=model, span=span, where=where)

    def _fallen(self) -> Iterator[tuple[str, str]]:
        """A line for each document that was cited and is not what it was."""
        titles = {each.passage.document_id: each.passage.title for each in self.briefing.citations}
        for now, document in dict.fromkeys((now, where[0]) for where, now in (self.fallen or {}).items()):
            told = words.FALLEN_DOCUMENT.format(title=one_line(titles.get(document, document)), id=document)
            yield words.FALLEN[now], told


def _question(item: AnswerItem | OpenItem) -> Json:
    if isinstance(item, OpenItem):
        return {"question": one_line(item.question), "verdict": None, "reason": item.reason}
    return {
        "question": one_line(item.answer.question),
        "edited": item.text is not None,
        "standalone_question": one_line(item.answer.standalone),
        "verdict": item.answer.verdict,
        "model": item.answer.model,
        "created": item.origin.created,
        "corpus_sha256": item.origin.corpus_sha256,
    }
