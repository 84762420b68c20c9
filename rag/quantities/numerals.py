"""The value of one written number: figures, English number words, Chinese numerals."""

from __future__ import annotations

import re

from rag.quantities.words import NUMBER_WORDS

_AND_A_HALF = re.compile("and a half|and-a-half")
_HAN_DIGITS = "零一二三四五六七八九"
_HAN_PLACES = {"十": 10, "百": 100, "千": 1000}


def numeral(number: str) -> tuple[float, float]:
    """The number, and the worth of one in its last written digit that is not a closing zero."""
    if number[0].isdecimal():
        plain = re.sub(r"[,\u00a0\u2009\u202f]", "", number)
        decimals = len(plain.partition(".")[2])
        return float(plain), 10.0**-decimals if decimals else _last_place(float(plain))
    value = spelled(number.lower()) if number.isascii() else han(number)
    return value, _last_place(value)


def spelled(words: str) -> float:
    """English words: `seventy-two` is 72, `two hundred and six` 206, `half a` .5, `a` 1, `one and a half` 1.5."""
    if words.startswith("half") or "quarter" in words:
        return 0.5 if words.startswith("half") else 0.25
    if match := _AND_A_HALF.search(words):
        return spelled(words[: match.start()].strip(" -")) + 0.5
    total = 0
    for word in re.split(r"[\s-]", words.strip()):
        total = max(total, 1) * 100 if word == "hundred" else total + NUMBER_WORDS.get(word, 0)
    return float(total or 1 if words.strip() == "a" else total)


def han(number: str) -> float:
    """Chinese numerals below ten thousand: 六十九 is 69, 二〇〇五 2005."""
    total = digit = 0
    for sign in number:
        place = _HAN_PLACES.get(sign)
        if place:
            total, digit = total + (digit or 1) * place, 0
        else:
            digit = digit * 10 + _HAN_DIGITS.index({"两": "二", "〇": "零"}.get(sign, sign))
    return float(total + digit)


def _last_place(value: float) -> float:
    whole, step = int(value), 1
    while whole and whole % (10 * step) == 0:
        step *= 10
    return float(step) if whole else 1.0
