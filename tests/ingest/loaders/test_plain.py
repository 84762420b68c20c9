from __future__ import annotations

import tracemalloc

import pytest

from ingest.loaders.plain import load_text
from tests.ingest.loaders.hostile import prose

LONG = "The mine closed in 1998 and three thousand people lost their work, which the city has felt ever since then."


def read(text: str) -> list[tuple[str, str, int]]:
    return [(part.kind, part.text, part.level) for part in load_text(text.encode(), "a.txt").parts]


def test_a_saved_article() -> None:
    head = f"A City Without Coal\n\nAuthor: Ann Writer, Graphics: Bo\n\n{LONG}\n\n"
    text = f"{head}What Comes Next?\n\n{LONG}\n\nIn Short\n\n  • One.\n  • Two\n    lines.\n\n"
    assert read(text) == [
        ("heading", "A City Without Coal", 1),
        ("text", "Author: Ann Writer, Graphics: Bo", 0),
        ("text", LONG, 0),
        ("heading", "What Comes Next?", 2),
        ("text", LONG, 0),
        ("heading", "In Short", 2),
        ("list", "- One.\n- Two lines.", 0),
    ]
    assert load_text(text.encode(), "a.txt").meta.author == "Ann Writer"


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("By Ann Writer", "Ann Writer"),
        ("作者：王五", "王五"),
        ("By 2013 the mines were closed", None),
        ("By all accounts a success", None),
        (LONG, None),
    ],
)
def test_bylines(line: str, author: str | None) -> None:
    assert load_text(f"Title\n\n{line}\n\n{LONG}".encode(), "a.txt").meta.author == author


def test_lines_of_a_column_are_joined() -> None:
    text = "The mines of the city closed between 1998 and 2004,\nand the people left, as the census of 2010 and\nlater."
    assert read(text) == [("text", text.replace("\n", " "), 0)]


def test_a_paragraph_a_line_stays_one() -> None:
    assert read(f"{LONG}\n{LONG}\n{LONG}") == [("text", LONG, 0)] * 3


def test_short_lines_stay_lines() -> None:
    assert read("12 Mine Road\nHegang\nChina") == [("text", "12 Mine Road\nHegang\nChina", 0)]


def test_text_before_a_list_is_text() -> None:
    assert read("Three reasons:\n1) coal\n2) people\n3. time") == [
        ("text", "Three reasons:", 0),
        ("list", "1. coal\n2. people\n3. time", 0),
    ]


@pytest.mark.parametrize("line", ["and so on", "It closed.", "See also:", "x" * 120, "- item", "1234"])
def test_what_is_no_heading(line: str) -> None:
    assert read(f"{LONG}\n\n{line}\n\n{LONG}")[1][0] != "heading"


def test_a_numbered_line_before_a_paragraph_is_a_heading_and_before_an_item_is_not() -> None:
    assert read(f"{LONG}\n\n1. Background\n\n{LONG}")[1] == ("heading", "1. Background", 2)
    assert read(f"{LONG}\n\n1. Background\n\n2. {LONG}")[1] == ("list", "1. Background", 0)


def test_chinese_headings() -> None:
    body = "案例镇的煤矿于一九八七年关闭，三千名矿工转岗，人口逐年减少，财政收入下降，年轻人去了南方的大城市。"
    assert read(f"{body}\n\n一、转型之路\n\n{body}")[1] == ("heading", "一、转型之路", 2)


def test_nothing_of_twenty_thousand_lines_is_lost_in_little_time() -> None:
    words = [f"word{number}" for number in range(20_000)]
    assert " ".join(text for _, text, _ in read("\n".join(words))).split() == words


@pytest.mark.parametrize("data", [prose(1_000_000), b"1 2\n" * 250_000], ids=["prose", "one paragraph of lines"])
def test_a_long_text_takes_a_few_times_its_size(data: bytes) -> None:
    load_text(data[:1000], "a.txt")
    tracemalloc.start()
    parts = load_text(data, "a.txt").parts
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 6 * len(data)
    assert max(len(part.text) for part in parts) < 110_000
    assert "".join("".join(part.text.split()) for part in parts) == "".join(data.decode().split())
