"""Reading text the way a checker must: spelling variants folded, citation marks taken away, words counted."""

from __future__ import annotations

import re
import unicodedata

PLACEHOLDER = re.compile(r"\bn\.d\.|\bTODO\b|\bXXX\b|\[\]|\byu2022\b|\bper cent\b|\d ?percent\b")
FOLD = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "−": "-"})


def plain(text: str) -> str:
    """Lower case with straight quotes, plain dashes and single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(FOLD).lower().split())


def holds(text: str, spelling: str) -> bool:
    """Whether the text holds this spelling of a fact: a number as a whole number, a short word from its beginning."""
    wanted, within = re.escape(plain(spelling)), plain(text)
    if re.fullmatch(r"[\d.,]+", plain(spelling)):
        return re.search(rf"(?<![\d.,]){wanted}(?!\d|[.,]\d)", within) is not None
    if spelling[:1].isdigit():
        return re.search(rf"(?<![\d.,]){wanted}", within) is not None
    return re.search(rf"(?<!\w){wanted}" if len(plain(spelling)) <= 4 else wanted, within) is not None


def without_marks(text: str) -> str:
    """The text without its citation marks."""
    return re.sub(r"\s*\[@[^\]]*\]", "", text)


def word_count(body: str) -> int:
    """Words of a brief's body; marks, table rules and heading signs do not count."""
    text = re.sub(r"^\s*\|?[\s:|-]+\|?\s*$", "", without_marks(body), flags=re.MULTILINE)
    return len(re.findall(r"\S*\w\S*", text.replace("|", " ").replace("#", " ")))


def tokens(text: str) -> list[str]:
    """The words and numbers of a text, folded."""
    return re.findall(r"[a-z0-9]+(?:['.,][a-z0-9]+)*", plain(text))
