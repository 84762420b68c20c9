"""Every word that the briefing page and the export menus say of their own accord."""

from __future__ import annotations

BRIEFING = "Briefing"
INTRODUCTION = (
    "Collect answers, passages and your own notes, put them in order, and export them with numbered references, the "
    "cited words and a record of how they were made. The briefing is kept on this machine."
)
EMPTY = "The briefing is empty. Below any answer of the chat, choose “Add to briefing”; or write a note here."

ADD = "Add to briefing"
ADDED = "In the briefing"
EXPORT = "Export"
DOWNLOAD_ANSWER = "Download this answer with its passages, or only its sources"
DOWNLOAD_TALK = "Download the whole conversation"
WHAT = "What to download"
THIS_ANSWER = "This answer"
WHOLE_TALK = "The whole conversation ({n} questions)"
DOWNLOAD_BRIEFING = "Export the briefing"
ADD_PASSAGE = "Add only a cited passage to the briefing"
PASSAGE = "Add passage {number}: {title}"
FORMATS = {
    "docx": "Word (DOCX)",
    "html": "Web page (HTML)",
    "md": "Markdown",
    "bibtex": "BibTeX",
    "ris": "RIS",
    "csl-json": "CSL-JSON",
}
LIBRARY = "Sources of the whole library"

TITLE = "Title"
TITLE_EXAMPLE = "What the briefing is about"
ITEMS = "Contents"
UP = "Move up"
DOWN = "Move down"
REMOVE = "Remove"
REMOVED = "Removed: {what}"
UNDO = "Undo"
CLEAR = "Empty the briefing"
CLEAR_SURE = "Yes, remove all {n}"
EDIT_NOTE = "Your note"
NEW_NOTE = "New note"
ADD_NOTE = "Add note"
NUMBERED = "{number}. {heading}"
