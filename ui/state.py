"""What one visitor has asked and been told: kept in the visitor's own session and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import streamlit as st

from rag.context import Context
from rag.types import Answer, Sentence, Turn
from ui.writing import Writing

_KEY = "conversation"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer and the contexts to show with it: by citation number, and by passage id for those not used.

    None stands for a passage whose document has left the library. `threshold` is the confidence it was held to.
    """

    answer: Answer
    cited: Mapping[int, Context | None]
    nearby: Mapping[str, Context | None]
    threshold: float = 0.0


@dataclass(frozen=True, slots=True)
class Problem:
    """An error as the reader sees it."""

    title: str
    message: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """What a chat model had written, each sentence checked, when the reader stopped it."""

    sentences: tuple[Sentence, ...] = ()


Outcome = Reply | Problem | Stopped


@dataclass(slots=True)
class Exchange:
    """A question and what came of it; `id` is unique in the visitor's session, so that widget keys never meet."""

    id: int
    question: str
    outcome: Outcome | None = None
    writing: Writing[Outcome] | None = None

    def stop(self) -> None:
        """Ends the answering where it stands; what is there is kept."""
        if self.outcome is None and self.writing is not None:
            self.writing.stop()
            self.outcome = Stopped(tuple(self.writing.sentences))


@dataclass(slots=True)
class Conversation:
    """The exchanges on the page, oldest first; one without an outcome is still to be answered."""

    exchanges: list[Exchange] = field(default_factory=list)
    asked: int = 0

    def ask(self, question: str) -> None:
        """Appends a question; it is answered when the page is drawn."""
        self.asked += 1
        self.exchanges.append(Exchange(self.asked, question))

    def clear(self) -> None:
        """Begins anew; ids go on counting, and nothing is written any more."""
        for exchange in self.exchanges:
            exchange.stop()
        self.exchanges.clear()

    def turns_before(self, exchange: Exchange) -> tuple[Turn, ...]:
        """The answered turns that the exchange follows."""
        return tuple(
            Turn(earlier.question, earlier.outcome.answer)
            for earlier in self.exchanges
            if earlier.id < exchange.id and isinstance(earlier.outcome, Reply)
        )


def conversation() -> Conversation:
    """The conversation of the visitor whose page is drawn."""
    if _KEY not in st.session_state:
        st.session_state[_KEY] = Conversation()
    found = st.session_state[_KEY]
    assert isinstance(found, Conversation)
    return found
