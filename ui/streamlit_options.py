"""How Streamlit is started for the chat: nothing leaves the machine, no developer's tools, the colours of both themes.

They are flags and not a `.streamlit/config.toml`, which is read only from the folder where the program is started.
"""

from __future__ import annotations

from pathlib import Path

APP = Path(__file__).with_name("app.py")

EVERYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104

_FLAGS: dict[str, str] = {
    "browser.gatherUsageStats": "false",
    "server.showEmailPrompt": "false",
    "server.fileWatcherType": "none",
    "server.runOnSave": "false",
    "logger.hideWelcomeMessage": "true",
    "client.toolbarMode": "viewer",
    "client.showErrorDetails": "none",
    "runner.magicEnabled": "false",
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


def arguments(host: str, port: int, no_browser: bool, app: Path = APP) -> list[str]:
    """What Streamlit's command line is given to serve the chat, or another `app` with the same looks."""
    named = {
        "server.address": host,
        # Without it Streamlit asks a server on the internet for this machine's public address.
        "browser.serverAddress": "localhost" if host in EVERYWHERE else host,
        "server.port": str(port),
        "server.headless": str(no_browser).lower(),
    }
    return ["run", str(app), *(f"--{name}={value}" for name, value in (named | _FLAGS).items())]
