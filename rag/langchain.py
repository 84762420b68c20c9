"""Our retrieval as a LangChain retriever, for chains of one's own."""

from __future__ import annotations

from dataclasses import asdict
from typing import Protocol, runtime_checkable

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, Field

from rag.types import Document, Hit
from rag.wire import hit_json


class Documents(Protocol):
    """Where a passage's document is looked up, as in `rag.index.Index`."""

    def document(self, document_id: str) -> Document:
        """One document."""


@runtime_checkable
class Searcher(Protocol):
    """What `rag.answer.Assistant` offers to a retriever."""

    @property
    def index(self) -> Documents:
        """The documents."""

    def search(self, query: str, k: int = 10) -> list[Hit]:
        """The best passages, best first."""


class AftermineRetriever(BaseRetriever):
    """Finds the passages that Aftermine would answer from: `AftermineRetriever(assistant=assistant, k=5)`.

    Metadata: passage_id, document, title, section, page, start, end, score as in `aftermine search --json`; `why`, its
    ranks; `sources`, the bibliographic records that the passage rests on.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    assistant: Searcher
    k: int = Field(10, ge=1)

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[LangChainDocument]:
        del run_manager  # LangChain hands it to every retriever; this one calls no other runnable
        return [self._converted(hit) for hit in self.assistant.search(query, self.k)]

    def _converted(self, hit: Hit) -> LangChainDocument:
        result = hit_json(hit)
        text = str(result.pop("text"))
        result["why"] = {name: result.pop(name) for name in ("dense_rank", "sparse_rank", "rerank_score")}
        keys = hit.passage.source_keys
        sources = self.assistant.index.document(hit.passage.document_id).sources
        result["sources"] = [asdict(source) for source in sources if source.key in keys]
        return LangChainDocument(id=hit.passage.id, page_content=text, metadata=result)
