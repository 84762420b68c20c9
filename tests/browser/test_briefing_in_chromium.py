"""The order of a briefing, changed as a visitor does it: by pointer and by keys, which stay where they are."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit, at_rest, settled
from tests.browser.test_accessibility import SLOW
from ui.wording import briefing

pytestmark = pytest.mark.browser

NAMES = ("Mine first", "Mine second", "Mine third", "Mine fourth")


def listed(visit: Visit, furnished: str) -> Page:
    """The page with these notes alone, its order open."""
    page = visit(f"{furnished}/briefing")
    expect(page.get_by_role("heading", name=briefing.BRIEFING, exact=True)).to_be_visible(timeout=2 * SLOW)
    settled(page)
    clear = page.get_by_role("button", name=briefing.CLEAR)
    if clear.count():  # of another test
        clear.click()
        page.get_by_role("button", name=briefing.CLEAR_SURE.partition("{")[0]).click()
    for name in NAMES:
        settled(page)
        page.get_by_label(briefing.NEW_NOTE).fill(name)
        page.get_by_role("button", name=briefing.ADD_NOTE).click()
        expect(page.get_by_label(briefing.EDIT_NOTE).last).to_have_value(name, timeout=SLOW)
    settled(page)
    page.get_by_text(briefing.ORDER, exact=True).click()
    expect(rows(page)).to_have_count(len(NAMES))
    return page


def rows(page: Page) -> Locator:
    return page.locator(".am-order button")


def expect_order(page: Page, *places: int) -> None:
    expect(rows(page)).to_have_text([NAMES[place] for place in places], timeout=SLOW)
    notes = page.get_by_label(briefing.EDIT_NOTE)
    for number, place in enumerate(places):
        expect(notes.nth(number)).to_have_value(NAMES[place], timeout=SLOW)


def test_keys_choose_and_move_a_line_and_stay_on_it(visit: Visit, furnished: str) -> None:
    page = listed(visit, furnished)
    rows(page).first.focus()
    page.keyboard.press("ArrowDown")
    expect(rows(page).nth(1)).to_be_focused()
    page.keyboard.press("Shift+ArrowDown")
    expect_order(page, 0, 2, 1, 3)
    expect(rows(page).nth(2)).to_be_focused()
    expect(page.locator(".am-order [role=status]")).to_have_text(briefing.ORDER_TOLD.format(place=3, n=4))
    page.keyboard.press("Shift+Home")
    expect_order(page, 1, 0, 2, 3)
    page.keyboard.press("Shift+End")
    expect_order(page, 0, 2, 3, 1)
    assert [each.get_attribute("tabindex") for each in rows(page).all()] == ["-1", "-1", "-1", "0"]


def test_a_line_is_dragged_to_its_place(visit: Visit, furnished: str) -> None:
    page = listed(visit, furnished)
    for held, to, order in ((0, 2, (1, 2, 0, 3)), (3, 0, (3, 1, 2, 0))):
        start, end = at_rest(rows(page).nth(held)), at_rest(rows(page).nth(to))
        page.mouse.move(start["x"] + 80, start["y"] + 10)
        page.mouse.down()
        page.mouse.move(end["x"] + 80, end["y"] + (end["height"] - 3 if to > held else 3), steps=5)
        page.mouse.up()
        expect_order(page, *order)
