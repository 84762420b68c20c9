"""The chat as `aftermine chat` opens it, with the real models over the bundled corpus; also makes its pictures.

`SCREENSHOT=docs/screenshot.png` (relative to the repository) writes README's, `PICTURES=docs/pictures` the others.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ROOT, Chat, Scheme, Visit, free_port, wait_for
from ui.wording import general

pytestmark = [pytest.mark.browser, pytest.mark.quality]

SHOWN = general.QUESTIONS[0][1]
LARGEST_SCREENSHOT = 300_000
LARGEST_PICTURE = 170_000
BUILD = 300.0


@pytest.fixture(scope="module")
def address(ingested: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The real chat on the index of a new installation."""
    home = tmp_path_factory.mktemp("real")
    shutil.copytree(ingested, home, dirs_exist_ok=True)
    port = free_port()
    log = home / "chat.log"
    folders = {"AFTERMINE_LIBRARY": str(home / "library"), "AFTERMINE_INDEX": str(home / "index")}
    command = [str(Path(sys.executable).with_name("aftermine")), "chat", "--no-browser", "--port", str(port)]
    with log.open("wb") as output:
        server = subprocess.Popen(command, cwd=home, env=os.environ | folders, stdout=output, stderr=subprocess.STDOUT)
    try:
        wait_for(server, f"http://127.0.0.1:{port}/_stcore/health", log, BUILD)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=30)
    assert "Traceback" not in log.read_text(encoding="utf-8")


@pytest.fixture
def page(visit: Visit, address: str) -> Page:
    """The empty page of the real chat, as large as README's screenshot."""
    opened = visit(address, 1280, 800, "light")
    expect(opened.locator(".am-welcome")).to_be_visible(timeout=60_000)
    return opened


def test_the_page_knows_the_bundled_corpus(page: Page) -> None:
    briefs = len(list((ROOT / "corpus" / "briefs").glob("*.md")))
    expect(page.locator(".am-welcome p")).to_contain_text(f"{briefs} documents")
    expect(page.locator("[class*=st-key-choices] button")).to_have_count(6)


@pytest.mark.parametrize("question", [question for _, question in general.QUESTIONS[::2]])
def test_a_question_on_the_empty_page_is_answered_with_its_passages(page: Page, question: str) -> None:
    page.get_by_role("button", name=question).click()
    reader = Chat(page)
    turn = reader.answered(1)
    expect(turn.locator(".am-answer .am-chip").first).to_be_visible()
    turn.locator(".am-answer .am-chip").first.click()
    expect(reader.panel().locator("mark").first).to_be_in_viewport()
    expect(reader.panel().locator(".am-sources li").first).to_be_attached()


def test_what_the_corpus_does_not_hold_is_refused(page: Page) -> None:
    turn = Chat(page).ask("Who won the football World Cup in 1998?")
    expect(turn.locator(".am-card")).to_contain_text(general.REFUSED)
    expect(turn.locator(".am-hit").first).to_be_visible()


def test_the_answer_in_readme_is_a_real_one(page: Page, tmp_path: Path) -> None:
    reader = Chat(page)
    reader.ask(SHOWN).locator(".am-answer .am-chip").first.click()
    expect(reader.panel().locator("mark").first).to_be_in_viewport()
    page.wait_for_timeout(500)
    wanted = os.environ.get("SCREENSHOT")
    target = ROOT / wanted if wanted else tmp_path / "screenshot.png"
    page.screenshot(path=target)
    assert target.stat().st_size < LARGEST_SCREENSHOT


def answer(reader: Chat) -> None:
    expect(reader.ask(SHOWN).locator(".am-answer .am-chip").first).to_be_in_viewport()


def refusal(reader: Chat) -> None:
    expect(reader.ask("How many ski lifts does Hegang have?").locator(".am-card")).to_contain_text(general.REFUSED)


def comparison(reader: Chat) -> None:
    expect(reader.ask("Compare Hegang and Fuxin").locator(".am-compare")).to_be_visible()


def document(reader: Chat) -> None:
    reader.ask(SHOWN).locator(".am-answer .am-chip").first.click()
    link = reader.panel().get_by_role("link", name=re.compile(general.OPEN_DOCUMENT)).get_attribute("href")
    reader.page.goto(f"{reader.page.url.split('?')[0]}{link}")
    expect(reader.page.locator(".lib-text mark").first).to_be_in_viewport(timeout=60_000)


DESKTOP, PHONE = (1120, 720), (390, 844)
PICTURES: dict[str, tuple[tuple[int, int], Scheme, Callable[[Chat], None]]] = {
    "answer": (DESKTOP, "light", answer),
    "answer-phone": (PHONE, "light", answer),
    "refusal-dark": (DESKTOP, "dark", refusal),
    "comparison": (DESKTOP, "light", comparison),
    "comparison-phone-dark": (PHONE, "dark", comparison),
    "document-dark": ((1024, 680), "dark", document),
}


SELDOM = ("answer-phone", "comparison-phone-dark")
"""Pictures that `make whole` and who makes them anew look at: the phone is driven in other tests too."""


@pytest.mark.parametrize(
    "name", [pytest.param(each, marks=[pytest.mark.exhaustive] if each in SELDOM else []) for each in PICTURES]
)
def test_the_pictures_of_the_app_fit_their_windows(visit: Visit, address: str, tmp_path: Path, name: str) -> None:
    size, scheme, reach = PICTURES[name]
    reader = Chat(visit(address, *size, scheme))
    expect(reader.page.locator(".am-welcome")).to_be_visible(timeout=60_000)
    reach(reader)
    assert reader.too_wide() <= 0
    reader.page.wait_for_timeout(500)
    folder = ROOT / os.environ["PICTURES"] if "PICTURES" in os.environ else tmp_path
    folder.mkdir(exist_ok=True)
    reader.page.screenshot(path=folder / f"{name}.png")
    assert (folder / f"{name}.png").stat().st_size < LARGEST_PICTURE
