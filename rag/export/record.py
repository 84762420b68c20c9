"""The record of reproduction that every exported file carries: questions, settings, corpus, model, program, date."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version

from rag.briefing import AnswerItem, Briefing, NoteItem
from rag.export import words
from rag.printable import one_line
from rag.reproduction import CHANGED, Origin

Json = dict[str, object]
SHORT = 12


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the record: a name and a value."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of how a file came about; `exported` is ISO 8601 in UTC, `library` where the corpus is told of."""

    briefing: Briefing
    exported: str
    library: Origin | None = None

    @property
    def title(self) -> str:
        """The file's title."""
        return self.briefing.title or words.UNTITLED

    @property
    def made(self) -> str:
        """The sentence below a file's title."""
        corpora = dict.fromkeys(
            origin.corpus_sha256[:SHORT] for origin in self._origins() if origin.corpus_sha256 != CHANGED
        )
        said = words.MADE if corpora else words.MADE_ALONE
        return said.format(version=version("aftermine"), date=self.exported[:10], corpus=", ".join(corpora))

    def lines(self) -> tuple[Line, ...]:
        """The record for people."""
        lines = [
            Line(words.PROGRAM, f"Aftermine {version('aftermine')}"),
            Line(words.EXPORTED, self.exported),
            *(Line(words.QUESTION, _told(item)) for item in self.briefing.items if isinstance(item, AnswerItem)),
        ]
        for origin in self._origins():
            lines.append(Line(words.CORPUS, origin.corpus_sha256))
            settings = ", ".join(f"{name} = {value}" for name, value in origin.settings)
            lines.append(Line(words.SETTINGS, f"{settings} (Aftermine {origin.version})"))
        return tuple(lines)

    def data(self) -> Json:
        """The record for programs."""
        return {
            "program": "Aftermine",
            "version": version("aftermine"),
            "exported": self.exported,
            "title": self.briefing.title,
            "questions": [
                {
                    "question": one_line(item.answer.question),
                    "standalone_question": one_line(item.answer.standalone),
                    "verdict": item.answer.verdict,
                    "model": item.answer.model,
                    "created": item.origin.created,
                    "corpus_sha256": item.origin.corpus_sha256,
                }
                for item in self.briefing.items
                if isinstance(item, AnswerItem)
            ],
            "origins": [
                {"version": each.version, "corpus_sha256": each.corpus_sha256, "settings": dict(each.settings)}
                for each in self._origins()
            ],
        }

    def json(self) -> str:
        """The same as one line of JSON."""
        return json.dumps(self.data(), ensure_ascii=False)

    def _origins(self) -> Iterable[Origin]:
        """The origins that differ in more than their time."""
        found = [item.origin for item in self.briefing.items if not isinstance(item, NoteItem)]
        found += [self.library] if self.library else []
        return {(each.version, each.corpus_sha256, each.settings): each for each in found}.values()


def _told(item: AnswerItem) -> str:
    verdict, answer = words.VERDICTS[item.answer.verdict], item.answer
    return words.TOLD.format(
        question=one_line(answer.question), verdict=verdict, model=answer.model, created=item.origin.created
    )
