"""The page for learning: a question is answered, its passage shown, the missed ones asked again; terms are searched."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from rag.reports.overview.glossary import Glossary
from rag.reports.overview.quiz.items import Item, Told
from tests.rag.reports.overview.test_glossary import by_headings
from tests.ui.scripted import EVIL, POPULATION, Broken
from tests.ui.web.test_chat import html
from ui import compose
from ui.web.screens import learn
from ui.wording import learn as words

pytestmark = pytest.mark.system

PAGE = Path(__file__).parent / "apps" / "learn_app.py"
TOLD = Told("The census of 2020 counted 891 people in Coalton.", POPULATION)
PARTS = ("The census of 2020 counted ", f" people in Coalton. {EVIL}")
ITEM = Item("figure", PARTS, ("120", "891", "900", "*1*"), 1, (TOLD,), "Towns › Coalton")
ORDER = Item("first", (), ("Coalton opened", "Tinford closed"), 0, (TOLD, TOLD), "")


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    st.cache_resource.clear()
    monkeypatch.setattr(compose, "open_assistant", lambda settings, who: Broken())
    monkeypatch.setattr(learn, "topics", lambda index: ("coal-mines",))
    monkeypatch.setattr(learn, "quiz", lambda index, n, seed, document, topic: () if document else (ITEM, ITEM))
    monkeypatch.setattr(learn, "glossary", lambda index: Glossary([by_headings("Words of the trade")]))
    yield AppTest.from_file(str(PAGE), default_timeout=60).run()
    st.cache_resource.clear()


def check(page: AppTest, choice: str) -> AppTest:
    page.radio[0].set_value(choice)
    return page.button(f"FormSubmitter:quiz-form-{words.CHECK}").click().run()


def test_a_quiz_is_played_to_its_result_and_the_missed_ones_again(page: AppTest) -> None:
    assert not page.exception
    assert page.radio[0].value is None
    assert page.radio[0].options[3] == r"\*1\*"
    assert "891" not in html(page).split("am-glossary")[0]
    check(page, "900")
    assert words.WRONG.format(answer="891", chosen="900") in html(page)
    assert "<mark>The census of 2020 counted 891 people in Coalton.</mark>" in html(page)
    page.button(key="quiz-next").click().run()
    check(page, "891")
    assert words.RIGHT.format(answer="891") in html(page)
    assert "<script>" not in html(page)
    page.button(key="quiz-next").click().run()
    assert words.RESULT.format(right=1, count=2) in [header.value for header in page.header]
    assert words.MISSED in html(page)
    page.button(key="quiz-missed").click().run()
    assert words.QUESTION.format(number=1, count=1, right=0) in html(page)
    page.button(key="quiz-new").click().run()
    assert words.QUESTION.format(number=1, count=2, right=0) in html(page)
    about = page.selectbox(key="quiz-about")
    assert about.options[1] == words.TOPIC.format(name="coal mines")
    about.select_index(2).run()
    assert words.NO_QUESTIONS in [caption.value for caption in page.caption]


def test_a_sequence_tells_when_each_came_and_a_quiz_can_be_taken_along(
    page: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learn, "quiz", lambda *_: (ORDER,))
    page.button(key="quiz-new").click().run()
    assert words.KINDS["first"] in html(page)
    check(page, "Coalton opened")
    assert words.WHY in html(page)
    assert len(page.expander) == 2
    assert len(page.get("download_button")) == 2


def test_another_page_in_between_leaves_the_quiz_as_it_was(page: AppTest) -> None:
    page.selectbox(key="quiz-about").select_index(1).run()
    page.selectbox(key="quiz-count").select_index(2).run()
    check(page, "900")
    for elsewhere in (True, False):
        page.session_state["elsewhere"] = elsewhere
        page.run()
        assert not page.exception
    assert words.WRONG.format(answer="891", chosen="900") in html(page)
    assert [box.value for box in page.selectbox] == [("topic", "coal-mines"), learn.COUNTS[2]]


def test_terms_are_listed_and_searched(page: AppTest) -> None:
    assert words.counted(6) in [caption.value for caption in page.caption]
    page.text_input(key="glossary-search").set_value("city YEAR").run()
    assert html(page).count("<dt") == 1
    assert "Shrinking city" in html(page)
    page.text_input(key="glossary-search").set_value("bread").run()
    assert words.NO_MATCH in [caption.value for caption in page.caption]
