"""The phrases by which texts tell that accounts differ, or that they only seem to; and what a question asks for.

Each pattern stands in `rag/language/data/en.toml`, with what it says and with examples.
"""

from __future__ import annotations

import re

from rag.language import lexicon

DIFFER = lexicon.pattern("accounts.differ")
OTHERWISE_DEFINED = lexicon.pattern("accounts.otherwise_defined")
PART = lexicon.pattern("accounts.part")
CREDITS = lexicon.pattern("accounts.credits")
PART_OF = lexicon.pattern("accounts.part_of")
REJECTED_BEFORE = lexicon.pattern("accounts.rejected_before")
REJECTED_BEHIND = lexicon.pattern("accounts.rejected_behind")
CORRECTS = lexicon.pattern("accounts.corrects")
OTHER_TIME = lexicon.pattern("accounts.other_time")

PAUSE = re.compile(r"[,;:()\[\]|.!?—–]")
"""Ends a stretch of words."""

BREAK = lexicon.pattern("accounts.break")

CLAUSE = lexicon.pattern("accounts.clause")

NEW_CLAUSE = re.compile(r"[;:] ")
"""Behind it begins what has a verb of its own."""

PEOPLE = lexicon.pattern("accounts.people")

DATES = re.compile(r"\bdate[sd]\b")
"""A source dates an event."""

SAYS = lexicon.pattern("accounts.speaks")

PRONOUNS = lexicon.words("accounts.pronouns")
"""A source that was named before."""

SAID_BY = lexicon.pattern("accounts.said_by")
SOURCE_BEHIND = lexicon.pattern("accounts.source_behind")
SOURCE_BEFORE = lexicon.pattern("accounts.source_before")
SOURCE_SHORT = lexicon.pattern("accounts.source_short")
WHOLE_BEHIND = lexicon.pattern("accounts.whole_behind")
DATED = lexicon.pattern("accounts.dated")
POINTS_BACK = lexicon.pattern("accounts.points_back")
ASIDE = lexicon.pattern("accounts.aside")
DATED_SOURCE = lexicon.pattern("accounts.dated_source")
COUNTED = lexicon.pattern("asked.counted")
WHEN = lexicon.pattern("asked.when")
AMOUNT = lexicon.pattern("asked.amount")

AGE = lexicon.pattern("asked.age")

UNITS = (
    (lexicon.pattern("asked.duration"), frozenset(("day",))),
    (AGE, frozenset(("day", "", "century"))),
    (lexicon.pattern("asked.count"), frozenset(("",))),
    (lexicon.pattern("asked.distance"), frozenset(("m",))),
    (lexicon.pattern("asked.share"), frozenset(("percent", "percentage point"))),
    (lexicon.pattern("asked.price"), lexicon.words("asked.money")),
    (lexicon.pattern("asked.area"), frozenset(("m2",))),
    (lexicon.pattern("asked.number_of"), frozenset(("",))),
)
"""Which units answer it; the first pattern that is met decides, none allows any unit."""

ASKS = lexicon.pattern("asked.asks")
DOUBTS = lexicon.pattern("asked.doubts")

QUESTION_WORDS = lexicon.words("asked.openers")
"""Words that may open a question and are written small within a sentence."""
