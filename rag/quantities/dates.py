"""The scanners of dates, years, decades and centuries: one a kind, in the shape that `scan` runs them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rag.quantities import grammar
from rag.quantities.types import Quantity, matched
from rag.quantities.words import MONTHS, ORDINALS


def dates(text: str) -> Iterator[Quantity]:
    """Days and months of a year, as in 31 May 2005, May 2005, 6 May."""
    for match in grammar.DATE.finditer(text):
        parts = {name[0]: value for name, value in match.groupdict().items() if value}
        name = parts["m"].lower()
        year, month, day = int(parts.get("y", 0)), MONTHS.get(name) or int(name), int(parts.get("d", 0))
        if month <= 12 and day <= 31 and parts["m"] != "may":  # the verb, not the month
            yield replace(matched(match, year * 372.0 + month * 31 + day, "date"), date=(year, month, day))


def year_spans(text: str) -> Iterator[Quantity]:
    """Spans whose last year has two digits, as in 2016–20."""
    for match in grammar.YEARS.finditer(text):
        first = int(match["first"])
        last = first - first % 100 + int(match["last"])
        month = match[0][4] == "-" and int(match["last"]) <= 12  # 2008-12
        if first < last and not month:
            yield replace(matched(match, float(first), "year"), high=float(last))


def months(text: str) -> Iterator[Quantity]:
    """Months without a year."""
    for match in (*grammar.MONTH_ALONE.finditer(text), *grammar.MONTH_NAME.finditer(text)):
        month = MONTHS[match["month"].lower()]
        if match["month"][0].isupper():
            start, end = match.span("month")
            yield Quantity(month * 31.0, month * 31.0, "date", 1, start, end, match["month"], date=(0, month, 0))


def centuries(text: str) -> Iterator[Quantity]:
    """Centuries, as in 19th century."""
    for match in grammar.CENTURY.finditer(text):
        yield matched(match, float(match["figure"] or match["han"] or ORDINALS[match["word"].lower()]), "century")


def decades(text: str) -> Iterator[Quantity]:
    """Decades, as in 1990s; their step is ten years."""
    for match in grammar.DECADE.finditer(text):
        yield matched(match, float(match["year"]) + (1900 if len(match["year"]) == 2 else 0), "decade", 10)
