"""Every word that the list of conversations and the links to answers say of their own accord."""

from __future__ import annotations

from datetime import datetime

CONVERSATIONS = "Conversations"
SEARCH = "Search names, questions and answers"
NONE_YET = "Conversations are kept on this machine, and nowhere else. There are none yet."
NONE_FOUND = "No conversation holds all of these words."
QUESTIONS = ("{day}, {n} question", "{day}, {n} questions")
OPEN_NOW = "open now"
CHANGE = "Rename, download or delete"
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
COPY_ANSWER = "The answer with its passages"

EDIT = "Change the question"
EDIT_TITLE = "Change how the question is understood"
EDIT_LABEL = "The question in full, as it stands without the conversation"
EDIT_ASKED = "You asked: {question}"
ASK_AGAIN = "Ask again"


def counted(updated: str, number: int) -> str:
    """A conversation's day by this machine's clock, and its number of questions; `updated` is ISO 8601."""
    day = datetime.fromisoformat(updated).astimezone().date()
    return QUESTIONS[number != 1].format(day=day, n=f"{number:,}")
