"""Every word that the list of conversations and the links to answers say of their own accord."""

from __future__ import annotations

from datetime import datetime, timedelta

CONVERSATIONS = "Conversations"
SEARCH = "Search names, questions and answers"
NONE_YET = "Conversations are kept on this machine, and nowhere else. There are none yet."
NONE_FOUND = "No conversation holds all of these words."
QUESTIONS = ("{when}, {n} question", "{when}, {n} questions")
LAST = "last: {question}"
PINNED = "Pinned"
PIN = "Pin"
UNPIN = "Unpin"
TODAY = "Today"
YESTERDAY = "Yesterday"
OPEN_NOW = "open now"
CHANGE = "Pin, rename, download or delete"
NOTHING_TO_DOWNLOAD = "Nothing in it was answered, so there is nothing to download."
NAME = "Name"
NAMELESS = "…"
RENAME = "Rename"
DELETE = "Delete"
DELETE_SURE = "Yes, delete it for good"
DELETE_ALL = "Delete all"
DELETE_ALL_SURE = "Yes, delete all {n} for good"
CANCEL = "Cancel"
MORE = "Show {n} more"
SHARED = "This page is open to a network, so only the conversations that were opened in this tab are listed."

NOT_KEPT = "This conversation is not being kept: {problem}. The chat goes on, and stores it once that is mended."
CLOSED = "That conversation can’t be opened: {problem}. Try again once that is mended."
GONE = "That conversation is not here: it may have been deleted, or was kept on another machine."

EARLIER = "Show {n} earlier"
LATER = "Show {n} later"
LINK = "Link to this answer"
GET_LINK = "Link"

EDIT = "Change the question"
EDIT_TITLE = "Change how the question is understood"
EDIT_LABEL = "The question in full, as it stands without the conversation"
EDIT_ASKED = "You asked: {question}"
ASK_AGAIN = "Ask again"
REWRITE = "Edit and ask again"
REWRITE_LABEL = "Your question"
ASKED_TOO = (
    "Later questions that were read together with earlier ones are asked again too; all others stay as they are."
)


def day(updated: str) -> str:
    """The day by this machine's clock, as a heading; `updated` is ISO 8601."""
    when, today = _local(updated).date(), datetime.now().astimezone().date()
    near = {today: TODAY, today - timedelta(days=1): YESTERDAY}
    return near.get(when, f"{when.day} {when:%B %Y}")


def time(updated: str, *, seconds: bool = False) -> str:
    """The time of the day by this machine's clock."""
    return f"{_local(updated):%H:%M:%S}" if seconds else f"{_local(updated):%H:%M}"


def moment(updated: str) -> str:
    """Day and time by this machine's clock, as a list without headings needs them."""
    return f"{_local(updated):%Y-%m-%d %H:%M}"


def counted(when: str, number: int) -> str:
    """When a conversation was last added to, and its number of questions."""
    return QUESTIONS[number != 1].format(when=when, n=f"{number:,}")


def _local(updated: str) -> datetime:
    return datetime.fromisoformat(updated).astimezone()
