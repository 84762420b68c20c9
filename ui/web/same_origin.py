"""Who may open the chat's web socket: its own pages. Streamlit lets in the pages of every port of this machine."""

from __future__ import annotations

import streamlit as st
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose


class SameOrigin:
    """Refuses web sockets that a page of another scheme, host or port opens; what is no browser names no page."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hands on what is allowed."""
        if scope["type"] == "websocket" and not _is_own(Headers(scope=scope)):
            await WebSocketClose(reason="this page may not talk to the chat")(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def _is_own(headers: Headers) -> bool:
    host = headers.get("host", "")
    own = {f"http://{host}", f"https://{host}", *st.get_option("server.corsAllowedOrigins")}
    return own.issuperset(headers.getlist("origin"))
