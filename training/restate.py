"""Ways to say the same, or a part of it, in other words: each takes a true sentence and returns a true one, or None."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from training.clauses import FRONT, clause_of, is_year, lower_first, names, numbers, upper_first
from training.english import AUXILIARIES, DETERMINERS, NEAR, be, is_past, pairs, participle, past, replace_word
from training.english import base as base_form

Way = Callable[[str, random.Random], str | None]
SHARES = {
    "half": (48, 52), "a third": (32, 34), "a quarter": (24, 26), "a fifth": (19, 21), "two thirds": (65, 68),
    "three quarters": (74, 76), "a tenth": (9, 11), "two fifths": (39, 41), "three fifths": (59, 61),
}  # fmt: skip
ABOUT = ("about", "around", "some", "roughly")
_SAYS = re.compile(
    r"^(?P<who>[A-Z][\w .'’-]{2,50}?) "
    r"(?:says?|said|argues?|argued|claims?|claimed|reports?|reported|notes?|noted) that (?P<what>.+)$",
    re.S,
)
_ACCORDING = re.compile(r"^According to (?P<who>[^,]{3,60}), (?P<what>.+)$", re.S)
_RELATIVE = re.compile(
    r", (?:which|who|whose|where|including|such as|especially|mainly|mostly)\b[^,.;]*(?:,(?= [a-z])|(?=\.?$))"
)
_APPOSITION = re.compile(
    r"^(?!In |On |By |At |After |Before |During |According |From |Since |For )"
    r"(?P<who>(?:The )?[A-Z][\w '’-]{2,40}), (?P<what>(?:a|an|the|one of) [^,;]{5,90}),"
)


def without_brackets(text: str, _: random.Random) -> str | None:
    """Without what stands in brackets."""
    return re.sub(r" ?\([^)]*\)", "", text) if "(" in text else None


def without_relative(text: str, _: random.Random) -> str | None:
    """Without a relative clause or examples."""
    return _RELATIVE.sub("", text, count=1) if _RELATIVE.search(text) else None


def front_to_end(text: str, _: random.Random) -> str | None:
    """The adverbial in front put at the end."""
    match = FRONT.match(text)
    if not match or ";" in match["rest"] or len(match["rest"]) > 140 or match["rest"][0].isdigit():
        return None
    return f"{upper_first(match['rest'].rstrip('.'))} {lower_first(match['front'])}."


def end_to_front(text: str, _: random.Random) -> str | None:
    """A year or date at the end put in front."""
    match = re.match(r"^(?P<rest>[^,;]+) (?P<when>(?:in|by|since|until) (?:[A-Z][a-z]+ )?\d{4})\.?$", text)
    return f"{upper_first(match['when'])} {lower_first(match['rest'])}." if match else None


def without_front(text: str, _: random.Random) -> str | None:
    """Without the adverbial in front."""
    match = FRONT.match(text)
    return (
        upper_first(match["rest"])
        if match and not match["front"].startswith(("Under", "For")) and not match["rest"][0].isdigit()
        else None
    )


def one_part(text: str, chance: random.Random) -> str | None:
    """One of the parts that "; " or ", and " joins, if it has a subject of its own."""
    parts = [part.strip(" .") for part in re.split(r"; (?:however, )?|, (?:and|but|while|whereas|yet) |: ", text)]
    whole = [part for part in parts if len(part.split()) >= 5 and _stands(part)]
    return f"{upper_first(chance.choice(whole))}." if len(parts) > 1 and whole else None


def _stands(part: str) -> bool:
    words = part.split()
    first = words[0].lower()
    return (first in DETERMINERS or words[0][0].isupper() or first[0].isdigit()) and any(
        is_past(word) or word in AUXILIARIES for word in words[1:8]
    )


def other_words(text: str, chance: random.Random) -> str | None:
    """One or two words replaced by others near in meaning."""
    listed = list(pairs(NEAR))
    chance.shuffle(listed)
    done, found = 0, text
    for old, new in listed:
        changed = replace_word(found, old, new)
        if changed and done < 2:
            done, found = done + 1, changed
    return found if done else None


def rounded(text: str, chance: random.Random) -> str | None:
    """A figure rounded to two digits, or a share told as a fraction."""
    found = [match for match in numbers(text) if not is_year(match[0])]
    chance.shuffle(found)
    for match in found:
        value, rest = float(match[0].replace(",", "")), text[match.end() :]
        if rest.startswith("%"):
            told = next((name for name, (low, high) in SHARES.items() if low <= value <= high), "")
            if told:
                before = text[: match.start()]
                return f"{before}{'' if 'about' in before[-9:] else 'about '}{told}{rest[1:]}"
        step = 10 ** max(0, len(str(int(value))) - 2)
        if value >= 120 and value % step:
            return f"{text[: match.start()]}{chance.choice(ABOUT)} {round(value / step) * step:,.0f}{rest}"
    return None


def turned(text: str, _: random.Random) -> str | None:
    """Passive for active, active for passive."""
    clause = clause_of(text)
    if not clause:
        return None
    doer, thing = clause.doer, lower_first(clause.object)
    if clause.passive:
        base = base_form(clause.verb) or ""
        return f"{upper_first(doer)} {past(base) if base else clause.verb} {thing}{clause.rest}."
    thing = clause.object
    return f"{upper_first(thing)} {be(thing)} {participle(clause.verb)} by {lower_first(doer)}{clause.rest}."


def what_it_is(text: str, _: random.Random) -> str | None:
    """The apposition of a name as a sentence of its own."""
    match = _APPOSITION.match(text)
    return f"{match['who']} {be(match['who'])} {match['what']}." if match and names(match["who"]) else None


def attributed(text: str, _: random.Random) -> str | None:
    """The form "according to X" for "X says that", and the other way round."""
    if match := _SAYS.match(text):
        return f"According to {lower_first(match['who'])}, {match['what']}"
    match = _ACCORDING.match(text)
    return f"{upper_first(match['who'])} says that {match['what']}" if match and ";" not in text else None


WAYS: tuple[Way, ...] = (
    without_brackets, without_relative, front_to_end, end_to_front, without_front, one_part, other_words, other_words,
    rounded, turned, turned, what_it_is, attributed,
)  # fmt: skip


def restate(text: str, chance: random.Random, most: int = 3) -> str:
    """The sentence after up to `most` of the ways that apply, in a random order."""
    ways = list(WAYS)
    chance.shuffle(ways)
    done = 0
    for way in ways:
        changed = way(text, chance) if done < most else None
        if changed and changed != text and len(changed.split()) >= 4:
            text, done = changed, done + 1
    return text


def joined(first: str, second: str, chance: random.Random) -> str:
    """Two sentences as one."""
    link = chance.choice((", and ", "; ", ", while "))
    return f"{first.rstrip('. ')}{link}{lower_first(second)}"
