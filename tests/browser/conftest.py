"""A Streamlit server on a free port and Debian's Chromium, both of this machine and neither reaching another."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect, sync_playwright

from ui.web.serving import arguments

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
    *("--disable-gpu-compositing", "--disable-software-rasterizer"),  # a fourteenth less time
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
START = 240.0
"""Seconds that a server may take on a busy machine."""
PATIENCE = 20_000
"""Milliseconds that a busy machine may take for what else takes a fraction of them."""
Scheme = Literal["light", "dark"]

QUIET = """([milliseconds, patience]) => new Promise((done, failed) => {
  let last;
  const seen = new MutationObserver(() => { clearTimeout(last); last = setTimeout(end, milliseconds); });
  const never = setTimeout(() => failed(new Error("the page is never quiet")), patience);
  const end = () => {
    if (document.querySelector(".stApp")?.dataset.testScriptState !== "notRunning") return;
    seen.disconnect();
    clearTimeout(never);
    requestAnimationFrame(() => requestAnimationFrame(done));
  };
  seen.observe(document.documentElement, { subtree: true, childList: true, attributes: true, characterData: true });
  last = setTimeout(end, milliseconds);
})"""
"""Waits until nothing in the page has changed for so many milliseconds while the server was not drawing."""


def settled(page: Page) -> None:
    """Waits until nothing more is drawn: a click or a key before that may meet what is about to go."""
    page.evaluate(QUIET, [250, 2 * PATIENCE])


STILL = """each => new Promise((done) => {
  let last, since = 0;
  const look = () => {
    const { x, y, width, height } = each.getBoundingClientRect();
    const now = [x, y, width, height].join();
    since = now === last ? since + 1 : 0;
    last = now;
    since < 12 ? requestAnimationFrame(look) : done({ x, y, width, height });
  };
  look();
})"""
"""Waits until an element has been where it is for a dozen frames."""


def at_rest(element: Locator) -> dict[str, float]:
    """Where the element is once it no longer moves."""
    return dict(element.evaluate(STILL))


class Chat:
    """The chat as a visitor uses it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def ask(self, question: str) -> Locator:
        """Types a question and waits for what comes of it; returns its turn."""
        asked = self.page.locator(".am-turn").count()
        box = self.page.get_by_role("textbox", name="Ask a question")
        box.fill(question)
        box.press("Enter")
        return self.answered(asked + 1)

    def answered(self, turns: int) -> Locator:
        """Waits until there are so many turns, none of which is being answered; returns the last."""
        expect(self.page.locator(".am-turn")).to_have_count(turns)
        expect(self.page.locator(".am-thinking")).to_have_count(0, timeout=3 * PATIENCE)
        return self.page.locator(".am-turn").last

    def panel(self) -> Locator:
        """The passage that is open."""
        return self.page.locator(".am-panel:popover-open")

    def too_wide(self) -> int:
        """By how many pixels the page is wider than the window, once it has come to rest."""
        width = 1
        for _ in range(10):
            width = self.page.evaluate(
                "Math.max(...[document.documentElement, document.querySelector('.stMain')]"
                ".map(each => each.scrollWidth - each.clientWidth))"
            )
            if width <= 0:
                break
            self.page.wait_for_timeout(300)
        return int(width)

    def watch_shifts(self) -> None:
        """Begins to add up the layout shifts that nobody's click or key caused half a second before."""
        self.page.evaluate(
            """() => {
            window.shifted = 0;
            new PerformanceObserver((seen) => {
              for (const each of seen.getEntries()) if (!each.hadRecentInput) window.shifted += each.value;
            }).observe({ type: "layout-shift" });
          }"""
        )

    def shifted(self) -> float:
        """The cumulative layout shift since then, as Chromium measures it."""
        return float(self.page.evaluate("window.shifted"))


Open = Callable[..., Chat]
Visit = Callable[[str, int, int, Scheme], Page]


@contextmanager
def serving(app: Path, log: Path) -> Iterator[str]:
    """The address of a Streamlit server that runs the app until the end of the block."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", *arguments("127.0.0.1", port, True, app)]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "XDG_DATA_HOME": str(log.parent / "data")}
    with log.open("wb") as output:
        server = subprocess.Popen(command, cwd=log.parent, env=environment, stdout=output, stderr=subprocess.STDOUT)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(server, f"{address}/_stcore/health", log, START)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=30)
    said = log.read_text(encoding="utf-8")
    assert said.count("Traceback") == said.count("an error that nobody foresaw"), said


def free_port() -> int:
    """A port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(server: subprocess.Popen[bytes], health: str, log: Path, seconds: float) -> None:
    """Waits until the server answers; fails with its log where it does not."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(health, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"the Streamlit server did not start:\n{log.read_text(encoding='utf-8')}")


def await_library(browser: BrowserContext, address: str) -> None:
    """Waits until an app has built its library, which it does for its first visitor, so that no test waits for it."""
    page = browser.new_page()
    page.goto(address)
    expect(page.locator(".am-welcome")).to_be_visible(timeout=1000 * START)
    page.close()


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    """Chromium, one process with one profile: what it has compiled of the app's scripts is kept from page to page."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        pytest.fail("no Chromium found: `apt-get install chromium`, or give its path in CHROMIUM")
    expect.set_options(timeout=PATIENCE)
    profile = tmp_path_factory.mktemp("profile")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch_persistent_context(
            profile, executable_path=found, args=list(FLAGS), locale="en"
        )
        started.set_default_timeout(3 * PATIENCE)
        yield started
        started.close()


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the scripted chat; what it keeps is below `data`."""
    return tmp_path_factory.mktemp("server")


@pytest.fixture(scope="session")
def address(home: Path) -> Iterator[str]:
    """The chat with the scripted assistant."""
    with serving(HERE / "scripted_app.py", home / "server.log") as served:
        yield served


@pytest.fixture(scope="session")
def furnished(browser: BrowserContext, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The whole app over a small real library, with reports of evaluations."""
    with serving(HERE / "furnished_app.py", tmp_path_factory.mktemp("furnished") / "server.log") as served:
        await_library(browser, served)
        yield served


@pytest.fixture
def visit(browser: BrowserContext) -> Iterator[Visit]:
    """Opens an address as a new visitor; the test fails when the page asks another host or shows a dialog."""
    complaints: list[str] = []
    pages: list[Page] = []

    def watch(page: Page) -> None:
        pages.append(page)
        page.on("dialog", lambda dialog: complaints.append(f"dialog: {dialog.message}"))
        page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
        page.on("request", lambda request: complaints.append(request.url) if _elsewhere(request.url) else None)
        page.on("websocket", lambda channel: complaints.append(channel.url) if _elsewhere(channel.url) else None)

    def go(url: str, width: int = 1200, height: int = 860, scheme: Scheme = "light") -> Page:
        page = browser.new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)
        page.goto(url)
        return page

    browser.on("page", watch)
    yield go
    browser.remove_listener("page", watch)
    for page in (page for page in pages if not page.is_closed()):
        page.evaluate("localStorage.clear()")  # which all pages of a server share
        page.close()
    browser.clear_cookies()
    browser.clear_permissions()
    assert complaints == []


@pytest.fixture
def chat(visit: Visit, address: str) -> Open:
    """Opens the scripted chat and waits for its empty page."""

    def go(width: int = 1200, height: int = 860, scheme: Scheme = "light") -> Chat:
        page = visit(address, width, height, scheme)
        expect(page.locator(".am-welcome")).to_be_visible(timeout=30_000)
        return Chat(page)

    return go


def _elsewhere(url: str) -> bool:
    return not url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:http://127.0.0.1:"))
