"""`documents`, `show`, and the undoing of `remove`."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.ledger import Ledger, Removal, write_ledger
from ingest.library import removed
from rag.store.folder import take_folder
from tests.ui.conftest import Aftermine
from tests.ui.samples import TEXT, SampleAssistant


def test_documents_for_people(aftermine: Aftermine, assistant: SampleAssistant) -> None:
    result = aftermine("documents")
    assert (result.status, result.err) == (0, "2 documents\n")
    assert [line.split()[0] for line in result.out.splitlines()] == ["id", "mine", "town"]
    assert assistant.index.closed


def test_show_prints_what_is_stored(aftermine: Aftermine, assistant: SampleAssistant) -> None:
    result = aftermine("show", "mine")
    assert (result.status, result.out) == (0, f"The mine\n\n{TEXT}\n")


def test_show_prints_a_section(aftermine: Aftermine, assistant: SampleAssistant) -> None:
    assert aftermine("show", "mine#history").out == "The mine\n\nThe mine opened in 1917. It closed in 2003.\n"


@pytest.mark.parametrize(("name", "said"), [("min", "did you mean 'mine'"), ("mine#Histori", "'History'")])
def test_show_offers_close_names(aftermine: Aftermine, assistant: SampleAssistant, name: str, said: str) -> None:
    result = aftermine("show", name)
    assert (result.status, result.out) == (4, "")
    assert said in result.err


def test_undo_touches_no_file_while_another_program_has_the_index(aftermine: Aftermine, own_folders: Path) -> None:
    library = own_folders / "library"
    kept = library / ".removed" / "tin.md"
    kept.parent.mkdir(parents=True)
    kept.write_text("Gejiu mined tin.")
    write_ledger(library, Ledger(removed={"tin": Removal("library/tin.md", ".removed/tin.md")}))
    lock = take_folder(own_folders / "index", "another program")
    try:
        result = aftermine("remove", "tin", "--undo")
    finally:
        lock.release()
    assert (result.status, "in use by 'another program'" in result.err) == (6, True)
    assert (kept.is_file(), removed(library)) == (True, ("tin",))
