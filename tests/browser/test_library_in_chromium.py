"""The library in a real browser: from an upload to a cited answer, to the passage in its document, away and back."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import HERE, Chat, Visit, await_library, serving, settled
from ui.wording import general
from ui.wording import library as words

pytestmark = pytest.mark.browser

SLOW = 30_000
SHAFT = b"# The Karvina shaft\n\n## Depth\n\nThe Karvina shaft was 812 metres deep when it was closed in 1994.\n"
QUESTION = "How deep was the Karvina shaft?"


@pytest.fixture(scope="module")
def library(browser: BrowserContext, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(HERE / "library_app.py", tmp_path_factory.mktemp("library") / "server.log") as served:
        await_library(browser, served)
        yield served


def opened(visit: Visit, address: str) -> Page:
    page = visit(address)
    expect(page.locator("h1").first).to_be_visible(timeout=4 * SLOW)
    return page


def go(page: Page, label: str) -> None:
    more = page.get_by_role("button", name="More")
    if more.count():
        more.click()
    page.get_by_role("link", name=label, exact=True).first.click()


def upload(page: Page, *files: tuple[str, bytes]) -> Locator:
    """Hands files over and waits for what became of them."""
    page.locator("input[type=file]").set_input_files(
        [{"name": name, "mimeType": "application/octet-stream", "buffer": data} for name, data in files]
    )
    results = page.locator(".lib-results")
    expect(results).to_be_visible(timeout=SLOW)
    return results


def outcomes(results: Locator) -> list[str]:
    return [" ".join(each.split()) for each in results.locator("li").all_inner_texts()]


def test_from_an_upload_to_a_cited_answer_and_its_passage_then_away_and_back(visit: Visit, library: str) -> None:
    page = opened(visit, f"{library}/library")
    expect(page.get_by_role("link", name="Coalton, a profile")).to_be_visible(timeout=SLOW)
    results = upload(page, ("shaft.md", SHAFT), ("again.md", SHAFT), ("program.pdf", b"MZ" + bytes(range(256)) * 9))
    added, twin, refused = outcomes(results)
    assert added == "added shaft.md Read: 1 passage."
    expect(page.get_by_role("button", name=words.ASK_NEW[0], exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="What does “The Karvina shaft” say about Depth?")).to_be_visible(
        timeout=SLOW
    )
    assert twin.startswith("already there again.md")
    assert refused.startswith("not added program.pdf")
    assert "a Windows program" in refused
    expect(page.get_by_role("link", name="The Karvina shaft")).to_be_visible()

    go(page, "Chat")
    reader = Chat(page)
    turn = reader.ask(QUESTION)
    expect(turn.locator(".am-answer")).to_contain_text("812 metres deep", timeout=SLOW)
    turn.locator(".am-answer .am-chip").first.click()
    with page.context.expect_page() as other:
        reader.panel().get_by_role("link", name=re.compile(general.OPEN_DOCUMENT)).click()
    beside = other.value
    mark = beside.locator(".lib-text mark")
    expect(mark).to_contain_text("812 metres deep", timeout=SLOW)
    expect(mark).to_be_in_viewport()

    check_removal(reader, beside)


def check_removal(reader: Chat, beside: Page) -> None:
    """Removes the document that the first answer cites, on its own page, and brings it back."""
    beside.get_by_role("button", name=words.REMOVE_THIS).click()
    expect(beside.get_by_text("Removed: shaft.md.")).to_be_visible(timeout=SLOW)
    expect(beside.get_by_role("link", name="The Karvina shaft")).to_have_count(0)
    reader.page.keyboard.press("Escape")
    again = reader.ask(QUESTION)
    expect(again).not_to_contain_text("812 metres deep")
    turn = reader.page.locator(".am-turn").first
    expect(turn.locator(".am-answer")).to_contain_text("812 metres deep")
    turn.locator(".am-answer .am-chip").first.click()
    expect(reader.panel()).to_contain_text(general.FALLEN["gone"])
    expect(reader.panel()).to_contain_text("812 metres deep")

    beside.get_by_role("button", name=words.UNDO).click()
    expect(beside.get_by_role("link", name="The Karvina shaft")).to_be_visible(timeout=SLOW)


def test_a_document_opened_from_the_list_stays_open_until_it_is_left(visit: Visit, library: str) -> None:
    page = opened(visit, f"{library}/library")
    coalton = page.get_by_role("link", name="Coalton, a profile")
    coalton.click(timeout=SLOW)
    expect(page).to_have_url(re.compile(r"/library\?document=coalton"), timeout=SLOW)
    settled(page)
    page.get_by_role("link", name=words.BACK).click()
    expect(page.get_by_role("button", name=words.CHOOSE_SHOWN)).to_be_visible(timeout=SLOW)
    settled(page)
    page.get_by_role("button", name=words.CHOOSE_SHOWN).click(timeout=SLOW)
    page.get_by_role("button", name=words.CHOOSE_NONE).click(timeout=SLOW)
    expect(page).to_have_url(re.compile("/library$"))
    coalton.click(timeout=SLOW)
    page.get_by_role("button", name=words.ASK_THIS).click(timeout=SLOW)
    expect(page.locator(".am-scope")).to_have_text(f"{words.ASKING_ONLY}: Coalton, a profile", timeout=SLOW)


def test_the_chat_is_held_to_what_is_chosen_until_it_is_let_go(visit: Visit, library: str) -> None:
    page = opened(visit, f"{library}/library")
    page.get_by_role("textbox", name=words.FILTER).fill("newton")
    page.get_by_role("textbox", name=words.FILTER).press("Enter")
    expect(page.get_by_role("link", name="Coalton, a profile")).to_have_count(0, timeout=SLOW)
    settled(page)
    page.get_by_role("button", name=words.CHOOSE_SHOWN).click()
    expect(page.get_by_role("button", name=words.CHOOSE_NONE)).to_be_visible(timeout=SLOW)
    settled(page)
    page.get_by_role("button", name=words.ASK_ONLY[0]).click()
    scope = page.locator(".am-scope")
    expect(scope).to_have_text(f"{words.ASKING_ONLY}: Newton <b>after</b> the *mine*", timeout=SLOW)
    reader = Chat(page)
    expect(reader.ask("How many people did the census of 2020 count in Coalton?")).not_to_contain_text("891")
    page.get_by_role("button", name=words.ASK_ALL).click()
    expect(scope).to_have_count(0, timeout=SLOW)
    expect(reader.ask("How many people did the census of 2020 count in Coalton?")).to_contain_text("891")


def test_a_pdf_shows_its_page_with_the_passage_marked(visit: Visit, library: str) -> None:
    page = opened(visit, f"{library}/library?document=survey.pdf")
    reader = Chat(page)
    expect(page.get_by_role("img", name="Page 1 of Survey of the shafts")).to_be_visible(timeout=SLOW)
    expect(page.locator(".lib-box")).to_have_count(0)
    page.goto(library)
    chip = reader.ask("When was the Ostrava shaft measured on foot?").locator(".am-chip").first
    chip.click()
    link = reader.panel().get_by_role("link", name=re.compile(general.OPEN_DOCUMENT)).get_attribute("href")
    for width, scheme in ((1280, "light"), (1280, "dark"), (380, "light")):
        page.set_viewport_size({"width": width, "height": 860})
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.goto(f"{library}/{link}")
        expect(page.locator(".lib-box").first).to_be_in_viewport(timeout=SLOW)
        expect(page.locator(".lib-text mark").first).to_be_attached()
        assert reader.too_wide() <= 0


def test_documents_are_only_text(visit: Visit, library: str) -> None:
    page = opened(visit, f"{library}/library?document=newton")
    expect(page.locator("h1")).to_have_text("Newton <b>after</b> the *mine*", timeout=SLOW)
    expect(page.locator(".lib-text")).to_contain_text("[click](javascript:alert(2))")
    expect(page.locator(".lib-text img")).to_have_count(0)
    missing = opened(visit, f"{library}/library?document=nowhere")
    expect(missing.get_by_role("alert")).to_contain_text("there is no document 'nowhere'", timeout=SLOW)
