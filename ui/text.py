"""Every word that the pages say of their own accord, in one file, so that it can be translated."""

from __future__ import annotations

NAME = "Aftermine"
TAGLINE = "Cited answers on cities after the mines"
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
    "There are no documents yet. Put some into the library folder or add them with `aftermine ingest PATH`, then start "
    "the chat again."
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
}

THINKING = "Looking through the documents…"
READ_AS = "Understood as"
PARTLY = "The documents answer this only in part."
SOURCES_DIFFER = "Sources differ on {about}"
SUPPORT = {"partial": "supported in part", "none": "not supported"}
SUPPORT_HELP = {
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
RESTS_ON = "Rests on"
NEW_TAB = "opens in a new tab"
CONTEXT_GONE = "The document has left the library; this is the passage as it was cited."

LOOKED_AT = "Looked at, not used"
NEAREST = "Nearest passages"
BY_MEANING = "rank {rank} by meaning"
BY_WORDS = "rank {rank} by words"
SCORE = "score {score}"

REFUSED = "Not in these documents"
SUGGESTIONS = "The documents do answer"

COPY = "Copy"
COPY_QUESTION = "Question"
COPY_PASSAGES = "Passages"

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
REMOVED = "{name} is left out of the corpus from now on."
REMOVED_FILE = "{name} is out of the corpus; its file is kept in {path}."
UNEXPECTED = "Something went wrong inside Aftermine"
UNEXPECTED_HELP = "{kind}: {message}. Ask again; if it happens once more, run `aftermine doctor`."


def counted(noun: str, number: int) -> str:
    """A number with its noun, as in `1 document` or `1,024 documents`."""
    one, many = COUNTS[noun]
    return (one if number == 1 else many).format(n=f"{number:,}")
