"""The JSON of documents, as far as no snapshot holds it."""

from __future__ import annotations

from rag.types import Block, Document
from rag.wire import document_json


def test_words_of_chinese_documents_are_counted_by_their_characters() -> None:
    text = "鹤岗市于2011年被列入第三批资源枯竭城市名单。" * 10
    document = Document("d", "D", "d.md", "0" * 64, "zh", text, (Block(text, (), None, 0),))
    assert document_json(document, 1)["words"] == 105
