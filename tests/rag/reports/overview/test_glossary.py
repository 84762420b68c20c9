"""Terms are found by the shape of a document, and explained where an answer first uses them."""

from __future__ import annotations

import pytest

from rag.base.types import Document, Sentence
from rag.reports.overview.glossary import SHORT, Glossary, entries
from tests.ui.scripted import Part, build

ENTRIES = (
    ("Akiya and akiya banks", "Empty homes, and the lists on which they are offered to newcomers."),
    ("Difference-in-differences (DID)", "A comparison of two changes over time."),
    ("Household registration", "The record that ties people to a place."),
    ("NDRC", "The commission that writes the plans of the state."),
    ("Shrinking city", "A city that loses people year after year."),
    ("Urbanisation", "The move of people into towns of every size."),
)


def by_headings(title: str, pairs: tuple[tuple[str, str], ...] = ENTRIES) -> Document:
    parts: list[Part] = [("heading", title)]
    for name, told in pairs:
        parts += [("heading", name), ("text", told)]
    return build("terms", parts)


def one_block(kind: str, text: str, title: str = "Words of the trade") -> Document:
    return build("terms", (("heading", title), ("table" if kind == "table" else "list", text)))


TABLE = "\n".join(["| Term | Meaning |", "| --- | --- |", *(f"| {name} | {told} |" for name, told in ENTRIES)])
LINES = "\n".join(f"- {name}: {told}" for name, told in ENTRIES)


@pytest.mark.parametrize(
    "document", [by_headings("Words of the trade"), one_block("table", TABLE), one_block("list", LINES)]
)
def test_a_glossary_is_known_by_its_shape(document: Document) -> None:
    assert [(term.name, term.definition) for term in entries(document)] == list(ENTRIES)
    assert {term.title for term in entries(document)} == {"Words of the trade"}


def test_a_title_that_says_so_needs_no_alphabetical_order() -> None:
    assert entries(by_headings("Mines and towns", ENTRIES[::-1])) == ()
    assert len(entries(by_headings("Mines and towns: a glossary", ENTRIES[::-1]))) == len(ENTRIES)


@pytest.mark.parametrize(
    "document",
    [
        by_headings("Words", ENTRIES[:4]),
        by_headings("A report", tuple((name, told * 40) for name, told in ENTRIES)),
        build("plain", (("heading", "A report"), ("text", "Only one paragraph."))),
        build("empty", (("heading", "Nothing"),)),
    ],
)
def test_other_documents_are_no_glossaries(document: Document) -> None:
    assert entries(document) == ()


@pytest.fixture
def terms() -> Glossary:
    return Glossary([by_headings("Words of the trade")])


@pytest.mark.parametrize(
    ("text", "used"),
    [
        ("Two shrinking cities bought AKIYA from an akiya bank.", ["shrinking cities", "AKIYA", "akiya bank"]),
        ("A difference in differences, or DID, was taken; it did not help.", ["difference in differences", "DID"]),
        ("Urbanization goes on under the NDRC’s plan.", ["Urbanization", "NDRC"]),
        ("The ndrcs, the akiyas-to-be and unshrinking city halls", []),
        ("Household\nregistrations", ["Household\nregistrations"]),
    ],
)
def test_terms_are_found_under_all_their_names_and_as_whole_words(terms: Glossary, text: str, used: list[str]) -> None:
    assert [text[mention.start : mention.end] for mention in terms.mentions(text)] == used


def test_only_the_first_use_is_explained_and_not_what_the_answer_cites(terms: Glossary) -> None:
    first, second = Sentence("A shrinking city.", (1,)), Sentence("The NDRC knows shrinking cities and akiya.", (2,))
    found = terms.explained((first, second), {"Akiya and akiya banks"})
    assert {sentence.text: [m.term.name for m in mentions] for sentence, mentions in found.items()} == {
        "A shrinking city.": ["Shrinking city"],
        "The NDRC knows shrinking cities and akiya.": ["NDRC"],
    }


def test_each_term_of_a_list_is_explained_though_one_section_holds_them_all() -> None:
    listed = Glossary([one_block("list", LINES)])
    found = listed.explained([Sentence("The NDRC helps a shrinking city and the NDRC.", (1,))], {"Words of the trade"})
    assert [m.term.name for mentions in found.values() for m in mentions] == ["NDRC", "Shrinking city"]


def test_an_empty_corpus_has_no_terms_and_finds_none() -> None:
    assert list(Glossary([]).mentions("Shrinking city")) == []


def test_a_figure_is_no_term_and_a_long_definition_is_cut_between_words() -> None:
    long = "It means " + "much and more " * 40
    made = Glossary([by_headings("Glossary", (("996", "A way to work too long."), *ENTRIES, ("Zinc", long)))])
    assert list(made.mentions("996 people")) == []
    (zinc,) = (mention.term for mention in made.mentions("zinc"))
    assert len(zinc.brief) <= SHORT + 1
    assert zinc.brief.endswith("…")
    assert long.startswith(zinc.brief[:-1])
