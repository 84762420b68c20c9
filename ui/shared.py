"""What all visitors of the app share: one assistant, asked by one at a time. No conversation is ever in here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

import streamlit as st

from rag.settings import Settings, load_settings
from rag.types import Answer, Hit, Turn
from rag.writer import Writer, writer
from ui import compose, text
from ui.knowledge import Knowledge, knowledge

if TYPE_CHECKING:
    from rag.answer import Assistant


@dataclass(frozen=True, slots=True)
class Library:
    """The assistant with its settings, what the empty page says of its documents, and whose turn it is to ask.

    `writer` is the chat model that is configured, if any.
    """

    assistant: Assistant
    settings: Settings
    known: Knowledge
    writer: Writer | None = None
    turn: Lock = field(default_factory=Lock)

    def ask(self, question: str, turns: Sequence[Turn] = ()) -> Answer:
        """The assistant's answer, once no one else is asking."""
        with self.turn:
            return self.assistant.ask(question, turns)

    def search(self, query: str, k: int = 10) -> list[Hit]:
        """The assistant's passages, once no one else is asking."""
        with self.turn:
            return self.assistant.search(query, k)


@st.cache_resource(show_spinner=text.OPENING)
def library() -> Library:
    """The library that the settings name, opened once. Raises what opening it raises."""
    settings = load_settings()
    chosen = writer(settings.answering)
    assistant = compose.open_assistant(settings, "aftermine chat")
    index = assistant.index
    return Library(assistant, settings, knowledge(index.documents(), len(index.passages), settings.bundled), chosen)
