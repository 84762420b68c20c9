"""The record of reproduction that every exported file carries: questions, settings, corpus, model, program, date."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rag.briefing import AnswerItem, Briefing, NoteItem, OpenItem
from rag.export import words
from rag.export.origins import Line, Origins, known
from rag.printable import one_line
from rag.reproduction import NOT_RECORDED, Origin
from rag.standing import Place, Standing
from rag.version import VERSION

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
