"""A briefing: answers, cited passages, headings and own notes in the reader's order, kept in one file.

Summaries and comparisons are answers. A changed briefing is a new value; `BriefingFile` applies a change to what the
file holds at that moment, so that two windows lose nothing of each other's.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache, reduce
from itertools import islice
from pathlib import Path
from typing import ClassVar, Literal

from pydantic import TypeAdapter, ValidationError

from rag.base.errors import UsageError
from rag.base.printable import one_line, printable
from rag.base.types import Answer, Citation, Sentence
from rag.reports.notebook.provenance import Origin

FORMAT = 2  # earlier ones are read as well: what they don't know has its default
LONGEST_TITLE = 300
LONGEST_NOTE = 20_000
LONGEST_STYLE = 1_000_000
MOST_ITEMS = 500
LOCK_SECONDS = 10


Role = Literal["", "question", "answer", "evidence", "unknown"]
"""What a section of a memo holds: what is collected goes to the section of its role, if there is one."""


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence in a briefing; of an `edited` one, `faults` are kind and words of what the check has against it."""

    sentence: Sentence
    edited: bool = False
    faults: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerItem:
    """An answer, summary, comparison or refusal as it was given, under a heading of the reader's own if not "".

    `text` is what the reader made of its words, part by part as `editing.parts` names them; None: nothing yet.
    """

    id: str
    answer: Answer
    origin: Origin
    kind: Literal["answer"] = "answer"
    heading: str = ""
    text: tuple[tuple[Line, ...], ...] | None = None

    @property
    def role(self) -> Role:
        """Where a memo has it."""
        return "unknown" if self.answer.verdict == "not_in_corpus" and not self.answer.correction else "answer"

    @property
    def cited(self) -> tuple[Citation, ...]:
        """What it cites, without what the reader has cut."""
        if self.text is None:
            return self.answer.quoted
        left = {number for part in self.text for line in part for number in line.sentence.citations}
        return tuple(citation for citation in self.answer.quoted if citation.number in left)


@dataclass(frozen=True, slots=True)
class PassageItem:
    """Words of a document, with their place and sources."""

    id: str
    citation: Citation
    origin: Origin
    kind: Literal["passage"] = "passage"
    role: ClassVar[Role] = "evidence"


@dataclass(frozen=True, slots=True)
class NoteItem:
    """The reader's own words; paragraphs are a blank line apart."""

    id: str
    text: str
    kind: Literal["note"] = "note"
    role: ClassVar[Role] = ""


@dataclass(frozen=True, slots=True)
class HeadingItem:
    """The heading of a section, which goes on until the next heading."""

    id: str
    text: str
    role: Role = ""
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True, slots=True)
class OpenItem:
    """A question that got no answer, and why in one sentence."""

    id: str
    question: str
    reason: str
    kind: Literal["open"] = "open"
    role: ClassVar[Role] = "unknown"


Item = AnswerItem | PassageItem | NoteItem | HeadingItem | OpenItem


@dataclass(frozen=True, slots=True)
class Briefing:
    """A title and items in order. Changes that name an item which is gone change nothing.

    `style` is how sources are cited: a name of `rag.reports.export.styles`, or the text of a CSL file.
    """

    title: str = ""
    items: tuple[Item, ...] = ()
    format: int = FORMAT
    style: str = ""

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Everything that is cited, in the order of the items."""
        found: list[Citation] = []
        for item in self.items:
            found += item.cited if isinstance(item, AnswerItem) else ()
            found += (item.citation,) if isinstance(item, PassageItem) else ()
        return tuple(found)

    def titled(self, title: str) -> Briefing:
        """With another title, in one line, cut after `LONGEST_TITLE` characters."""
        return replace(self, title=one_line(title)[:LONGEST_TITLE])

    def added(self, item: Item, place: int | None = None) -> Briefing:
        """With one more item at `place`, else last in the section of its role; one that is there stays where it is.

        Raises UsageError when the briefing is full.
        """
        if self.item(item.id):
            return self
        if len(self.items) >= MOST_ITEMS:
            raise UsageError(f"the briefing holds {MOST_ITEMS} items, the most it can: export it and begin another")
        if place is None:
            starts = {each.role: n for n, each in enumerate(self.items) if isinstance(each, HeadingItem) and each.role}
            answer = starts.get("answer", len(self.items))
            role = _section_of(item, self.items[answer : self._section_end(answer)])
            place = self._section_end(starts[role]) if role in starts else len(self.items)
        return replace(self, items=(*self.items[:place], item, *self.items[place:]))

    def moved(self, item_id: str, by: int) -> Briefing:
        """With the item `by` places further down, or up if negative, at most to the end; a heading by sections."""
        held, others, place = self._taken(item_id)
        whole = bool(held) and isinstance(held[0], HeadingItem)
        starts = sorted({0, place, len(others), *_headings(others)}) if whole else range(len(others) + 1)
        to = starts[min(max(starts.index(place) + by, 0), len(starts) - 1)]
        return replace(self, items=(*others[:to], *held, *others[to:]))

    def placed(self, item_id: str, before: str | None) -> Briefing:
        """With the item before the one of that id, or last; a heading takes its section along."""
        held, others, place = self._taken(item_id)
        to = next((n for n, item in enumerate(others) if item.id == before), len(others) if before is None else place)
        return replace(self, items=(*others[:to], *held, *others[to:]))

    def put(self, item: Item) -> Briefing:
        """With the item in the place of the one of its id."""
        return replace(self, items=tuple(item if each.id == item.id else each for each in self.items))

    def as_memo(self, headings: Mapping[Role, str]) -> Briefing:
        """In the sections of a memo, which are `headings` by their role; notes stay behind what they stand behind.

        Headings of the reader's own stay above what they stand above, those of an earlier memo go. The first section
        holds the first question where it holds nothing else.
        """
        groups: dict[Role, list[Item]] = {role: [] for role in headings}
        role, waiting = next(iter(headings)), list[Item]()
        for item in self.items:
            if isinstance(item, HeadingItem):
                waiting += () if item.role else (item,)
                role = item.role or role
                continue
            role = _section_of(item, groups["answer"]) or role
            groups[role] += (*waiting, item)
            waiting.clear()
        groups[role] += waiting
        asked = (item.answer.question for item in self.items if isinstance(item, AnswerItem))
        first = groups[next(iter(headings))]
        first += () if first else map(note_item, islice(asked, 1))
        sections = ((heading_item(headings[role], role), *group) for role, group in groups.items())
        return replace(self, items=tuple(item for section in sections for item in section))

    def item(self, item_id: str) -> Item | None:
        """The item of that id, if it is there."""
        return next((item for item in self.items if item.id == item_id), None)

    def _place(self, item_id: str) -> int | None:
        return next((n for n, item in enumerate(self.items) if item.id == item_id), None)

    def _section_end(self, place: int) -> int:
        return next((n for n in _headings(self.items) if n > place), len(self.items))

    def _taken(self, item_id: str) -> tuple[tuple[Item, ...], tuple[Item, ...], int]:
        """The item, with its section if it is a heading; the others; and where it stood among these."""
        place = self._place(item_id)
        if place is None:
            return (), self.items, 0
        end = self._section_end(place) if isinstance(self.items[place], HeadingItem) else place + 1
        return self.items[place:end], (*self.items[:place], *self.items[end:]), place

    def noted(self, item_id: str, text: str, before: str | None = None) -> Briefing:
        """With another text of a note, which read `before` to its writer.

        No words are lost: a note that is gone comes back at the end, and what another window has meanwhile made of it
        becomes a note of its own behind it.
        """
        note = NoteItem(item_id, printable(text).strip()[:LONGEST_NOTE])
        place = self._place(item_id)
        if place is None:
            return self.added(note) if note.text else self
        held, changed = self.items[place], self.put(note)
        if before is None or not isinstance(held, NoteItem) or held.text in ("", before, note.text):
            return changed
        return changed.added(note_item(held.text), place + 1)


def _section_of(item: Item, answers: Iterable[Item]) -> Role:
    """The section of a memo that the item belongs to: one answer is the answer, what is found beside it is evidence."""
    taken = item.role == "answer" and any(isinstance(each, AnswerItem) for each in answers)
    return "evidence" if taken else item.role


def _headings(items: Iterable[Item]) -> list[int]:
    return [n for n, item in enumerate(items) if isinstance(item, HeadingItem)]


def answer_item(answer: Answer, origin: Origin) -> AnswerItem:
    """An answer to collect; the same answer has the same id, so that it is collected once."""
    quotes = [f"{citation.passage.id} {citation.start} {citation.end}" for citation in answer.citations]
    return AnswerItem(_name("answer", answer.question, answer.text, *quotes), answer, origin)


def passage_item(citation: Citation, origin: Origin) -> PassageItem:
    """A cited passage to collect."""
    told = (citation.passage.document_id, str(citation.start), str(citation.end), citation.quote)
    return PassageItem(_name("passage", *told), citation, origin)


def note_item(text: str) -> NoteItem:
    """A new note."""
    return NoteItem(f"note-{uuid.uuid4().hex[:16]}", printable(text).strip()[:LONGEST_NOTE])


def heading_item(text: str, role: Role = "") -> HeadingItem:
    """A new heading."""
    return HeadingItem(f"heading-{uuid.uuid4().hex[:16]}", one_line(text)[:LONGEST_TITLE], role)


def of_answers(title: str, answers: Iterable[tuple[Answer, Origin]]) -> Briefing:
    """A briefing of these answers alone, in this order."""
    items = (answer_item(answer, origin) for answer, origin in answers if answer.kind != "small_talk")
    return reduce(Briefing.added, items, Briefing().titled(title))


_BRIEFING = TypeAdapter(Briefing)


class BriefingFile:
    """The file that holds the briefing; any process and thread may use it at any time.

    Raises UsageError where the file can't be used; what it holds is then left as it is.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> Briefing:
        """The briefing as it is now, empty where there is none yet."""
        try:
            state = self.path.stat()
            return _parsed(self.path, (state.st_mtime_ns, state.st_ino, state.st_size))
        except FileNotFoundError:
            return Briefing()
        except OSError as error:
            raise self._problem(error.strerror or str(error)) from error

    def change(self, edit: Callable[[Briefing], Briefing]) -> Briefing:
        """Applies `edit` to the briefing as it is now and stores the result, as one step for all who use the file."""
        from filelock import FileLock, Timeout

        from rag.store.atomic_files import replace_bytes

        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(f"{self.path}.lock", timeout=LOCK_SECONDS):
                before = self.read()
                after = edit(before)
                if after != before:
                    replace_bytes(self.path, _BRIEFING.dump_json(after))
                return after
        except Timeout as error:
            raise self._problem("another process is writing it") from error
        except OSError as error:
            raise self._problem(error.strerror or str(error)) from error

    def _problem(self, reason: str) -> UsageError:
        return UsageError(f"the briefing file {str(self.path)!r} can't be used ({reason}): mend that, or move it away")


@lru_cache(maxsize=4)
def _parsed(path: Path, _state: tuple[int, ...]) -> Briefing:
    """The file's briefing; `_state` tells one state of the file from the next."""
    try:
        found = _BRIEFING.validate_json(path.read_bytes())
    except ValidationError as error:
        reason = f"it is damaged, or of another version: {error.errors()[0]['msg']}"
        raise UsageError(f"the briefing file {str(path)!r} can't be read ({reason}): move it away") from error
    if not 1 <= found.format <= FORMAT:
        raise UsageError(
            f"the briefing file {str(path)!r} has format {found.format!r}, this version reads {FORMAT}: "
            "use the newer version, or move the file away"
        )
    return replace(found, format=FORMAT)


def _name(kind: str, *parts: str) -> str:
    return f"{kind}-{hashlib.sha256(chr(0).join(parts).encode('utf-8', 'replace')).hexdigest()[:16]}"
