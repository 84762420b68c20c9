"""Who is asked for a second opinion: the reader of statements, and the network that knows contradictions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from rag.base.settings import Settings
from rag.models.contradiction import Consistency, load_consistency
from rag.models.reader import Reader, load_statement_reader


@dataclass(frozen=True, slots=True)
class Matter:
    """A statement and what it is to be held against.

    `texts` are the passages together and, where there are several, each by itself; `heading` names what they are about;
    `sentences` are those of the passages that matter,
    the most important first, each with its passage and number.
    """

    statement: str
    texts: tuple[str, ...]
    heading: str
    sentences: tuple[tuple[tuple[int, int], str], ...]


class SecondOpinion(Protocol):
    """Judges whether passages say what a statement says; `Opinions` does."""

    def judge(self, matter: Matter) -> Mapping[str, float]:
        """The log-odds that they do, by the name of who says so; always the same names."""


class Opinions:
    """Asks both; see `SecondOpinion`."""

    def __init__(self, reader: Reader, consistency: Consistency | None = None) -> None:
        self.reader = reader
        self.consistency = consistency

    def judge(self, matter: Matter) -> Mapping[str, float]:
        """The log-odds of each, neither calibrated; the reader's best over the texts."""
        told = [self.reader.bears_out(matter.statement, text, matter.heading) for text in matter.texts]
        said = {"reader": max(told)}
        if self.consistency:
            said["consistency"] = self.consistency.log_odds(matter.statement, matter.sentences)
        return said


def load_opinions(settings: Settings) -> Opinions:
    """Those that are there."""
    return Opinions(load_statement_reader(settings), load_consistency(settings.threads))
