"""How the chat is served: Streamlit's options, who may open its web socket, and what an unknown address gets.

Nothing leaves the machine, no developer's tools, the colours of both themes. The options are handed over and not kept
in a `.streamlit/config.toml`, which is read only from the folder where the program is started.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import streamlit as st
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from ingest.loaders.reading import MAX_BYTES

APP = Path(__file__).with_name("app.py")

EVERYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104

Value = str | int | bool

_OPTIONS: dict[str, Value] = {
    "server.maxUploadSize": MAX_BYTES // 2**20,
    "browser.gatherUsageStats": False,
    "server.showEmailPrompt": False,
    "server.fileWatcherType": "none",
    "server.runOnSave": False,
    "logger.hideWelcomeMessage": True,
    "client.toolbarMode": "viewer",
    "client.showErrorDetails": "none",
    "runner.magicEnabled": False,
    "theme.light.primaryColor": "#0b5d5a",
    "theme.light.backgroundColor": "#fbfaf7",
    "theme.light.secondaryBackgroundColor": "#f3f1ec",
    "theme.light.textColor": "#1d2327",
    "theme.light.linkColor": "#0b5d5a",
    "theme.light.borderColor": "#dcdad4",
    "theme.dark.primaryColor": "#7ccfc6",
    "theme.dark.backgroundColor": "#15181b",
    "theme.dark.secondaryBackgroundColor": "#1e2226",
    "theme.dark.textColor": "#e8e6e1",
    "theme.dark.linkColor": "#7ccfc6",
    "theme.dark.borderColor": "#373b40",
}


def options(host: str, port: int, no_browser: bool) -> dict[str, Value]:
    """Streamlit's options for serving the chat."""
    named: dict[str, Value] = {
        "server.address": host,
        # Without it Streamlit asks a server on the internet for this machine's public address.
        "browser.serverAddress": "localhost" if host in EVERYWHERE else host,
        "server.port": port,
        "server.headless": no_browser,
    }
    return named | _OPTIONS


def arguments(host: str, port: int, no_browser: bool, app: Path = APP) -> list[str]:
    """The same for Streamlit's command line, which can serve another `app` with the same looks."""
    given = options(host, port, no_browser).items()
    return [
        *("run", str(app)),
        *(f"--{name}={str(value).lower() if isinstance(value, bool) else value}" for name, value in given),
    ]


class SameOrigin:
    """Refuses web sockets that a page of another scheme, host or port opens; what is no browser names no page.

    Streamlit lets in the pages of every port of this machine.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hands on what is allowed."""
        if scope["type"] == "websocket" and not _is_own(Headers(scope=scope)):
            await WebSocketClose(reason="this page may not talk to the chat")(scope, receive, send)
        else:
            await self.app(scope, receive, send)


class OnlyPages:
    """Answers a browser that asks for an address without a page; Streamlit would open the chat under a notice."""

    def __init__(self, app: ASGIApp, pages: Collection[str], missing: str) -> None:
        self.app = app
        self.pages = pages
        self.missing = missing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hands on what is no page, and the pages there are."""
        if scope["type"] == "http" and self._is_unknown(scope["path"].strip("/"), Headers(scope=scope)):
            await HTMLResponse(self.missing, 404)(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _is_unknown(self, path: str, headers: Headers) -> bool:
        # Files and Streamlit's own addresses are asked for by its scripts, which take what comes.
        return path not in self.pages and headers.get("accept", "").startswith("text/html")


def _is_own(headers: Headers) -> bool:
    host = headers.get("host", "")
    own = {f"http://{host}", f"https://{host}", *st.get_option("server.corsAllowedOrigins")}
    return own.issuperset(headers.getlist("origin"))
