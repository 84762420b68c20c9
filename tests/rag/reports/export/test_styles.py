"""Sources as citation styles have them: ours, and the reader's own file, whatever is wrong with it."""

from __future__ import annotations

from importlib.resources import files

import pytest
from lxml import etree

from rag.base.errors import UsageError
from rag.base.types import Source
from rag.reports.export.bibliography import entries
from rag.reports.export.styles import STYLES, Cited, cited, slanted, style_of

FULL = Source("yu", "Cheap homes", "Zhang Nan", "Paper", 2019, "https://example.org/a?utm_source=x", "press", "a copy")
OLDER = Source("an", "An older one", "Smith, J. and Brown, K.", "P", 1999, type="book")
HEAD = '<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="in-text"><info><title>Mine</title></info>'
CITE = '<citation><layout prefix="(" suffix=")"><text variable="title"/></layout></citation>'
ITSELF = '<macro name="a"><text macro="a"/></macro><citation><layout><text macro="a"/></layout></citation>'
OTHERS = files("citeproc").joinpath("data/styles/harvard-cite-them-right.csl").read_text(encoding="utf-8")


def made(style: str, *sources: Source) -> list[Cited]:
    return cited(entries(sources), style_of(style))


def formatted(source: Source) -> str:
    return made("", source)[0].reference


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (FULL, "Zhang Nan (2019), “Cheap homes”, Paper, https://example.org/a?utm_source=x [a copy]"),
        (Source("a", "A register"), "“A register” (n.d.)"),
        (Source("a", "A register", None, "The Registry", 1999), "“A register” (1999), The Registry"),
        (Source("a", "Report", "Office for Coal", type="official"), "Office for Coal (n.d.), “Report”"),
        (Source("a", "流量小城", "阮班明, 滕菲 and 夏路", "刊", 2020), "阮班明, 滕菲 and 夏路 (2020), “流量小城”, 刊"),
        (Source("a", "T", "Smith, J. (ed.)", "P", 2010, type="book"), "Smith, J. (ed.) (2010), “T”, P"),
        (Source("a", r"50% & {x} <b>$1</b> \y"), r"“50% & {x} <b>$1</b> \y” (n.d.)"),
    ],
)
def test_references_say_what_is_known(source: Source, expected: str) -> None:
    assert formatted(source) == expected


def test_none_is_no_error() -> None:
    assert made("") == []


def test_ours_are_three_and_valid() -> None:
    schema = etree.RelaxNG(etree.parse(str(files("citeproc").joinpath("data/schema/schemas/styles/csl.rng"))))
    assert list(STYLES) == ["author-date", "notes", "numbers"]
    for path in STYLES.values():
        schema.assertValid(etree.parse(str(path)))


def test_author_and_year_are_listed_by_author_or_else_by_title() -> None:
    found = made("author-date", FULL, Source("b", "Second"), Source("d", "T", "Ang, Bo and Cai"), OLDER)
    assert [each.entry.key for each in found] == ["d", "b", "an", "yu"]
    assert [each.short for each in found] == [
        "Ang et al. n.d.",
        "Second n.d.",
        "Smith and Brown 1999",
        "Zhang Nan 2019",
    ]


def test_notes_hold_the_whole_source() -> None:
    older, full = made("notes", FULL, OLDER)
    assert full.short == "Zhang Nan, “Cheap homes”, \x02Paper\x03, 2019, https://example.org/a?utm_source=x"
    assert older.reference == "Smith, J. and K. Brown. \x02An older one\x03. P, 1999"
    assert slanted(older.reference) == [
        ("Smith, J. and K. Brown. ", False),
        ("An older one", True),
        (". P, 1999", False),
    ]


def test_numbers_are_in_the_order_of_citing() -> None:
    full, older = made("numbers", FULL, OLDER)
    assert style_of("numbers").numeric
    assert (full.short, older.short) == ("[1]", "[2]")
    assert older.reference == "2. Smith J, Brown K. An older one. P; 1999"


def test_a_readers_own_file_is_used() -> None:
    older, full = made(f"\ufeff{OTHERS}", OLDER, FULL)
    assert (full.short, older.short) == ("Zhang Nan, 2019", "Smith and Brown, 1999")
    assert full.reference.startswith("Zhang Nan (2019) “Cheap homes”, \x02Paper\x03. Available at: https://")


def test_a_style_without_a_list_lists_what_it_cites() -> None:
    (only,) = made(f"{HEAD}{CITE}</style>", FULL)
    assert only.reference == only.short == "Cheap homes"


@pytest.mark.parametrize(
    ("style", "told"),
    [
        ("harvard", "choose author-date, notes, numbers, or give a CSL file"),
        ("<style", "not XML"),
        ("<html></html>", "no CSL 1.0 style"),
        (f"{HEAD}</style>", "'Mine' can't be used .it does not say how to cite"),
        (OTHERS.replace('macro="', 'macro="gone-'), "fails at these sources"),
        (OTHERS.replace("<text", "<txt"), "fails at these sources"),
        (
            f"{HEAD}{ITSELF}</style>",
            "Recursion",
        ),
        (f"{HEAD}{CITE.replace('title', 'medium')}</style>", "leaves sources empty"),
        (
            f'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hosts">]>{HEAD.replace("Mine", "&x;")}{CITE}</style>',
            "fails at these sources",
        ),
        (
            HEAD.replace("</info>", '<link rel="independent-parent" href="http://example.org/apa"/></info></style>'),
            "only points to http://example.org/apa",
        ),
    ],
)
def test_a_broken_style_is_one_line(style: str, told: str) -> None:
    with pytest.raises(UsageError, match=told) as caught:
        style_of(style)
    assert "\n" not in str(caught.value)


def test_a_style_that_fails_only_at_these_sources_says_so() -> None:
    condition = '<choose><if variable="note"><text macro="gone"/></if><else><text variable="title"/></else></choose>'
    style = f"{HEAD}<citation><layout>{condition}</layout></citation></style>"
    assert made(style, OLDER)
    with pytest.raises(UsageError, match=r"'Mine' can't be used \(it fails at these sources"):
        made(style, FULL)
