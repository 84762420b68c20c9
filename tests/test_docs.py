"""Documentation that can't drift: tables are made from the program, links lead somewhere, commands exist."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from tests.tables import TABLES, filled
from tests.ui.program import commands

ROOT = Path(__file__).parents[1]
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "corpus" / "README.md"]
MOST_LINES, LONGEST_LINE, LONGEST_ROW = 10, 120, 320
WORDS = {name.split()[0] for name in commands()}


@pytest.mark.parametrize(("page", "name", "table"), TABLES)
def test_tables_are_the_program(page: str, name: str, table: Callable[[], str]) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    assert f"<!-- end of {name} -->" in text
    assert filled(text, name, table()) == text, "run `make docs`"
    assert table() in text


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_files(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_named_files_exist(page: Path) -> None:
    named = re.findall(r"`((?:ingest|rag|ui|tests|corpus|docs|training)/[\w./-]+)`", page.read_text(encoding="utf-8"))
    assert [name for name in named if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_named_commands_exist(page: Path) -> None:
    named = set(
        re.findall(r"(?:^|`)aftermine (?:--[^\s`]+ [^\s`]+ )*([a-z]+)", page.read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert named - WORDS == set()


def test_makefile_says_what_the_readme_says() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert {"chat", "test", "lint", "bench", "help"} <= targets
    pages = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert set(re.findall(r"(?:^|`)make ([a-z]+)", pages, re.MULTILINE)) <= targets


def test_decisions_can_be_read() -> None:
    """A decision has at most ten lines beside its table, no line is longer than the code's, and no row than three."""
    lines = (ROOT / "DECISIONS.md").read_text(encoding="utf-8").splitlines()
    opens = [n for n, line in enumerate(lines) if line.startswith(("#", "**"))]
    decisions = [lines[start:end] for start, end in pairwise([*opens, len(lines)])]
    told = [[line for line in each if line and not line.startswith(("#", "|"))] for each in decisions]
    assert [each[0] for each in told if len(each) > MOST_LINES] == []
    assert [line for each in told for line in each if len(line) > LONGEST_LINE] == []
    assert [line for line in lines if line.startswith("|") and len(line) > LONGEST_ROW] == []
