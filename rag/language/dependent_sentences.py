"""Which sentences depend on others: they lean on the one before, announce the next, or speak of the text itself.

All by rules on the sentence's own words: the word that it opens with, or a pronoun for which nothing stands before it
in its sentence, as behind a mere time or place ("In May 2019 he …"), as the object of the first verb ("Xinhua called it
…"), behind a quantity ("Most of its people …"). Which one it leans on is found in rag/reports/summary/sections.py.
"""

from __future__ import annotations

import re

from rag.language.tokens import Terms, read

SHORTEST = 8  # words; a shorter sentence without a figure announces what follows ("Critics go further.")
LONGEST_NOTICE = 13  # words of a sentence that only counts what follows ("Two studies reach opposite results.")
LONGEST_POINT = 20  # words of a sentence whose "the plan" points back; a longer one explains it
OPENING = 4  # words in which a definite noun ends that stands for something told before

_MONTHS = r"January|February|March|April|May|June|July|August|September|October|November|December"
_POINTS_BACK = re.compile(
    r"^(?:It|They|He|She|We|This|(?:These|Those|Such)(?! [a-z]+s\b)|That|Its|Their|His|Her|Another|Others?"
    r"|(?:Both|Neither|Either)(?! (?:[A-Z]|(?:the|an?|its|their|in|at|by|from) )[^,.;]{1,40} (?:and|n?or) )"
    r"|There(?! (?:is|are|was|were|has|have|had)\b)|Here"
    r"|The (?:latter|former|same|others?|second|third|two|three|ones?)"
    r"|However|But|And|Yet|So(?! far\b)|Also|Thus|Hence|Still|Then|Instead|Nevertheless|Nonetheless|Moreover"
    r"|Furthermore|Meanwhile|Therefore|Even so|By contrast"
    r"|In contrast|As a result|For example|For instance|That is|One (?:is|was|of them))\b"
    r"|^(?:In|By|On|At|From|Since|After|Before|Until|During|When|If|Once|While)\b[^A-Z,]{0,40},? "
    r"(?:it|they|he|she|its|their|his|her)\b"
)
_OF_SUCH = re.compile(r"^(?:\S+ ){0,9}(?:such|these|those) \w+", re.IGNORECASE)
# "It can't be proved that …": this "it" stands for what follows.
_POINTS_AHEAD = re.compile(
    r"^It (?:is|was|(?:can|could|may|might|must|should|will|would|has|had)(?:not)?(?: not)? be(?:en)?)\b"
    r"(?! (?:an?|the|one)\b)"
    r"(?:,[^,.]{1,40},| [\w’'-]+){1,5} (?:that|whether|why|how)\b"
)
_LEAD_IN = re.compile(r"^[A-Z]\w+(?: \w+)?: (?=[a-z])")  # as in "Our reading: it …"
_MONTH = re.compile(rf"\b(?:{_MONTHS})(?= \d|\b[^a-z]*$)")
_BEHIND_A_TIME = re.compile(
    r"^(?:Around|Between|For|Over|Within|Throughout|Later|Together|In|By|On|At|From|Since|After|Before|Until|During)\b"
    r"[^A-Z,]{0,40},? (?:it|they|he|she|its|their|his|her)\b"
    r"|^(?:In|On|At|During|Before|Until|According to)\b[^;:]{3,60}?,? (?:he|she) "
)
_EARLY_OBJECT = re.compile(
    r"^(?:(?!(?:with|that|which|who|because|where|when|if|as|and|or|but|than|while)\b)[\w%.’'-]+ ){1,5}(?<!with )"
    r"(?:him|them|it)\b"
    r"(?! (?:is|was|has|had|will|would|can|could|does|did|may|might|must|should|takes?|took|became?|remain\w*)\b)"
    r"(?! (?:\w+ )?(?:hard|harder|easy|easier|possible|impossible|clear|difficult|likely|necessary|useful)\b)"
)
_SHARE = re.compile(
    r"^(?:About|Around|Nearly|Almost|Over|More than|Only|Some|Most|Many|Half|All|None|Estimates|One|Two|Three"
    r"|\d[\d.,%]*|The (?:[a-z]+ )?(?:number|share|size|amount|rest|majority|cost|price|value|population|area|age)) "
    r"(?:[a-z0-9%’'-]+ ){0,4}?of (?:its|their|his|her|it|them)\b"
)

READING = r"(?:Our reading: |In (?:sum|short|conclusion),? |Overall,? )?"
_COMMENT = re.compile(READING.removesuffix("?"))
_TIMES = rf"{_MONTHS}|spring|summer|autumn|winter"
_MANY = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|a few|some|many|most|half|none|all|each)"
_OPENS = re.compile(
    rf"^{READING}(?:that|this|these|those|it|they|its|their|his|her|both|such|in (?:this|these|that|those))\b"
    rf"|^{READING}(?:the (?:latter|former)|(?:all|the) (?:two|three|four|five))\b"
    r"|^[^,.;:]{1,40}, (?:instead|however|by contrast|though|too|in turn|then|for example|on the other hand),"
    r"|^(?:\S+ ){1,4}(?:also|likewise|similarly)\b"
    r"|\b(?:that|this|the same) (?:year|month|week|day|decade|time|period)\b"
    r"|^(?:at the time|by then|by now|later|earlier|afterwards?|soon|since then|until then)\b"
    r"|^the (?:next|following|previous)\b|^(?:an?|the) (?:later|earlier|second|third|fourth|fifth|further|similar)\b"
    rf"|^(?:{_MANY}|an?) (?:\w+ )?(?:years?|months?|weeks?|days?|decades?) (?:later|earlier|before|after)\b"
    rf"|^{_MANY} of (?:them|these|those)\b|^[^,;:]{{0,45}}\bof (?:them|those|these)\b"
    rf"|^(?:in|by|on|from|since|after|before|until|during|at) (?:\w+ )?(?:\w+ )?(?:{_TIMES}|\d{{4}})[\w ]{{0,8}},? "
    r"(?:it|they|he|she|its|their|his|her)\b"
    r"|\b(?:is|was|are|were|became) (?:another|the other|the (?:only|second|next) one)\b"
    r"|\banother (?:kind|type|case|form)\b"
    r"|\b(?:changed?|means?|meant|did|does|shows?|of|for|with|from) that[.:;,]|\b(?:too|as well|either|instead)\.$",
    re.IGNORECASE,
)
_THERE = re.compile(
    r"\bthere\b(?! (?:is|are|was|were|ha(?:s|ve|d) (?:never |always |long )?been|will|would|may|might|can|could|must|"
    r"should|remains?|exists?|seems?|came|comes?|appears?))",
    re.IGNORECASE,
)
_OBJECT = re.compile(r"^[^,;:]*?\bhim\b")
_UNDATED = re.compile(
    rf"^(?:In|On|By|Since|From|Until|After|Before) (?:early |late |mid-)?(?:\d{{1,2}} )?(?:{_TIMES})\b(?! \d)"
)
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_THEN = re.compile(r"^[^,;:]*?\bthen\b", re.IGNORECASE)
_BEFORE_THEN = re.compile(r"\d|\b(?:first|when|once|if|after|and|but|or)\b", re.IGNORECASE)
_PRONOUN = re.compile(r"\b(?:he|she|him|her|his|it|its|himself|herself|itself)\b", re.IGNORECASE)
_EXPLETIVE = re.compile(
    r"\bit (?:is|was|be|has been|takes|took|seems?|(?:can|could|may|might|must|should|will|would)\b)"
    r"|\b(?:makes?|made|making|finds?|found|finding|thinks?|thought|keeps?|kept|left|leaves?) it\b",
    re.IGNORECASE,
)
_PART = r"(?:third|half|quarter|fifth|tenth|dozen|number|majority|part|share|few|lot|bit)"
_ANTECEDENT = re.compile(
    rf"\b(?:an?(?! {_PART}\b)|the|this|each|every|one|no|another|any|some|who|whoever|anyone|someone)\b|['’]s\b",
    re.IGNORECASE,
)
_DEFINITE = re.compile(rf"^{READING}(?:The|the) ((?:[a-z][\w’'-]* ?){{1,{OPENING}}})")
_EXPLAINED = re.compile(
    r"(?:\w+est|first|last|most|only|main|chief|usual|same)\b"
    r"|^\S+(?: \S+)? (?:of|in|for|to|from|on|with|that|which|who)\b"
)
_COUNTED = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|several|various|a few|some|different) (?:[\w-]+ ){0,2}?"
    r"(?!(?:years|months|weeks|days|times|decades|hours|kilometres|metres|people)\b)[a-z-]+s\b",
    re.IGNORECASE,
)
_IS_A = re.compile(r"^\S+(?: \S+){0,3}? (?:is|are|was|were|means) an? ")
_FOLLOWS = re.compile(
    r":$|\bas follows\b|\bthe following\b|\bfollows?\.$|\b(?:shows?|seen|listed|given|summed up|described) below\b",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"\b(?:the|in the|this) (?:table|chart|diagram)\b|\bthe figures? (?:below|above)\b"
    r"|\bsources? (?:used here|of the table)\b|\bour sources\b|\bthe sources (?:do|say|give|name|agree|differ)\b"
    r"|\b(?:figures|data|sources|items|numbers|values|rows|columns|entries|counts|estimates|dates)(?: and \w+)? "
    r"(?:come|are taken|are those|are drawn|summari[sz]e)\b"
    r"|\b(?:this|the present|other) (?:briefs?|chapter|overview|digest|glossary)\b|\bthe briefs\b"
    r"|\bwe (?:found|read|quote|saw)\b|\b(?:quoted|listed|named|shown|mentioned|discussed|cases|sections?|reports) "
    r"(?:above|below|here)\b|\bpreceding sections?\b|\bsee (?:the|also)\b",
    re.IGNORECASE,
)


def leans(text: str) -> bool:
    """Whether a sentence can't be understood without the one before it."""
    return _lacks_name(text) or (bool(_OF_SUCH.match(text)) and not _POINTS_AHEAD.match(text))


def leans_unasked(text: str) -> bool:
    """Whether the sentence needs the one before it in ways that `leans` lets pass, since a question explains them."""
    return bool(_OPENS.search(text) or _OBJECT.search(text)) or _then(text) or _there(text) or _pronoun(text)


def comments(text: str) -> bool:
    """Whether the sentence says that it judges what was told."""
    return bool(_COMMENT.match(text))


def undated(text: str) -> bool:
    """Whether the sentence opens with a day or a month whose year was told before."""
    return bool(_UNDATED.match(text)) and not _YEAR.search(text)


def dated(text: str) -> bool:
    """Whether the sentence names a year."""
    return bool(_YEAR.search(text))


def definite(text: str) -> Terms:
    """The stems of a definite noun that opens a sentence without names; none where the sentence explains it.

    "The plan was older" leans on whoever told of a plan; "The plan of 2013" and "The plan of Berlin" do not.
    """
    match = _DEFINITE.match(text)
    if match is None or len(text.split()) > LONGEST_POINT or _EXPLAINED.match(match[1]) or names(text):
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
    bare = re.sub(rf"^{READING}", "", text)
    length = len(bare.split())
    if re.search(r"\d", _YEAR.sub("", bare) if length < SHORTEST - 1 else bare) or ":" in bare:
        return False
    if length < SHORTEST:
        return not _IS_A.search(text)
    return length < LONGEST_NOTICE and bool(_COUNTED.search(text))


def aside(text: str) -> bool:
    """Whether the sentence speaks of the text itself: its tables, its sources, its other parts."""
    return bool(_ASIDE.search(text))


def _lacks_name(text: str) -> bool:
    text = _MONTH.sub(lambda match: match[0].lower(), text)
    if _POINTS_AHEAD.match(text):
        return False
    behind = _LEAD_IN.sub("", text, count=1)
    forms = {text, behind[:1].upper() + behind[1:]}
    return any(
        pattern.match(form) for pattern in (_POINTS_BACK, _BEHIND_A_TIME, _EARLY_OBJECT, _SHARE) for form in forms
    )


def _there(text: str) -> bool:
    match = _THERE.search(text)
    return match is not None and not names(text[: match.start()])


def _then(text: str) -> bool:
    match = _THEN.match(text)
    return match is not None and not _BEFORE_THEN.search(match[0])


def _pronoun(text: str) -> bool:
    """Whether a pronoun in the singular has nothing before it in the sentence that it could stand for."""
    match = _PRONOUN.search(text)
    if match is None or any(each.start() <= match.start() < each.end() for each in _EXPLETIVE.finditer(text)):
        return False
    before = text[: match.start()]
    return not _ANTECEDENT.search(before) and not names(before)
