"""What takes long or may fail: work in a thread of its own, to be followed and stopped; errors as readers see them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from threading import Thread
from typing import Generic, TypeVar

from rag.base.errors import AftermineError
from ui.wording import general

Result = TypeVar("Result")
Step = TypeVar("Step")
Progress = Callable[[str, int, int], None]
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Problem:
    """An error as the reader sees it."""

    title: str
    message: str


def tried(work: Callable[[], Result]) -> Result | Problem:
    """What the work gives, or what is wrong in the reader's words; what nobody foresaw goes to the log as well."""
    try:
        return work()
    except AftermineError as error:
        names = [kind.__name__ for kind in type(error).__mro__]
        return Problem(next(general.PROBLEMS[name] for name in names if name in general.PROBLEMS), str(error))
    except Exception as error:
        log.exception("an error that nobody foresaw")
        return Problem(general.UNEXPECTED, general.UNEXPECTED_HELP.format(kind=type(error).__name__, message=error))


class Work(Generic[Step, Result]):
    """Work that has begun; `steps` grows while it goes on, and whoever does it looks at `stopped` between them.

    The thread knows nothing of the face, so a page that is drawn again meets the same work and goes on showing it.
    `keep` is handed what came of it, in the same thread, unless it was stopped.
    """

    def __init__(
        self, work: Callable[[Work[Step, Result]], Result], keep: Callable[[Result | Problem], None] = lambda _: None
    ) -> None:
        self.steps: list[Step] = []
        self.stopped = False
        self.outcome: Result | Problem | None = None
        self._thread = Thread(target=self._run, args=(work, keep), daemon=True)
        self._thread.start()

    def over(self, seconds: float | None = None) -> bool:
        """Whether the work has ended, at the latest in so many seconds; without them, waits for the end."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def stop(self) -> None:
        """Asks for the end: nothing is waited for, and what still comes of it is not wanted."""
        self.stopped = True

    def _run(self, work: Callable[[Work[Step, Result]], Result], keep: Callable[[Result | Problem], None]) -> None:
        self.outcome = outcome = tried(lambda: work(self))
        if not self.stopped:
            keep(outcome)


def change(work: Callable[[Progress], Result]) -> Work[tuple[str, int, int], Result]:
    """Begins a change of the library; a step is what is being done, how much is done, of how much."""
    return Work(lambda own: work(lambda what, done, total: own.steps.append((what, done, total))))
