"""Lies made of true sentences: each function returns a sentence that the passage does not bear out, or None.

`passage` gives names and figures that stand in it, so that a lie uses the passage's own words wherever it can.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from training.clauses import clause_of, is_year, listed, lower_first, names, numbers, swap, upper_first
from training.english import (
    AUXILIARIES,
    OPPOSITES,
    STRONGER,
    base,
    be,
    both_ways,
    is_past,
    pairs,
    participle,
    past,
    replace_word,
)

Lie = Callable[[str, str, random.Random], str | None]
HINGES = (
    " because ", " than ", " rather than ", " instead of ", " after ", " before ", " led to ", " caused ", " replaced ",
    " followed ", " was followed by ", " was caused by ", " was replaced by ", " exceeded ", " despite ", " by ",
)  # fmt: skip
UNITS = """
million|billion; thousand|million; %|percentage points; metres|kilometres; kilometres|metres; yuan|dollars;
dollars|yuan; hectares|square kilometres; tonnes|kilograms; miles|feet; days|weeks; months|years; years|months;
hours|days; per month|per year; per year|per day
"""
ADDED = """for the first time; against the will of the government; at the request of the residents;
because money was short; without any success; until today; every year; alone; in secret; as planned;
after long protests; with foreign help; and nobody objected; at no cost; more than anywhere else;
in all parts of the country"""
PHRASE = re.compile(
    r"\b(?:the|a|an|its|their) (?:[a-z-]+ )?[a-z-]+"
    r"(?= (?:of|in|on|at|for|with|to|from|by|was|were|is|are|had|has|and)\b|[,.])"
)


def exchanged_roles(text: str, _: str, chance: random.Random) -> str | None:
    """Subject and object of a verb changed over, in the active or the passive voice."""
    clause = clause_of(text)
    if not clause or clause.doer.lower() == clause.object.lower():
        return None
    doer, thing, rest = clause.doer, clause.object, clause.rest
    stem = base(clause.verb)
    verb = past(stem) if stem and clause.passive else clause.verb
    active = f"{upper_first(thing)} {verb} {lower_first(doer)}{rest}."
    passive = f"{upper_first(doer)} {be(doer)} {participle(clause.verb)} by {lower_first(thing)}{rest}."
    return chance.choice((active, passive))


def exchanged_names(text: str, _: str, chance: random.Random) -> str | None:
    """Two names changed over that do not stand in one list."""
    spans = names(text)
    couples = [(a, b) for i, a in enumerate(spans) for b in spans[i + 1 :] if not listed(text[a[1] : b[0]])]
    couples = [(a, b) for a, b in couples if text[slice(*a)].lower() not in text[slice(*b)].lower() and len(spans) <= 4]
    return swap(text, *chance.choice(couples)) if couples else None


def exchanged_sides(text: str, _: str, chance: random.Random) -> str | None:
    """Cause and effect, more and less, first and later: the two sides of a joining word changed over."""
    found = [hinge for hinge in HINGES if hinge in text]
    if not found:
        return None
    hinge = chance.choice(found)
    left, right = text.rstrip(". ").split(hinge, 1)
    if (
        "," in left
        or not 1 <= len(right.split()) <= 14
        or (hinge == " by " and not is_past((left.split() or [""])[-1]))
    ):
        return None
    right, _, rest = right.partition(", ")
    return f"{upper_first(right)}{hinge}{lower_first(left)}{', ' + rest if rest else ''}."


def exchanged_ends(text: str, _: str, __: random.Random) -> str | None:
    """The two ends of "from X to Y" changed over."""
    match = re.search(
        r"\bfrom ([\w,%$ ]{1,30}?(?:\.\d+%?)?) to ((?:the )?[\w%$]+(?:\.\d+)?%?(?: (?:million|billion))?)", text
    )
    return (
        text[: match.start()] + f"from {match[2]} to {match[1]}" + text[match.end() :]
        if match and match[1] != match[2]
        else None
    )


def exchanged_phrases(text: str, _: str, chance: random.Random) -> str | None:
    """Two short phrases with articles changed over."""
    found = [match.span() for match in PHRASE.finditer(text)]
    couples = [
        (a, b) for i, a in enumerate(found) for b in found[i + 1 :] if not listed(text[a[1] : b[0]]) and b[0] - a[1] > 6
    ]
    return swap(text, *chance.choice(couples)) if couples else None


def other_number(text: str, passage: str, chance: random.Random) -> str | None:
    """A figure replaced by another one of the passage, or shifted."""
    found = numbers(text)
    if not found:
        return None
    match = chance.choice(found)
    same_kind = [
        other[0] for other in numbers(passage) if is_year(other[0]) == is_year(match[0]) and other[0] != match[0]
    ]
    if same_kind and chance.random() < 0.5:
        new = chance.choice(same_kind)
    elif is_year(match[0]):
        new = str(int(match[0]) + chance.choice([-21, -12, -10, -5, -3, -2, -1, 1, 2, 3, 4, 6, 10, 13]))
    else:
        value = float(match[0].replace(",", "")) * chance.choice(
            [0.1, 0.5, 0.7, 0.8, 1.2, 1.3, 1.6, 2, 3, 10]
        ) + chance.choice([0, 1])
        new = f"{value:,.1f}" if "." in match[0] else f"{value:,.0f}"
    return text[: match.start()] + new + text[match.end() :] if new != match[0] else None


def other_unit(text: str, _: str, chance: random.Random) -> str | None:
    """Another scale or unit."""
    found = [changed for old, new in pairs(UNITS) if numbers(text) and (changed := _unit(text, old, new))]
    return chance.choice(found) if found else None


def _unit(text: str, old: str, new: str) -> str | None:
    return text.replace(old, f" {new}", 1) if old == "%" and "%" in text else replace_word(text, old, new)


def other_name(text: str, passage: str, chance: random.Random) -> str | None:
    """A name replaced by another one of the passage that the sentence lacks."""
    mine, theirs = names(text), {passage[slice(*span)] for span in names(passage)}
    theirs = {name for name in theirs if name not in text and not any(word in text for word in name.split())}
    if not mine or not theirs:
        return None
    start, end = chance.choice(mine)
    return text[:start] + chance.choice(sorted(theirs)) + text[end:]


def denied(text: str, _: str, chance: random.Random) -> str | None:
    """With a "not" more or less."""
    if match := re.search(r" (?:not|never|no longer|hardly)(?= )", text):
        return text[: match.start()] + text[match.end() :]
    words = text.split()
    for i, word in enumerate(words[1:12], start=1):
        if word in AUXILIARIES:
            return " ".join([*words[: i + 1], chance.choice(["not", "not", "never", "no longer"]), *words[i + 1 :]])
        stem = base(word) if is_past(word) and words[i - 1].lower() not in ("the", "a", "an") else None
        if stem:
            return " ".join(
                [
                    *words[:i],
                    chance.choice(["did not", "never"]),
                    stem if word not in words[:i] else word,
                    *words[i + 1 :],
                ]
            )
    return None


def opposite(text: str, _: str, chance: random.Random) -> str | None:
    """A word replaced by its opposite."""
    found = [changed for old, new in both_ways(OPPOSITES) if (changed := replace_word(text, old, new))]
    return chance.choice(found) if found else None


def too_strong(text: str, passage: str, chance: random.Random) -> str | None:
    """A quantifier or hedge made stronger, or "all" and "only" where there was none."""
    found = [changed for old, new in pairs(STRONGER) if (changed := replace_word(text, old, new))]
    if "only" not in passage and chance.random() < 0.15:
        found += [text.replace(f" {word} ", f" {word} only ", 1) for word in ("in", "by", "for") if f" {word} " in text]
    return chance.choice(found) if found else None


def other_predicate(text: str, passage: str, chance: random.Random) -> str | None:
    """The subject with what another sentence says of something else."""
    mine = clause_of(text)
    others = [
        clause
        for part in re.split(r"(?<=[.;]) ", passage)
        if part.strip(" .") not in text and (clause := clause_of(part))
    ]
    if not mine or not others:
        return None
    other = chance.choice(others)
    subject, theirs = (one.object if one.passive else one.doer for one in (mine, other))
    if subject.lower() == theirs.lower() or subject.split()[-1] == theirs.split()[-1]:
        return None
    told = f"{be(subject)} {other.verb} by {other.doer}" if other.passive else f"{other.verb} {other.object}"
    return f"{subject} {told}{other.rest}."


def made_up(text: str, _: str, chance: random.Random) -> str | None:
    """A detail more than the passage has."""
    return f"{text.rstrip('. ')} {chance.choice(ADDED.split(';')).strip()}."


LIES: tuple[tuple[Lie, int], ...] = (
    (exchanged_roles, 9), (exchanged_names, 5), (exchanged_sides, 6), (exchanged_ends, 2), (exchanged_phrases, 3),
    (other_number, 3), (other_unit, 2), (other_name, 3), (denied, 3), (opposite, 6), (too_strong, 5),
    (other_predicate, 4), (made_up, 1),
)  # fmt: skip


def lie(text: str, passage: str, chance: random.Random) -> tuple[str, str] | None:
    """A lie and the name of its kind: a way that applies, drawn by its weight; the rare ways come first."""
    ways = list(LIES)
    while ways:
        way = chance.choices(ways, [weight for _, weight in ways])[0]
        ways.remove(way)
        told = way[0](text, passage, chance)
        if told and told.strip(" .").lower() != text.strip(" .").lower() and told not in passage:
            return told, way[0].__name__
    return None
