"""An answer in the making, in a thread of its own: the page shows its sentences as they come, and can stop it."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import Generic, TypeVar

from rag.base.types import Sentence

Outcome = TypeVar("Outcome")


class Writing(Generic[Outcome]):
    """Work that has begun; `sentences` grows while it goes on, and whoever does it looks at `stopped` between them.

    The thread knows nothing of the page, so a page that is drawn again meets the same work and goes on showing it.
    `keep` is handed what came of it, in the same thread, unless it was stopped.
    """

    def __init__(
        self, work: Callable[[Writing[Outcome]], Outcome], keep: Callable[[Outcome], None] = lambda _: None
    ) -> None:
        self.sentences: list[Sentence] = []
        self.stopped = False
        self.outcome: Outcome | None = None
        self._thread = Thread(target=self._run, args=(work, keep), daemon=True)
        self._thread.start()

    def over(self, seconds: float) -> bool:
        """Whether the work has ended, at the latest in so many seconds."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def stop(self) -> None:
        """Asks for the end: nothing is waited for, and what still comes of it is not wanted."""
        self.stopped = True

    def _run(self, work: Callable[[Writing[Outcome]], Outcome], keep: Callable[[Outcome], None]) -> None:
        self.outcome = outcome = work(self)
        if not self.stopped:
            keep(outcome)
