"""Which sentences depend on others: they lean on the one before, announce the next, or speak of the text itself.

All by rules on the sentence's own words: the word that it opens with, or a pronoun for which nothing stands before it
in its sentence, as behind a mere time or place ("In May 2019 he …"), as the object of the first verb ("Xinhua called it
…"), behind a quantity ("Most of its people …"). Which one it leans on is found in rag/reports/summary/sections.py.
"""

from __future__ import annotations

import re

from rag.language import lexicon
from rag.language.tokens import Terms, read

SHORTEST = 8  # words; a shorter sentence without a figure announces what follows ("Critics go further.")
LONGEST_NOTICE = 13  # words of a sentence that only counts what follows ("Two studies reach opposite results.")
LONGEST_POINT = 20  # words of a sentence whose "the plan" points back; a longer one explains it
OPENING = 4  # words in which a definite noun ends that stands for something told before

_POINTS_BACK = lexicon.pattern("leaning.points_back")
_OF_SUCH = lexicon.pattern("leaning.of_such")
# "It can't be proved that …": this "it" stands for what follows.
_POINTS_AHEAD = lexicon.pattern("leaning.points_ahead")
_LEAD_IN = re.compile(r"^[A-Z]\w+(?: \w+)?: (?=[a-z])")  # as in "Our reading: it …"
_MONTH = lexicon.pattern("leaning.month")
_BEHIND_A_TIME = lexicon.pattern("leaning.behind_a_time")
_EARLY_OBJECT = lexicon.pattern("leaning.early_object")
_SHARE = lexicon.pattern("leaning.share")

_COMMENT = lexicon.pattern("leaning.comment")
_OPENS = lexicon.pattern("leaning.opens")
_OBJECT = re.compile(r"^[^,;:]*?\bhim\b")
_YEAR = re.compile(rf"\b{lexicon.piece('calendar.year')}\b")
_PRONOUN = lexicon.pattern("leaning.pronoun")
_EXPLETIVE = lexicon.pattern("leaning.expletive")
_ANTECEDENT = lexicon.pattern("leaning.antecedent")
_DEFINITE = lexicon.pattern("leaning.definite")
_EXPLAINED = lexicon.pattern("leaning.explained")
_COUNTED = lexicon.pattern("leaning.counted")
_IS_A = lexicon.pattern("leaning.is_a")
_FOLLOWS = lexicon.pattern("leaning.follows")
_ASIDE = lexicon.pattern("leaning.aside")


def leans(text: str) -> bool:
    """Whether a sentence can't be understood without the one before it."""
    return _lacks_name(text) or (bool(_OF_SUCH.match(text)) and not _POINTS_AHEAD.match(text))


def leans_unasked(text: str) -> bool:
    """Whether the sentence needs the one before it in ways that `leans` lets pass, since a question explains them."""
    return bool(_OPENS.search(text) or _OBJECT.search(text)) or _pronoun(text)


def comments(text: str) -> bool:
    """Whether the sentence says that it judges what was told."""
    return bool(_COMMENT.match(text))


def definite(text: str) -> Terms:
    """The stems of a definite noun that opens a sentence without names; none where the sentence explains it.

    "The plan was older" leans on whoever told of a plan; "The plan of 2013" and "The plan of Berlin" do not.
    """
    return frozenset() if len(text.split()) > LONGEST_POINT or names(text) else opens_definite(text)


def opens_definite(text: str) -> Terms:
    """The same of any sentence, though names or its length may make clear what is meant."""
    match = _DEFINITE.match(text)
    if match is None or _EXPLAINED.match(match[1]):
        return frozenset()
    return frozenset(t.stem for t in read(text).tokens if t.is_content and match.start(1) <= t.start < match.end(1))


def names(text: str) -> Terms:
    """The stems of the names in a text."""
    return frozenset(token.stem for token in read(text).tokens if token.is_name)


def words(text: str) -> Terms:
    """The stems of a text that carry meaning."""
    return frozenset(token.stem for token in read(text).tokens if token.is_content or token.is_name)


def announces(text: str) -> bool:
    """Whether the sentence tells only that something follows, or too little to be told alone."""
    if _FOLLOWS.search(text):
        return True
    comment = _COMMENT.match(text)
    bare = text[comment.end() :] if comment else text
    length = len(bare.split())
    if re.search(r"\d", _YEAR.sub("", bare) if length < SHORTEST - 1 else bare) or ":" in bare:
        return False
    if length < SHORTEST:
        return not _IS_A.search(text)
    return length < LONGEST_NOTICE and bool(_COUNTED.search(text))


def aside(text: str) -> bool:
    """Whether the sentence speaks of the text itself: its tables, its sources, its other parts."""
    return bool(_ASIDE.search(text))


def tells_nothing(text: str) -> bool:
    """Whether the sentence only announces, or speaks of the text itself."""
    return announces(text) or aside(text)


def _lacks_name(text: str) -> bool:
    text = _MONTH.sub(lambda match: match[0].lower(), text)
    if _POINTS_AHEAD.match(text):
        return False
    behind = _LEAD_IN.sub("", text, count=1)
    forms = {text, behind[:1].upper() + behind[1:]}
    return any(
        pattern.match(form) for pattern in (_POINTS_BACK, _BEHIND_A_TIME, _EARLY_OBJECT, _SHARE) for form in forms
    )


def _pronoun(text: str) -> bool:
    """Whether a pronoun in the singular has nothing before it in the sentence that it could stand for."""
    match = _PRONOUN.search(text)
    if match is None or any(each.start() <= match.start() < each.end() for each in _EXPLETIVE.finditer(text)):
        return False
    before = text[: match.start()]
    return not _ANTECEDENT.search(before) and not names(before)
