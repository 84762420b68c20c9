"""The library as a face that stays open holds it: index and assistant, asked by one at a time, and changed meanwhile.

All visitors share it, and no conversation is ever in here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from threading import Lock, Thread
from typing import TYPE_CHECKING

from rag.base.errors import AftermineError
from rag.base.settings import Settings
from rag.base.types import Answer, Hit, Passage, Turn
from rag.models.chat_model import Writer, writer
from rag.reports.notebook.briefing import AnswerItem
from rag.reports.notebook.editing import edited
from ui import compose
from ui.knowledge import Knowledge, knowledge
from ui.wording import general

if TYPE_CHECKING:
    from ingest.shelf import Shelf
    from rag.assistant import Assistant


@dataclass(slots=True)
class Library:
    """The assistant with its settings, whose turn it is to ask, and the shelf through which documents come and go.

    `writer` is the chat model that is configured, if any.
    """

    assistant: Assistant
    settings: Settings
    writer: Writer | None
    turn: Lock
    shelf: Shelf
    _counted: tuple[Passage, ...] | None = field(default=None, init=False)
    _known: Knowledge = field(default=Knowledge("", ()), init=False)
    _warm: bool = field(default=False, init=False)

    @property
    def known(self) -> Knowledge:
        """What the empty page says of the documents that are there now."""
        index = self.assistant.index
        if self._counted is not index.passages:
            self._counted = index.passages
            self._known = knowledge(index.documents(), len(self._counted), self.settings.bundled)
        return self._known

    def warm(self) -> None:
        """Has models loaded and passages read while the reader types the first question; only the first call does."""
        if not self._warm:
            self._warm = True
            Thread(target=self._look, daemon=True).start()

    def _look(self) -> None:
        with suppress(AftermineError):  # the first question meets it again, and tells the reader
            self.search(general.QUESTIONS[0][1], 1)
            self.assistant.read_ahead()

    def ask(self, question: str, turns: Sequence[Turn] = ()) -> Answer:
        """The assistant's answer, once no one else is asking."""
        with self.turn:
            return self.assistant.ask(question, turns)

    def edited(self, item: AnswerItem, texts: Sequence[str], numbers: Mapping[int, int]) -> AnswerItem:
        """An answer of a briefing with these texts, as `editing.edited` makes it, once no one else is asking."""
        with self.turn:
            return edited(item, texts, numbers, self.assistant.opinion)

    def answers_from(self, question: str, document_id: str) -> bool:
        """Whether the assistant would answer the question from this document, once no one else is asking."""
        with self.turn:
            return self.assistant.answers_from(question, document_id)

    def search(self, query: str, k: int = 10, *, turns: Sequence[Turn] = ()) -> list[Hit]:
        """The assistant's passages, once no one else is asking."""
        with self.turn:
            return self.assistant.search(query, k, turns=turns)


def open_library(settings: Settings, who: str) -> Library:
    """The library that the settings name; `who` names the face to programs that find it busy.

    Raises IndexProblem, ModelProblem and SettingsError.
    """
    from ingest.shelf import Shelf

    chosen = writer(settings.answering)
    assistant, turn = compose.open_assistant(settings, who), Lock()
    shelf = Shelf(assistant.index, settings, partial(compose.load_embedder, settings), turn)
    return Library(assistant, settings, chosen, turn, shelf)
