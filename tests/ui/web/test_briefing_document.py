"""The briefing as a document: words that are edited, sections, the memo, the citation style, two hundred items."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from importlib.resources import files

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from rag.reports.notebook.briefing import AnswerItem, BriefingFile, HeadingItem, answer_item, heading_item, note_item
from tests.ui.scripted import CENSUS, Scripted
from tests.ui.web.test_briefing_page import ORIGIN, home, html, opened, store
from ui.web.screens.briefing import ON_A_PAGE
from ui.wording import briefing as words

pytestmark = pytest.mark.system

__all__ = ["home", "store"]  # fixtures, which hold for each test here
ANSWER = answer_item(Scripted().ask("differ"), ORIGIN)
OTHERS = files("citeproc").joinpath("data/styles/harvard-cite-them-right.csl").read_bytes()


def submit(page: AppTest, label: str) -> AppTest:
    return page.button(f"FormSubmitter:revision-{ANSWER.id}-{label}").click().run()


def revised(page: AppTest) -> AppTest:
    return page.button(key=f"revise-{ANSWER.id}").click().run()


def held(store: BriefingFile) -> AnswerItem:
    item = store.read().item(ANSWER.id)
    assert isinstance(item, AnswerItem)
    return item


def test_an_edited_sentence_is_no_longer_word_for_word_and_the_check_warns(store: BriefingFile) -> None:
    store.change(lambda now: now.added(ANSWER))
    page = revised(opened("briefing_app.py"))
    field = page.text_area(key=f"part-0-{ANSWER.id}")
    assert field.value.splitlines()[0] == f"{CENSUS} [1]"
    field.set_value("The census of 2020 never counted 891 people in Coalton. [1]\nMine alone.")
    page.text_input(key=f"heading-of-{ANSWER.id}").set_value("Who is left")
    submit(page, words.KEEP)
    assert not page.exception
    assert page.text_area(key="briefing-new-note")
    shown = html(page)
    assert all(told in shown for told in ("Who is left", "edited", words.OBJECTIONS, "own words"))
    assert held(store).heading == "Who is left"
    page = submit(revised(page), words.AS_GIVEN)
    assert held(store) == ANSWER
    assert words.OBJECTIONS not in html(page)


def test_an_edit_can_be_left(store: BriefingFile) -> None:
    store.change(lambda now: now.added(ANSWER))
    page = revised(opened("briefing_app.py"))
    page.text_area(key=f"part-0-{ANSWER.id}").set_value("")
    submit(page, words.LEAVE)
    assert held(store) == ANSWER
    assert page.button(key=f"revise-{ANSWER.id}")


def test_an_edit_of_what_another_window_changed_is_not_stored_and_not_lost(store: BriefingFile) -> None:
    store.change(lambda now: now.added(ANSWER))
    page = revised(opened("briefing_app.py"))
    store.change(lambda now: now.put(replace(ANSWER, heading="Theirs")))
    page.text_area(key=f"part-0-{ANSWER.id}").set_value("My words.")
    submit(page, words.KEEP)
    assert words.CHANGED_ELSEWHERE in page.error[0].value.replace("\\", "")
    assert page.text_area(key=f"part-0-{ANSWER.id}").value == "My words."
    assert held(store).heading == "Theirs"


def test_headings_are_added_edited_and_moved_with_their_sections(store: BriefingFile) -> None:
    first = heading_item("First")
    store.change(lambda now: now.added(first).added(ANSWER).added(note_item("Mine.")))
    page = opened("briefing_app.py")
    page.text_input(key="briefing-new-heading").set_value("Second")
    page.button(f"FormSubmitter:new-heading-{words.ADD_HEADING}").click().run()
    page.text_input(key=f"heading-{first.id}").set_value("The first").run()
    assert [item.kind for item in store.read().items] == ["heading", "answer", "note", "heading"]
    page.button(key=f"arrow_downward-{first.id}").click().run()
    assert not page.exception
    items = store.read().items
    assert [item.text for item in items if isinstance(item, HeadingItem)] == ["Second", "The first"]
    assert [item.kind for item in items] == ["heading", "heading", "answer", "note"]


def test_one_click_makes_a_memo(store: BriefingFile) -> None:
    store.change(lambda now: now.added(answer_item(Scripted().ask("moon"), ORIGIN)).added(ANSWER))
    page = opened("briefing_app.py")
    page.button(key="as-memo").click().run()
    assert not page.exception
    headings = [item.text for item in store.read().items if isinstance(item, HeadingItem)]
    assert headings == [*words.MEMO.values()]
    assert [item.kind for item in store.read().items][:4] == ["heading", "note", "heading", "answer"]
    assert words.ARRANGED in [caption.value for caption in page.caption]
    page.button(key="undo").click().run()
    assert [item.kind for item in store.read().items] == ["answer", "answer"]
    page.button(key="as-memo").click().run()
    store.change(lambda now: now.added(note_item("From another window.")))
    page.button(key="undo").click().run()
    assert store.read().item(ANSWER.id)
    assert len(store.read().items) == 8


def test_an_answer_is_exported_in_the_style_that_the_briefing_has(
    store: BriefingFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: dict[str, Callable[[], bytes]] = {}

    def button(_: str, data: Callable[[], bytes], *__: object, **options: object) -> None:
        made[str(options["key"])] = data

    monkeypatch.setattr(st, "download_button", button)
    store.change(lambda now: replace(now, style="notes"))
    opened("collect_app.py")
    assert "in the citation style “Notes”" in made["download-answer-1-md"]().decode()


def test_a_citation_style_is_chosen_or_brought(store: BriefingFile) -> None:
    store.change(lambda now: now.added(ANSWER))
    page = opened("briefing_app.py")
    page.selectbox(key="briefing-style").set_value("numbers").run()
    assert store.read().style == "numbers"
    assert any("Numbers, for example" in caption.value.replace("\\", "") for caption in page.caption)
    page.selectbox(key="briefing-style").set_value(words.OWN_STYLE).run()
    page.file_uploader(key="briefing-own-style").set_value(("bad.csl", b"<style", "text/xml")).run()
    assert "not XML" in page.error[0].value.replace("\\", "")
    assert store.read().style == "numbers"
    page.file_uploader(key="briefing-own-style").set_value(("good.csl", OTHERS, "text/xml")).run()
    assert not page.exception
    assert not page.error
    assert store.read().style.encode() == OTHERS
    store.change(lambda now: replace(now, style="<style"))
    assert "not XML" in opened("briefing_app.py").error[0].value.replace("\\", "")


def test_two_hundred_items_are_drawn_a_page_at_a_time(store: BriefingFile) -> None:
    items = tuple(note_item(f"Note {number}") for number in range(200))
    store.change(lambda now: replace(now, items=items))
    page = opened("briefing_app.py")
    assert len(page.text_area) == ON_A_PAGE + 1
    page.session_state["briefing-page"] = 10
    page.run()
    assert page.text_area(key=f"note-{items[-1].id}").value == "Note 199"
    page.button(key="clear-sure").click().run()
    assert not page.exception
    assert store.read().items == ()
