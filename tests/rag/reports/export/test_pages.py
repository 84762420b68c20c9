"""Markdown and HTML: held to the letter by golden files, and checked to show all text as text."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import ClassVar

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as parser
from markdown_it import MarkdownIt
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from rag.base.types import Citation, Passage
from rag.reports.export import escape_markdown, export, export_sources, linked_html, linked_markdown, record
from rag.reports.export.outline import numbered
from rag.reports.notebook.briefing import Briefing, answer_item, note_item, passage_item
from tests.rag.reports.export.samples import BRIEFING, DISPUTED, HOSTILE, ORIGIN, WHEN

RENDER = MarkdownIt("commonmark").enable("table").enable("strikethrough")


class Golden(SingleFileSnapshotExtension):
    """A golden file that people can read."""

    _write_mode = WriteMode.TEXT
    file_extension: ClassVar[str] = "md"


class GoldenPage(Golden):
    """The same for a page."""

    file_extension = "html"


def test_each_section_that_is_told_is_a_paragraph() -> None:
    first, second, *_ = DISPUTED.sentences
    placed = replace(DISPUTED, sentences=(replace(first, about="Now <1>"), second, replace(second, about="Before")))
    briefing = Briefing().added(answer_item(placed, ORIGIN))
    (section,), _ = numbered(briefing)
    assert [[said.head for said in paragraph] for paragraph in section.paragraphs] == [["Now <1>", ""], ["Before"]]
    assert '<p><b dir="auto">Now &lt;1&gt;:</b> <span' in export(briefing, "html", WHEN).decode()
    assert "\n\n**Before:** Ten years before it had more." in export(briefing, "md", WHEN).decode()


@pytest.fixture(autouse=True)
def release(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record, "VERSION", "0.1.0")


def page(briefing: Briefing = BRIEFING) -> parser.HtmlElement:
    return parser.fromstring(export(briefing, "html", WHEN))


def test_markdown_is_golden(snapshot: SnapshotAssertion) -> None:
    assert export(BRIEFING, "md", WHEN).decode() == snapshot(extension_class=Golden)


def test_html_is_golden(snapshot: SnapshotAssertion) -> None:
    assert export(BRIEFING, "html", WHEN).decode() == snapshot(extension_class=GoldenPage)


def test_html_loads_and_runs_nothing() -> None:
    tree = page()
    assert {each.tag for each in tree.iter() if isinstance(each.tag, str)}.isdisjoint({"img", "link", "iframe", "b2"})
    assert [each.get("type") for each in tree.iter("script")] == ["application/json"]
    addresses = {each.get("href") for each in tree.iter("a")}
    assert {address for address in addresses if not address.startswith("#")} == {"https://example.org/个旧;a=1"}


def test_every_number_in_html_leads_to_its_quote_and_every_mark_to_its_source() -> None:
    tree = page()
    targets = {each.get("id") for each in tree.iter() if each.get("id")}
    led = [each.get("href")[1:] for each in tree.iter("a") if each.get("href").startswith("#")]
    assert set(led) <= targets
    assert {f"quote-{n}" for n in range(1, 5)} | {f"source-S{n}" for n in range(1, 6)} <= set(led)


def test_html_holds_the_record_for_programs() -> None:
    (script,) = page().iter("script")
    found = json.loads(script.text)
    assert [each["verdict"] for each in found["questions"]] == [
        "partly_supported",
        "answered",
        "answered",
        "not_in_corpus",
    ]
    assert found["origins"][0]["settings"]["retrieval.passages"] == "10"


def test_markdown_shows_hostile_text_as_it_is() -> None:
    body = export(Briefing("T", (note_item(HOSTILE),)), "md", WHEN).decode().split("---\n", 2)[2]
    shown = parser.fromstring(f"<div>{RENDER.render(body)}</div>")
    assert [each.text_content() for each in shown.iter("p")][1] == HOSTILE
    assert list(shown.iter("script", "img", "em", "code", "b")) == []


def test_the_head_of_markdown_is_read_as_the_title_that_it_is() -> None:
    title = f"𠮷野家 🏭 {HOSTILE}"
    files = [export(Briefing(title), "md", WHEN), export_sources(title, (), "md", ORIGIN)]
    for file in files:
        head = yaml.safe_load(file.decode().split("---\n")[1])
        assert head["title"] == head["aftermine"]["title"] == title


def test_cells_of_a_quoted_row_stay_apart_and_as_they_are() -> None:
    table = "| Sort | Tons |\n| --- | --- |\n|| 2 |\n| a \\| b | |\n| c | d \\|"
    passage = Passage("t-1", "town", "The town", table, (), (), (0, len(table)), (), "table")
    start = table.index("||")
    citation = Citation(1, passage, start, len(table), table[start:])
    found, *_ = page(Briefing("T", (passage_item(citation, ORIGIN),))).iter("table")
    rows = [[cell.text_content() for cell in row.iter("th", "td")] for row in found.iter("tr")]
    assert rows == [["Sort", "Tons"], ["", "2"], ["a | b", ""], ["c", "d |"]]


def test_an_empty_briefing_says_so() -> None:
    assert "This briefing is empty." in export(Briefing(), "md", WHEN).decode()
    assert "This briefing is empty." in page(Briefing()).text_content()


@settings(max_examples=150, deadline=None)
@given(st.text(st.sampled_from("ab 1.#-+*_[]()<>`~|&\\:!$=/hpt\"'{}^@中"), min_size=1, max_size=24))
def test_any_line_of_markdown_is_shown_as_text(line: str) -> None:
    line = " ".join(line.split())
    body = RENDER.render(escape_markdown(line))
    shown = parser.fromstring(f"<div>{body}</div>")
    assert shown.text_content().strip() == line
    assert {each.tag for each in shown.iter()} <= {"div", "p"}


def test_only_a_sources_own_web_address_becomes_a_link() -> None:
    address = "https://example.org/a_b?x=1&y=2"
    text = f"Of http://c.example, {address} <i>"
    assert linked_markdown(text, address) == rf"Of http\://c.example, <{address}> \<i\>"
    assert linked_html(text, address).count("<a ") == 1
    assert 'href="https://example.org/a_b?x=1&amp;y=2"' in linked_html(text, address)
    assert (
        linked_html(text, "https://elsewhere.example")
        == "Of http://c.example, https://example.org/a_b?x=1&amp;y=2 &lt;i&gt;"
    )
    assert "<a " not in linked_html("javascript:alert(1)", "javascript:alert(1)")
