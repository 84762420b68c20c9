"""A briefing: answers, cited passages and own notes in an order that the reader chooses, kept in one file.

Summaries and comparisons are answers. A changed briefing is a new value; `BriefingFile` applies a change to what the
file holds at that moment, so that two windows lose nothing of each other's.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from rag.base.errors import UsageError
from rag.base.printable import one_line, printable
from rag.base.types import Answer, Citation
from rag.reports.notebook.provenance import Origin

FORMAT = 1
LONGEST_TITLE = 300
LONGEST_NOTE = 20_000
MOST_ITEMS = 500
LOCK_SECONDS = 10


@dataclass(frozen=True, slots=True)
class AnswerItem:
    """An answer, summary, comparison or refusal as it was given."""

    id: str
    answer: Answer
    origin: Origin
    kind: Literal["answer"] = "answer"


@dataclass(frozen=True, slots=True)
class PassageItem:
    """Words of a document, with their place and sources."""

    id: str
    citation: Citation
    origin: Origin
    kind: Literal["passage"] = "passage"


@dataclass(frozen=True, slots=True)
class NoteItem:
    """The reader's own words; paragraphs are a blank line apart."""

    id: str
    text: str
    kind: Literal["note"] = "note"


@dataclass(frozen=True, slots=True)
class OpenItem:
    """A question that got no answer, and why in one sentence."""

    id: str
    question: str
    reason: str
    kind: Literal["open"] = "open"


Item = AnswerItem | PassageItem | NoteItem | OpenItem


@dataclass(frozen=True, slots=True)
class Briefing:
    """A title and items in order. Changes that name an item which is gone change nothing."""

    title: str = ""
    items: tuple[Item, ...] = ()
    format: int = FORMAT

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Everything that is cited, in the order of the items."""
        found: list[Citation] = []
        for item in self.items:
            found += item.answer.quoted if isinstance(item, AnswerItem) else ()
            found += (item.citation,) if isinstance(item, PassageItem) else ()
        return tuple(found)

    def titled(self, title: str) -> Briefing:
        """With another title, in one line, cut after `LONGEST_TITLE` characters."""
        return replace(self, title=one_line(title)[:LONGEST_TITLE])

    def added(self, item: Item, place: int | None = None) -> Briefing:
        """With one more item, last or at `place`; an item that is there already stays where it is.

        Raises UsageError when the briefing is full.
        """
        if self.holds(item.id):
            return self
        if len(self.items) >= MOST_ITEMS:
            raise UsageError(f"the briefing holds {MOST_ITEMS} items, the most it can: export it and begin another")
        at = len(self.items) if place is None else place
        return replace(self, items=(*self.items[:at], item, *self.items[at:]))

    def removed(self, item_id: str) -> Briefing:
        """Without the item."""
        return replace(self, items=tuple(item for item in self.items if item.id != item_id))

    def moved(self, item_id: str, by: int) -> Briefing:
        """With the item `by` places further down, or up if negative, at most to the end."""
        place = next((n for n, item in enumerate(self.items) if item.id == item_id), None)
        if place is None:
            return self
        others = self.removed(item_id).items
        to = min(max(place + by, 0), len(others))
        return replace(self, items=(*others[:to], self.items[place], *others[to:]))

    def noted(self, item_id: str, text: str, before: str | None = None) -> Briefing:
        """With another text of a note, which read `before` to its writer.

        No words are lost: a note that is gone comes back at the end, and what another window has meanwhile made of it
        becomes a note of its own behind it.
        """
        note = NoteItem(item_id, printable(text).strip()[:LONGEST_NOTE])
        place = next((n for n, item in enumerate(self.items) if item.id == item_id), None)
        if place is None:
            return self.added(note) if note.text else self
        held = self.items[place]
        changed = replace(self, items=tuple(note if item.id == item_id else item for item in self.items))
        if before is None or not isinstance(held, NoteItem) or held.text in ("", before, note.text):
            return changed
        return changed.added(note_item(held.text), place + 1)

    def holds(self, item_id: str) -> bool:
        """Whether an item of that id is in it."""
        return any(item.id == item_id for item in self.items)


def answer_id(answer: Answer) -> str:
    """The id of an answer's item: the same answer has the same one, so that it is collected once."""
    quotes = [f"{citation.passage.id} {citation.start} {citation.end}" for citation in answer.citations]
    return _name("answer", answer.question, answer.text, *quotes)


def answer_item(answer: Answer, origin: Origin) -> AnswerItem:
    """An answer to collect."""
    return AnswerItem(answer_id(answer), answer, origin)


def passage_id(citation: Citation) -> str:
    """The id of a passage's item."""
    return _name("passage", citation.passage.document_id, str(citation.start), str(citation.end), citation.quote)


def passage_item(citation: Citation, origin: Origin) -> PassageItem:
    """A cited passage to collect."""
    return PassageItem(passage_id(citation), citation, origin)


def note_item(text: str) -> NoteItem:
    """A new note."""
    return NoteItem(f"note-{uuid.uuid4().hex[:16]}", printable(text).strip()[:LONGEST_NOTE])


def of_answers(title: str, answers: Iterable[tuple[Answer, Origin]]) -> Briefing:
    """A briefing of these answers alone, in this order."""
    briefing = Briefing().titled(title)
    for answer, origin in answers:
        briefing = briefing if answer.kind == "small_talk" else briefing.added(answer_item(answer, origin))
    return briefing


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
                    replace_bytes(self.path, _adapter().dump_json(after))
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
        found = _adapter().validate_json(path.read_bytes())
    except ValidationError as error:
        reason = f"it is damaged, or of another version: {error.errors()[0]['msg']}"
        raise UsageError(f"the briefing file {str(path)!r} can't be read ({reason}): move it away") from error
    if found.format != FORMAT:
        raise UsageError(
            f"the briefing file {str(path)!r} has format {found.format!r}, this version reads {FORMAT}: "
            "use the newer version, or move the file away"
        )
    return found


def _name(kind: str, *parts: str) -> str:
    return f"{kind}-{hashlib.sha256(chr(0).join(parts).encode('utf-8', 'replace')).hexdigest()[:16]}"


@cache
def _adapter() -> TypeAdapter[Briefing]:
    return TypeAdapter(Briefing)
