"""Every word that the briefing page and the export menus say of their own accord."""

from __future__ import annotations

from rag.reports.notebook.briefing import Role

BRIEFING = "Briefing"
INTRODUCTION = (
    "Collect answers, passages and your own notes; cut and edit them, put them in order under headings, and export a "
    "document with footnotes, the cited words and a record of how it was made. The briefing is kept on this machine."
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
ARRANGED = "Arranged as a memo"
UNDO = "Undo"
CLEAR = "Empty the briefing"
CLEAR_SURE = "Yes, remove all {n}"
AS_MEMO = "Arrange as a one-page memo"
MEMO_HELP = (
    "Question, answer, evidence, what is not known; the sources follow by themselves. A file begins with one page of "
    "it, what is long in full behind. What is added later finds its place."
)
MEMO: dict[Role, str] = {
    "question": "Question",
    "answer": "Answer",
    "evidence": "Evidence",
    "unknown": "What is not known",
}
ORDER = "Order"
ORDER_HELP = (
    "Drag a line to its place. By keys: an arrow chooses a line; with Shift, arrows move it, and Home and End move it "
    "to the top and to the end. A heading takes its section along."
)
ORDER_KEYS = "Shift with an arrow key moves this."
ORDER_TOLD = "Now line {place} of {n}."

REVISE = "Edit"
ITS_HEADING = "Heading"
ITS_TEXT = "Text"
ITS_CELL = "{row}: {column}"
ITS_VALUES = "Values on which sources differ"
REVISE_HELP = (
    "One sentence a line, with the numbers of its passages behind it. Delete a line to cut it. A line that you change "
    "is no longer word for word: it is marked as edited, and checked against its passages again."
)
OBJECTIONS = "The check does not find in the passages what was edited here:"
KEEP = "Keep changes"
AS_GIVEN = "As it was given"
LEAVE = "Cancel"
CHANGED_ELSEWHERE = (
    "this answer was changed or removed in another window meanwhile: copy your text, and cancel to see it"
)

EDIT_NOTE = "Your note"
EDIT_HEADING = "Heading of a section"
NEW_HEADING = "New heading"
ADD_HEADING = "Add heading"

STYLE = "Citation style"
STYLES = {
    "author-date": "Author and year",
    "notes": "Notes: the whole source in the footnote",
    "numbers": "Numbers",
}
OWN_STYLE = "Your own CSL file"
STYLE_FILE = "CSL file"
STYLE_EXAMPLE = "{title}, for example: {reference}"
STYLE_TOO_LONG = "the file is no CSL style: it has more than a million bytes. Choose another"
NEW_NOTE = "New note"
ADD_NOTE = "Add note"
