"""A chat model's answers in a real browser: sentences as they come, the stop, the badge, and why."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import HERE, Chat, Visit, serving
from ui.wording import general

pytestmark = pytest.mark.browser

SLOW = 15_000
STILL = 0.1
"""The layout shift that web.dev calls good."""


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(HERE / "written_app.py", tmp_path_factory.mktemp("written") / "server.log") as served:
        yield served


def visitor(visit: Visit, address: str, width: int) -> Chat:
    page = visit(address, width, 860, "light")
    expect(page.locator(".am-welcome")).to_be_visible(timeout=2 * SLOW)
    return Chat(page)


def test_sentences_come_with_their_verdicts_until_the_reader_stops_them(visit: Visit, written: str) -> None:
    reader = visitor(visit, written, 1200)
    page = reader.page
    box = page.get_by_role("textbox", name=general.ASK)
    reader.watch_shifts()
    box.fill("slowly written")
    box.press("Enter")
    expect(page.get_by_text(general.SUPPORT["exact"])).to_be_visible(timeout=SLOW)
    expect(page.get_by_text(general.SUPPORT["none"])).to_have_count(0)
    expect(page.get_by_text(general.SUPPORT["supported"])).to_be_visible(timeout=SLOW)
    assert reader.shifted() < STILL
    page.get_by_role("button", name=general.STOP).click()
    expect(page.get_by_text(general.STOPPED)).to_be_visible(timeout=SLOW)
    expect(page.get_by_text(general.SUPPORT["exact"])).to_be_visible()
    expect(page.get_by_role("button", name=general.STOP)).to_have_count(0)
    turn = reader.ask("people")
    expect(turn.locator(".am-answer")).to_contain_text("The census of 2020 counted 891 people", timeout=SLOW)
    expect(page.get_by_text(general.STOPPED)).to_be_visible()


@pytest.mark.parametrize("width", [1200, 360])
def test_badge_verdicts_and_reasons_fit_the_window(visit: Visit, written: str, width: int) -> None:
    reader = visitor(visit, written, width)
    turn = reader.ask("written")
    expect(turn.locator(".am-chip").first).to_be_visible(timeout=SLOW)
    for words in general.SUPPORT.values():
        expect(turn.get_by_text(words)).to_be_visible()
    expect(reader.page.get_by_text("sends passages to models.example.org")).to_be_in_viewport()
    turn.get_by_text(general.WHY).click()
    expect(turn.get_by_role("columnheader", name=general.WHY_COLUMNS[3])).to_be_visible()
    assert reader.too_wide() <= 0
