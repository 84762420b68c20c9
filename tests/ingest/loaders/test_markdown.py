from __future__ import annotations

from pathlib import Path

import pytest

from ingest.loaders.markdown import load_markdown
from rag.base.types import Source
from tests.ingest.loaders.files import loaded, texts

BRIEF = """---
id: tin-city
title: Tin
sources:
  - {id: daily2013, title: The mines, year: 2013}
  - {id: census, title: Census}
---

## Mines *and* men

Most **mines** closed; see [the report](https://example.org "x"). [@daily2013; @census]

- one
- two [@census]
  1. first
  2. second

| Year | People |
| ---: | --- |
| 2010 | 300 `k` |
| 2020 | 250 \\| 260 |

### After

> Quoted
> lines.

```python
print("kept")
```
"""


def test_a_brief(tmp_path: Path) -> None:
    document = loaded(tmp_path, "brief.md", BRIEF)

    assert texts(document) == [
        "Most mines closed; see the report.",
        "- one\n- two\n  1. first\n  2. second",
        "| Year | People |\n| --- | --- |\n| 2010 | 300 k |\n| 2020 | 250 \\| 260 |",
        "Quoted lines.",
        'print("kept")',
    ]
    assert document.text.startswith("Mines and men\n\nMost mines closed")
    assert [block.kind for block in document.blocks] == ["text", "list", "table", "text", "text"]
    assert [block.headings for block in document.blocks] == [("Mines and men",)] * 3 + [("Mines and men", "After")] * 2
    assert document.blocks[0].source_keys == ("daily2013", "census")
    assert document.blocks[1].source_keys == ("census",)
    assert document.blocks[2].source_keys == ()
    assert (document.id, document.title, document.path) == ("tin-city", "Tin", "brief.md")
    assert document.sources == (Source("daily2013", "The mines", year=2013), Source("census", "Census"))
    assert document.warnings == ()


def test_a_cited_source_that_is_not_listed_is_named(tmp_path: Path) -> None:
    document = loaded(tmp_path, "a.md", "---\nsources: [{id: a, title: A}]\n---\nWords [see @a, p. 3] [@b; @c2020a].")
    assert texts(document) == ["Words [see @a, p. 3]."]
    assert document.blocks[0].source_keys == ("b", "c2020a")
    assert [source.key for source in document.sources] == ["a", "b", "c2020a"]
    assert "b, c2020a" in document.warnings[0]


def test_a_mark_alone_in_its_paragraph_belongs_to_the_text_before(tmp_path: Path) -> None:
    document = loaded(tmp_path, "a.md", "---\nsources: [{id: a, title: A}]\n---\n- item\n\n[@a]\n\nNext.")
    assert [(block.text, block.source_keys) for block in document.blocks] == [("- item", ("a",)), ("Next.", ())]


def test_other_files_are_their_own_source(tmp_path: Path) -> None:
    document = loaded(tmp_path, "notes.md", "---\nauthor: A. Writer\nyear: 2019\n---\n# Notes\n\nText.")
    assert document.sources == (Source("notes.md", "Notes", author="A. Writer", year=2019),)
    assert document.blocks[0].source_keys == ("notes.md",)


def test_raw_html_is_read_as_a_reader_sees_it() -> None:
    source = b"# A <img src=x> title\n\n<script>alert('x')</script>\n\n<b>Bold</b> <!-- no --> words<br>here\n"
    parts = load_markdown(source, "x.md").parts
    assert [part.text for part in parts] == ["A title", "Bold words\nhere"]


def test_raw_html_can_not_swallow_the_rest() -> None:
    parts = load_markdown(b"Before <title> and <textarea>\n\n<iframe>\n\nAfter.", "x.md").parts
    assert [part.text for part in parts] == ["Before and", "After."]


def test_a_heading_keeps_its_level_and_a_rule_is_nothing() -> None:
    parts = load_markdown(b"A\n=\n\n---\n\n### C\n\ntext", "x.md").parts
    assert [(part.text, part.kind, part.level) for part in parts] == [
        ("A", "heading", 1),
        ("C", "heading", 3),
        ("text", "text", 0),
    ]


def test_chinese_lines_are_joined_without_a_space() -> None:
    (part,) = load_markdown("资源枯竭\n城市 is\na term".encode(), "x.md").parts
    assert part.text == "资源枯竭城市 is a term"


def test_line_ends_of_three_kinds() -> None:
    parts = load_markdown(b"# Lines\r\n\r\nOne.\r\rTwo.\n\nThree.", "x.md").parts
    assert [part.text for part in parts] == ["Lines", "One.", "Two.", "Three."]


def test_the_text_alternative_of_a_picture_is_kept() -> None:
    assert load_markdown(b"![The mine in 1998](http://127.0.0.1:9/x.png)", "x.md").parts[0].text == "The mine in 1998"


@pytest.mark.parametrize("tag", ['<video src="a.mp4" controls>', "<noscript>", "<svg>", "<s>"])
def test_a_tag_that_is_never_closed_hides_nothing(tag: str) -> None:
    found = [
        part.text for part in load_markdown(f"Before.\n\n{tag}\n\nAfter.\n\n## More\n\nEnd.".encode(), "x.md").parts
    ]
    assert found == ["Before.", "After.", "More", "End."]


def test_what_a_closed_one_holds_stays_hidden_and_struck_words_go() -> None:
    text = "Before <video>Your browser is old.</video> after, ~~30~~ 40 yuan."
    assert [part.text for part in load_markdown(text.encode(), "x.md").parts] == ["Before after, 40 yuan."]
