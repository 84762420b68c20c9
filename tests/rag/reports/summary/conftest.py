"""The town's index, opened once, with a retriever that knows no weights."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from rag.answer.extractive import told
from rag.base.settings import Retrieval
from rag.base.types import Answer
from rag.question.request import SummaryRequest
from rag.reports.summary.summarize import summarize
from rag.search.retriever import Retriever
from rag.store.index import Index
from tests.rag.reports.summary.town import COALTON, NEWTON, ONE_LINE, SIGNS, WORDS, build, document
from tests.rag.small import EMBEDDER, RECIPE

NAMES = {"coalton": COALTON, "newton": NEWTON, "words": WORDS, "one-line": ONE_LINE, "signs": SIGNS, "nothing": ()}


@dataclass(frozen=True, slots=True)
class Town:
    """The open index and its retriever."""

    index: Index
    retriever: Retriever

    def of(self, name: str, words: int = 60) -> Answer:
        """The summary of a document."""
        return told(summarize(self.index, self.retriever, SummaryRequest(name, None, words)), "", 0.0)

    def on(
        self, topic: str, words: int = 60, scope: frozenset[str] | None = None, threshold: float | None = None
    ) -> Answer:
        """The summary on a topic."""
        made = summarize(self.index, self.retriever, SummaryRequest(None, topic, words), scope, threshold)
        return told(made, "", 0.0)


@pytest.fixture(scope="package")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("town") / "index"
    build(folder, [document(name, parts) for name, parts in NAMES.items()])
    with Index(folder, RECIPE) as index:
        yield Town(index, Retriever(index, EMBEDDER, Retrieval(rerank="none"), None))
