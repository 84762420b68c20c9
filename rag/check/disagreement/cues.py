"""The phrases by which texts tell that accounts differ, or that they only seem to; and what a question asks for.

The patterns stand in `rag/language/data/`.
"""

from __future__ import annotations

import re

from rag.language import lexicon

DIFFER = lexicon.pattern("accounts.differ")
"""Accounts differ."""

OTHERWISE_DEFINED = lexicon.pattern("accounts.otherwise_defined")
"""They only seem to differ: they count other things, or at other times."""

PART = lexicon.pattern("accounts.part")
"""Before a number: it is a part of what was counted, or something else, such as what was looked at."""

CREDITS = lexicon.pattern("accounts.credits")
"""Before a number: somebody says that it is so."""

PART_OF = lexicon.pattern("accounts.part_of")
"""Behind a number: another one follows, of which it is a part, or which is the other side."""

REJECTED_BEFORE = lexicon.pattern("accounts.rejected_before")
"""Before a number: the sentence says that it does not hold."""

REJECTED_BEHIND = lexicon.pattern("accounts.rejected_behind")
"""Behind a number: the sentence says that it does not hold."""

CORRECTS = lexicon.pattern("accounts.corrects")
"""The sentence sets something right: what it tells without a year is of the same time as what it contradicts."""

OTHER_TIME = lexicon.pattern("accounts.other_time")
"""Behind a number: it holds for another time than the sentence tells first."""

PAUSE = re.compile(r"[,;:()\[\]|.!?—–]")
"""Ends a stretch of words."""

BREAK = lexicon.pattern("accounts.break")
"""Stands between things that are told one after the other."""

NEW_CLAUSE = re.compile(r"[;:] ")
"""Behind it begins what has a verb of its own."""

PEOPLE = lexicon.pattern("accounts.people")
"""Words for people, of whom a text may as well say that they are "people"."""

DATES = re.compile(r"\bdate[sd]\b")
"""A source dates an event."""

SAYS = lexicon.pattern("accounts.speaks")
"""A source speaks."""

PRONOUNS = lexicon.words("accounts.pronouns")
"""A source that was named before."""

SAID_BY = lexicon.pattern("accounts.said_by")
"""Behind a value: a source follows."""

SOURCE_BEHIND = lexicon.pattern("accounts.source_behind")
"""Behind a value: who says so."""

SOURCE_BEFORE = lexicon.pattern("accounts.source_before")
"""Before a value: who says so."""

SOURCE_SHORT = lexicon.pattern("accounts.source_short")
"""Before a value, where a source before it had the verb, as in "A counts 4,100 jobs, B about 5,000"."""

WHOLE_BEHIND = lexicon.pattern("accounts.whole_behind")
"""Behind a share: the whole that it is a share of."""

DATED = lexicon.pattern("accounts.dated")
"""In a sentence that says that accounts differ: it is of dates."""

POINTS_BACK = lexicon.pattern("accounts.points_back")
"""In a sentence that says that accounts differ: the sentence before it has them."""

ASIDE = lexicon.pattern("accounts.aside")
"""Opens a sentence that weighs the accounts and gives none."""

DATED_SOURCE = lexicon.pattern("accounts.dated_source")
"""Behind a year: it dates a source and not the event."""

COUNTED = lexicon.pattern("asked.counted")
"""What a question wants counted."""

WHEN = lexicon.pattern("asked.when")
"""The question asks for a date."""

AMOUNT = lexicon.pattern("asked.amount")
"""The question asks for a number."""

UNITS = (
    (lexicon.pattern("asked.duration"), frozenset(("day",))),
    (lexicon.pattern("asked.age"), frozenset(("day", ""))),
    (lexicon.pattern("asked.count"), frozenset(("",))),
    (lexicon.pattern("asked.distance"), frozenset(("m",))),
    (lexicon.pattern("asked.share"), frozenset(("percent", "percentage point"))),
    (lexicon.pattern("asked.price"), lexicon.words("asked.money")),
    (lexicon.pattern("asked.area"), frozenset(("m2",))),
    (lexicon.pattern("asked.number_of"), frozenset(("",))),
)
"""Which units answer it; the first pattern that is met decides, none allows any unit."""

ASKS = lexicon.pattern("asked.asks")
"""The text asks in a sentence; without such a word it is made of search words, which may ask for an amount."""

DOUBTS = lexicon.pattern("asked.doubts")
"""The question asks whether accounts differ."""

QUESTION_WORDS = lexicon.words("asked.openers")
"""Words that may open a question and are written small within a sentence."""
