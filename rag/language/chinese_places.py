"""China's provinces and its cities at prefecture level, by their names in pinyin without signs."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

from rag.language import lexicon
from rag.language.sentences import fold


def is_province(word: str) -> bool:
    """Whether it is a province of China, which another one may differ from by a letter."""
    return fold(word) in lexicon.words("places.provinces")


def is_city(word: str) -> bool:
    """Whether it is a city of China at prefecture level."""
    return fold(word) in _cities()


@lru_cache(maxsize=1)
def _cities() -> frozenset[str]:
    listed = (resources.files("rag") / "data" / "cities.txt").read_text(encoding="utf-8")
    return frozenset(name for line in listed.splitlines() if not line.startswith("#") for name in line.split())
