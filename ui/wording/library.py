"""The words of the library page, of a document's page, and of what the chat is held to."""

from __future__ import annotations

LIBRARY = "Library"
INTRODUCTION = (
    "{documents} with {passages} that draw on {sources}. The chat answers from all of them, or from those that you "
    "choose."
)
EMPTY = "There are no documents yet. Add some below."

UPLOAD = "Add documents: drop files here, or choose them"
UPLOAD_HELP = (
    "PDF, Office files, books, e-mail, web pages, Markdown or text, and the lists of a reference manager (BibTeX, RIS, "
    "CSL-JSON), which give files their sources. They stay on the machine that Aftermine runs on."
)
WAITING = "Another upload is being read; yours comes next."
READING = "Reading {what} ({done} of {total})"
PREPARING = "Preparing…"
RESULTS = "What became of your files"
OUTCOMES = {"added": "added", "updated": "updated", "unchanged": "already there", "failed": "not added"}
ALREADY = "The library has this content already"
DISMISS = "Dismiss"
READ = "Read: {what}."
ASK_NEW = ("Ask only this", "Ask only these {n}")
ASK_NEW_QUESTIONS = "Questions that the new documents answer"

DOCUMENTS = "Documents"
FILTER = "Search titles, places and topics"
TOPIC = "Topic"
ALL_TOPICS = "All topics"
SHOWN = "{shown} of {total} documents"
NONE_FIT = "No document fits. Clear the search or choose another topic."
CHOOSE_SHOWN = "Choose all shown"
CHOOSE_NONE = "Choose none"
ASK_ONLY = ("Ask only the one chosen", "Ask only the {n} chosen")
REMOVE_CHOSEN = ("Remove the one chosen", "Remove the {n} chosen")
CHOOSE = "Choose {title}"
SHOW_MORE = "Show {n} more"
COLUMNS = ("Title", "Kind", "Topics", "Places", "Passages", "Sources", "Health")
HEALTHY = "complete"
FLAWS = ("1 note", "{n} notes")
FLAWS_HELP = "What could not be read of this document"

REMOVED = "Removed: {names}."
UNDO = "Undo"
RESTORED = "Brought back: {names}."
AWAY = "Removed documents ({n})"
AWAY_HELP = "Their files are kept. Nothing is answered from them."
BRING_BACK = "Bring back {name}"

BIBLIOGRAPHY = "Bibliography"
BIBLIOGRAPHY_HELP = "Every source that the documents name, each once."
LISTING = "Writing the references…"
MAKE_BIBLIOGRAPHY = "Show the bibliography"
DOWNLOADS = {"bibtex": "BibTeX", "ris": "RIS", "csl-json": "CSL-JSON"}

ASKING_ONLY = "Asking only"
ASK_ALL = "Ask all documents"
WHICH = "Choose documents"
ASK_WHICH = "Ask only these documents"
ANY = "All documents are asked"
SEVERAL = "{n} documents"

BACK = "All documents"
ASK_THIS = "Ask only this document"
REMOVE_THIS = "Remove from the library"
OUTLINE = "Outline"
QUESTIONS = "Questions that it answers"
FIND_QUESTIONS = "Find questions that it answers"
FINDING = "Trying questions…"
NO_QUESTIONS = "None was found; ask your own."
SUMMARY = "Summary"
SUMMARISE = "Summarize this document"
SUMMARISING = "Reading all of it…"
SOURCES = "Sources"
NO_SOURCES = "It names no sources."
NOTES = "What could not be read"
LEFT_OUT = "Left out of answers"
LEFT_OUT_HELP = "What only surrounds the text, such as menus and comments of readers, is kept but not searched."
LEFT_OUT_PARTS = ("1 part", "{n} parts")
TEXT = "Text"
PAGE_NUMBER = "Page (of {pages})"
PAGE_ALT = "Page {page} of {title}"
MARKED = "The passage is marked."
NOT_MARKED = "The passage could not be found on this page; it is marked in the text below."
FILE_CHANGED = (
    "The file has changed or gone since it was read, so its pages can’t be shown; the text below is as it was read."
)
PASSAGE_GONE = "The passage of this link is no longer in the document; this is the document as it is now."
TEXT_BEFORE = "The document begins earlier: this is the part round the passage."
TEXT_AFTER = "The document goes on: this is a part of it."


def flaws(number: int) -> str:
    """How many notes there are on what could not be read of a document."""
    return FLAWS[number != 1].format(n=number)


def left_out(number: int) -> str:
    """How much of a document is in no passage."""
    return LEFT_OUT_PARTS[number != 1].format(n=number)


def of_chosen(texts: tuple[str, str], number: int) -> str:
    """What is done with so many chosen documents: the first text for one, the second for several."""
    return texts[number != 1].format(n=number)
