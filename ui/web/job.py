"""A change of the library in a thread of its own: the page shows how far it is, and may be left meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import Generic, TypeVar

from ui.web.answering import tried
from ui.web.state import Problem

Result = TypeVar("Result")
Progress = Callable[[str, int, int], None]


class Job(Generic[Result]):
    """Work that has begun. `step` is what is being done, how many are done, of how many; None before the first."""

    def __init__(self, work: Callable[[Progress], Result]) -> None:
        self.step: tuple[str, int, int] | None = None
        self.result: Result | Problem | None = None
        self._thread = Thread(target=self._run, args=(work,), daemon=True)
        self._thread.start()

    def over(self, seconds: float) -> bool:
        """Whether the work has ended, at the latest in so many seconds."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self, work: Callable[[Progress], Result]) -> None:
        self.result = tried(lambda: work(self._tell))

    def _tell(self, what: str, done: int, total: int) -> None:
        self.step = (what, done, total)
