"""How long a reader waits: from the Enter key to the first sentence of the answer on the screen, in a real Chromium."""

from __future__ import annotations

import os
import shutil
import statistics
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, sync_playwright

from rag.base.settings import load_settings
from rag.reports.notebook.conversations import History, Stored
from tests.browser.conftest import FLAGS, NAMES, serving
from ui import compose
from ui.web.serving import APP
from ui.wording import general

QUESTIONS = (
    "How many people live in Hegang according to the 2020 census?",
    "How many cities are on China’s official list of resource-exhausted cities?",
    "How did Zibo become famous?",
    "What does “lying flat” mean?",
    "Does culture-led regeneration work?",
    "What is a Russian monotown?",
    "Why do young people move to Hegang?",
    "What happened to the coal mines of the Ruhr?",
    "How is the transition of resource-exhausted cities paid for?",
    "What became of the miners of Fuxin?",
)
LONG = 200
TYPING = 3000
"""Milliseconds between the open page and the first question."""
PAUSE = 4000
"""Milliseconds between an answer and the next question, in which the page comes to rest.

The questions that lead on are tried in it, one after the other; a question that is asked meanwhile waits for the one.
"""

# Looks at every frame, so the times are those of what is drawn; a refusal's card counts as its answer.
WATCH = """() => {
  const answers = () => document.querySelectorAll(".am-turn :is(.am-answer, .am-card)").length;
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    const [asked, before] = [performance.now(), answers()];
    window.waited = 0;
    const look = () => {
      if (answers() > before) window.waited = performance.now() - asked;
      else requestAnimationFrame(look);
    };
    look();
  }, true);
}"""

Tell = Callable[[str, str], None]


def measure(tell: Tell) -> None:
    """Builds the bundled corpus in a temporary folder, asks the questions on the page, and tells the times."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        os.environ |= {"AFTERMINE_INDEX": str(folder / "index"), "AFTERMINE_LIBRARY": str(folder / "library")}
        compose.refresh(load_settings(), lambda *_: None, "bench")
        with serving(APP, folder / "server.log") as address, sync_playwright() as playwright:
            program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)))
            browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
            page = browser.new_page(viewport={"width": 1200, "height": 860})
            waited = _asked(page, address)
            (conversation,) = parse_qs(urlsplit(page.url).query)["c"]
            with closing(History(folder / "data" / "aftermine" / "history.sqlite3")) as history:
                stored = history.exchanges(conversation)
                opening = _opened(browser.new_page(viewport={"width": 1200, "height": 860}), address, history, stored)
            browser.close()
    own = [each.outcome.answer.seconds * 1000 for each in stored if each.outcome.answer]
    _report(waited, own, tell)
    tell(f"a conversation of {LONG} turns", f"last answer visible {opening:.1f} s after its link is followed")


def _asked(page: Page, address: str) -> list[float]:
    """Milliseconds that each question took, asked one after the other in one conversation."""
    page.goto(address)
    page.locator(".am-welcome").wait_for(timeout=120_000)
    page.evaluate(WATCH)
    page.wait_for_timeout(TYPING)
    found = []
    for question in QUESTIONS:
        box = page.get_by_role("textbox", name=general.ASK)
        box.fill(question)
        page.wait_for_timeout(200)
        box.press("Enter")
        page.wait_for_function("window.waited", timeout=120_000)
        found.append(float(page.evaluate("window.waited")))
        page.wait_for_timeout(PAUSE)
    return found


def _opened(page: Page, address: str, history: History, stored: Sequence[Stored]) -> float:
    """Seconds from following the link of a long conversation to its last answer in view."""
    for number in range(LONG):
        each = stored[number % len(stored)]
        history.settle("long", history.ask("long", each.question), each.outcome)
    started = time.perf_counter()
    page.goto(f"{address}/?c=long")
    page.locator(f"#t{LONG} :is(.am-answer, .am-card)").wait_for(timeout=30_000)
    return time.perf_counter() - started


def _report(waited: Sequence[float], own: Sequence[float], tell: Tell) -> None:
    added = [seen - answering for seen, answering in zip(waited, own, strict=True)]
    ratios = [seen / answering for seen, answering in zip(waited, own, strict=True)]
    tell(f"first sentence visible, n = {len(waited)}", _spread(waited))
    tell("the answers' own seconds", _spread(own))
    tell("what the page adds", _spread(added))
    tell("ratio, median", f"{statistics.median(ratios):.2f}")
    tell("the first question of all", f"{waited[0]:.0f} ms, of which answering {own[0]:.0f} ms")


def _spread(times: Sequence[float]) -> str:
    ordered = sorted(times)
    p95 = ordered[round(0.95 * (len(ordered) - 1))]
    return f"p50 {statistics.median(ordered):.0f} ms, p95 {p95:.0f} ms"
