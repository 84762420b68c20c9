"""Where the app keeps what is written in use, from reports to conversations: all below the user's data folder."""

from __future__ import annotations

from pathlib import Path

import platformdirs


def evaluations() -> Path:
    """The folder of earlier evaluations."""
    return _data() / "evaluations"


def own_questions() -> Path:
    """The folder of the user's own question sets."""
    return _data() / "questions"


def feedback() -> Path:
    """The file that holds what readers think of answers."""
    return _data() / "feedback.sqlite3"


def history() -> Path:
    """The file that holds the conversations."""
    return _data() / "history.sqlite3"


def briefing() -> Path:
    """The file that holds the briefing."""
    return _data() / "briefing.json"


def journals() -> Path:
    """The folder in which interrupted evaluations wait."""
    return Path(platformdirs.user_cache_path("aftermine")) / "evaluations"


def _data() -> Path:
    return Path(platformdirs.user_data_path("aftermine"))
