"""Who is asked for a second opinion: the reader of statements, and the network that knows contradictions."""

from __future__ import annotations

from collections.abc import Mapping

from rag.consistency import Consistency, load_consistency
from rag.reader import Reader, load_statement_reader
from rag.settings import Settings
from rag.verify import Matter


class Opinions:
    """Asks both; see `rag.verify.SecondOpinion`."""

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
