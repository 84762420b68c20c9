"""Finds runs of words that a brief or a question shares with a text that it must report in its own words.

    python -m tests.corpus.overlap ARTICLE.txt

prints each run of nine words or more and exits 1 if there is one. The article is not a part of this repository.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.corpus.words import plain, tokens, without_marks

RUN = 9
CORPUS = Path(__file__).parents[2] / "corpus"
# Titles that may be as long as they are.
TITLES = (
    "Alternative Development Paths for China's Cheapest Cities",
    "Market as a Destination for Capitalist Escape?",
    "Create Spaces for Nostalgic Experience?",
    "Decaying Cities and Their Dilemmas",
    "Millennial Couple Purchases a Home With Three Months of Wages",
    "Why are Hegang's Housing Prices So Low",
    "How Gen Z from Hegang Earned a Million In a Year Through BBQ Booths",
    "To Kill That One From Shijiazhuang",
    "Tie Xi Qu: West of the Tracks",
    "The Piano in a Factory",
    "Black Coal, Thin Ice",
)


def shared_runs(text: str, article: str) -> Iterator[str]:
    """Every run of at least nine words that stands in both, within one line and not across a title."""
    words = tokens(article)
    runs = {tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1)}
    for line in without_marks(text).split("\n"):
        for piece in _between_titles(line):
            yield from _runs(tokens(piece), runs)


def _runs(words: list[str], runs: set[tuple[str, ...]]) -> Iterator[str]:
    start = 0
    while start <= len(words) - RUN:
        end = start
        while end + RUN <= len(words) and tuple(words[end : end + RUN]) in runs:
            end += 1
        if end > start:
            yield " ".join(words[start : end + RUN - 1])
        start = end + 1


def _between_titles(line: str) -> list[str]:
    titles = "|".join(re.escape(plain(title)) for title in TITLES)
    return re.split(titles, plain(line))


def main(article: str) -> int:
    """Prints the runs of the whole corpus."""
    text = Path(article).read_text(encoding="utf-8")
    found = 0
    for path in sorted([*CORPUS.glob("briefs/*.md"), *CORPUS.glob("questions/*.jsonl")]):
        for run in shared_runs(path.read_text(encoding="utf-8"), text):
            found += 1
            sys.stdout.write(f"{path.name}: {run}\n")
    sys.stdout.write(f"{found} shared runs of {RUN} words or more\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
