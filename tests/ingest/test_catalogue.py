"""Lists of a reference manager beside files: what is read of them, which file a record belongs to, what it changes."""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath

import pytest

from ingest.catalogue import Record, Shelved, read_catalogue
from ingest.library import add
from ingest.shelf import Shelf, Upload
from rag.base.errors import FileProblem
from rag.base.types import Source
from tests.ingest.corpus import Library

BIBTEX = r"""
@string{cities = "Cities \& People"}
@article{chen2020,
  title = {Shrinking {{Cities}} in {China}: na\"ive models},
  author = {Chen, Wei and {van der} Berg, Jan and {National Bureau of Statistics}},
  year = 2020, journal = cities, doi = {10.1/abc},
  file = {Full Text:files/12/Chen - 2020.md:text/markdown;Snapshot:files/13/x.html:text/html},
}
@misc{half, title = {Half of a record
@misc{wang, author = {王, 丽}, title = {鹤岗的房价与人口}, date = {2021-05-02}, file = {C\:\\Zotero\\AB\\paper.md}}
@misc{untitled, year = 1999}
"""
RIS = """TY  - NEWS
TI  - A town without coal
AU  - Li, Na
PY  - 2019/03//
T2  - Northern Paper
UR  - https://paper.example/1
L1  - files/7/town.pdf
ID  - li2019
ER  -
"""
CSL = [
    {
        "id": "http://zotero.org/users/1/items/AB",
        "type": "report",
        "title": "Plan for cities",
        "author": [{"literal": "State Council"}, {"family": "Li", "given": "Na"}],
        "issued": {"date-parts": [["2013", 11, 12]]},
        "publisher": "Beijing Press",
        "DOI": "10.2/x",
    }
]


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def records(path: Path) -> tuple[Record, ...]:
    found = read_catalogue(path)
    assert found is not None
    return found.records


def test_bibtex_is_read_and_a_broken_record_costs_no_other(tmp_path: Path) -> None:
    found = read_catalogue(written(tmp_path, "refs.bib", BIBTEX))
    assert found is not None
    chen, wang = found.records
    people = "Wei Chen; Jan van der Berg; National Bureau of Statistics"
    assert chen.source == Source(
        "chen2020",
        "Shrinking Cities in China: naïve models",
        people,
        "Cities & People",
        2020,
        "https://doi.org/10.1/abc",
        "scholarly",
    )
    assert chen.files == (PurePosixPath("files/12/Chen - 2020.md"), PurePosixPath("files/13/x.html"))
    assert (wang.source.author, wang.source.year) == ("王丽", 2021)
    assert wang.files == (PurePosixPath("C:/Zotero/AB/paper.md"),)
    assert "1 of its records can't be read" in found.problem


def test_ris_and_csl_json_are_read(tmp_path: Path) -> None:
    (town,) = records(written(tmp_path, "refs.ris", RIS))
    assert town.source == Source(
        "li2019", "A town without coal", "Na Li", "Northern Paper", 2019, "https://paper.example/1", "press"
    )
    assert town.files == (PurePosixPath("files/7/town.pdf"),)
    (plan,) = records(written(tmp_path, "refs.json", json.dumps(CSL)))
    assert (plan.source.title, plan.source.author) == ("Plan for cities", "State Council; Na Li")
    assert (plan.source.year, plan.source.publisher) == (2013, "Beijing Press")
    assert (plan.source.url, plan.source.type) == ("https://doi.org/10.2/x", "official")


@pytest.mark.parametrize("name", ["refs.bib", "refs.ris"])
@pytest.mark.parametrize("text", ["", "no list at all", "@@@{", "TY  - JOUR", "\x00\x01", "@article{" * 3000])
def test_what_is_no_list_is_refused_in_one_line(tmp_path: Path, name: str, text: str) -> None:
    with pytest.raises(FileProblem, match="export it anew") as problem:
        read_catalogue(written(tmp_path, name, text))
    assert "\n" not in str(problem.value)


@pytest.mark.parametrize("text", ["", "{}", "[]", "[1]", '[{"id": 1}]', "[" * 100_000])
def test_other_json_is_no_list(tmp_path: Path, text: str) -> None:
    assert read_catalogue(written(tmp_path, "data.json", text)) is None


def test_a_file_gets_the_record_that_names_it_or_whose_key_or_title_it_is_called_by() -> None:
    def record(key: str, title: str, *files: str) -> Record:
        return Record(Source(key, title), tuple(map(PurePosixPath, files)))

    shelved = Shelved(
        [
            record("a", "Shrinking cities in China", "files/1/paper.pdf"),
            record("b", "Towns of coal", "files/2/paper.pdf"),
            record("smith2001", "On rust"),
            record("c", "Rust"),
            record("d", "鹤岗的房价与人口"),
        ]
    )

    def title(name: str) -> str | None:
        found = shelved.of(PurePosixPath(name))
        return found.title if found else None

    assert title("My Library/files/2/paper.pdf") == "Towns of coal"
    assert title("paper.pdf") is None  # two would do
    assert title("Chen - 2020 - Shrinking Cities in China.pdf") == "Shrinking cities in China"
    assert title("towns_of_coal.md") == "Towns of coal"
    assert title("Li 鹤岗的房价与人口.pdf") == "鹤岗的房价与人口"
    assert title("Smith2001.pdf") == "On rust"
    assert title("Rust and steel.pdf") is None  # too short a title to tell a file by


def test_a_list_beside_files_gives_their_sources_also_when_it_comes_later_or_changes(tmp_path: Path) -> None:
    library = Library(tmp_path)
    library.write("chen2020.md", "Cities shrink.")
    (library.path / "named.md").write_text("---\nsources:\n- {id: x, title: X}\n---\n# Wang\n\nIt fell. [@x]\n")
    library.refresh()
    written(library.path, "refs.bib", BIBTEX + "@misc{named, title={Another title}}")
    report = library.refresh()
    assert report.updated == ("chen2020.md", "named.md")
    assert [name for name, _ in report.warnings] == ["library/refs.bib"]
    with library.open() as index:
        (source,) = index.document("chen2020.md").sources
        assert (source.key, source.year, source.publisher) == ("chen2020.md", 2020, "Cities & People")
        assert [each.title for each in index.document("named.md").sources] == ["X"]  # it names its own
        assert index.passages_of("chen2020.md")[0].source_keys == ("chen2020.md",)
    assert library.refresh().updated == ()
    written(library.path, "refs.bib", BIBTEX.replace("2020,", "2021,"))
    assert library.refresh().updated == ("chen2020.md", "named.md")
    with library.open() as index:
        assert index.document("chen2020.md").sources[0].year == 2021
    (library.path / "refs.bib").unlink()
    assert library.refresh().updated == ("chen2020.md",)


def test_a_folder_is_taken_in_with_its_lists_and_an_upload_of_one_is_said_to_be_one(tmp_path: Path) -> None:
    from threading import Lock

    library = Library(tmp_path)
    export = tmp_path / "export"
    (export / "files" / "12").mkdir(parents=True)
    written(export / "files" / "12", "Chen - 2020.md", "# A paper\n\nCities shrink.\n")
    written(export, "refs.bib", BIBTEX)
    assert not add(library.path, [str(export)]).failed
    library.refresh()
    with library.open(create=True) as index:
        (name,) = index.entries
        assert index.document(name).sources[0].year == 2020
        shelf = Shelf(index, library.settings, lambda: library.embedder, Lock())
        assert shelf.file(name) is not None
        good, bad = shelf.add([Upload("more.ris", RIS.encode()), Upload("bad.json", b"{}")], lambda *_: None)
        assert (good.outcome, good.document) == ("added", None)
        assert "1 of your files" in good.notes[0]
        assert (bad.outcome, "is no list of sources" in bad.notes[0]) == ("failed", True)
