"""Asking every question of the sets, grading each answer at once, and keeping the records in a journal on disk.

The journal holds one JSON line an answered question, so that an interrupted run goes on where it stopped, and before
them the run's head: with another head it is never continued. A line that was cut short by a crash is dropped. A
passage's text stands in the first record that cites it alone. Records stay on disk; in memory is a row of each.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal, Protocol

from pydantic import BaseModel, JsonValue

from rag.base.errors import AftermineError, UsageError
from rag.base.types import Answer, Hit, Turn
from rag.evaluation.grading import VERSION, Grade, Grader, Values, grade, grade_hits, sureness
from rag.evaluation.question_set import Question, QuestionSet, SourceLine
from rag.evaluation.ranking import DEPTH, Miss, once

Record = dict[str, Any]
"""A question's record, or the head of a journal or report, as JSON has it."""
Mode = Literal["answers", "retrieval"]
Ranking = Literal["passages", "documents"]
Progress = Callable[[str, int, int], None]

GIVE_UP_AFTER = 5
BEST = 3
"""So many of the best hits have their text in the report, beside all cited passages."""

WIDE = 50
"""So many passages are looked through for the ten best documents."""


class Asked(Protocol):
    """Whatever is evaluated: it answers questions within a conversation and ranks passages."""

    def ask(self, question: str, turns: Sequence[Turn] = ()) -> Answer:
        """The answer."""

    def search(self, query: str, k: int = 10, *, turns: Sequence[Turn] = ()) -> list[Hit]:
        """The best passages."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What a run's figures depend on besides the questions; two runs with other `corpus_sha256` can't be compared.

    `ranking` is of passages, or of documents by their best passage, as in published figures.
    """

    corpus_sha256: str
    settings: Mapping[str, JsonValue]
    model: str
    checker: str
    word_limit: int
    mode: Mode = "answers"
    grading: int = VERSION
    ranking: Ranking = "passages"

    def head(self) -> Record:
        """The setup as JSON."""
        return asdict(self)

    def fingerprint(self) -> str:
        """Sixteen hexadecimal digits that name the setup, for the journal's file name."""
        return hashlib.sha256(json.dumps(self.head(), sort_keys=True).encode()).hexdigest()[:16]


class Row(BaseModel, frozen=True):
    """The part of a record that figures are made of; `sha256` is the question line's, `stage` the one that failed."""

    set: str
    id: str
    sha256: str
    kind: str
    sources: list[SourceLine]
    values: Values
    stage: str | None

    @property
    def documents(self) -> tuple[str, ...]:
        """The documents that hold the answer, each once."""
        return tuple(dict.fromkeys(source.doc for source in self.sources))


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


def record_of(set_name: str, question: Question, answer: Answer, judged: Grade, known: set[str]) -> Record:
    """The record; `known` are the ids of passages whose text was written before."""
    asked = question.line()
    shown = [*(citation.passage for citation in answer.citations), *(hit.passage for hit in answer.hits[:BEST])]
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
        "sentences": [
            {
                "text": sentence.marked,
                "citations": list(sentence.citations),
                "support": sentence.support,
                "checked": checked,
            }
            for sentence, checked in zip(answer.sentences, judged.supports, strict=True)
        ],
        "citations": [
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
        ],
        "hits": [
            {
                "passage_id": hit.passage.id,
                "document": hit.passage.document_id,
                "section": hit.passage.section,
                "score": round(hit.score, 6),
                "gold": place is not None,
            }
            for hit, place in zip(answer.hits, judged.places or (None,) * DEPTH, strict=False)
        ],
        "stage": judged.miss.stage if judged.miss else None,
        "reason": judged.miss.reason if judged.miss else None,
        "missing": [list(fact) for fact in judged.missing],
        "model": answer.model,
        "values": {name: list(pair) for name, pair in judged.values.items()},
        "texts": {
            each.id: {"document": each.document_id, "section": each.section, "page": each.page, "text": each.text}
            for each in shown
            if each.id not in known
        },
    }


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run: its setup, a row a question in the order asked, and the journal that holds the records."""

    setup: Setup
    rows: tuple[Row, ...]
    journal: Journal

    def records(self) -> Iterator[Record]:
        """The full records in order, read from disk one by one."""
        for row in self.rows:
            yield self.journal.record(row.id, row.sha256)


@dataclass(frozen=True, slots=True)
class Runner:
    """Asks questions and grades what comes back."""

    asked: Asked
    grader: Grader
    setup: Setup

    def run(self, sets: Sequence[QuestionSet], journal: Journal, progress: Progress, label: str = "") -> Run:
        """Asks what the journal does not hold yet.

        `progress` gets what is asked (behind `label`), how much is done and of how much; whatever it raises stops the
        run, and the journal keeps what was answered. Five failures in a row stop it too.
        """
        questions = [(group.name, question) for group in sets for question in group.questions]
        rows: list[Row] = []
        failures = 0
        for number, (name, question) in enumerate(questions):
            progress(f"{label}{question.question}", number, len(questions))
            sha256 = question.sha256()
            if not journal.done(question.id, sha256):
                record, error = self._record(name, question, journal.texts)
                journal.append(record)
                failures = failures + 1 if error else 0
                if error and failures == GIVE_UP_AFTER:
                    raise error
            rows.append(Row.model_validate(journal.record(question.id, sha256)))
        progress(f"{label}done", len(questions), len(questions))
        return Run(self.setup, tuple(rows), journal)

    def _record(self, name: str, question: Question, known: set[str]) -> tuple[Record, AftermineError | None]:
        try:
            answer, judged = self._search(question) if self.setup.mode == "retrieval" else self._ask(question)
        except AftermineError as error:
            answer = Answer(question.question, question.question, (), (), (), "answered")
            judged = replace(grade(question, answer, self.grader), miss=Miss("error", str(error)))
            return record_of(name, question, answer, judged, known) | {"error": str(error)}, error
        return record_of(name, question, answer, judged, known), None

    def _ask(self, question: Question) -> tuple[Answer, Grade]:
        turns: tuple[Turn, ...] = ()
        for earlier in question.turns:
            turns = (*turns, Turn(earlier, self.asked.ask(earlier, turns)))
        start = time.perf_counter()
        answer = self.asked.ask(question.question, turns)
        answer = replace(answer, seconds=time.perf_counter() - start, hits=self._best(answer))
        judged = grade(question, answer, self.grader)
        judged.values["seconds"] = answer.seconds, 1.0
        if question.turns and question.standalone and question.answerable:
            alone, _ = grade_hits(question, self._found(question.standalone))
            judged.values["follow_up_loss"] = alone["recall@5"][0] - judged.values["recall@5"][0], 1.0
        return answer, judged

    def _search(self, question: Question) -> tuple[Answer, Grade]:
        start = time.perf_counter()
        asked = question.standalone if question.turns and question.standalone else question.question
        hits = self._found(asked, () if question.standalone else tuple(map(Turn, question.turns)))
        seconds = time.perf_counter() - start
        values, places = grade_hits(question, hits)
        values["seconds"] = seconds, 1.0
        lost = question.answerable and all(place is None for place in places)
        miss = Miss("not retrieved", f"no gold section among the first {DEPTH} passages") if lost else None
        answer = Answer(question.question, question.question, (), (), tuple(hits), "answered", seconds=seconds)
        return answer, Grade(values, miss, places=places)

    def _best(self, answer: Answer) -> tuple[Hit, ...]:
        """What the answer found; where documents are ranked and some stand there twice, with those that come next."""
        if self.setup.ranking == "passages" or not answer.hits:
            return answer.hits
        best = once(answer.hits)
        return best if len(best) == DEPTH else once((*answer.hits, *self._found(answer.standalone)))

    def _found(self, query: str, turns: Sequence[Turn] = ()) -> Sequence[Hit]:
        if self.setup.ranking == "passages":
            return self.asked.search(query, DEPTH, turns=turns)
        return once(self.asked.search(query, WIDE, turns=turns))
