"""The lexicon: every pattern finds what its examples say, every entry is used, and how entries are put together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rag.language import lexicon

PACKAGES = [Path(__file__).parents[3] / name for name in ("rag", "ingest", "ui")]


def entries() -> Iterator[tuple[str, str, Any]]:
    for language in lexicon.LANGUAGES:
        for topic, found in lexicon.data(language).items():
            for name, entry in found.items():
                yield language, f"{topic}.{name}", entry


PATTERNS = [(name, entry) for _, name, entry in entries() if isinstance(entry, dict) and "pattern" in entry]


@pytest.mark.parametrize(("name", "entry"), PATTERNS, ids=[name for name, _ in PATTERNS])
def test_pattern_finds_what_its_examples_say(name: str, entry: dict[str, list[str]]) -> None:
    pattern = lexicon.pattern(name)
    assert entry["yes"]
    assert entry["no"]
    assert [text for text in entry["yes"] if not pattern.search(text)] == []
    assert [text for text in entry["no"] if pattern.search(text)] == []


def test_every_entry_is_used() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for package in PACKAGES for path in package.rglob("*.py"))
    data = "\n".join(path.read_text(encoding="utf-8") for path in (PACKAGES[0] / "language/data").glob("*.toml"))
    used = set(re.findall(r"\{([a-z_]+\.[a-z_]+)\}", data)) | set(re.findall(r"[\"']([a-z_]+\.[a-z_]+)[\"']", code))
    families = tuple(re.findall(r"f\"([a-z_]+\.)\{", code))
    assert sorted({name for _, name, _ in entries() if not name.startswith(families)} - used) == []


def test_every_name_in_code_is_an_entry() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for package in PACKAGES for path in package.rglob("*.py"))
    named = re.findall(r"\b(?:pattern|words|in_order|lines|table|keys|piece)\([\"']([a-z_]+\.[a-z_]+)[\"']\)", code)
    assert len(named) > 100
    assert set(named) - {name for _, name, _ in entries()} == set()


def test_words_that_have_one_name_in_several_languages_hold_together() -> None:
    assert {"million", "万"} <= set(lexicon.in_order("quantities.big_words"))
    assert lexicon.keys("quantities.hedges")["约"] == lexicon.keys("quantities.hedges")["about"] == "about"
    century = lexicon.pattern("quantities.century")
    assert century.search("19世纪")
    assert century.search("the 19th Century")


def test_table_has_the_lists_of_all_languages() -> None:
    assert lexicon.table("quantities.rates")["month"] == ("month", "月")


def test_lines_are_groups() -> None:
    assert "dry arid" in lexicon.lines("words.near")


def test_choices_prefer_the_longest_and_end_words() -> None:
    found = re.compile(lexicon.choices(["up", "up to", "约"]))
    assert [match[0] for match in found.finditer("up to, upper, 约up")] == ["up to", "约", "up"]


def test_unknown_name_is_an_error() -> None:
    with pytest.raises(KeyError):
        lexicon.words("words.none")
