"""What has become of cited words, told from the index as it is committed, whoever has it open."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from rag.base.errors import IndexMissing
from rag.base.types import Citation, Passage
from rag.reports.notebook.citation_status import fallen, place, shelf, standing
from rag.store.index import Index
from tests.rag.small import COAL, RECIPE, TIN, build, document, passages, put


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
