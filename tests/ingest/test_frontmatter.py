from __future__ import annotations

import pytest

from ingest.frontmatter import Meta, read_front_matter, year_in
from rag.base.types import Source

BRIEF = """---
id: tin-city
title: "Tin: a city"
kind: brief
topics: [metals, labour]
places: ["Gejiu", "中国"]
written: 2026-11-25
sources:
  - id: daily2013
    title: "The mines"
    author: A. Writer
    publisher: Daily
    year: 2013
    url: "https://example.org/mines"
    type: press
    note: read in print
  - id: bare
---
# Body
"""


def test_a_brief_says_everything() -> None:
    body, meta, warnings = read_front_matter(BRIEF)

    assert body == "# Body\n"
    assert warnings == ()
    assert (meta.id, meta.title, meta.kind, meta.year) == ("tin-city", "Tin: a city", "brief", 2026)
    assert (meta.topics, meta.places) == (("metals", "labour"), ("Gejiu", "中国"))
    assert meta.sources == (
        Source(
            "daily2013",
            "The mines",
            "A. Writer",
            "Daily",
            2013,
            "https://example.org/mines",
            "press",
            "read in print",
        ),
        Source("bare", "bare"),
    )


@pytest.mark.parametrize("text", ["", "Plain.\n", "--- not a header\n\nText.\n", "---\n\nA rule above this.\n"])
def test_text_without_a_header_is_left_alone(text: str) -> None:
    assert read_front_matter(text) == (text, Meta(), ())


def test_dots_end_a_header_too() -> None:
    assert read_front_matter("---\ntitle: T\n...\nBody") == ("Body", Meta(title="T"), ())


def test_an_empty_header_says_nothing() -> None:
    assert read_front_matter("---\n---\nBody") == ("Body", Meta(), ())


def test_a_header_that_never_ends_is_text() -> None:
    text = "---\ntitle: Open\n\nBody.\n"
    body, meta, warnings = read_front_matter(text)
    assert (body, meta) == (text, Meta())
    assert "never ends" in warnings[0]


def test_a_header_that_is_no_yaml_is_left_out_with_its_line() -> None:
    body, meta, warnings = read_front_matter("---\ntitle: [open\n\tdate: x\n---\nBody")
    assert (body, meta) == ("Body", Meta())
    assert "line 3" in warnings[0]


def test_text_between_two_rules_is_text() -> None:
    body, meta, warnings = read_front_matter("---\nNot a header.\n---\nBody")
    assert "Not a header." in body
    assert "Body" in body
    assert meta == Meta()
    assert len(warnings) == 1


def test_no_code_runs_and_no_type_is_guessed() -> None:
    _, meta, warnings = read_front_matter(
        "---\ntitle: !!python/object/apply:os.getcwd []\nid: 007\nkind: no\nyear: 2023-02-31\n---\n"
    )
    assert (meta.title, meta.id, meta.kind, meta.year) == (None, "007", "no", 2023)
    assert warnings == ("front matter: 'title' is not a text and was left out",)


@pytest.mark.parametrize(
    ("header", "warning"),
    [
        ("topics: {a: b}", "'topics' is not a list of texts"),
        ("topics: [[a]]", "'topics' is not a list of texts"),
        ("sources: one", "'sources' is not a list"),
        ("sources: [[a]]", "source 1 is neither"),
        ("sources:\n  - author: A", "neither 'id' nor 'title'"),
        ("sources:\n  - {id: a}\n  - {id: a}", "'a' is listed twice"),
        ("sources:\n  - {id: a, title: [x]}", "'title' is not a text and was left out (source 1)"),
    ],
)
def test_what_has_the_wrong_shape_is_named(header: str, warning: str) -> None:
    _, _, warnings = read_front_matter(f"---\n{header}\n---\n")
    assert [warning in text for text in warnings] == [True]


def test_a_source_may_be_a_line_of_text() -> None:
    _, meta, _ = read_front_matter("---\nsources:\n  - A. Writer, The mines\n---\n")
    assert meta.sources == (Source("source1", "A. Writer, The mines"),)


def test_single_values_make_lists() -> None:
    _, meta, _ = read_front_matter("---\ntopics: coal\nauthor: [A. One, B. Two]\n---\n")
    assert (meta.topics, meta.author) == (("coal",), "A. One; B. Two")


def test_a_deeply_nested_header_is_not_valid() -> None:
    _, meta, warnings = read_front_matter("---\ntitle: " + "[" * 20_000 + "\n---\nBody")
    assert meta == Meta()
    assert "not valid YAML" in warnings[0]


@pytest.mark.parametrize(("text", "year"), [("2013-05-01", 2013), ("May 1998", 1998), ("12013", None), (None, None)])
def test_year_in(text: str | None, year: int | None) -> None:
    assert year_in(text) == year


def test_yamls_words_for_nothing_are_nothing() -> None:
    _, meta, warnings = read_front_matter("---\ntitle: Null and ~\npublisher: null\nauthor: ~\n---\nText.")
    assert (meta.title, meta.publisher, meta.author, warnings) == ("Null and ~", None, None, ())


def test_halves_of_a_character_are_joined_and_a_lone_one_is_replaced() -> None:
    _, meta, _ = read_front_matter(
        "---\n"
        r'id: "a\ud83d\udca1"'
        "\n"
        r'author: "Ann \udca1"'
        "\n"
        r'topics: ["mining \ud83d\udca1", "\ud83d tin"]'
        "\n"
        r'places: "\ud83dGejiu"'
        "\n"
        r'sources: ["The \ud83d\udca1 mines", {id: "b\udca1", note: "\ud83d\udca1"}]'
        "\n---\n"
    )
    assert (meta.id, meta.author, meta.places) == ("a💡", "Ann \ufffd", ("\ufffdGejiu",))
    assert meta.topics == ("mining 💡", "\ufffd tin")
    assert meta.sources == (Source("source1", "The 💡 mines"), Source("b\ufffd", "b\ufffd", note="💡"))


def test_a_character_that_yaml_does_not_know_is_no_end_of_the_run() -> None:
    body, meta, warnings = read_front_matter("---\ntitle: a\uffff\n---\nText")
    assert "Text" in body
    assert meta.title is None
    assert warnings
