"""Documentation that can't drift: tables are made from the program, links lead somewhere, commands exist."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tables import TABLES, filled
from tests.ui.program import commands

ROOT = Path(__file__).parents[1]
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "corpus" / "README.md"]
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
