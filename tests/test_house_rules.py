"""What ruff and mypy can't say: sizes, names, what must never stand in a file, and that every test can fail."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from rag.base import errors
from rag.base.settings import Section, Settings, setting_names
from tests.conftest import STAGES

pytestmark = pytest.mark.system

ROOT = Path(__file__).parents[1]
OURS = ("ingest", "rag", "ui", "training")
MODULES = [path for folder in OURS for path in sorted((ROOT / folder).rglob("*.py"))]
TESTS = sorted((ROOT / "tests").rglob("*.py"))
PACKAGES = [found for folder in ("ingest", "rag", "ui") for found in sorted((ROOT / folder).rglob("__init__.py"))]
MOST_LINES = 400
MOST_FILES = 14
FEWEST_LINES = 60
SHORT = {
    "ui/cli/commands/": "a command a file",
    "ui/web/app.py": "the script that Streamlit runs",
}
"""Modules that are shorter than a module with a single importer should be, and why."""
MOST_SETTINGS = 20
EXIT_CODES = {1, 2, 4, 6}
TEXTS = {".py", ".md", ".toml", ".yml", ".jsonl", ".html", ".css", ".txt", ".json", ".ambr", ".cff", ""}
NOT_OURS = {".git", ".venv", "__pycache__", "build", "dist", ".hypothesis"}
SIGN = "/"  # apart from the words behind it, so that this file does not hold what it looks for
MACHINE = re.compile(rf"(?<![A-Za-z0-9_.~:/-]){SIGN}(?:work|root|home|Users|tmp)/[A-Za-z.]")
EXEMPTIONS = re.compile("# (?:noqa|type: ignore)(?!(?:: |\\[)[A-Za-z0-9, -]+)")


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def texts() -> Iterator[tuple[Path, str]]:
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in NOT_OURS and not name.endswith(("_cache", ".egg-info"))]
        for path in (Path(folder) / name for name in names if name not in NOT_OURS and Path(name).suffix in TEXTS):
            try:
                yield path, path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue


@pytest.mark.parametrize("path", [*MODULES, *TESTS], ids=lambda path: str(path.relative_to(ROOT)))
def test_module_is_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


@pytest.mark.parametrize("entry", PACKAGES, ids=lambda path: str(path.parent.relative_to(ROOT)))
def test_package_has_few_files(entry: Path) -> None:
    assert len([*entry.parent.glob("*.py")]) <= MOST_FILES


def test_no_module_is_a_piece_of_the_only_one_that_imports_it() -> None:
    pieces = {
        name
        for name, importers in importers_of(MODULES).items()
        if len(importers) <= 1 and len((ROOT / name).read_text(encoding="utf-8").splitlines()) < FEWEST_LINES
    }
    named = {name: next((each for each in SHORT if name.startswith(each)), "") for name in pieces}
    assert [name for name, known in named.items() if not known] == []
    assert {*SHORT} - {*named.values()} == set()


def importers_of(paths: Sequence[Path]) -> dict[str, set[str]]:
    """For each module that is no package's entry and no script of the training, the modules that import it."""
    names = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in paths}
    found: dict[str, set[str]] = {
        str(path.relative_to(ROOT)): set() for path in paths if path.stem != "__init__" and "training" not in path.parts
    }
    for importer, path in names.items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                for name in (node.module, *(f"{node.module}.{each.name}" for each in node.names)):
                    if name in names:
                        found.get(str(names[name].relative_to(ROOT)), set()).add(importer)
    return found


def test_no_function_takes_keywords_that_it_does_not_name() -> None:
    found = [f"{path.name}: {function.name}" for path in MODULES for function in functions(path) if function.args.kwarg]
    assert found == []


def test_settings_are_few_and_explained() -> None:
    assert len(setting_names()) <= MOST_SETTINGS
    groups = [Settings, *(f.annotation for f in Settings.model_fields.values() if _is_section(f.annotation))]
    unexplained = [
        f"{group.__name__}.{name}"
        for group in groups
        for name, field in group.model_fields.items()
        if not field.description and not _is_section(field.annotation)
    ]
    assert unexplained == []


def _is_section(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, Section)


def test_every_error_is_drawn_in_the_tree_with_a_known_status() -> None:
    kinds = [value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, Exception)]
    assert len(kinds) > 5
    assert [kind.__name__ for kind in kinds if kind.__name__ not in str(errors.__doc__)] == []
    assert {kind.exit_code for kind in kinds} <= EXIT_CODES


def test_no_path_of_a_machine() -> None:
    lines = [
        f"{path.relative_to(ROOT)}:{number}"
        for path, text in texts()
        for number, line in enumerate(text.splitlines(), start=1)
        if MACHINE.search(line) and "tests/data" not in str(path)
    ]
    assert lines == []


def test_exemptions_name_their_rule() -> None:
    found = [path.name for path in [*MODULES, *TESTS] if EXEMPTIONS.search(path.read_text(encoding="utf-8"))]
    assert found == []


def test_nothing_is_left_out() -> None:
    away = {"skip", "skipif", "xfail", "importorskip"}
    found = [
        f"{path.name}:{node.lineno}"
        for path in TESTS
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in away
    ]
    assert found == []


def test_what_a_run_chooses_by_its_marker_stands_in_that_folder() -> None:
    chosen = re.compile(rf"mark\.(?:{'|'.join(STAGES)})\b")
    found = [path for path in TESTS if chosen.search(path.read_text(encoding="utf-8"))]
    assert {path.relative_to(ROOT / "tests").parts[0] for path in found} == {*STAGES}


def test_every_test_can_fail() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {function.name}"
        for path in TESTS
        for function in functions(path)
        if function.name.startswith("test_") and not _can_fail(function)
    ]
    assert found == []


def _can_fail(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether it asserts, expects an error, or hands over to a helper whose name says that it checks."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in ("raises", "warns", "expect") or called.lstrip("_").startswith(("check", "assert", "expect")):
                return True
    return False


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("def test_a():\n    f()", False),
        ("def test_a():\n    assert f()", True),
        ("def test_a():\n    check_it(f)", True),
    ],
)
def test_a_test_that_cannot_fail_is_seen(source: str, expected: bool) -> None:
    function = ast.parse(source).body[0]
    assert isinstance(function, ast.FunctionDef)
    assert _can_fail(function) is expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (f"see {SIGN}work/main", True),
        (f"'{SIGN}root/.cache'", True),
        ("https://example.org/home/page", False),
        ("~/.local/share", False),
        ("framework/rooted", False),
    ],
)
def test_a_path_of_a_machine_is_seen(line: str, expected: bool) -> None:
    assert bool(MACHINE.search(line)) is expected
