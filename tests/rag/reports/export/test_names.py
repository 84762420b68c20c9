"""File names from titles, and which format is meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.base.errors import UsageError
from rag.reports.export import LONGEST, format_named, format_of, safe_name


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Why do towns shrink?", "Why-do-towns-shrink.md"),
        ("../../etc/passwd", "etc-passwd.md"),
        ("a/b\\c:d*e\x00\n", "a-b-c-d-e.md"),
        ("鹤岗：人口", "鹤岗-人口.md"),
        ("...", "briefing.md"),
        ("", "briefing.md"),
        ("nul", "briefing-nul.md"),
        ("com1.txt", "briefing-com1.txt.md"),
        ("x" * 300, "x" * LONGEST + ".md"),
    ],
)
def test_names_are_safe(title: str, expected: str) -> None:
    assert safe_name(title, ".md") == expected


@given(st.text(max_size=400))
def test_no_title_leaves_its_folder(title: str) -> None:
    name = safe_name(title, ".docx")
    assert len(name.encode()) <= LONGEST + len("briefing-.docx")
    assert not set(name) & set('/\\:*?"<>|\0\n\r\t ')
    assert not name.startswith((".", "-"))
    assert ".." not in name


def test_a_format_is_known_by_name_or_by_the_files_end() -> None:
    assert format_of(None, "a/b.BIB").name == "bibtex"
    assert format_of("ris", "a.md").name == "ris"
    assert format_named("csl-json").suffix == ".json"
    with pytest.raises(UsageError, match="'pdf': choose md, docx"):
        format_of("pdf", None)
    for file in (None, "-", "a.txt"):
        with pytest.raises(UsageError, match="--format"):
            format_of(None, file)
