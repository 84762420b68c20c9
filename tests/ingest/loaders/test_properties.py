"""For any file that can be generated: offsets hold, and every word of it is in some block or heading."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.sax.saxutils import escape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.loaders.assembly import assemble
from ingest.loaders.characters import clean
from ingest.loaders.docx import load_docx
from ingest.loaders.markdown import load_markdown
from ingest.loaders.pdf import load_pdf
from ingest.loaders.plain import load_text
from ingest.loaders.web.html import load_html
from rag.base.errors import FileProblem
from rag.base.types import Document
from tests.ingest.loaders.files import docx, lines, loaded, p, pdf

pytestmark = pytest.mark.system

FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
LETTERS = "abcdefghijklmnopqrstuvwxyzABCXYZéüñß0123456789煤矿城市资源"
word = st.text(LETTERS, min_size=1, max_size=9)
words = st.lists(word, min_size=1, max_size=12).map(" ".join)
styled = st.one_of(
    words,
    words.map("*{}*".format),
    words.map("**{}**".format),
    words.map("[{}](http://example.org/)".format),
    words.map("`{}`".format),
    words.map("{}. [@somekey]".format),
    words.map("{}\\\nbreak".format),
)
sentence = st.lists(styled, min_size=1, max_size=4).map(" and ".join)


@st.composite
def table(draw: st.DrawFn) -> str:
    width = draw(st.integers(2, 4))
    rows = draw(st.lists(st.lists(words, min_size=width, max_size=width), min_size=2, max_size=4))
    return "\n".join("| " + " | ".join(row) + " |" for row in [rows[0], ["---"] * width, *rows[1:]])


@st.composite
def bullets(draw: st.DrawFn, depth: int = 0) -> str:
    items = draw(st.lists(sentence.filter(lambda text: "\n" not in text), min_size=1, max_size=4))
    marked = [f"{'  ' * depth}- item {item}" for item in items]
    if depth < 2 and draw(st.booleans()):
        marked.append(draw(bullets(depth=depth + 1)))
    return "\n".join(marked)


heading = st.tuples(st.integers(1, 6), words).map(lambda pair: f"{'#' * pair[0]} Head {pair[1]}")
block = st.one_of(
    heading,
    sentence.map("So {}".format),
    table(),
    bullets(),
    sentence.filter(lambda text: "\n" not in text).map("> Quote {}".format),
    words.map("```\ncode {}\n```".format),
)
markdown = st.lists(block, min_size=1, max_size=8).map("\n\n".join)


def assert_whole(document: Document) -> None:
    for piece in document.blocks:
        assert document.text[piece.start : piece.end] == piece.text
        assert piece.text
    assert clean(document.text) == document.text


def found(document: Document) -> Counter[str]:
    """The words of the stored text."""
    assert_whole(document)
    return words_of(document.text)


def outside(document: Document) -> Counter[str]:
    """The words that are in no block."""
    return found(document) - words_of(" ".join(piece.text for piece in document.blocks))


def words_of(text: str) -> Counter[str]:
    """Chinese characters count one by one, since lines that end in them are joined without a space."""
    return Counter(re.findall(r"[\u3400-\u9fff]|[^\W_\u3400-\u9fff]+", unicodedata.normalize("NFC", text)))


@FEW
@given(markdown)
def test_markdown(source: str) -> None:
    document = assemble(load_markdown(source.encode(), "x.md"), "x.md", "0")
    plain = re.sub(r"\]\(http://example.org/\)|\[@somekey\]", "", source)
    assert found(document) == words_of(plain)
    assert outside(document) <= words_of(" ".join(re.findall(r"^#+ .*", source, re.MULTILINE)))
    assert "[@" not in document.text


@FEW
@given(st.lists(st.one_of(words, words.map("- {}".format), st.just("")), min_size=1, max_size=30))
def test_plain_text(rows: list[str]) -> None:
    source = "\n".join(rows)
    if source.strip():
        document = assemble(load_text(source.encode(), "x.txt"), "x.txt", "0")
        assert found(document) == words_of(source)


@FEW
@given(st.lists(st.tuples(words, st.sampled_from(["", "H1"])), min_size=1, max_size=6))
def test_docx(paragraphs: list[tuple[str, str]]) -> None:
    body = "".join(p(escape(text), style) for text, style in paragraphs)
    document = assemble(load_docx(docx(body), "x.docx"), "x.docx", "0")
    assert found(document) == words_of(" ".join(text for text, _ in paragraphs))
    assert outside(document) <= words_of(" ".join(text for text, style in paragraphs if style))


latin = st.lists(st.text("abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=9), min_size=1, max_size=14)


@FEW
@given(
    st.lists(st.lists(st.tuples(latin, st.sampled_from([8, 10, 14])), min_size=1, max_size=9), min_size=1, max_size=2)
)
def test_pdf(pages: list[list[tuple[list[str], int]]]) -> None:
    laid_out = []
    for page in pages:
        shown = [lines(" ".join(line), top=700 - 20 * index, size=size) for index, (line, size) in enumerate(page)]
        laid_out.append([text for texts in shown for text in texts])
    document = assemble(load_pdf(pdf(laid_out), "x.pdf"), "x.pdf", "0")
    assert found(document) == words_of(" ".join(part for page in pages for line, _ in page for part in line))
    assert {piece.page for piece in document.blocks} <= set(range(1, len(pages) + 1))


@FEW
@pytest.mark.parametrize("name", ["x.md", "x.txt", "x.html", "x.pdf", "x.docx"])
@given(data=st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_any_bytes_make_a_document_or_a_clear_error(name: str, data: bytes) -> None:
    error = ""
    with TemporaryDirectory() as folder:
        try:
            assert_whole(loaded(Path(folder), name, data))
        except FileProblem as problem:
            error = str(problem)
    assert not error or (repr(name) in error and "\n" not in error)


@FEW
@given(st.text(max_size=300))
def test_any_page(markup: str) -> None:
    try:
        document = assemble(load_html(f"<body>{markup}".encode("utf-8", "replace"), "x.html"), "x.html", "0")
    except FileProblem:
        return
    assert_whole(document)
