"""Which sentences tell of a side: what goes on, foreign documents, sections that a search finds, forms of a name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from rag.base.settings import Retrieval
from rag.language.tokens import is_name
from rag.reports.comparison.compare import compare
from rag.reports.comparison.sides import Sides, seeds
from rag.search.entities import Subject, Subjects, compiled, subjects
from rag.search.retriever import Candidate, Retriever
from rag.store.index import Index
from tests.rag.small import EMBEDDER, RECIPE
from tests.rag.towns import build_towns
from tests.ui.scripted import build

ASHFORD = build(
    "ashford",
    (
        ("heading", "Ageing in river towns"),
        ("text", "Ashford lost its only mill in 1990. About a third of its people are older than 60. It paints."),
        ("text", "Ashford is an extreme case. Three reasons are given for the decline of Ashford."),
        ("heading", "Lists"),
        ("text", "The four towns of the second list were Bexley, Cobham, Ashford and Dorking."),
        ("heading", "Towns side by side: mills, Bexley, Cobham and others"),
        ("text", "Most mills of the valley paid no wages at all in the last winter."),
    ),
    (),
    ("Ashford", "Bexley", "Cobham", "Dorking"),
)
NEWTON = build(
    "newton",
    (
        ("heading", "Newton: a port"),
        ("text", "The climate is mild all year; by road the old mills of Ashford are an hour away."),
        ("text", "Newton is a port with 40,000 people. Newton has new mills with 900 jobs."),
    ),
    (),
    ("Newton",),
)


@pytest.fixture(scope="module")
def rivers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("rivers")
    build_towns(folder, (ASHFORD, NEWTON))
    with Index(folder, RECIPE) as index:
        yield index


@pytest.fixture(scope="module")
def known(rivers: Index) -> Subjects:
    return subjects(rivers)


def subject(known: Subjects, name: str) -> Subject:
    found = known.named(name)
    assert found is not None
    return found


def said_of(known: Subjects, name: str, *others: str) -> list[str]:
    sides = [subject(known, each) for each in (name, *others)]
    return [unit.text for unit in Sides(known, sides, known.passages).told(sides[0])]


def test_what_goes_on_about_it_is_of_it(known: Subjects) -> None:
    found = said_of(known, "Ashford")
    assert "About a third of its people are older than 60." in found
    assert "Ashford lost its only mill in 1990." in found


def test_what_announces_or_stands_in_a_text_about_another_is_not(known: Subjects) -> None:
    found = said_of(known, "Ashford")
    assert not any("Three reasons" in text or "climate" in text or text == "It paints." for text in found)


def test_a_sentence_on_two_sides_is_of_neither(known: Subjects) -> None:
    assert not any("second list" in text for text in said_of(known, "Bexley", "Dorking"))


def test_a_heading_that_lists_several_things_is_about_none_of_them(known: Subjects) -> None:
    assert not any("no wages" in text for name in ("Bexley", "Cobham") for text in said_of(known, name))


def test_a_section_that_a_search_finds_is_about_a_side_that_it_does_not_name(known: Subjects) -> None:
    side = Subject("the old docks", ("the old docks",), compiled(["the old docks"]))
    ranked = [Candidate(p, 1.0, 0.0, 0.0, None, None) for p in known.passages if p.document_id == "newton"]
    found = [unit.text for unit in Sides(known, [side], known.passages).told(side, seeds(ranked))]
    assert "Newton is a port with 40,000 people." in found
    assert list(Sides(known, [side], known.passages).told(side)) == []


def test_what_is_stored_as_on_a_side_is_of_it_and_what_is_on_others_only_where_it_names_it(known: Subjects) -> None:
    ashford = [passage for passage in known.passages if passage.document_id == "ashford"]
    everywhere = {(passage.id, place) for passage in ashford for place in range(len(passage.text))}
    side, other = subject(known, "Ashford"), subject(known, "Bexley")
    on_it = [unit.text for unit in Sides(known, [side, other], ashford).told(side, known=everywhere)]
    assert "Most mills of the valley paid no wages at all in the last winter." in on_it
    assert not any("second list" in text for text in on_it)
    table = [
        replace(
            ashford[-1], kind="table", text="| Town | Wages |\n| --- | --- |\n| Dorking | none in the last winter |"
        )
    ]
    assert not list(Sides(known, [side, other], table).told(side, known=everywhere))
    on_others = [unit.text for unit in Sides(known, [side, other], ashford).told(side, elsewhere=everywhere)]
    assert on_others == ["Ashford lost its only mill in 1990.", "Ashford is an extreme case."]


@pytest.mark.parametrize("words", ["Ashford city", "the town of Ashford", "ashford", "Ashford"])
def test_other_forms_of_a_name(known: Subjects, words: str) -> None:
    assert known.is_listed(words)
    assert subject(known, words).name == "Ashford"


@pytest.fixture(scope="module")
def courts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("courts")
    words = "The Hague is a city of courts. Most embassies of the Hague stand near the sea."
    build_towns(folder, (build("hague", (("heading", "The Hague: a profile"), ("text", words)), (), ("The Hague",)),))
    with Index(folder, RECIPE) as index:
        yield index


@pytest.mark.parametrize("words", ["The Hague", "the hague?", "“The  Hague”"])
def test_an_article_is_a_part_of_a_name_that_is_declared_with_it(courts: Index, words: str) -> None:
    known = subjects(courts)
    found = subject(known, words)
    assert known.is_listed(words)
    assert found.name == "The Hague"
    assert found.heads("The Hague")
    assert len(list(Sides(known, [found], known.passages).told(found))) == 2


@pytest.mark.parametrize(
    ("words", "name"), [("Fuxin", True), ("Fuxin 's mines", False), ("Fuxin 's", True), ("'s", False), ("", False)]
)
def test_a_name_is_written_large(words: str, name: bool) -> None:
    assert is_name(words) is name


def test_what_is_meant_is_listed_or_written_as_a_name(known: Subjects) -> None:
    assert known.meant("dorking") is not None
    assert known.meant("mills") is None
    assert known.meant("Atlantis") is None


def test_names_of_which_no_passage_tells_are_no_error(rivers: Index) -> None:
    answer = compare(rivers, Retriever(rivers, EMBEDDER, Retrieval(), None), ("Bexley", "Cobham"))
    assert answer.verdict in {"answered", "partly_supported", "not_in_corpus"}


def test_an_extreme_case_is_no_definition(rivers: Index) -> None:
    answer = compare(rivers, Retriever(rivers, EMBEDDER, Retrieval(), None), ("Newton", "Ashford"))
    told = [sentence.text for sentence in answer.sentences]
    assert "Ashford is an extreme case." not in told
