"""Where the file of conversations can't be used for a while: the page says so, nothing is lost, all goes on later."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from rag.reports.notebook import conversations as stored
from rag.reports.notebook.conversations import History
from tests.ui.scripted import Broken
from tests.ui.web.test_chat import ask, assistant, html
from tests.ui.web.test_history_page import address, damaged, kept, names, opened
from ui import places
from ui.wording import general
from ui.wording import history as words

pytestmark = pytest.mark.system

__all__ = ["assistant"]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits hardly at all for who holds the file."""
    monkeypatch.setattr(stored, "WAIT", 0.05)


@contextmanager
def harmed() -> Iterator[None]:
    """The file is damaged meanwhile."""
    path = places.history()
    path.with_name("history.sqlite3-wal").unlink(missing_ok=True)
    before = path.read_bytes()
    damaged(path)
    yield
    path.write_bytes(before)


@contextmanager
def held() -> Iterator[None]:
    """Another process writes to the file meanwhile."""
    with closing(sqlite3.connect(places.history(), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


def test_a_link_that_can_not_be_opened_is_told_and_opens_once_it_can(assistant: Broken) -> None:
    kept("c1", "people of c1")
    with harmed():
        page = opened(c="c1", a="1")
        told = page.warning[0].value.replace("\\", "")
        assert words.CLOSED.split("{")[0] in told
        assert "history.sqlite3" in told
        assert general.WELCOME in html(page)
        assert (address(page), "a" in page.query_params) == ("c1", True)
    page.run()
    assert "people of c1" in html(page)
    assert len(page.warning) == 0


def test_what_is_asked_instead_stays_on_the_page_when_the_link_could_be_opened_again(assistant: Broken) -> None:
    kept("c1", "people of c1")
    with harmed():
        page = opened(c="c1")
    ask(page, "tried instead")
    assert ">tried instead<" in html(page)
    assert address(page) != "c1"


def test_a_conversation_stays_on_the_page_where_the_other_one_can_not_be_opened(assistant: Broken) -> None:
    kept("c1", "people of c1")
    page = opened()
    ask(page, "tried here")
    here = address(page)
    with harmed():
        page.query_params["c"] = "c1"
        page.run()
    assert ">tried here<" in html(page)
    assert address(page) == here
    assert words.CLOSED.split("{")[0] in page.warning[0].value.replace("\\", "")


def test_a_conversation_left_before_it_could_be_stored_is_stored_with_the_next(assistant: Broken) -> None:
    kept("c1", "people of c1")
    page = opened()
    with held():
        ask(page, "people left behind")
        page.button(key="new-chat").click().run()
        assert general.WELCOME in html(page)
    ask(page, "tried later")
    assert sorted(names()) == ["people left behind", "people of c1", "tried later"]
    with closing(History(places.history())) as store:
        left = next(each.id for each in store.conversations() if each.name == "people left behind")
        assert [each.outcome.answer is not None for each in store.exchanges(left)] == [True]
    assert len(page.warning) == 0


def test_a_conversation_left_before_it_could_be_stored_is_in_the_drawer_once_it_can_be(assistant: Broken) -> None:
    kept("c1", "people of c1")
    page = opened()
    with held():
        ask(page, "people left behind")
        page.button(key="new-chat").click().run()
    page.button(key="conversations").click().run()
    assert [b.label for b in page.button if str(b.key).startswith("open-")] == ["people left behind", "people of c1"]


def test_a_stored_conversation_without_a_name_can_be_seen_and_opened(assistant: Broken) -> None:
    kept("blank", "  ")
    page = opened()
    page.button(key="conversations").click().run()
    assert page.button(key="open-blank").label == words.NAMELESS
    assert page.button(key="change-blank").label.endswith(words.NAMELESS)
