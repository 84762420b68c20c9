"""A question and an answer made into a statement, by rules; None where the question is built otherwise."""

from __future__ import annotations

import re

from rag.verify.tokens import is_common
from training.clauses import lower_first, upper_first
from training.english import PAST, is_past, past

AUX = "was|were|is|are|has|have|had|can|could|will|would"
_PREP = re.compile(
    r"^(?:in|on|at|by|from|to|for|with|of|during|under|between|since|after|before|about|around|until)\b", re.IGNORECASE
)
_WH = re.compile(
    r"^(?P<prep>in|on|at|by|from|to|for|with|of|during|under)?\s*(?P<wh>who|whom|whose|what|which|when|where|why|how)\b\s*(?P<rest>.*)$",
    re.IGNORECASE | re.S,
)
_DO = re.compile(r"^(?P<noun>.*?)\b(?P<aux>did|does|do)\b (?P<rest>.+)$", re.S)
_BE = re.compile(rf"^(?P<noun>.*?)\b(?P<aux>{AUX})\b (?P<rest>.+)$", re.S)
_VERBS = frozenset(PAST)


def statement(question: str, answer: str) -> str | None:
    """The answer told in the question's words, with a capital and a full stop."""
    match = _WH.match(question.strip().rstrip("? "))
    answer = answer.strip(" .")
    if not match or not answer or len(answer.split()) > 14:
        return None
    told = _told(match, answer)
    return f"{upper_first(re.sub(r'  +', ' ', told).strip())}." if told else None


def _told(match: re.Match[str], answer: str) -> str | None:
    wh, rest, prep = match["wh"].lower(), match["rest"], (match["prep"] or "").lower()
    if done := _DO.match(rest):
        return _with_do(wh, prep, done, answer)
    asked = _BE.match(rest)
    if wh in ("who", "what", "which") and not prep and not (asked and len(asked["noun"].split()) == 0):
        head = asked["noun"].split() if asked else rest.split()
        if wh == "who" or (head and not asked):
            return _subject(wh, rest, answer)
        return f"{answer} {asked['aux']} {asked['rest']}" if asked else None
    return _with_be(wh, prep, asked, answer) if asked else None


def _subject(wh: str, rest: str, answer: str) -> str | None:
    """The answer as the subject of "who ruled Y" and "what group ruled Y"."""
    words = rest.split()
    at = (
        0
        if wh == "who"
        else next(
            (
                i
                for i, word in enumerate(words[:6])
                if i and (is_past(word) or (word.endswith("s") and is_common(word)))
            ),
            None,
        )
    )
    return f"{answer} {' '.join(words[at:])}" if at is not None and words[at:] else None


def _with_do(wh: str, prep: str, done: re.Match[str], answer: str) -> str | None:
    """The question "when did X go": the verb after the subject takes its past form."""
    words = done["rest"].split()
    at = next((i for i, word in enumerate(words) if i and _is_base(word, words[i - 1])), None)
    if at is None:
        return None
    if done["aux"] == "did":
        words[at] = past(words[at])
    elif done["aux"] == "does":
        words[at] += "es" if words[at].endswith(("s", "sh", "ch", "x", "o")) else "s"
    body = " ".join(words)
    noun = done["noun"].strip()
    if wh == "how" and noun.startswith(("many ", "much ")):
        left = noun.split(" ", 1)[1]
        answer = answer if left.split()[-1] in answer else f"{answer} {left}"
        return f"{' '.join(words[: at + 1])} {answer} {' '.join(words[at + 1 :])}"
    return _placed(wh, prep, body, noun, answer)


def _is_base(word: str, before: str) -> bool:
    plain = word.strip(",")
    if before.lower() in ("the", "a", "an", "of", "his", "her", "its", "their", "in", "to") or not plain.islower():
        return False
    return plain in _VERBS or (
        len(plain) > 2 and is_common(past(plain)) and not plain.endswith(("s", "ed", "ing", "ly"))
    )


def _with_be(wh: str, prep: str, asked: re.Match[str], answer: str) -> str | None:
    """The questions "when was X built", "what is X", "how many were Y"."""
    words, aux, noun = asked["rest"].split(), asked["aux"], asked["noun"].strip()
    if wh == "how" and noun.startswith(("many ", "much ")):
        left = noun.split(" ", 1)[1]
        return f"{answer if left.split()[-1] in answer else f'{answer} {left}'} {aux} {asked['rest']}"
    at = next(
        (
            i
            for i, word in enumerate(words)
            if i and is_past(word) and words[i - 1].lower() not in ("the", "a", "an", "of")
        ),
        None,
    )
    if at is None:
        if wh in ("who", "what", "which") and not prep:
            return f"{asked['rest']} {aux} {answer}"
        return f"{asked['rest']} {aux} {_adverb(wh, prep, answer)}" if wh in ("where", "when") or prep else None
    body = f"{' '.join(words[:at])} {aux} {' '.join(words[at:])}"
    return _placed(wh, prep, body, noun, answer)


def _placed(wh: str, prep: str, body: str, noun: str, answer: str) -> str | None:
    if prep or wh in ("when", "where", "why"):
        return f"{body} {_adverb(wh, prep, answer)}"
    if wh == "how":
        return f"{body} {answer}" if noun in ("long", "far", "often", "") and len(answer.split()) > 1 else None
    return f"{body} {lower_first(answer)}"


def _adverb(wh: str, prep: str, answer: str) -> str:
    if _PREP.match(answer):
        return lower_first(answer)
    if wh == "why":
        return answer if answer.lower().startswith(("because", "due", "to ")) else f"because of {lower_first(answer)}"
    return f"{prep or ('in' if wh in ('when', 'where') else '')} {answer}".strip()
