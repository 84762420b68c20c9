"""Our retrieval as a LangChain retriever, for chains of one's own."""

from __future__ import annotations

from dataclasses import asdict
from typing import Protocol, runtime_checkable

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, Field

from rag.base.types import Hit
from rag.store.index import Index


@runtime_checkable
class Searcher(Protocol):
    """What `rag.assistant.Assistant` offers to a retriever."""

    index: Index

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
        passage = hit.passage
        sources = self.assistant.index.document(passage.document_id).sources
        metadata = {
            "passage_id": passage.id,
            "document": passage.document_id,
            "title": passage.title,
            "section": passage.section,
            "page": passage.page,
            "start": passage.span[0],
            "end": passage.span[1],
            "score": round(hit.score, 6),
            "why": {
                "dense_rank": hit.dense_rank,
                "sparse_rank": hit.sparse_rank,
                "rerank_score": None if hit.rerank_score is None else round(hit.rerank_score, 6),
            },
            "sources": [asdict(source) for source in sources if source.key in passage.source_keys],
        }
        return LangChainDocument(id=passage.id, page_content=passage.text, metadata=metadata)
