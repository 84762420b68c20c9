"""What the summaries page says."""

SUMMARIES = "Summaries"
INTRODUCTION = (
    "A summary of one whole document, or of a topic across all documents, in the documents’ own words. Every sentence "
    "shows the passage that it rests on, and the summary says how many sections it draws on."
)
OF = "Summarize"
KINDS = {"document": "A document", "topic": "A topic"}
DOCUMENT = "Document"
TOPIC = "Topic"
TOPIC_EXAMPLE = "for example: shantytown redevelopment"
LENGTH = "Length"
PAGE = "One page"
WORDS = "{words} words"
MAKE = "Summarize"
MAKING = "Reading…"
NO_DOCUMENTS = "There are no documents to summarize yet. Add some on the Library page."
NO_TOPIC = "Type a topic first."
