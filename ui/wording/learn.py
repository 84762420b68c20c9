"""Every word that the page for learning says of its own accord."""

from __future__ import annotations

LEARN = "Learn"
INTRODUCTION = "A quiz and a glossary, made from the documents as they are: every question shows the passage behind it."
QUIZ = "Quiz"
GLOSSARY = "Glossary"

EVERYTHING = "All documents"
ABOUT = "Questions about"
TOPIC = "Topic: {name}"
DOCUMENT = "Document: {name}"
HOW_MANY = "How many questions"
NEW = "New quiz"
NO_DOCUMENTS = "There are no documents to learn from yet. Add some on the Library page."
NO_QUESTIONS = (
    "These documents hold no sentence that can be asked about and has wrong choices of its kind. Choose others."
)
QUESTION = "Question {number} of {count}"
KINDS = {"figure": "Which figure is missing?", "year": "Which year is missing?", "place": "Which place is missing?"}
GAP = "…"
GAP_SAID = "gap"
CHECK = "Check"
RIGHT = "Right: {answer}."
WRONG = "Not quite: the passage says {answer}, not {chosen}."
NEXT = "Next question"
FINISH = "See the result"
RESULT = "{right} of {count} right"
AGAIN = "Try the missed ones again"
PASSAGE = "The passage"
SOURCES = "Sources"

SEARCH = "Search terms and definitions"
NO_TERMS = "No document here has the shape of a glossary: short entries, each named by a term, in alphabetical order."
NO_MATCH = "No term and no definition holds these words."
TERMS = ("{n} term", "{n} terms")


def counted(number: int) -> str:
    """A number of terms."""
    return TERMS[number != 1].format(n=f"{number:,}")
