"""Collecting below an answer, and the briefing page: order, notes, removal with undo, downloads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from rag.reports.notebook.briefing import AnswerItem, BriefingFile, NoteItem, PassageItem, answer_item, note_item
from rag.reports.notebook.provenance import Origin
from tests.ui.scripted import Scripted
from ui import compose, places
from ui.wording import briefing as words

pytestmark = pytest.mark.system

APPS = Path(__file__).parent / "apps"
ORIGIN = Origin("0.1.0", "2026-11-25T12:00:00+00:00", "ab" * 32)


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr(compose, "open_assistant", compose.open_assistant)  # the apps put a scripted one there
    st.cache_resource.clear()
    yield tmp_path
    st.session_state.clear()
    st.cache_resource.clear()


@pytest.fixture
def store() -> BriefingFile:
    return BriefingFile(places.briefing())


def opened(name: str) -> AppTest:
    page = AppTest.from_file(str(APPS / name), default_timeout=60).run()
    assert not page.exception
    return page


def html(page: AppTest) -> str:
    return "\n".join(element.proto.body for element in page.get("html") if not element.proto.body.startswith("<style"))


def kinds(store: BriefingFile) -> list[str]:
    return [item.kind for item in store.read().items]


def test_an_answer_a_refusal_and_a_passage_are_collected_by_a_click(store: BriefingFile) -> None:
    page = opened("collect_app.py")
    assert {button.key for button in page.button if str(button.key).startswith("add-")} == {"add-1", "add-2"}
    page.button(key="add-1").click().run()
    assert page.button(key="added-1").disabled
    page.button(key="add-2").click().run()
    page.button(key="passage-1-2").click().run()
    assert not page.exception
    answer, refusal, passage = store.read().items
    assert isinstance(answer, AnswerItem)
    assert isinstance(refusal, AnswerItem)
    assert isinstance(passage, PassageItem)
    assert (answer.answer, refusal.answer.verdict) == (Scripted().ask("differ"), "not_in_corpus")
    assert (passage.citation.number, answer.origin.corpus_sha256) == (2, "5c" * 32)
    assert page.button(key="passage-1-2").disabled
    downloads = {str(button.key) for button in page.get("download_button")}
    assert {f"download-{where}-{form}" for where in ("talk-here", "answer-1") for form in words.FORMATS} <= downloads


def test_a_briefing_that_cannot_be_written_keeps_the_answer_on_the_page(store: BriefingFile) -> None:
    store.path.parent.mkdir(parents=True)
    store.path.write_text("{", encoding="utf-8")
    page = opened("collect_app.py")
    page.button(key="add-1").click().run()
    assert not page.exception
    assert "move it away" in page.warning[0].value.replace("\\", "")
    assert store.path.read_text(encoding="utf-8") == "{"
    assert "move it away" in opened("briefing_app.py").error[0].value.replace("\\", "")


def test_an_empty_briefing_says_how_to_fill_it_and_takes_a_note(store: BriefingFile) -> None:
    page = opened("briefing_app.py")
    assert page.info[0].value == words.EMPTY
    assert {str(button.key) for button in page.get("download_button")} == {
        f"download-library-{form}" for form in ("md", "bibtex", "ris", "csl-json")
    }
    page.text_area(key="briefing-new-note").set_value("First.\n\nSecond.")
    page.button(f"FormSubmitter:new-note-{words.ADD_NOTE}").click().run()
    page.text_input(key="briefing-title").set_value("A title").run()
    assert not page.exception
    (note,) = store.read().items
    assert isinstance(note, NoteItem)
    page.text_area(key=f"note-{note.id}").set_value("Changed.").run()
    assert [(item.kind, getattr(item, "text", "")) for item in store.read().items] == [("note", "Changed.")]
    assert store.read().title == "A title"
    assert len(page.get("download_button")) == len(words.FORMATS) + 4


def test_a_note_that_can_not_be_stored_stays_in_its_field(store: BriefingFile) -> None:
    page = opened("briefing_app.py")
    store.path.parent.mkdir(parents=True)
    store.path.write_text("{", encoding="utf-8")
    page.text_area(key="briefing-new-note").set_value("Not to be lost.")
    page.button(f"FormSubmitter:new-note-{words.ADD_NOTE}").click().run()
    assert page.text_area(key="briefing-new-note").value == "Not to be lost."
    assert "move it away" in page.error[0].value.replace("\\", "")
    store.path.unlink()
    page.button(f"FormSubmitter:new-note-{words.ADD_NOTE}").click().run()
    assert not page.exception
    assert page.text_area(key="briefing-new-note").value == ""
    assert kinds(store) == ["note"]


def test_a_note_written_in_two_windows_keeps_both_texts(store: BriefingFile) -> None:
    note = note_item("As it was.")
    store.change(lambda now: now.added(note).added(note_item("The last.")))
    page = opened("briefing_app.py")
    store.change(lambda now: now.noted(note.id, "From another window."))
    page.text_area(key=f"note-{note.id}").set_value("From this one.").run()
    assert not page.exception
    texts = ["From this one.", "From another window.", "The last."]
    assert [getattr(item, "text", "") for item in store.read().items] == texts
    store.change(lambda now: now.noted(note.id, "Changed elsewhere."))
    page.run()
    assert page.text_area(key=f"note-{note.id}").value == "Changed elsewhere."
    page.text_area(key=f"note-{note.id}").set_value("And here.").run()
    assert [getattr(item, "text", "") for item in store.read().items] == ["And here.", *texts[1:]]


def test_what_was_written_is_there_again_when_the_reader_comes_back(store: BriefingFile) -> None:
    note = note_item("Mine.")
    store.change(lambda now: now.titled("A title").added(note))
    page = opened("briefing_app.py")
    page.session_state["elsewhere"] = True
    page.run()
    assert not page.text_area
    store.change(lambda now: now.titled("Another title"))
    page.session_state["elsewhere"] = False
    page.run()
    assert page.text_area(key=f"note-{note.id}").value == "Mine."
    assert page.text_input(key="briefing-title").value == "Another title"
    page.button(key=f"remove-{note.id}").click().run()
    page.button(key="undo").click().run()
    assert page.text_area(key=f"note-{note.id}").value == "Mine."


def test_a_note_is_brought_back_as_it_was_when_it_was_removed(store: BriefingFile) -> None:
    here, elsewhere = note_item("Mine."), note_item("Theirs.")
    store.change(lambda now: now.added(here).added(elsewhere))
    page = opened("briefing_app.py")
    page.text_area(key=f"note-{here.id}").set_value("Mine, changed.")
    page.button(key=f"remove-{here.id}").click().run()
    page.button(key="undo").click().run()
    store.change(lambda now: now.noted(elsewhere.id, "Theirs, changed."))
    page.button(key=f"remove-{elsewhere.id}").click().run()
    assert [getattr(item, "text", "") for item in store.read().items] == ["Mine, changed."]
    page.button(key="undo").click().run()
    assert [getattr(item, "text", "") for item in store.read().items] == ["Mine, changed.", "Theirs, changed."]


def test_items_are_moved_removed_and_brought_back(store: BriefingFile) -> None:
    first, second = (answer_item(Scripted().ask(question), ORIGIN) for question in ("differ", "evil"))
    store.change(lambda now: now.added(first).added(second).added(note_item("Mine.")))
    page = opened("briefing_app.py")
    assert "Sources differ on the population" in html(page)
    assert "&lt;script&gt;alert(3)" in html(page)
    assert "<script>alert(3)" not in html(page)
    page.button(key=f"arrow_upward-{second.id}").click().run()
    assert [item.id for item in store.read().items][:2] == [second.id, first.id]
    assert page.button(key=f"arrow_upward-{second.id}").disabled
    page.button(key=f"remove-{first.id}").click().run()
    assert kinds(store) == ["answer", "note"]
    store.change(lambda now: now.added(note_item("From another window.")))
    page.button(key="undo").click().run()
    assert [item.id for item in store.read().items][1] == first.id
    assert kinds(store) == ["answer", "answer", "note", "note"]
    page.button(key="clear-sure").click().run()
    assert not page.exception
    assert kinds(store) == []
    page.button(key="undo").click().run()
    assert kinds(store) == ["answer", "answer", "note", "note"]


def test_a_download_is_made_when_it_is_asked_for(store: BriefingFile, monkeypatch: pytest.MonkeyPatch) -> None:
    made: dict[str, Callable[[], bytes]] = {}

    def button(label: str, data: Callable[[], bytes], name: str, *_: object, **__: object) -> None:
        made[name] = data

    monkeypatch.setattr(st, "download_button", button)
    store.change(lambda now: now.titled("../A/B").added(note_item("Mine.")))
    opened("briefing_app.py")
    files = ["A-B.docx", "A-B.html", "A-B.md", "A-B.bib", "A-B.ris", "A-B.json"]
    assert [name for name in made if name.startswith("A-B")] == files
    assert made["A-B.docx"]().startswith(b"PK")
    store.change(lambda now: now.added(note_item("From another window.")))
    assert all(text in made["A-B.md"]() for text in (b"Mine.", b"From another window."))
