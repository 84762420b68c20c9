"""Every word that the pages say of their own accord, in one file, so that it can be translated."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag.base.types import Coverage
    from rag.models.chat_model import Writer

NAME = "Aftermine"
NEW_CHAT = "New chat"
ASK = "Ask a question"
OPENING = "Opening the library…"

WELCOME = "What would you like to know?"
ABOUT_BUNDLED = (
    "Aftermine knows {documents} on China’s resource-exhausted cities and on mining regions elsewhere: {passages} that "
    "draw on {sources} and span {places}. Every sentence of an answer shows the words that it rests on, and where "
    "these documents hold no answer, it says so."
)
ABOUT_OWN = (
    "Aftermine knows {documents}: {passages} that draw on {sources} and span {places}. Every sentence of an answer "
    "shows the words that it rests on, and where these documents hold no answer, it says so."
)
ABOUT_NOTHING = (
    "There are no documents yet. Add some on the page “Library” (under “More”), or with `aftermine ingest PATH` before "
    "the chat is started."
)
TRY = "Try one of these"
# the document that must be there, and the question
QUESTIONS = (
    ("hegang-profile", "How many people live in Hegang according to the 2020 census?"),
    ("rec-official-lists", "How many cities are on China’s official list of resource-exhausted cities?"),
    ("viral-city-tourism", "How did Zibo become famous?"),
    ("lying-flat-and-escape", "What does “lying flat” mean?"),
    ("culture-led-regeneration", "Does culture-led regeneration work?"),
    ("russian-monotowns", "What is a Russian monotown?"),
)
ABOUT_DOCUMENT = "What does “{title}” say?"
COUNTS = {
    "documents": ("{n} document", "{n} documents"),
    "passages": ("{n} passage", "{n} passages"),
    "sources": ("{n} source", "{n} sources"),
    "places": ("{n} place", "{n} places"),
    "sections": ("{n} section", "{n} sections"),
    "files": ("{n} file", "{n} files"),
    "pages": ("{n} page", "{n} pages"),
    "tables": ("{n} table", "{n} tables"),
}

WRITES = "The chat model {name} writes the answers ({place})."
LOCAL = "local"
SENDS = "sends passages to {host}"
LOCAL_HELP = "The chat model runs on this machine: no passage and no question leaves it"
SENDS_HELP = "The chat model runs elsewhere: your questions and the passages found for them are sent there"
STOP = "Stop writing"
STOPPED = "Stopped. Ask again for the whole answer."
UNFINISHED = "Still being written; each sentence is checked against the passages as it comes."
WITHDRAWN = "The sentences above don’t count. Instead:"

THINKING = "Looking through the documents…"
READ_AS = "Understood as"
READ_WITH = "Read with"
LEAVE_OUT = "Leave this question out"
PARTLY = "The documents answer this only in part."
SOURCES_DIFFER = "Sources differ on {about}"
TOLD_DIFFERENTLY = "The sources differ on {about}:"
NOTE = "Note: {warning}"
DOUBTS = {"partial": "supported in part", "none": "not supported"}
SUPPORT = {
    "exact": "✓ word for word",
    "supported": "✓ supported",
    "partial": "± supported in part",
    "none": "✗ not supported",
}
SUPPORT_HELP = {
    "exact": "The cited passage says this in the same words",
    "supported": "The cited passage says this",
    "partial": "The cited passage supports a part of this sentence",
    "none": "No passage supports this sentence",
}
PASSAGE = "Passage {number}"
CHIP = "Passage {number}: {title}, {section}"
PAGE = "page {page}"
CLOSE = "Close"
SOURCES = "Sources"
NO_SOURCES = "This document names no source for the passage."
FROM_TABLE = "Rows of a table"
COVERAGE = "Draws on {used} of {sections}"
RESTS_ON = "Rests on"
OPEN_DOCUMENT = "Open document"
NEW_TAB = "opens in a new tab"
FALLEN = {
    "gone": "This document is no longer in the library. The passage is kept with the answer, as it was cited:",
    "changed": "This document was changed since. The passage is kept with the answer, as it was cited:",
}
FALLEN_SHORT = {"gone": "no longer in the library", "changed": "changed since it was cited"}

LOOKED_AT = "Looked at, not used"
NEAREST = "Nearest passages"
NEAREST_SAID = "Nearest:"
COMES_FROM = "Quoted from"

WHY = "Why this answer"
WHY_NOT = "Why no answer"
CONFIDENCE = "Confidence that the documents answer this: {confidence}. Below {threshold}, nothing is answered."
WHY_COLUMNS = ("Passage", "By meaning", "By words", "Read closely", "Score", "Cited")
WHY_HELP = (
    "Ranks of the passages that were found: by meaning (vectors) and by words (BM25), then the value that reading "
    "question and passage closely gave to both. A dash: not found that way, or not read closely."
)
NONE = "–"

REFUSED = "Not in these documents"
CORRECTED = "The documents say otherwise"
SUGGESTIONS = "The documents do answer"

NEXT = "You could ask next"
COPY = "Copy"
COPIED = "Copied"
OTHERWISE = {
    "summary": "Did you want a summary? Summarise it instead",
    "answer": "Did you want an answer? Answer it as a question instead",
}
SHORTER = "Shorter"
ASK_SHORTER = "Make it shorter"
AS_LIST = "As a list"
COPY_QUESTION = "Question"
COPY_PASSAGES = "Passages"

MISSING = "There is no such page"
MISSING_HELP = "The address may be mistyped, or from another version of Aftermine. These pages there are:"

TRY_AGAIN = "Try again"
PROBLEMS = {
    "IndexMissing": "The library has not been read yet",
    "IndexMismatch": "The index was built with other settings",
    "IndexBusy": "Another process has the library open",
    "IndexProblem": "The index can’t be used",
    "SettingsError": "A setting is wrong",
    "ModelProblem": "A model can’t be used",
    "UsageError": "This can’t be asked",
    "NotFound": "This is no longer in the library",
    "AftermineError": "This did not work",
}
REMOVED = "{name} is left out of the library from now on."
REMOVED_FILE = "{name} is out of the library; its file is kept in {path}."
UNEXPECTED = "Something went wrong inside Aftermine"
UNEXPECTED_HELP = "{kind}: {message}. Ask again; if it happens once more, run `aftermine doctor`."


def counted(noun: str, number: int) -> str:
    """A number with its noun, as in `1 document` or `1,024 documents`."""
    one, many = COUNTS[noun]
    return (one if number == 1 else many).format(n=f"{number:,}")


def coverage(found: Coverage) -> str:
    """How much of what was read a summary draws on, as in `Draws on 9 of 9 sections`."""
    return COVERAGE.format(used=f"{found.sections_used:,}", sections=counted("sections", found.sections_total))


def goes_to(writer: Writer) -> str:
    """Where a chat model gets passages, for the reader: on this machine, or which host they are sent to."""
    return LOCAL if writer.local else SENDS.format(host=writer.place)
