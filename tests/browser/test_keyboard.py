"""What a key opens on the pages takes the focus and gives it back."""

from __future__ import annotations

from itertools import product

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit, settled
from tests.browser.test_accessibility import SLOW, STATES
from ui.wording import briefing, evaluation, history

pytestmark = pytest.mark.browser

OPENERS = {
    "answer": (evaluation.MORE, history.GET_LINK, briefing.EXPORT, history.CONVERSATIONS),
    "briefing": (briefing.LIBRARY, briefing.CLEAR),
    "feedback": (evaluation.FORGET,),
}


@pytest.mark.parametrize("state", OPENERS)
def test_what_a_key_opens_takes_the_focus_and_gives_it_back(visit: Visit, furnished: str, state: str) -> None:
    path, reach = STATES[state]
    page = visit(f"{furnished}/{path}", 1200, 860, "light")
    reach(page)
    settled(page)
    for name, key in product(OPENERS[state], ("Enter", "Space")):
        expect(opened_and_left(page, name, key)).to_be_focused()


def opened_and_left(page: Page, name: str, key: str) -> Locator:
    """The button, after what it opens was entered by Tab and left by Escape."""
    settled(page)  # what was closed before runs the page again, which draws the button anew
    button = page.get_by_role("button", name=name).first
    button.focus()
    page.keyboard.press(key)
    opened = page.locator("[data-testid=stPopoverBody], [role=dialog]:not([popover])").last
    expect(opened).to_be_visible(timeout=SLOW)
    page.keyboard.press("Tab")
    assert opened.evaluate("each => each.contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(opened).to_have_count(0, timeout=SLOW)
    return button
