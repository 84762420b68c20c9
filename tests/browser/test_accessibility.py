"""Every page of the app against the criteria of WCAG 2.2 AA that axe-core can judge: light, dark, and narrow.

And by the Tab key alone, which needs the same pages.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Chat, Visit, settled
from tests.browser.walk import walked
from ui.wording import briefing, evaluation, explore, general, history, learn, library, summaries

pytestmark = pytest.mark.browser

SLOW = 30_000
ANSWERED = "How many residents did the census count in Coalton in 2020?"
REFUSED = "Is there life on Mars?"
COMPARED = "Compare Coalton and Tinford"
PRINTED = "How deep was the Ostrava shaft?"

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
VARIANTS: tuple[tuple[str, int, Literal["light", "dark"]], ...] = (
    ("light", 1200, "light"),
    ("dark", 1200, "dark"),
    ("narrow", 380, "light"),
)


def begun(page: Page) -> Chat:
    expect(page.locator(".am-welcome")).to_be_visible(timeout=2 * SLOW)
    return Chat(page)


def titled(page: Page) -> None:
    expect(page.locator("h1").first).to_be_visible(timeout=2 * SLOW)
    expect(page.get_by_test_id("stSpinner")).to_have_count(0, timeout=SLOW)
    settled(page)  # a click before that may meet what is about to be drawn anew


def empty(page: Page) -> None:
    begun(page)


def answer(page: Page) -> None:
    turn = begun(page).ask(ANSWERED)
    turn.get_by_text(general.LOOKED_AT).click()
    turn.get_by_text(general.WHY).click()


def passage(page: Page) -> None:
    reader = begun(page)
    reader.ask(ANSWERED).locator(".am-answer .am-chip").first.click()
    expect(reader.panel().locator("mark").first).to_be_visible()


def refusal(page: Page) -> None:
    turn = begun(page).ask(REFUSED)
    expect(turn.locator(".am-card")).to_contain_text(general.REFUSED)
    turn.get_by_text(general.WHY_NOT).click()


def comparison(page: Page) -> None:
    turn = begun(page).ask(COMPARED)
    expect(turn.locator(".am-compare")).to_be_visible()


def menu(page: Page) -> None:
    begun(page).ask(ANSWERED)
    page.get_by_role("button", name=evaluation.MORE).click()
    expect(page.get_by_role("link", name=evaluation.FEEDBACK)).to_be_visible()


def drawer(page: Page) -> None:
    begun(page).ask(ANSWERED)
    page.get_by_role("button", name=history.CONVERSATIONS).click()
    drawer = page.get_by_role("dialog", name=history.CONVERSATIONS)
    drawer.get_by_role("button", name=history.CHANGE).first.click()
    drawer.get_by_role("button", name=history.DELETE, exact=True).click()
    expect(page.get_by_role("button", name=history.DELETE_SURE)).to_be_visible()


def linked(page: Page) -> None:
    begun(page).ask(ANSWERED)
    page.get_by_role("button", name=history.GET_LINK).click()
    expect(page.get_by_test_id("stCode").first).to_be_visible()


def previewed(page: Page) -> None:
    chip = begun(page).ask(ANSWERED).locator(".am-answer .am-chip").first
    settled(page)
    chip.hover()
    expect(page.get_by_role("tooltip")).to_be_visible()


def rewritten(page: Page) -> None:
    begun(page).ask(ANSWERED)
    page.get_by_role("button", name=history.REWRITE).click()
    expect(page.get_by_role("button", name=history.ASK_AGAIN, exact=True)).to_be_visible()


def scoped(page: Page) -> None:
    begun(page)
    page.get_by_role("button", name=library.WHICH).click()
    page.get_by_role("combobox", name=library.ASK_WHICH).fill("Tinford")
    page.keyboard.press("Enter")
    expect(page.locator(".am-scope")).to_be_visible()


def exported(page: Page) -> None:
    reader = begun(page)
    for question in (ANSWERED, REFUSED):
        reader.ask(question)
    page.get_by_role("button", name=briefing.EXPORT).last.click()
    page.get_by_text(briefing.WHOLE_TALK.format(n=2)).click()
    expect(page.get_by_role("radio", name=briefing.WHOLE_TALK.format(n=2))).to_be_checked()


def on_library(page: Page) -> None:
    titled(page)
    page.get_by_role("button", name=library.CHOOSE_SHOWN).click()
    page.get_by_text(library.MAKE_BIBLIOGRAPHY).click()
    expect(page.locator(".lib-references")).to_be_visible(timeout=SLOW)


def uploaded(page: Page) -> None:
    titled(page)
    pits = b"# Pits\n\n## Depth\n\nThe pit of Tinford was 812 metres deep.\n"
    file = {"name": "pits.md", "mimeType": "text/markdown", "buffer": pits}
    page.locator("input[type=file]").set_input_files([file])
    expect(page.get_by_text(library.ASK_NEW_QUESTIONS)).to_be_visible(timeout=SLOW)


def document(page: Page) -> None:
    titled(page)
    page.get_by_role("button", name=library.SUMMARISE).click()
    expect(page.locator(".am-summary")).to_be_visible(timeout=SLOW)


def highlight(page: Page) -> None:
    reader = begun(page)
    reader.ask(PRINTED).locator(".am-answer .am-chip").first.click()
    link = reader.panel().get_by_role("link", name=re.compile(general.OPEN_DOCUMENT)).get_attribute("href")
    page.goto(f"{page.url.split('?')[0].rstrip('/')}/{link}")
    expect(page.locator(".lib-box").first).to_be_visible(timeout=SLOW)
    expect(page.locator(".lib-text mark").first).to_be_attached()


def on_summaries(page: Page) -> None:
    titled(page)
    page.get_by_role("button", name=summaries.MAKE).click()
    expect(page.locator(".am-summary")).to_be_visible(timeout=SLOW)


def explored(number: int) -> Callable[[Page], None]:
    def tab(page: Page) -> None:
        titled(page)
        chosen = page.get_by_role("tab", name=explore.TABS[number])
        chosen.click()
        expect(chosen).to_have_attribute("aria-selected", "true")
        settled(page)

    return tab


def quiz(page: Page) -> None:
    titled(page)
    page.get_by_role("radiogroup").locator("label").first.click()
    page.get_by_role("button", name=learn.CHECK).click()
    expect(page.locator(".am-quiz [role=status]")).to_be_visible(timeout=SLOW)


def played(page: Page) -> None:
    """A quiz up to its score and the missed ones."""
    titled(page)
    label = page.locator(".am-quiz .am-label").first
    count = int(label.inner_text().split(" of ")[1].split()[0])
    for number in range(1, count + 1):
        expect(label).to_contain_text(f" {number} of {count}", timeout=SLOW, ignore_case=True)
        quiz(page)
        page.get_by_role("button", name=learn.NEXT if number < count else learn.FINISH).click()
    expect(page.get_by_role("button", name=learn.CHECK)).to_have_count(0, timeout=SLOW)
    settled(page)


def glossary(page: Page) -> None:
    titled(page)
    page.get_by_role("tab").last.click()
    expect(page.locator(".am-glossary")).to_be_visible()


def on_briefing(page: Page) -> None:
    begun(page).ask(COMPARED)
    add, added = (page.get_by_role("button", name=name, exact=True) for name in (briefing.ADD, briefing.ADDED))
    expect(add.or_(added)).to_be_visible(timeout=SLOW)
    if add.count():  # another visitor's briefing is this one's too
        add.click()
    expect(added).to_be_visible(timeout=SLOW)
    followed(page, briefing.BRIEFING)
    expect(page.locator(".am-section").first).to_be_visible(timeout=SLOW)


def memo(page: Page) -> None:
    on_briefing(page)
    page.get_by_role("button", name=briefing.AS_MEMO).click()
    expect(page.get_by_label(briefing.EDIT_HEADING).first).to_be_visible(timeout=SLOW)
    settled(page)
    page.get_by_text(briefing.ORDER, exact=True).click()
    expect(page.locator(".am-order li").first).to_be_visible()


def revision(page: Page) -> None:
    on_briefing(page)
    settled(page)  # a page that is drawn again shuts the open list
    style = page.get_by_role("combobox", name=briefing.STYLE)
    style.click()
    style.fill(briefing.OWN_STYLE)
    style.press("Enter")
    expect(page.get_by_text(briefing.STYLE_FILE, exact=True)).to_be_visible(timeout=SLOW)
    settled(page)
    page.get_by_role("button", name=briefing.REVISE, exact=True).first.click()
    field = page.locator("[data-testid=stForm] textarea").first
    expect(field).to_have_value(re.compile(r"\[1\]"), timeout=SLOW)
    field.fill("Nobody has ever lived there. [1]")
    page.get_by_role("button", name=briefing.KEEP).click()
    expect(page.get_by_text(briefing.OBJECTIONS)).to_be_visible(timeout=SLOW)
    settled(page)
    page.get_by_role("button", name=briefing.REVISE, exact=True).last.click()
    expect(page.get_by_role("button", name=briefing.KEEP)).to_be_visible(timeout=SLOW)


def feedback(page: Page) -> None:
    begun(page).ask(ANSWERED)
    page.get_by_role("button", name=evaluation.DOWN).first.click()
    expect(page.get_by_text(evaluation.THANKS)).to_be_visible(timeout=SLOW)
    followed(page, evaluation.FEEDBACK)
    page.get_by_role("button", name=evaluation.MAKE_QUESTION).first.click()
    expect(page.get_by_role("button", name=evaluation.SAVE_QUESTION)).to_be_visible(timeout=SLOW)


def followed(page: Page, label: str) -> None:
    link = page.get_by_role("link", name=label, exact=True)
    if not link.count():
        page.get_by_role("button", name=evaluation.MORE).click()
    link.click()
    titled(page)


def on_evaluation(page: Page) -> None:
    titled(page)
    expect(page.locator(".ev-cards")).to_be_visible(timeout=SLOW)
    page.get_by_text(evaluation.COMPARED["setting"]).click()
    expect(page.get_by_label(evaluation.SECOND, exact=True)).to_be_visible(timeout=SLOW)
    settled(page)
    beside = page.get_by_role("combobox", name=evaluation.AGAINST)
    beside.click()
    beside.fill("questions")
    beside.press("Enter")
    expect(page.get_by_text(evaluation.EACH_METRIC)).to_have_count(2, timeout=SLOW)
    settled(page)
    page.get_by_text(evaluation.EACH_METRIC).last.click()
    expect(page.locator(".ev-says").last).to_be_visible(timeout=SLOW)


STATES: dict[str, tuple[str, Callable[[Page], None]]] = {
    "empty chat": ("", empty),
    "answer": ("", answer),
    "passage": ("", passage),
    "refusal": ("", refusal),
    "comparison": ("", comparison),
    "menu": ("", menu),
    "drawer": ("", drawer),
    "link": ("", linked),
    "preview": ("", previewed),
    "rewrite": ("", rewritten),
    "scope": ("", scoped),
    "export": ("", exported),
    "library": ("library", on_library),
    "upload": ("library", uploaded),
    "document": ("library?document=both.md", document),
    "highlight": ("", highlight),
    "summaries": ("summaries", on_summaries),
    "timeline": ("explore", explored(0)),
    "places": ("explore", explored(1)),
    "quiz": ("learn", quiz),
    "quiz played": ("learn", played),
    "glossary": ("learn", glossary),
    "briefing": ("", on_briefing),
    "revision": ("", revision),
    "memo": ("", memo),
    "evaluation": ("evaluation", on_evaluation),
    "feedback": ("", feedback),
}

OPEN = ("passage", "menu", "drawer", "link", "preview", "rewrite", "scope", "export", "highlight")
"""States in which Tab alone does not walk the whole page: something lies over it, or it is one that was walked."""


@pytest.mark.parametrize("state", STATES)
def test_no_criterion_is_violated_and_tab_reaches_all_in_order_and_shows_where_it_is(
    visit: Visit, furnished: str, state: str
) -> None:
    path, reach = STATES[state]
    page = visit(f"{furnished}/{path}", 1200, 860, "light")
    reach(page)
    found = []
    for name, width, scheme in VARIANTS:
        page.set_viewport_size({"width": width, "height": 860})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        settled(page)
        found += [f"{name}: {line}" for line in violations(page)]
        found += [f"{name}: {wide} pixels too wide" for wide in [Chat(page).too_wide()] if wide > 0]
    if state not in OPEN:
        page.set_viewport_size({"width": 1200, "height": 860})
        page.emulate_media(color_scheme="light", reduced_motion="no-preference")
        found += walked(page)
    assert found == [], "\n".join(found)


def violations(page: Page) -> list[str]:
    """What axe-core objects to, one line an element."""
    results = Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"], "preload": False}).response
    return [
        f"{each['id']}: {node['target']}: {node['html'][:300]} {node['failureSummary']}"
        for each in results["violations"]
        for node in each["nodes"]
    ]
