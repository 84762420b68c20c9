"""Which sentences can't be understood without the one before them: by the word that they open with, or by a pronoun.

A pronoun leans where nothing that stands before it in its sentence can be meant: behind a mere time or place ("In May
2019 he …"), as the object of the first verb ("Xinhua called it …"), behind a quantity ("Most of its people …").
"""

from __future__ import annotations

import re

_OPENS = re.compile(
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
_POINTS = re.compile(r"^(?:\S+ ){0,9}(?:such|these|those) \w+", re.IGNORECASE)
# "It can't be proved that …": this "it" stands for what follows.
_EXPLETIVE = re.compile(
    r"^It (?:is|was|(?:can|could|may|might|must|should|will|would|has|had)(?:not)?(?: not)? be(?:en)?)\b"
    r"(?! (?:an?|the|one)\b)"
    r"(?:,[^,.]{1,40},| [\w’'-]+){1,5} (?:that|whether|why|how)\b"
)
_LEAD_IN = re.compile(r"^[A-Z]\w+(?: \w+)?: (?=[a-z])")  # as in "Our reading: it …"
_MONTH = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December)(?= \d|\b[^a-z]*$)"
)
_TIMED = re.compile(
    r"^(?:Around|Between|For|Over|Within|Throughout|Later|Together|In|By|On|At|From|Since|After|Before|Until|During)\b"
    r"[^A-Z,]{0,40},? (?:it|they|he|she|its|their|his|her)\b"
    r"|^(?:In|On|At|During|Before|Until|According to)\b[^;:]{3,60}?,? (?:he|she) "
)
_OBJECT = re.compile(
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


def leans(text: str) -> bool:
    """Whether a sentence can't be understood without the one before it."""
    return _lacks_name(text) or (bool(_POINTS.match(text)) and not _EXPLETIVE.match(text))


def _lacks_name(text: str) -> bool:
    text = _MONTH.sub(lambda match: match[0].lower(), text)
    if _EXPLETIVE.match(text):
        return False
    behind = _LEAD_IN.sub("", text, count=1)
    forms = {text, behind[:1].upper() + behind[1:]}
    return any(pattern.match(form) for pattern in (_OPENS, _TIMED, _OBJECT, _SHARE) for form in forms)
