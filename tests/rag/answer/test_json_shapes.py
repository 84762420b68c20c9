"""The JSON of answers and documents, as far as no snapshot holds it."""

from __future__ import annotations

from dataclasses import replace

from rag.answer.json_shapes import answer_json, document_json
from rag.base.types import Block, Document
from tests.ui.samples import ANSWERED


def test_a_place_stands_in_the_answer_and_beside_the_quoted_words() -> None:
    first, second = ANSWERED.sentences
    made = answer_json(replace(ANSWERED, sentences=(replace(first, about="North"), second)))
    assert made["answer"] == "North: The mine opened in 1917. [1] It employed 900 people. [2]"
    assert made["sentences"] == [
        {"text": "The mine opened in 1917. [1]", "citations": [1], "support": "exact", "about": "North"},
        {"text": "It employed 900 people. [2]", "citations": [2], "support": "supported"},
    ]


def test_words_of_chinese_documents_are_counted_by_their_characters() -> None:
    text = "鹤岗市于2011年被列入第三批资源枯竭城市名单。" * 10
    document = Document("d", "D", "d.md", "0" * 64, "zh", text, (Block(text, (), None, 0),))
    assert document_json(document, 1)["words"] == 105
