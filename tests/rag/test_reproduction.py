"""The origin of an answer: what is told of the settings, and that a changed corpus is not passed off as the same."""

from __future__ import annotations

from pathlib import Path

from rag.index import Index
from rag.reproduction import CHANGED, origin, origin_of
from rag.settings import load_settings
from rag.types import Answer, Citation
from tests.rag.small import COAL, RECIPE

SETTINGS = {"answering.api_key": "secret", "answering.model_url": "http://host.example/v1", "retrieval.passages": "7"}


def test_settings_are_told_without_secrets_and_places() -> None:
    told = dict(origin("ab", load_settings(SETTINGS)).settings)
    assert told["retrieval.passages"] == "7"
    assert told["answering.threshold"] == "fitted"
    assert not {"library", "index", "answering.api_key", "answering.model_url"} & set(told)


def test_an_answer_whose_words_are_gone_has_no_corpus(folder: Path) -> None:
    with Index(folder, RECIPE) as index:
        passage = index.passages_of("hegang")[0]
        there = Citation(1, passage, 0, len(COAL[0]), COAL[0])
        moved = Citation(1, passage, 1, len(COAL[0]), COAL[0])

        def corpus(citation: Citation) -> str:
            answer = Answer("q", "q", (), (citation,), (), "answered")
            return origin_of(answer, index, load_settings()).corpus_sha256

        assert corpus(there) == index.corpus_sha256
        assert corpus(moved) == CHANGED
