"""The phrases by which texts tell that accounts differ, or that they only seem to; and what a question asks for."""

from __future__ import annotations

import re

_MONEY = frozenset(("yuan", "usd", "eur", "gbp", "jpy", "krw", "rub", "hkd"))

DIFFER = re.compile(
    r"\b(?:differ\b|differs|differently|disput|disagree|conflict|compete in|inconsisten|contradict|clash|var(?:y|ies)\b"
    r"|by contrast"
    r"|reported as|(?:is|are) (?:given|put|reported|quoted) as|give its"
    r"|other (?:sources?|reports?|accounts?|estimates?|figures?)"
    r"|another (?:report|account|source|reading|paper)|one (?:report|account|source|reading|paper|document)"
    r"|by another account|some sources|depends? on the source|reports (?:give|date)|estimates? (?:run|range)"
    r"|claims?\b.{0,80}\brange|anywhere from"
    r"|totals depend|(?:do|does|did)(?: not|n['’]t) (?:agree|fit|match)|(?:hard|difficult|impossible) to reconcile"
    r"|(?:different|another) (?:counts?|figures?|numbers?|years?|dates?|totals?|picture))",
    re.IGNORECASE,
)
"""Accounts differ."""

OTHERWISE_DEFINED = re.compile(
    r"\bdefinition|counts? different|(?:not|n't) count the same|measures? different|unit counted|mixed up"
    r"|what is counted"
    r"|not be (?:confused|compared|equated)|depending on the date|not a trend|not the same thing|two ways",
    re.IGNORECASE,
)
"""They only seem to differ: they count other things, or at other times."""

PART = re.compile(
    r"\b(?:including|of (?:whom|which|them)|growing by|rising by|another|with|some of them)\s"
    r"(?:about\s|some\s|over\s|up to\s)?$"
    r"|\b(?:study|studies|survey|sample|poll|simulation) of\s(?:about\s|some\s|over\s)?$"
    r"|\bof (?:the|these|those|them|its)\b[^,.;]{0,30}, (?:about\s|some\s|over\s)?$"
    r"|(?-i:[A-Z])\w+ \($|\d ?k?m by $",
    re.IGNORECASE,
)
"""Before a number: it is a part of what was counted, or something else, such as what was looked at."""

CREDITS = re.compile(r"\bcredit(?:s|ed)? [^,;.]*\bwith\s$", re.IGNORECASE)
"""Before a number: somebody says that it is so."""

PART_OF = re.compile(r"^ (?:of \d|by [\d.,]+ ?k?m\b)")
"""Behind a number: another one follows, of which it is a part, or which is the other side."""

REJECTED_BEFORE = re.compile(
    r"\b(?:not|rather than|instead of|and no longer|wrongly|falsely|mistakenly|in error|erroneously|incorrectly)"
    r"(?: (?:given|put|printed|stated|reported|quoted|as|at|of|the))*\s(?:about\s|some\s|over\s)?$",
    re.IGNORECASE,
)
"""Before a number: the sentence says that it does not hold."""

REJECTED_BEHIND = re.compile(
    r"^(?:\s(?!and\b|but\b|or\b)[\w’'-]+){0,9},?\s(?:(?:is|was|are|were)\s(?:\w+ly\s)?(?:wrong|false|incorrect|outdated|mistaken"
    r"|an? (?:error|mistake|misprint|slip)|in error|not (?:right|correct|true))|(?:has|have|should) (?:to )?be(?:en)?"
    r" (?:\w+ly )?(?:corrected|replaced|withdrawn|ignored|disregarded|read))\b",
    re.IGNORECASE,
)
"""Behind a number: the sentence says that it does not hold."""

CORRECTS = re.compile(
    r"\b(?:errat(?:um|a)|corrigend(?:um|a)|corrections?|corrected|amendment|wrong|incorrect|mistaken|error|misprint)\b",
    re.IGNORECASE,
)
"""The sentence sets something right: what it tells without a year is of the same time as what it contradicts."""

OTHER_TIME = re.compile(r"^(?: (?!than\b)[\w’'-]+){0,3}? years? (?:later|earlier|before|after)\b")
"""Behind a number: it holds for another time than the sentence tells first."""

COUNTED = re.compile(
    r"\b(?:how many|number of)"
    r"((?: (?!(?:are|is|was|were|do|does|did|have|has|had|will|can|could|in|of|on|at|there|lived?)\b)[\w’'-]+){1,3})",
    re.IGNORECASE,
)
"""What a question wants counted."""

PAUSE = re.compile(r"[,;:()\[\]|.!?—–]")
"""Ends a stretch of words."""

BREAK = re.compile(r"[,;:—–]|\b(?:and|but|to)\b")
"""Stands between things that are told one after the other."""

NEW_CLAUSE = re.compile(r"[;:] ")
"""Behind it begins what has a verb of its own."""

PEOPLE = re.compile(r"\b(?:people|folks?|staff|\w{2,}(?:[eo]rs|ees|ists|[ea]nts|ians|men))\b", re.IGNORECASE)
"""Words for people, of whom a text may as well say that they are "people"."""

WHEN = re.compile(
    r"^when\b|\bwhen (?:did|do|does|was|were|is|are|had|has|have|will)\b"
    r"|\b(?:what|which) (?:year|date|day|month)|\bsince when\b",
    re.IGNORECASE,
)
"""The question asks for a date."""

_MEASURE = (
    "(?:share|percentage|proportion|fraction|number|population|size|area(?!s)|cost|price|rate|amount|total|figure|age|budget|debt|income"
    "|revenue|output)"
)
AMOUNT = re.compile(
    r"^what(?:['’]s| (?:is|was|are|were)) the (?:[\w-]+ ){1,3}of\b|"
    r"\bhow (?:many|much|large|big|high|long|old|deep|far|wide|tall|heavy|fast)"
    r"|^(?:what|which)(?:(?:['’]s| (?:is|was|are|were|has|had|have|do|does|did|will|would|can|could|should))\b.*?\b"
    r"| (?:[\w-]+ ){0,2})" + _MEASURE + "s?\\b"
    r"|^(?:by|in|at|on|to|for|from|of|do|does|did|is|are)\b.*\b" + _MEASURE + "s?\\b",
    re.IGNORECASE,
)
"""The question asks for a number."""

UNITS: tuple[tuple[re.Pattern[str], frozenset[str]], ...] = (
    (re.compile(r"\bhow long\b", re.I), frozenset(("day",))),
    (re.compile(r"\b(?:how old|(?<!-)age)\b", re.I), frozenset(("day", ""))),
    (re.compile(r"\bhow many\b", re.I), frozenset(("",))),
    (re.compile(r"\bhow (?:deep|far|wide|tall)\b", re.I), frozenset(("m",))),
    (
        re.compile(r"\b(?:share|percent|percentage|proportion|fraction|rate)\b", re.I),
        frozenset(("percent", "percentage point")),
    ),
    (
        re.compile(
            r"\b(?:cost|price|pa(?:y|id)|spen[dt]|earn|budget|debt|revenue|income|gdp|grant|wage|bargain)", re.I
        ),
        _MONEY,
    ),
    (re.compile(r"\b(?:area|territory|land)\b", re.I), frozenset(("m2",))),
    (re.compile(r"\b(?:population|number of)\b", re.I), frozenset(("",))),
)  # fmt: skip
"""Which units answer it; the first pattern that is met decides, none allows any unit."""

_SAYS = (
    r"(?:gives?|gave|counts?|counted|speaks? of|spoke of|writes? of|wrote(?: of)?|says?|said|puts?|reports?|reported"
    r"|quoted|expects?|dates?|dated|lists?|listed|finds?|found|estimates?|credits?|credited)"
)
_SOURCE_NOUN = (
    r"(?:researchers|scholars|journal|agency|newspaper|paper|blog|website|encyclopaedia|yearbook|report|study"
    r"|statistics|account|works|entry|profile|commentator|association|broadcaster|outlet|media|magazine|text|others"
    r"|version|sources|institute|survey|mayor)"
)
_NAME = r"(?:[A-Z][\w’']*|of|and)"
_PROPER = r"(?:(?!(?:Other|Some|Most|Several|Many)\b)[A-Z][\w’']+)"

DATES = re.compile(r"\bdate[sd]\b")
"""A source dates an event."""

SAYS = re.compile(rf"\b{_SAYS}\b")
"""A source speaks."""

PRONOUNS = frozenset(("it", "they", "he", "she"))
"""A source that was named before."""

SAID_BY = re.compile(r"\b(?:according to|by another|by one)\b")
"""Behind a value: a source follows."""

SOURCE_BEHIND = re.compile(
    r"^[^.;]{0,45}?\b(?:according to|by another|by one) ((?:an? |the )?(?:(?! and \d)[^,;.()])*?(?:[A-Z][\w’']+|"
    rf"{_SOURCE_NOUN})[^,;.()]{{0,40}})|^[^.;,]{{0,12}} in ([Tt]he (?:[A-Z]\w+ ?){{2,}})(?=[,;.]|$)",
)
"""Behind a value: who says so."""

SOURCE_BEFORE = re.compile(
    rf"((?:[Tt]he |[Aa]n? |[Oo]ne |[Aa]nother )?(?:{_NAME} )*(?:{_PROPER}|(?:[\w’'-]+ ){{0,2}}{_SOURCE_NOUN}))"
    r"(?: of (?:about )?(?:\d{4}|(?:the|their|its) \w+))?(?:, [^,;.]{2,60},)?(?: \w+ly)?"
    rf" {_SAYS}\b[^,;:.]{{0,60}}$"
)
"""Before a value: who says so."""

SOURCE_SHORT = re.compile(
    rf"(?:,|\band) ((?:The )?(?:{_NAME} )*[A-Z][\w’']+|(?:another|one|the|an?) {_SOURCE_NOUN})"
    r" (?:about |some |roughly |over |only |up to )?$"
)
"""Before a value, where a source before it had the verb, as in "A counts 4,100 jobs, B about 5,000"."""

WHOLE_BEHIND = re.compile(r"^ of (?:the |all )?(\w+)")
"""Behind a share: the whole that it is a share of."""

DATED = re.compile(r"\b(?:dat(?:e|es|ed|ing)|years?|when|days?)\b", re.IGNORECASE)
"""In a sentence that says that accounts differ: it is of dates."""

POINTS_BACK = re.compile(r"\b(?:the (?:two|three|four)|these|those|both|they|such)\b", re.IGNORECASE)
"""In a sentence that says that accounts differ: the sentence before it has them."""

ASIDE = re.compile(r"Our reading\b|In short\b|The table\b", re.IGNORECASE)
"""Opens a sentence that weighs the accounts and gives none."""

DATED_SOURCE = re.compile(
    r"\s(?:[\w-]+\s){0,2}(?:reports?|stud(?:y|ies)|articles?|features?|papers?|reviews?|surveys?|books?|essays?|summary"
    r"|statement"
    r"|analys[ie]s|estimates?|list|census|plan|rules)\b"
)
"""Behind a year: it dates a source and not the event."""

ASKS = re.compile(
    r"\b(?:how|when|what|which|who|whom|whose|where|why|is|are|was|were|do|does|did|can|could|will|would|has|have)\b"
    r"|^(?:please|tell|give|list|name|show|compare|describe|explain|summari[sz]e|write|discuss|find|pin)\b",
    re.IGNORECASE,
)
"""The text asks in a sentence; without such a word it is made of search words, which may ask for an amount."""

DOUBTS = re.compile(
    r"\b(?:(?:sources?|accounts?|figures?|numbers?|reports?|texts?|notes?|papers?|briefs?) (?:[\w’']+ ){0,3}differ"
    r"|different (?:years?|numbers?|figures?|dates?|totals?)|agree|disagree|match|fit together|reconcile|consistent"
    r"|contradict\w*|claim\w*|stick to|each (?:say|describe|give|count|report)|numbers? circulate)\b",
    re.IGNORECASE,
)
"""The question asks whether accounts differ."""

QUESTION_WORDS = frozenset(
    (
        "how",
        "when",
        "what",
        "which",
        "who",
        "where",
        "why",
        "in",
        "since",
        "by",
        "to",
        "for",
        "at",
        "is",
        "are",
        "do",
        "did",
        "does",
    )
)
"""Words that may open a question and are written small within a sentence."""
