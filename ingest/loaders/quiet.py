"""Keeping the messages of reading libraries off the user's terminal, and at hand for a warning."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager


class _Memory(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


@contextmanager
def quiet(*libraries: str) -> Iterator[list[str]]:
    """Within it, what the libraries log goes into the list and nowhere else."""
    memory = _Memory()
    loggers = [logging.getLogger(library) for library in libraries]
    before = [logger.propagate for logger in loggers]
    for logger in loggers:
        logger.propagate = False
        logger.addHandler(memory)
    try:
        yield memory.messages
    finally:
        for logger, propagate in zip(loggers, before, strict=True):
            logger.propagate = propagate
            logger.removeHandler(memory)
