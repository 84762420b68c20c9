"""Asking every question of the sets, grading each answer at once, and keeping the records in a journal on disk."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Literal, Protocol

from pydantic import JsonValue

from rag.base.errors import AftermineError
from rag.base.types import Answer, Document, Hit, Turn
from rag.evaluation.grading import VERSION, Grade, Grader, grade, grade_hits
from rag.evaluation.journal import Journal, Record, Row, record_of, row_of
from rag.evaluation.question_set import Question, QuestionSet
from rag.evaluation.ranking import DEPTH, Miss, once

Mode = Literal["answers", "retrieval"]
Ranking = Literal["passages", "documents"]
Progress = Callable[[str, int, int], None]

GIVE_UP_AFTER = 5
WIDE = 50
"""So many passages are looked through for the ten best documents."""


class Asked(Protocol):
    """Whatever is evaluated: it answers questions within a conversation and ranks passages."""

    def ask(self, question: str, turns: Sequence[Turn] = ()) -> Answer:
        """The answer."""

    def search(self, query: str, k: int = 10, *, turns: Sequence[Turn] = ()) -> list[Hit]:
        """The best passages."""


class Corpus(Protocol):
    """The documents that answers quote."""

    @property
    def corpus_sha256(self) -> str:
        """Identifies the documents and their contents."""

    def documents(self) -> tuple[Document, ...]:
        """All documents."""


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

    def run(self, sets: Sequence[QuestionSet], journal: Journal, progress: Progress) -> Run:
        """Asks what the journal does not hold yet.

        `progress` gets what is asked, how much is done and of how much; whatever it raises stops the run, and the
        journal keeps what was answered. Five failures in a row stop it too.
        """
        questions = [(group.name, question) for group in sets for question in group.questions]
        rows: list[Row] = []
        failures = 0
        for number, (name, question) in enumerate(questions):
            progress(question.question, number, len(questions))
            sha256 = question.sha256()
            if not journal.done(question.id, sha256):
                record, error = self._record(name, question, journal.texts)
                journal.append(record)
                failures = failures + 1 if error else 0
                if error and failures == GIVE_UP_AFTER:
                    raise error
            rows.append(row_of(journal.record(question.id, sha256)))
        progress("done", len(questions), len(questions))
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
