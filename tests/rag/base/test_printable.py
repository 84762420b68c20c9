"""Passwords are dropped from addresses, and nothing else is."""

from __future__ import annotations

import pytest

from rag.base.printable import without_password, without_passwords


@pytest.mark.parametrize(
    ("address", "without"),
    [
        ("http://user:secret@host/x", "http://host/x"),
        ("HTTPS://token@host", "HTTPS://host"),
        ("https://u:p@ss@host/p@q?e=a@b", "https://host/p@q?e=a@b"),
        ("http://u:p%40@[::1]:80/", "http://[::1]:80/"),
        ("//u:secret@host/x", "//host/x"),
        ("http:/u:secret@host", "http:/host"),
        ("http://u:se/cret@host/x", "http://host/x"),
        ("http://u:se?c#ret@host", "http://host"),
        ("https://web.archive.org/web/http://u:secret@host/", "https://web.archive.org/web/http://host/"),
    ],
)
def test_a_password_goes(address: str, without: str) -> None:
    assert without_password(address) == without
    assert without_passwords(f"see ({address}), or a@b.org") == f"see ({without}), or a@b.org"


def test_a_password_with_a_space_goes_where_all_is_the_address() -> None:
    assert without_password("http://u:my secret@host/") == "http://host/"


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org/@user/post",
        "http://[::1]:80/@x",
        "http://host:80/@x",
        "mailto:a@b.org",
        "/srv/me@work/a.md",
        "C:/me@work/a.md",
        "see https://example.org: write to a@b.org",
    ],
)
def test_what_is_no_password_stays(text: str) -> None:
    assert (without_password(text), without_passwords(text))[" " in text] == text
    assert without_passwords(text) == text
