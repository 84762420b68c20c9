"""Every word that an exported file says of its own accord, in one place, so that it can be translated."""

UNTITLED = "Briefing"
TALK = "Conversation: {title}"
MADE = "Made with Aftermine {version} on {date} from the corpus {corpus}."
MADE_ALONE = "Made with Aftermine {version} on {date}."
EMPTY = "This briefing is empty."

VERDICTS = {
    "answered": "",
    "partly_supported": "Answered in part: the corpus does not support all of it",
    "not_in_corpus": "Not in these documents",
}
CORRECTED = "Corrected: the corpus says otherwise"
EDITED = {True: "edited", False: "the reader’s own words"}
"""Behind a sentence that the reader changed, by whether it cites a passage."""
OBJECTION = "“{sentence}”: the passage does not bear this out ({against})."
FAULTS = {
    "number": "“{words}”: no such number there",
    "date": "“{words}”: no such date there",
    "name": "“{words}”: no such name there",
    "quote": "“{words}”: no such quoted words there",
    "negation": "“{words}”: one denies what the other says",
    "direction": "“{words}”: the other direction",
    "strength": "“{words}”: said more strongly",
    "binding": "“{words}”: said of something else",  # in briefings of earlier versions
    "words": "it says too little of “{words}”",
    "marker": "there is nothing to check",
}
DOUBTS = {"partial": "supported in part", "none": "not supported"}
SUPPORT = {
    "exact": "in the document’s own words",
    "supported": "supported by the cited passage",
    "partial": "supported in part, and marked so",
    "none": "not supported, and marked so",
    "edited supported": "edited by the reader and supported by the cited passage",
    "edited partial": "edited by the reader and supported in part, and marked so",
    "edited none": "edited by the reader and not supported, and marked so",
    "own": "in the reader’s own words, without a passage",
}
SUPPORT_LINE = "Support, by sentence: {counts}."
COVERAGE = "Draws on {used} of {total} sections."
READ_AS = "Understood as: {question}"
WARNING = "Note: {warning}"
SOURCES_DIFFER = "Sources differ on {about}:"
NEAREST_SAID = "Nearest:"
LOOKED_AT = "Nearest passages, looked at and not used:"
NOT_ANSWERED = "Not answered"
STOPPED = "The reader stopped the answer before it was whole."
FAILED = "Something went wrong: {title}."
WAITING = "The answer had not come yet when this file was made."
NO_CELL = "not in the corpus"
ASPECT = "Aspect"
NOTE = "Note"
PASSAGE = "Passage from {title}"

QUOTES = "Cited passages"
QUOTES_HELP = "The words that each number in the text rests on, as they stand in the document."
DOCUMENT = "document {id}"
STANDING = {"gone": "no longer in the library", "changed": "changed since it was cited"}
PAGE = "p. {page}"
REFERENCES = "Sources"
IN_FULL = "In full"
BEHIND = "What is shortened or left out here stands in full behind this page."
NO_SOURCES = "None."
SOURCES = "Sources: "

RECORD = "Record of reproduction"
RECORD_HELP = "With the same program, corpus and settings, the same questions get the same answers."
RECORD_NAME = "What"
RECORD_VALUE = "Value"
PROGRAM = "Program"
MADE_AT = "Aftermine {version}; file made {time}"
CORPUS = ("Corpus (SHA-256)", "Corpus {n} (SHA-256)")
ANSWERS = "Answers"
ANSWERED_BY = "{n} by {model}, {span}{where}"
SPAN = "{first} to {last}"
NO_DATE = "date not recorded"
ON_CORPUS = ", on corpus {n}"
NO_CORPUS = ", corpus not recorded"
WITH_SETTINGS = ", with settings {n}"
NO_SETTINGS = ", settings not recorded"
SETTINGS = ("Settings", "Settings {n}")
VALUES = "{values} (Aftermine {version})"
DEFAULTS = "as Aftermine {version} comes"
DIFFERING = "as Aftermine {version} comes, but {values}"
FALLEN = {"gone": "No longer in the library", "changed": "Changed since it was cited"}
FALLEN_DOCUMENT = "{title} (document {id})"
STYLE = "in the citation style “{title}”, formatted by citeproc"
LIBRARY = "Bibliography of the library"
