"""What one visitor has asked and been told on the page; what is kept of it is up to `remembered`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import streamlit as st

from rag.base.types import Turn
from rag.question.analysis import shortened
from rag.reports.notebook.briefing import Briefing
from rag.reports.notebook.conversations import new_id
from ui.layout import is_reworded
from ui.reply import Leading, Outcome, Reply, Stopped, Writing

_KEY = "conversation"
MOST_DRAWN = 20
"""Exchanges on the page; of a longer conversation the others wait behind a button."""
DRAWN_AGAIN = 8


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation to export: its title, how many questions it has, and what makes it a briefing when asked for."""

    title: str
    questions: int
    made: Callable[[], Briefing]


@dataclass(slots=True)
class Exchange:
    """A question and what came of it; `id` is unique in the visitor's session, so that widget keys never meet.

    `number` is its number among the stored ones, 0 where it is not stored; `kept` is the outcome that is stored, and
    `kept_question` the question.
    `standalone` is the question in full where the reader has put it so, `reading` what it is taken for where the reader
    chose that, `context` the questions that it is read with
    where the reader chose them. A reply is `bare` until its contexts are
    looked up. `leads` are the questions that lead on from the answer, None before they were looked for, and `leading`
    is the search for them. `html` is the outcome as it is drawn, `drawn_from` the state of the library that its
    contexts are from, `drawn` whether all of it was drawn once.
    """

    id: int
    question: str
    outcome: Outcome | None = None
    writing: Writing | None = None
    number: int = 0
    kept: Outcome | None = None
    kept_question: str = ""
    standalone: str = ""
    reading: str = ""
    context: tuple[str, ...] | None = None
    bare: bool = False
    html: str = ""
    drawn_from: object = None
    drawn: bool = False
    leads: tuple[str, ...] | None = None
    leading: Leading | None = None

    def stop(self) -> None:
        """Ends the answering where it stands; what is there is kept, an answer that is whole and not drawn yet too."""
        if self.outcome is None and self.writing is not None:
            self.writing.stop()
            self.outcome = self.writing.outcome or Stopped(tuple(self.writing.steps))
        self.stop_leading()

    def stop_leading(self) -> None:
        """Ends the search for questions that lead on: nothing is put below an answer that the reader has left."""
        if self.leading is not None and self.leads is None:
            self.leading.stop()
            self.leads = ()

    def is_read_with_others(self) -> bool:
        """Whether the answer is to the question as it was understood from those before it."""
        return not self.standalone and isinstance(self.outcome, Reply) and is_reworded(self.outcome.answer)

    def without(self, question: str) -> None:
        """Has it answered once more, read without one of the questions that it was read with."""
        if isinstance(self.outcome, Reply):
            self.context = tuple(each for each in self.outcome.answer.context if each != question)
            self.again("")

    def again(self, standalone: str, reading: str = "") -> None:
        """Has the question answered once more, as the reader now puts it."""
        self.stop()
        self.reading = reading
        self.standalone, self.outcome, self.writing, self.bare, self.html = standalone, None, None, False, ""
        self.drawn, self.leads, self.leading = False, None, None

    def rewrite(self, question: str) -> None:
        """Has another question answered in its place."""
        self.again("")
        self.question, self.context = question, None


@dataclass(slots=True)
class Conversation:
    """The exchanges on the page, oldest first; one without an outcome is still to be answered.

    `id` is what it is stored under, `name` what it is called there if it was opened from there. The exchanges from
    `first` to `last` (None: the end) are drawn; the page scrolls to the one with the id `target` when that changes.
    `rewriting` is the id of the one whose question is being changed, `editing` of the one of which is being changed how
    it is understood. `stands` says that what is drawn stands on the visitor's screen already, and may be drawn again
    after an answer.
    """

    id: str = field(default_factory=new_id)
    exchanges: list[Exchange] = field(default_factory=list)
    asked: int = 0
    first: int = 0
    last: int | None = None
    target: int = 0
    editing: int = 0
    rewriting: int = 0
    stands: bool = False
    name: str = ""

    @property
    def title(self) -> str:
        """What the conversation is called: its name, else its first question."""
        return self.name or next((exchange.question for exchange in self.exchanges), "")

    def ask(self, question: str) -> Exchange:
        """Appends a question; it is answered when the page is drawn, if not before."""
        for earlier in self.exchanges:
            earlier.stop_leading()
        asked = self.add(question)
        self.target = asked.id
        self.last = None
        if len(self.exchanges) - self.first > MOST_DRAWN:
            self.first = len(self.exchanges) - DRAWN_AGAIN
        return asked

    def is_ready(self) -> bool:
        """Whether nothing but the last question waits for its answer."""
        return all(exchange.outcome is not None for exchange in self.exchanges[:-1])

    def add(self, question: str) -> Exchange:
        """Appends a question with an id of its own."""
        self.asked += 1
        self.exchanges.append(Exchange(self.asked, question))
        return self.exchanges[-1]

    def clear(self, to: str = "") -> None:
        """Begins anew, or what is stored under another id; ids go on counting, and nothing is written any more."""
        for exchange in self.exchanges:
            exchange.stop()
        self.exchanges.clear()
        self.id, self.name = to or new_id(), ""
        self.first, self.last, self.target, self.stands = 0, None, 0, False
        self.editing = self.rewriting = 0

    def show(self, number: int = 0) -> None:
        """Draws the end, or the part round the stored exchange of that number, and goes there."""
        count = len(self.exchanges)
        place = next((i for i, exchange in enumerate(self.exchanges) if exchange.number == number), None)
        self.first = max(0, (count - DRAWN_AGAIN + 2 if place is None else place) - 2)
        self.last = None if self.first + MOST_DRAWN >= count else self.first + DRAWN_AGAIN
        if count:
            self.target = self.exchanges[count - 1 if place is None else place].id

    def show_earlier(self) -> None:
        """Draws some more before what is drawn."""
        self.first = max(0, self.first - DRAWN_AGAIN)

    def show_later(self) -> None:
        """Draws some more behind what is drawn."""
        last = (self.last or len(self.exchanges)) + DRAWN_AGAIN
        self.last = None if last >= len(self.exchanges) else last

    def rewrite(self, exchange: Exchange, question: str) -> None:
        """Puts another question in the place of one, and has those answered anew that were read with others before."""
        for each in self.exchanges:
            if each.id > exchange.id and each.is_read_with_others():
                each.again("")
        self.name = "" if self.name == " ".join(exchange.question.split()) else self.name
        exchange.rewrite(question)
        self.target = exchange.id

    def turns_before(self, exchange: Exchange) -> tuple[Turn, ...]:
        """The answered turns that the exchange follows."""
        return tuple(
            Turn(earlier.question, earlier.outcome.answer)
            for earlier in self.exchanges
            if earlier.id < exchange.id and isinstance(earlier.outcome, Reply)
            if exchange.context is None or shortened(earlier.question) in exchange.context
        )


def conversation() -> Conversation:
    """The conversation of the visitor whose page is drawn."""
    if _KEY not in st.session_state:
        st.session_state[_KEY] = Conversation()
    found = st.session_state[_KEY]
    assert isinstance(found, Conversation)
    return found
