"""The library behind the chat, with a scripted assistant."""

from __future__ import annotations

from threading import Event, Lock
from typing import Any, cast

from rag.base.errors import IndexMissing
from rag.base.settings import Settings
from ui.library import Library


class Scripted:
    """Notes what it is told to do; its search may fail."""

    def __init__(self, *, broken: bool = False) -> None:
        self.done: list[str] = []
        self.tried, self.finished = Event(), Event()
        self.broken = broken

    def search(self, query: str, k: int, turns: object) -> list[object]:
        assert query
        self.done.append(f"search {k}")
        self.tried.set()
        if self.broken:
            raise IndexMissing("there is no index")
        return []

    def read_ahead(self) -> None:
        self.done.append("read ahead")
        self.finished.set()


def library(assistant: Scripted) -> Library:
    return Library(cast(Any, assistant), Settings(), None, Lock(), cast(Any, None))


def test_models_are_loaded_and_passages_read_once_before_the_first_question() -> None:
    assistant = Scripted()
    opened = library(assistant)
    opened.warm()
    opened.warm()
    assert assistant.finished.wait(10)
    assert assistant.done == ["search 1", "read ahead"]


def test_what_fails_before_the_first_question_is_left_to_that_one() -> None:
    assistant = Scripted(broken=True)
    opened = library(assistant)
    opened.warm()
    assert assistant.tried.wait(10)
    assert assistant.done == ["search 1"]
    assert opened.turn.acquire(timeout=10), "it can be asked"
