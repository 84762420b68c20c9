"""The Streamlit app: how it is served, and its pages. Run by `aftermine chat`; it holds no logic."""

from __future__ import annotations

import asyncio
import sys
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from importlib import import_module
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from ui.web.rendering import view
from ui.web.serving import OnlyPages, SameOrigin, options
from ui.web.widgets.navigation import PAGES, page_at
from ui.wording import general


def main() -> None:
    """Draws the page that the visitor is on."""
    # Streamlit puts this folder first on the module search path, where our `text` or `state` would hide other modules.
    sys.path[:] = [folder for folder in sys.path if folder != str(Path(__file__).parent)]
    st.set_page_config(page_title=general.NAME, page_icon=str(Path(__file__).with_name("icon.svg")), layout="centered")
    st.html(view.KEYBOARD, unsafe_allow_javascript=True)
    st.navigation([page_at(path, partial(_draw, path)) for path in PAGES], position="hidden").run()


def _draw(path: str) -> None:
    """Draws a page, whose module is imported when it is drawn for the first time."""
    import_module(f"ui.web.screens.{path or 'chat'}").page()


@asynccontextmanager
async def _opened(_: st.App) -> AsyncIterator[None]:
    """Opens the reader's browser when the server is there, unless it is not wanted."""
    if not st.get_option("server.headless"):
        host = st.get_option("browser.serverAddress")
        address = f"http://{f'[{host}]' if ':' in host else host}:{st.get_option('server.port')}"
        asyncio.get_running_loop().run_in_executor(None, webbrowser.open, address)
    yield


# Streamlit's command line looks for this in the file and serves it; the file is the script of each page as well.
_missing = view.missing_html({path: label for path, (label, _) in PAGES.items()})
_guards = [Middleware(SameOrigin), Middleware(OnlyPages, pages=PAGES, missing=_missing)]
app = st.App(__file__, lifespan=_opened, middleware=_guards)


def serve(host: str, port: int, no_browser: bool) -> None:
    """Serves the pages until it is stopped."""
    app.run(config=options(host, port, no_browser))


if __name__ == "__main__":
    main()
