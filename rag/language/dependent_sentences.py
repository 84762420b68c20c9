"""Which sentences depend on others: they lean on the one before, announce the next, or speak of the text itself.

All by rules on the sentence's own words: the word that it opens with, or a pronoun for which nothing stands before it
in its sentence, as behind a mere time or place ("In May 2019 he …"), as the object of the first verb ("Xinhua called it
…"), behind a quantity ("Most of its people …"). Which one it leans on is found in rag/reports/summary/sections.py.
"""

from __future__ import annotations

import re

from rag.language import lexicon
from rag.language.lexicon import pattern
from rag.language.tokens import Terms, read

SHORTEST = 8  # words; a shorter sentence without a figure announces what follows ("Critics go further.")
LONGEST_NOTICE = 13  # words of a sentence that only counts what follows ("Two studies reach opposite results.")

_LEAD_IN = re.compile(r"^[A-Z]\w+(?: \w+)?: (?=[a-z])")  # as in "Our reading: it …"
_OBJECT = re.compile(r"^[^,;:]*?\bhim\b")
_YEAR = re.compile(rf"\b{lexicon.piece('calendar.year')}\b")


def leans(text: str) -> bool:
    """Whether a sentence can't be understood without the one before it."""
    if pattern("leaning.of_such").match(text) and not pattern("leaning.points_ahead").match(text):
        return True
    text = pattern("leaning.month").sub(lambda match: match[0].lower(), text)
    if pattern("leaning.points_ahead").match(text):
        return False
    behind = _LEAD_IN.sub("", text, count=1)
    forms = {text, behind[:1].upper() + behind[1:]}
    leaning = ("leaning.points_back", "leaning.behind_a_time", "leaning.early_object", "leaning.share")
    return any(pattern(name).match(form) for name in leaning for form in forms)


def leans_unasked(text: str) -> bool:
    """Whether the sentence needs the one before it in ways that `leans` lets pass, since a question explains them."""
    if pattern("leaning.opens").search(text) or _OBJECT.search(text):
        return True
    # A pronoun in the singular leans where nothing stands before it in the sentence that it could stand for.
    match = pattern("leaning.pronoun").search(text)
    expletives = pattern("leaning.expletive").finditer(text)
    if match is None or any(each.start() <= match.start() < each.end() for each in expletives):
        return False
    before = text[: match.start()]
    return not pattern("leaning.antecedent").search(before) and not names(before)


def comments(text: str) -> bool:
    """Whether the sentence says that it judges what was told."""
    return bool(pattern("leaning.comment").match(text))


def names(text: str) -> Terms:
    """The stems of the names in a text."""
    return frozenset(token.stem for token in read(text).tokens if token.is_name)


def announces(text: str) -> bool:
    """Whether the sentence tells only that something follows, or too little to be told alone."""
    if pattern("leaning.follows").search(text):
        return True
    comment = pattern("leaning.comment").match(text)
    bare = text[comment.end() :] if comment else text
    length = len(bare.split())
    if re.search(r"\d", _YEAR.sub("", bare) if length < SHORTEST - 1 else bare) or ":" in bare:
        return False
    if length < SHORTEST:
        return not pattern("leaning.is_a").search(text)
    return length < LONGEST_NOTICE and bool(pattern("leaning.counted").search(text))


def aside(text: str) -> bool:
    """Whether the sentence speaks of the text itself: its tables, its sources, its other parts."""
    return bool(pattern("leaning.aside").search(text))
