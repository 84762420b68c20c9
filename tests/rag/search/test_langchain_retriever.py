from __future__ import annotations

import pytest
from langchain_core.documents import Document as LangChainDocument
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnableLambda, RunnablePassthrough
from pydantic import ValidationError

from rag.base.types import Document, Hit, Passage, Source
from rag.search.langchain_retriever import AftermineRetriever

YU = Source("yu2021", "Cheap cities", author="Jessica Yu", year=2021)
PASSAGE = Passage("hegang#1", "hegang", "Hegang", "Coal fed the city.", ("Hegang", "Coal"), (3,), (7, 25), ("yu2021",))
DOCUMENT = Document("hegang", "Hegang", "hegang.md", "0" * 64, "en", "x" * 30, (), (YU, Source("other", "Other")))


class Documents:
    def document(self, document_id: str) -> Document:
        return {"hegang": DOCUMENT}[document_id]


class Assistant:
    index = Documents()

    def search(self, query: str, k: int = 10) -> list[Hit]:
        return [Hit(PASSAGE, 0.5, dense_rank=1, sparse_rank=None, rerank_score=0.25)][:k] if "coal" in query else []


def test_metadata_says_where_from_and_why() -> None:
    (found,) = AftermineRetriever(assistant=Assistant()).invoke("coal?")
    assert found.page_content == "Coal fed the city."
    assert found.id == "hegang#1"
    assert found.metadata == {
        "passage_id": "hegang#1",
        "document": "hegang",
        "title": "Hegang",
        "section": "Coal",
        "page": 3,
        "start": 7,
        "end": 25,
        "score": 0.5,
        "why": {"dense_rank": 1, "sparse_rank": None, "rerank_score": 0.25},
        "sources": [
            {"key": "yu2021", "title": "Cheap cities", "author": "Jessica Yu", "publisher": None}
            | {"year": 2021, "url": None, "type": None, "note": None}
        ],
    }


def test_in_a_chain() -> None:
    def joined(documents: list[LangChainDocument]) -> str:
        return "; ".join(f"{each.page_content} ({each.metadata['section']})" for each in documents)

    chain = (
        {"context": AftermineRetriever(assistant=Assistant(), k=3) | joined, "question": RunnablePassthrough()}
        | ChatPromptTemplate.from_template("{question} {context}")
        | RunnableLambda(lambda prompt: prompt.to_messages()[0])
        | StrOutputParser()
    )
    assert chain.invoke("Why coal?") == "Why coal? Coal fed the city. (Coal)"
    assert chain.batch(["Why coal?", "Why tin?"])[1] == "Why tin? "


def test_what_can_not_search_is_refused() -> None:
    with pytest.raises(ValidationError):
        AftermineRetriever(assistant=object())
    with pytest.raises(ValidationError):
        AftermineRetriever(assistant=Assistant(), k=0)
