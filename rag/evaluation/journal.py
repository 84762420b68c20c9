"""The journal of a run: one JSON line an answered question, so that an interrupted run goes on where it stopped.

The first line is the run's head; a journal with another head is never continued. A line that was cut short by a crash
is dropped. A passage's text is written once a run: into the first record that cites it. Records stay on disk; in memory
is a row of each, without its texts.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, JsonValue

from rag.base.errors import UsageError
from rag.base.types import Answer
from rag.evaluation.grading import Grade, Values, sureness
from rag.evaluation.question_set import Question, SourceLine
from rag.evaluation.ranking import DEPTH

Record = dict[str, Any]
"""A question's record, or the head of a journal or report, as JSON has it."""


@dataclass(frozen=True, slots=True)
class Row:
    """A graded question without its texts; `sha256` is the question line's, `stage` the one that failed."""

    set: str
    id: str
    sha256: str
    kind: str
    documents: tuple[str, ...]
    values: Values
    stage: str | None


class _Stored(BaseModel):
    """The part of a record that rows are made of."""

    set: str
    id: str
    sha256: str
    kind: str
    sources: list[SourceLine]
    values: Values
    stage: str | None


def row_of(record: Record) -> Row:
    """The row of a journal's or a report's record. Raises pydantic's ValidationError where it is no record."""
    stored = _Stored.model_validate(record)
    documents = tuple(dict.fromkeys(source.doc for source in stored.sources))
    return Row(stored.set, stored.id, stored.sha256, stored.kind, documents, stored.values, stored.stage)


class Journal(AbstractContextManager["Journal"]):
    """A journal file, opened for reading and writing; use it as a context manager.

    `done` tells whether a question's record, made from the same line, is there; `texts` are the ids of the passages
    whose text some record holds. Raises UsageError where the file belongs to another run.
    """

    def __init__(self, path: Path, head: Mapping[str, JsonValue], *, fresh: bool = False) -> None:
        self.path = path
        self.texts: set[str] = set()
        self._offsets: dict[tuple[str, str], int] = {}
        path.parent.mkdir(parents=True, exist_ok=True)
        if fresh:
            path.unlink(missing_ok=True)
        self._file = path.open("a+b")
        try:
            self._continue(dict(head))
        except UsageError:
            self._file.close()
            raise
        self.resumed = len(self._offsets)

    def __exit__(self, *error: object) -> None:
        self._file.close()

    def done(self, name: str, sha256: str) -> bool:
        """Whether the question of that id and hash has its record."""
        return (name, sha256) in self._offsets

    def append(self, record: Record) -> None:
        """Writes a record through to the disk's cache: it survives the end of the process."""
        line = json.dumps(record, ensure_ascii=False).encode() + b"\n"
        self._note(record, self._file.seek(0, 2))
        self._file.write(line)
        self._file.flush()

    def record(self, name: str, sha256: str) -> Record:
        """The record of a question that is done."""
        self._file.seek(self._offsets[name, sha256])
        return dict(json.loads(self._file.readline()))

    def remove(self) -> None:
        """Deletes the file, once the report is written."""
        self._file.close()
        self.path.unlink(missing_ok=True)

    def _continue(self, head: Record) -> None:
        self._file.seek(0)
        good = 0
        for number, line in enumerate(self._file):
            record = _decoded(line)
            if record is None:
                break
            if number == 0 and record != head:
                raise UsageError(f"the journal {str(self.path)!r} belongs to another run: give another one, or --fresh")
            if number > 0 and not record.get("error"):
                self._note(record, good)
            good += len(line)
        self._file.truncate(good)
        if good == 0:
            self._file.write(json.dumps(head, ensure_ascii=False).encode() + b"\n")
            self._file.flush()

    def _note(self, record: Record, offset: int) -> None:
        self._offsets[record["id"], record["sha256"]] = offset
        self.texts.update(record.get("texts", ()))


def _decoded(line: bytes) -> Record | None:
    """The record; None where the line was cut short or is none."""
    try:
        return dict(json.loads(line)) if line.endswith(b"\n") else None
    except (TypeError, ValueError):
        return None


BEST = 3
"""So many of the best hits have their text in the report, beside all cited passages."""


def record_of(set_name: str, question: Question, answer: Answer, judged: Grade, known: set[str]) -> Record:
    """The record; `known` are the ids of passages whose text was written before."""
    asked = question.line()
    return {
        "set": set_name,
        "id": question.id,
        "sha256": question.sha256(),
        "question": question.question,
        "kind": question.kind,
        "expected": question.answer,
        "must_include": asked["must_include"],
        "sources": asked["sources"],
        "turns": list(question.turns),
        "standalone_question": answer.standalone,
        "verdict": answer.verdict,
        "confidence": sureness(answer),
        "answer": answer.text,
        "sentences": _sentences(answer, judged),
        "citations": _citations(answer, judged),
        "hits": _hits(answer, judged),
        "stage": judged.miss.stage if judged.miss else None,
        "reason": judged.miss.reason if judged.miss else None,
        "missing": [list(fact) for fact in judged.missing],
        "model": answer.model,
        "values": {name: list(pair) for name, pair in judged.values.items()},
        "texts": _texts(answer, known),
    }


def _sentences(answer: Answer, judged: Grade) -> list[JsonValue]:
    return [
        {
            "text": sentence.marked,
            "citations": list(sentence.citations),
            "support": sentence.support,
            "checked": checked,
        }
        for sentence, checked in zip(answer.sentences, judged.supports, strict=True)
    ]


def _citations(answer: Answer, judged: Grade) -> list[JsonValue]:
    return [
        {
            "number": citation.number,
            "passage_id": citation.passage.id,
            "document": citation.passage.document_id,
            "section": citation.passage.section,
            "start": citation.start,
            "end": citation.end,
            "quote": citation.quote,
            "verbatim": citation.number not in judged.unverbatim,
        }
        for citation in answer.citations
    ]


def _hits(answer: Answer, judged: Grade) -> list[JsonValue]:
    return [
        {
            "passage_id": hit.passage.id,
            "document": hit.passage.document_id,
            "section": hit.passage.section,
            "score": round(hit.score, 6),
            "gold": place is not None,
        }
        for hit, place in zip(answer.hits, judged.places or (None,) * DEPTH, strict=False)
    ]


def _texts(answer: Answer, known: set[str]) -> dict[str, JsonValue]:
    shown = [*(citation.passage for citation in answer.citations), *(hit.passage for hit in answer.hits[:BEST])]
    return {
        each.id: {"document": each.document_id, "section": each.section, "page": each.page, "text": each.text}
        for each in shown
        if each.id not in known
    }
