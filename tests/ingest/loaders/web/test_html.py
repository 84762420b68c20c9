from __future__ import annotations

from pathlib import Path

import pytest

from ingest.loaders.web.html import load_html
from rag.base.errors import FileProblem
from tests.ingest.loaders.files import loaded, texts

PARAGRAPH = "The steelworks of Case Town closed in 2004, and two thousand people lost their work within a single year. "
MENU = "".join(f'<li><a href="/{number}">Section {number}</a></li>' for number in range(30))
NEWS = f"""<!doctype html><html><head>
<meta charset="utf-8"><title>Steel ends | Daily</title>
<meta property="og:title" content="Steel ends"><meta property="og:site_name" content="Daily">
<meta name="author" content="Ann Writer"><meta property="article:published_time" content="2004-05-01T10:00">
<link rel="canonical" href="https://example.org/steel"></head>
<body><nav><ul>{MENU}</ul></nav><article><h1>Steel ends</h1>
<p>{PARAGRAPH * 3}</p><h2>After the end</h2><p>{PARAGRAPH * 3}</p></article><footer>All rights reserved</footer>
</body></html>"""


def read(markup: str | bytes) -> list[str]:
    data = markup.encode() if isinstance(markup, str) else markup
    return [part.text for part in load_html(data, "x.html").parts]


def test_a_news_page_gives_its_article_and_what_its_head_says(tmp_path: Path) -> None:
    document = loaded(tmp_path, "page.html", NEWS)

    left_out = "\n".join(document.text[start:end] for start, end in document.left_out)
    assert "Section 7" in left_out
    assert "All rights reserved" in left_out
    assert not any(words in text for text in texts(document) for words in ("Section 7", "All rights"))
    assert texts(document).count((PARAGRAPH * 3).strip()) == 2
    assert document.blocks[-1].headings[-1] == "After the end"
    (source,) = document.sources
    assert (source.title, source.author, source.publisher) == ("Steel ends", "Ann Writer", "Daily")
    assert (source.year, source.url) == (2004, "https://example.org/steel")


def test_what_an_article_quotes_from_elsewhere_is_read(tmp_path: Path) -> None:
    quoted = "I can't thank these people enough: they taught me what a town is, and I hope to see them all again."
    tweet = f'<div class="article-widget tweet"><div><blockquote class="tweet"><p>{quoted}</p></blockquote></div></div>'
    document = loaded(tmp_path, "page.html", NEWS.replace("<h2>", f"{tweet}<h2>"))

    assert quoted in texts(document)


def test_a_page_without_menus_is_kept_whole() -> None:
    assert read("<h1>T</h1><p>Short.</p><table><tr><th>a<th>b<tr><td>1<td>2</table><ol start=3><li>x<li>y</ol>") == [
        "T",
        "Short.",
        "| a | b |\n| --- | --- |\n| 1 | 2 |",
        "3. x\n4. y",
    ]


def test_a_page_with_menus_and_hardly_any_text_is_kept_whole() -> None:
    assert "Closed." in read("<nav>Menu</nav><p>Closed.</p>")


def test_only_what_a_reader_sees() -> None:
    hidden = """<style>NO</style><script>NO</script><!-- NO --><template>NO</template><noscript>NO</noscript>
    <p style="display: none">NO</p><p style="visibility:hidden">NO</p><span style="font-size:0">NO</span>
    <i style="font-size:0px;color:red">NO</i><div hidden>NO</div><svg><text>NO</text></svg><button>NO</button>"""
    seen = '<p style="font-size:0.9em">Yes</p><p style="opacity:0.5">Yes</p>'
    assert read(f"<body style='opacity:0'>{hidden}{seen}<p>End<sup>[12]</sup> CO<sub>2</sub></p>") == [
        "Yes",
        "Yes",
        "End CO2",
    ]


@pytest.mark.parametrize(
    ("markup", "read_as"),
    [
        ('in 2013<sup><a href="#fn3">3</a></sup>.', "in 2013."),
        ('in 2013<sup class="footnote-ref">3</sup>.', "in 2013."),
        ("It closed.<sup>2</sup> Mines<sup>4</sup> went.", "It closed. Mines went."),
        ("made 3.5×10<sup>6</sup> tonnes", "made 3.5×10^6 tonnes"),
        ("listed in 2011<sup>1</sup>", "listed in 2011^1"),
        ("the 20<sup>th</sup> century", "the 20th century"),
        ("3<sup>1</sup>/<sub>2</sub> miles", "3 1/2 miles"),
        ("500 feet<sup>2</sup> of (a+b)<sup>2</sup>", "500 feet2 of (a+b)2"),
        ("面积（单位km<sup>2</sup>）", "面积（单位km2）"),
        ("on 5 km<sup>2</sup>", "on 5 km2"),
        ("paid <del>30</del> 40 yuan, <s>not</s> now", "paid 40 yuan, now"),
    ],
)
def test_what_stands_above_the_line_or_is_struck_out(markup: str, read_as: str) -> None:
    assert read(f"<p>{markup}</p>") == [read_as]


def test_a_table_with_two_header_rows_and_no_head() -> None:
    head = "<tr><th rowspan=2>City<th colspan=2>People</tr><tr><th>2010<th>2020</tr>"
    table = f"<table>{head}<tr><th>Hegang<td>1,058<td>891</tr><tr><th>Fuxin<td>1,819<td>1,647</tr></table>"
    (text,) = read(table)
    assert text.split("\n") == [
        "| City | People 2010 | People 2020 |",
        "| --- | --- | --- |",
        "| Hegang | 1,058 | 891 |",
        "| Fuxin | 1,819 | 1,647 |",
    ]


def test_broken_markup_loses_no_words() -> None:
    assert read("<table><tr><td class=a b=>First cell<td>Second cell<tr><td><b>Third<p>Loose < 5 & more") == [
        "| First cell | Second cell |\n| --- | --- |\n| Third Loose < 5 & more |  |"
    ]


@pytest.mark.parametrize(
    ("declaration", "encoding"),
    [
        ('<meta charset="iso-8859-1">', "cp1252"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=windows-1252">', "cp1252"),
        ('<?xml version="1.0" encoding="ISO-8859-1"?><html>', "cp1252"),
    ],
)
def test_the_declared_encoding(declaration: str, encoding: str) -> None:
    data = f"{declaration}<p>Förderturm – “Zeche”</p>".encode(encoding)
    assert read(data) == ["Förderturm – “Zeche”"]
    assert load_html(data, "x.html").warnings == ()


def test_a_wrong_declaration_is_survived() -> None:
    assert read('<meta charset="ascii"><p>资源枯竭城市</p>') == ["资源枯竭城市"]


@pytest.mark.parametrize("declared", ["utf-16", "UTF-16LE", "utf-16be", "undefined"])
def test_a_declaration_that_its_own_bytes_belie_is_not_believed(declared: str) -> None:
    data = f'<meta charset="{declared}"><p>资源枯竭城市 – “Zeche”</p>'.encode()
    assert read(data) == ["资源枯竭城市 – “Zeche”"]
    assert load_html(data, "x.html").warnings == ()


def test_chinese_of_the_older_standard() -> None:
    assert read('<meta charset="gb2312"><p>资源枯竭城市与朱镕基</p>'.encode("gb18030")) == ["资源枯竭城市与朱镕基"]


def test_entities_of_the_page_are_not_expanded() -> None:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE html [<!ENTITY l0 "lol">{levels}]><html><body><p>&l9;</p></body></html>'
    assert "lollol" not in " ".join(read(bomb))


def test_twenty_thousand_nested_elements_are_refused() -> None:
    with pytest.raises(FileProblem, match=r"'x\.html' is nested too deeply"):
        load_html(b"<div>" * 20_000 + b"Deep." + b"</div>" * 20_000, "x.html")


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("<title>Site page</title>", "<p>x</p>", "Site page"),
        ("<title>Site page</title>", "<h1>Heading</h1><p>x</p>", "Heading"),
        ("", "<p>x</p>", "page one"),
        ('<meta property="og:title" content="Open">', "<h1>Heading</h1><p>x</p>", "Open"),
    ],
)
def test_titles(tmp_path: Path, head: str, body: str, title: str) -> None:
    assert loaded(tmp_path, "page_one.html", f"<html><head>{head}</head><body>{body}").title == title
