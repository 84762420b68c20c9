"""Every word that the page for learning says of its own accord."""

from __future__ import annotations

from rag.reports.overview.quiz.items import Kind

LEARN = "Learn"
INTRODUCTION = (
    "A quiz and a glossary, made from the documents as they are: causes, places, what came first, terms, comparisons "
    "and some figures. Every answer shows why it is right, with its passage."
)
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
    "These documents hold nothing important enough to ask about that has wrong choices of its kind. Choose others."
)
QUESTION = "Question {number} of {count} · {right} right so far"
KINDS: dict[Kind, str] = {
    "cause": "What reason do the documents give?",
    "effect": "What do the documents say came of it?",
    "place": "Which place is this?",
    "definition": "Which term is explained here?",
    "first": "Which of these came first?",
    "last": "Which of these came last?",
    "most": "For which is this figure the largest?",
    "least": "For which is this figure the smallest?",
    "cell": "Of which does the table say this?",
    "figure": "Which figure is missing?",
    "year": "Which year is missing?",
}
GAP = "…"
GAP_SAID = "gap"
CHECK = "Check"
RIGHT = "Right: {answer}."
WRONG = "Not quite: the right choice is {answer}, not {chosen}."
WHY = "Why"
NEXT = "Next question"
FINISH = "See the result"
RESULT = "{right} of {count} right"
AGAIN = "Repeat the missed ones"
MISSED = "The missed ones"
EXPORTS = {"gift": "Download as GIFT (Moodle)", "csv": "Download as CSV"}
FILE = "aftermine-quiz"
PASSAGE = "The passage"
SOURCES = "Sources"

SEARCH = "Search terms and definitions"
NO_TERMS = "No document here has the shape of a glossary: short entries, each named by a term, in alphabetical order."
NO_MATCH = "No term and no definition holds these words."
TERMS = ("{n} term", "{n} terms")


def counted(number: int) -> str:
    """A number of terms."""
    return TERMS[number != 1].format(n=f"{number:,}")
