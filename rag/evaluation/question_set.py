"""Questions with what a right answer holds: JSON Lines, validated line by line, read and written without loss.

`schema()` is shipped as `question.schema.json` beside this file. A hash decides on the halves `tune` and `report`, so
they stay the same when questions are added, moved or shuffled.

A key fact is found however it was typed: case, compatibility forms, typographic quotes, dashes, white space and
thousands separators are folded; nothing is stemmed, and no number is rounded or found within another.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, StringConstraints, ValidationError, model_validator

from rag.base.errors import UsageError
from rag.language.sentences import HAN, weighed_words
from rag.store.atomic_files import replace_bytes

Spellings = tuple[str, ...]
Half = Literal["tune", "report"]

ALL = "all"
"""The name under which reports give the figures of all sets together."""

KINDS = ("fact", "number", "list", "explain", "compare", "summary", "unanswerable", "false_premise", "follow_up")
"""The kinds that are known; others are kept and reported."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Spelled = Annotated[list[Text], Field(min_length=1)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="allow", strict=True)


class SourceLine(_Part):
    """A place that holds the answer; without `section` anywhere in the document."""

    doc: Text
    section: Text | None = None


class TurnLine(_Part):
    """An earlier question of the conversation."""

    question: Text


class QuestionLine(_Part):
    """One line of a question file. Unknown fields are kept."""

    id: Text = Field(description="unique over all files of a run")
    question: Text = Field(description="what is asked; in a conversation its last question")
    kind: Text | None = Field(None, description=f"{', '.join(KINDS)}, or a word of your own")
    answer: str = Field("", description="a right answer, for people; it is never compared with")
    must_include: list[Spelled] = Field(
        [], description="the key facts: a right answer holds at least one spelling of every inner list"
    )
    sources: list[SourceLine] = Field([], description="where the answer stands; none: the corpus can't answer")
    turns: list[TurnLine] = Field([], description="the earlier questions of a conversation, oldest first")
    standalone: Text | None = Field(None, description="the last question, rewritten so that it needs no conversation")
    disputed: list[Spelled] | None = Field(
        None, description="the values of a disputed fact, each as a list of spellings; an empty list: not disputed"
    )
    attack: list[Text] = Field([], description="words that an answer holds only if it obeyed a planted instruction")
    group: Text | None = Field(None, description="questions of one group stay in one half of a split")
    split: Half | None = Field(None, description="the half; usually a hash of the group decides")

    @model_validator(mode="before")
    @classmethod
    def _ask_the_last_turn(cls, data: object) -> object:
        """Takes the conversation's last turn as the question where the line gives only `turns`, or repeats it there."""
        turns = data.get("turns") if isinstance(data, dict) else None
        last = turns[-1] if isinstance(turns, list) and turns else None
        asked = last.get("question") if isinstance(last, dict) else None
        if not isinstance(data, dict) or asked is None or data.get("question", asked) != asked:
            return data
        return data | {"question": asked, "turns": data["turns"][:-1]}


def schema() -> dict[str, JsonValue]:
    """The JSON Schema of a line."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **QuestionLine.model_json_schema()}


@dataclass(frozen=True, slots=True)
class Gold:
    """A place that holds the answer; `section` None means anywhere in the document."""

    document: str
    section: str | None = None

    def line(self) -> dict[str, JsonValue]:
        """The place as an object of a question file."""
        return {"doc": self.document} if self.section is None else {"doc": self.document, "section": self.section}


@dataclass(frozen=True, slots=True)
class Question:
    """A question, the key facts of its answer, and the places that hold them; no place: the corpus can't answer it.

    `turns` are the earlier questions of a conversation. `disputed` is empty where the fact only looks disputed, None
    where nobody said. `extra` are the fields of the line that nothing here reads.
    """

    id: str
    question: str
    kind: str = "fact"
    answer: str = ""
    must_include: tuple[Spellings, ...] = ()
    sources: tuple[Gold, ...] = ()
    turns: tuple[str, ...] = ()
    standalone: str | None = None
    disputed: tuple[Spellings, ...] | None = None
    attack: tuple[str, ...] = ()
    group: str | None = None
    split: Half | None = None
    extra: Mapping[str, JsonValue] = field(default_factory=dict)

    @property
    def answerable(self) -> bool:
        """Whether the corpus holds the answer."""
        return bool(self.sources)

    def line(self) -> dict[str, JsonValue]:
        """The question as an object of a question file: the contract's fields, the others in use, the unknown ones."""
        head: dict[str, JsonValue] = {
            "id": self.id,
            "question": self.question,
            "kind": self.kind,
            "answer": self.answer,
            "must_include": [list(fact) for fact in self.must_include],
            "sources": [gold.line() for gold in self.sources],
        }
        rest: dict[str, JsonValue] = {
            "turns": [{"question": turn} for turn in self.turns] or None,
            "standalone": self.standalone,
            "disputed": None if self.disputed is None else [list(value) for value in self.disputed],
            "attack": list(self.attack) or None,
            "group": self.group,
            "split": self.split,
        }
        return head | {name: value for name, value in rest.items() if value is not None} | dict(self.extra)

    def sha256(self) -> str:
        """A hash of everything that the line says: two runs asked the same thing only where these are equal."""
        return hashlib.sha256(json.dumps(self.line(), sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Problem:
    """A line that is no question: the file and line, then the field, what was found and what to do."""

    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message}"


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """The questions of one file, under the name that reports use for it."""

    name: str
    questions: tuple[Question, ...]


def from_object(data: object, where: str) -> Question | Problem:
    """A question from a decoded line, or the first thing that is wrong with it."""
    if not isinstance(data, dict):
        return Problem(where, f"{str(data)[:60]!r} is not an object: write one object a line")
    try:
        line = QuestionLine.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        given = "nothing" if first["type"] == "missing" else repr(first["input"])[:80]
        return Problem(where, f"field {name!r}: {first['msg'].lower()}, found {given}: correct the line")
    sources = tuple(Gold(source.doc, source.section) for source in line.sources)
    return Question(
        **line.model_dump(include={"id", "question", "answer", "standalone", "group", "split"}),
        kind=line.kind or ("fact" if sources else "unanswerable"),
        must_include=tuple(map(tuple, line.must_include)),
        sources=sources,
        turns=tuple(turn.question for turn in line.turns),
        disputed=None if line.disputed is None else tuple(map(tuple, line.disputed)),
        attack=tuple(line.attack),
        extra=line.model_extra or {},
    )


def _parse_line(raw: bytes, where: str) -> Question | Problem:
    try:
        data = json.loads(raw.decode("utf-8"))
        json.dumps(data, ensure_ascii=False).encode()
    except UnicodeDecodeError as error:
        return Problem(where, f"byte {raw[error.start : error.start + 1]!r} is not UTF-8: save the file as UTF-8")
    except UnicodeEncodeError as error:
        return Problem(where, f"{error.object[error.start]!r} is half a character: write the whole one")
    except (ValueError, RecursionError) as error:
        return Problem(where, f"not JSON ({error}): write one object a line")
    return from_object(data, where)


def scan(path: Path) -> list[tuple[str, Question | Problem]]:
    """Where each line that is not empty stands, and its question or what is wrong. Raises UsageError if unreadable."""
    with readable("question file", path):
        lines = [line.removeprefix(b"\xef\xbb\xbf").strip() for line in path.read_bytes().split(b"\n")]
    named = ((f"{path.name}, line {number}", line) for number, line in enumerate(lines, start=1) if line)
    return [(where, _parse_line(line, where)) for where, line in named]


@contextmanager
def readable(kind: str, path: Path) -> Iterator[None]:
    """Turns an OSError of the block, which reads the file, into a UsageError."""
    try:
        yield
    except OSError as error:
        raise UsageError(f"the {kind} {str(path)!r} can't be read ({error.strerror}): correct the name") from error


def read(path: Path) -> tuple[Question, ...]:
    """The questions of a file. Raises UsageError that names file, line and field of the first wrong line."""
    return tuple(question for _, question in _read(path))


def read_sets(paths: Sequence[Path]) -> tuple[QuestionSet, ...]:
    """The question sets of several files, named after them. Raises UsageError for a wrong line or an id used twice."""
    seen: dict[str, str] = {}
    sets: dict[str, QuestionSet] = {}
    for path in paths:
        numbered = _read(path)
        for where, question in numbered:
            if question.id in seen:
                raise UsageError(f"{where}: field 'id': {question.id!r} stands in {seen[question.id]} too: rename one")
            seen[question.id] = where
        name = path.stem
        if name in sets or (name == ALL and len(paths) > 1):
            name = f"{path.absolute().parent.name}/{path.stem}"
        if name in sets:
            raise UsageError(f"two question files are called {name!r}: rename one")
        sets[name] = QuestionSet(name, tuple(question for _, question in numbered))
    return tuple(sets.values())


def apart(sets: Sequence[QuestionSet]) -> tuple[QuestionSet, ...]:
    """The sets as they can be asked together. Raises UsageError for an id or a name that two of them have."""
    seen: dict[str, str] = {}
    found: dict[str, QuestionSet] = {}
    for each in sets:
        for question in each.questions:
            if question.id in seen:
                raise UsageError(
                    f"question {question.id!r} stands in {seen[question.id]!r} and in {each.name!r}: leave one set out"
                )
            seen[question.id] = each.name
        name = f"{each.name} (a file)" if each.name == ALL and len(sets) > 1 else each.name
        if name in found:
            raise UsageError(f"two question sets are called {name!r}: rename one")
        found[name] = replace(each, name=name)
    return tuple(found.values())


def _read(path: Path) -> list[tuple[str, Question]]:
    scanned = scan(path)
    wrong = [item for _, item in scanned if isinstance(item, Problem)]
    if wrong:
        more = f" ({len(wrong) - 1} more wrong: see `aftermine questions check`)" if len(wrong) > 1 else ""
        raise UsageError(f"{wrong[0]}{more}")
    if not scanned:
        raise UsageError(f"the question file {str(path)!r} holds no question: write one JSON object a line")
    return [(where, item) for where, item in scanned if isinstance(item, Question)]


def write(path: Path, questions: Iterable[Question]) -> None:
    """Writes a question file; an old one stays whole until the new one is."""
    lines = (json.dumps(question.line(), ensure_ascii=False) + "\n" for question in questions)
    replace_bytes(path, "".join(lines).encode())


def half(question: Question) -> Half:
    """The half of a question: its own `split` field where it has one, else by its `group`, else by its `id`.

    The first eight hexadecimal digits of the SHA-256 of the name decide: even is `tune`.
    """
    name = question.group or question.id
    return question.split or ("report" if int(hashlib.sha256(name.encode()).hexdigest()[:8], 16) % 2 else "tune")


_SIGNS = str.maketrans(
    {"’": "'", "‘": "'", "‛": "'", "“": '"', "”": '"', "„": '"', "‐": "-", "‑": "-", "–": "-", "—": "-", "−": "-"}
)
_MARKER = re.compile(r"\s*\[\d+\](?:\[\d+\])*")
_SPACED_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:[\u00a0\u2009\u202f'’]\d{3})+(?![\d'’])")
_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?!\d|,\d)")
_GROUPED = re.compile(r"\d{1,3}(?: \d{3})+")
_SHORT = 4


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """The text for comparison: lower case, plain quotes, dashes and spaces, numbers without thousands separators."""
    joined = _SPACED_THOUSANDS.sub(lambda number: re.sub(r"\D", "", number[0]), text)
    folded = unicodedata.normalize("NFKC", joined).translate(_SIGNS).lower()
    folded = _THOUSANDS.sub(lambda number: number[0].replace(",", ""), folded)
    return " ".join(folded.split())


@lru_cache(maxsize=8192)
def _pattern(folded: str) -> re.Pattern[str]:
    """How a folded spelling must stand in a text."""
    number = re.fullmatch(r"[\d.,]+", folded)
    begin = r"(?<!\w)" if len(folded) <= _SHORT and not HAN.match(folded) else ""
    if number or folded[0].isdecimal():
        begin = r"(?<![\d.,])"
    end = r"(?!\d|[.,]\d)" if number or folded[-1].isdecimal() else ""
    return re.compile(begin + re.escape(folded) + end)


def has(spelling: str, text: str) -> bool:
    """Whether the spelling stands in the text: numbers as whole numbers, short words from a word's beginning."""
    wanted, there = plain(spelling), plain(text)
    spellings = {wanted, wanted.replace(" ", "")} if _GROUPED.fullmatch(wanted) else {wanted}
    return any(_pattern(each).search(there) for each in spellings if each)


def found(facts: Sequence[Spellings], text: str) -> tuple[bool, ...]:
    """For every fact whether at least one of its spellings stands in the text."""
    return tuple(any(has(spelling, text) for spelling in fact) for fact in facts)


def lacking(facts: Sequence[Spellings], text: str) -> tuple[Spellings, ...]:
    """The facts of which no spelling stands in the text."""
    return tuple(fact for fact, there in zip(facts, found(facts, text), strict=True) if not there)


def unmarked(text: str) -> str:
    """The text without citation markers such as `[1][2]`, which would otherwise pass for numbers."""
    return _MARKER.sub("", text)


def words(text: str) -> float:
    """How long a reader would call the text, in words; two Chinese characters count as one word, signs as none."""
    return sum(weight for _, weight in weighed_words(text))


def first_words(text: str, limit: int) -> str:
    """The text up to its first `limit` words."""
    count = 0.0
    for start, weight in weighed_words(text):
        count += weight
        if count > limit:
            return text[:start].rstrip()
    return text
