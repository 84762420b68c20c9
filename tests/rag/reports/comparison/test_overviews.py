"""Timeline and table of places of the invented towns: what is dated and measured, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from rag.base.types import Source
from rag.reports.overview.key_figures import place_table
from rag.reports.overview.timeline import places_of, timeline
from rag.search.candidate_sentences import quotable
from rag.search.entities import subjects
from rag.store.index import Index
from tests.rag.small import RECIPE
from tests.rag.towns import COALTON, GLOSSARY, REPORT, TINFORD, build_towns
from tests.ui.scripted import Part, build


def test_dated_facts_in_order_and_none_of_sources_or_plans(towns: Index) -> None:
    events = timeline(towns)
    assert [(event.when, event.places) for event in events] == [
        ("1998", ()),
        ("2000", ("Coalton",)),
        ("2001–2008", ("Tinford",)),
        ("2003", ("Coalton",)),
        ("2009", ("Coalton",)),
        ("2020", ("Tinford",)),
    ]
    assert not any("journal" in event.text or "2030" in event.text for event in events)
    for event in events:
        document = towns.document(event.citation.passage.document_id)
        assert document.text[event.citation.start : event.citation.end] == event.citation.quote
        assert event.text in event.citation.quote


def test_a_dated_document_hides_nothing_of_an_undated_one(tmp_path: Path) -> None:
    memoir = replace(TINFORD, sources=(Source("memoir", "A memoir", None, None, 1998), replace(REPORT, year=1999)))
    build_towns(tmp_path, (replace(COALTON, sources=(replace(REPORT, year=None),)), memoir))
    with Index(tmp_path, RECIPE) as index:
        years = {(event.citation.passage.document_id, event.start) for event in timeline(index)}
        assert years == {("coalton", 2000), ("coalton", 2003), ("coalton", 2009), ("tinford", 1998)}


def test_years_before_christ_are_no_years_of_the_calendar(tmp_path: Path) -> None:
    times = ("In 1046 BC", "In 1047 BCE", "In 1048 B.C.", "Between 1049 and 1044 BC", "From 1050 B. C. on", "In 1051")
    texts: list[Part] = [("text", f"{time} the lords of Coalton dug the first pits.") for time in times]
    build_towns(tmp_path, (build("old", (("heading", "Coalton"), *texts), (), ("Coalton",)),))
    with Index(tmp_path, RECIPE) as index:
        assert [event.when for event in timeline(index)] == ["1051"]


def test_a_row_tells_bare_numbers_with_their_columns_names(tmp_path: Path) -> None:
    rows = (
        "| Year | Billion yuan | | Note |",
        "| --- | --- | --- | --- |",
        "| 2009 | 5.0 | 7 | paid from the Coalton fund |",
        "| 2010 | 6.5 | | |",
    )
    build_towns(
        tmp_path, (build("fund", (("heading", "Coalton's fund"), ("table", "\n".join(rows))), (), ("Coalton",)),)
    )
    with Index(tmp_path, RECIPE) as index:
        told = [(event.when, event.text) for event in timeline(index)]
    assert told == [("2009", "Billion yuan: 5.0; 7; paid from the Coalton fund")]


def test_the_timeline_of_a_place(towns: Index) -> None:
    assert {event.places for event in timeline(towns, " coalton")} == {("Coalton",)}
    assert timeline(towns, "Atlantis") == ()
    assert places_of(timeline(towns)) == ("Coalton", "Tinford")


def test_figures_of_places_are_the_latest_with_their_year(towns: Index) -> None:
    table = place_table(towns)
    found = {place: [figure and (figure.value, figure.year) for figure in figures] for place, figures in table.rows}
    assert table.columns == ("Residents, 2020", "Visitors")
    assert found == {
        "Coalton": [("7,300", None), ("40,000", 2019)],
        "Tinford": [("52,000", None), ("12,500", 2018)],
    }
    quotes = [figure.citation.quote for _, figures in table.rows for figure in figures if figure]
    assert quotes[0].endswith("7,300 in 2020.")
    assert quotes[1] == "| Coalton | coal | 40,000 (2019) |"


def test_a_corpus_without_dates_places_or_words_gives_empty_overviews(tmp_path: Path) -> None:
    build_towns(tmp_path / "one", (GLOSSARY,))
    with Index(tmp_path / "one", RECIPE) as index:
        assert timeline(index) == ()
        assert place_table(index).rows == ()
    build_towns(tmp_path / "none", ())
    with Index(tmp_path / "none", RECIPE) as index:
        assert (timeline(index), place_table(index).rows) == ((), ())


def test_another_corpus_is_not_taken_for_the_one_before(towns: Index, tmp_path: Path) -> None:
    assert timeline(towns)
    build_towns(tmp_path, (COALTON,))
    with Index(tmp_path, RECIPE) as index:
        assert {event.citation.passage.document_id for event in timeline(index)} == {"coalton"}


def test_what_a_sentence_is_about(towns: Index) -> None:
    known = subjects(towns)
    coalton, tinford, norland = (known.named(name) for name in ("Coalton", "Tinford", "Norland"))
    assert coalton is not None
    assert tinford is not None
    assert norland is not None
    assert "norland" in known.wider(coalton)
    units = {unit.text: unit for unit in quotable(towns.passages)}
    unlike = next(unit for text, unit in units.items() if "unlike in Coalton" in text)
    assert known.about(unlike, coalton) == 0
    headed = units["The census counted 9,100 residents in 2000, 8,200 in 2010 and 7,300 in 2020."]
    assert (known.about(headed, coalton), known.about(headed, tinford), known.about(headed, norland)) == (0.7, 0, 0)
    leaning = units["It has 40,000 visitors a year."]
    assert known.about(leaning, coalton) == 0
