"""The origin of an answer, and what has become of cited words, told from the index as it is committed.

Of the settings it is told what matters, of the documents to which a question was held; the index may be open elsewhere.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from rag.base.errors import IndexMissing
from rag.base.settings import load_settings
from rag.base.types import Citation, Passage
from rag.reports.notebook.provenance import UNRECORDED, fallen, origin, place, shelf, standing
from rag.store.index import Index
from tests.rag.small import COAL, RECIPE, TIN, build, document, passages, put

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


def cite(name: str, paragraphs: tuple[str, ...], number: int = 0) -> Citation:
    passage: Passage = passages(document(name, paragraphs))[number]
    return Citation(1, passage, *passage.span, passage.text)


HEGANG, GEJIU = cite("hegang", COAL), cite("gejiu", TIN, 1)


@pytest.mark.system
def test_words_stand_move_change_and_go(tmp_path: Path) -> None:
    build(tmp_path, hegang=COAL, gejiu=TIN)
    assert fallen([HEGANG, GEJIU], shelf(tmp_path)) == {}
    with Index(tmp_path, RECIPE, create=True) as index:
        put(index, "hegang", ("A first line.", *COAL))
        index.drop("gejiu")
        assert standing(GEJIU, shelf(tmp_path)) == "held"  # nothing is committed yet
        index.commit()
        # The index is open for writing, and is read all the same.
        find = shelf(tmp_path)
        assert (standing(HEGANG, find), standing(GEJIU, find)) == ("held", "gone")
        assert standing(HEGANG, index.document) == "held"
        put(index, "hegang", ("Another text.",))
        index.commit()
        assert fallen([HEGANG, GEJIU], shelf(tmp_path)) == {
            place(HEGANG): "changed",
            place(GEJIU): "gone",
        }


def test_words_are_told_from_others_that_stood_in_their_place() -> None:
    library = {"hegang": document("hegang", COAL)}
    before = replace(HEGANG, quote=HEGANG.quote.replace("a", "o"))
    assert fallen([before, HEGANG], library.__getitem__) == {place(before): "changed"}


def test_without_an_index_nothing_is_said(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="aftermine ingest"):
        shelf(tmp_path)
