"""The origin of an answer: what is told of the settings, and to which documents a question was held."""

from __future__ import annotations

from rag.base.settings import load_settings
from rag.reports.notebook.provenance import UNRECORDED, origin

SETTINGS = {"answering.api_key": "secret", "answering.model_url": "http://host.example/v1", "retrieval.passages": "7"}


def test_settings_are_told_without_secrets_and_places() -> None:
    told = dict(origin("ab", load_settings(SETTINGS)).settings)
    assert told["retrieval.passages"] == "7"
    assert told["answering.threshold"] == "fitted"
    assert not {"library", "index", "answering.api_key", "answering.model_url", "documents"} & set(told)


def test_the_documents_that_a_question_was_held_to_are_told() -> None:
    assert dict(origin("ab", load_settings(), frozenset({"town", "mine"})).settings)["documents"] == "mine town"


def test_what_was_not_recorded_says_so() -> None:
    assert {UNRECORDED.version, UNRECORDED.created, UNRECORDED.corpus_sha256} == {"not recorded"}
