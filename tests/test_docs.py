"""Documentation that can't drift: tables are made from the program, links lead somewhere, commands exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rag.settings import PREFIX, Section, Settings, setting_names
from tests.ui.program import commands

ROOT = Path(__file__).parents[1]
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "corpus" / "README.md"]
WORDS = {name.split()[0] for name in commands()}


def part(page: str, name: str) -> str:
    """What stands between a page's marks."""
    text = (ROOT / page).read_text(encoding="utf-8")
    found = re.search(rf"<!-- {name}: [^\n]*-->\n(.*?)<!-- end of {name} -->", text, re.DOTALL)
    assert found, f"{page} has no part {name!r}"
    return found.group(1)


def command_table() -> str:
    rows = ["| command | does | options |", "| --- | --- | --- |"]
    for name, command in commands().items():
        arguments = "".join(f" {p.metavar or p.name.upper()}" for p in command.params if _is_argument(p))
        options = ", ".join(f"`{p.opts[-1]}`" for p in command.params if not _is_argument(p))
        usage = f"aftermine {name}{arguments}".replace("|", "\\|")
        rows.append(f"| `{usage}` | {command.get_short_help_str(200)} | {options} |")
    return "\n".join(rows) + "\n"


def _is_argument(parameter: object) -> bool:
    return getattr(parameter, "param_type_name", "") == "argument"


def settings_table() -> str:
    rows = ["| name | environment | default | what it is |", "| --- | --- | --- | --- |"]
    for name in setting_names():
        *group, last = name.split(".")
        section = Settings.model_fields[group[0]].annotation if group else Settings
        assert isinstance(section, type)
        assert issubclass(section, Section)
        field = section.model_fields[last]
        default = "in the platform's folder for data" if field.default_factory else f"`{field.default}`".lower()
        default = "empty" if field.default is None else default
        variable = PREFIX + name.upper().replace(".", "__")
        rows.append(f"| `{name}` | `{variable}` | {default} | {field.description} |")
    return "\n".join(rows) + "\n"


def test_command_table_is_the_program() -> None:
    assert part("README.md", "commands") == command_table()


def test_settings_table_is_the_program() -> None:
    assert part("docs/settings.md", "settings") == settings_table()


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
