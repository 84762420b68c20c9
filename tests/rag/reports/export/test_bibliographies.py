"""BibTeX, RIS and CSL-JSON, read back by the libraries that others read them with."""

from __future__ import annotations

import json
import re
from importlib.resources import files

import pytest
import rispy
from hypothesis import given, settings
from hypothesis import strategies as st
from pybtex.database import parse_string

from rag.base.errors import UsageError
from rag.base.types import Source
from rag.reports.export import export, export_sources
from rag.reports.export.bibliography import Entry, bibtex, entries, ris
from rag.reports.export.record import Record
from rag.reports.notebook.briefing import Briefing, answer_item
from tests.rag.reports.export.samples import BRIEFING, HOSTILE, ORIGIN, REFUSED, WHEN

KEYS = ["census", "source", "eds", "bare", "other"]
RECORD = Record(BRIEFING, WHEN)
PLAIN = {
    r"\textbackslash{}": "\\",
    r"\textbraceleft{}": "{",
    r"\textbraceright{}": "}",
    r"\textasciicircum{}": "^",
    r"\textasciitilde{}": "~",
    **{f"\\{mark}": mark for mark in "&%$#_"},
}
LINE = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=30)


def read(form: str, briefing: Briefing = BRIEFING) -> str:
    return export(briefing, form, WHEN).decode()


def printed(field: str) -> str:
    """What LaTeX prints for a field, which must hold no other command."""
    marks = re.compile("|".join(map(re.escape, sorted(PLAIN, key=len, reverse=True))))
    assert not re.search(r"[\\{}$&%#_^~]", marks.sub("", field))
    return marks.sub(lambda found: PLAIN[found[0]], field)


def items(text: str) -> list[dict[str, object]]:
    found = json.loads(text)
    assert isinstance(found, list)
    return found


def test_bibtex_is_read_back() -> None:
    found = parse_string(read("bibtex"), "bibtex").entries
    assert list(found) == KEYS
    assert {key: entry.type for key, entry in found.items()} == {
        "census": "article",
        "source": "article",
        "eds": "book",
        "bare": "misc",
        "other": "misc",
    }
    assert found["census"].fields["journal"] == "Northern Press"
    assert [str(person) for person in found["source"].persons["author"]] == ["{阮班明}", "{滕菲}", "{夏路}"]
    assert [str(person) for person in found["eds"].persons["editor"]] == ["Smith, J.", "Brown, K."]
    assert printed(found["eds"].fields["title"][1:-1]) == HOSTILE
    assert "year" not in found["bare"].fields
    assert "author" not in found["bare"].persons


def test_addresses_in_bibtex_are_not_escaped() -> None:
    source = Source("a", "T", url="https://example.org/a_b%20c?d=1&e=#f~{x}")
    (entry,) = parse_string(bibtex(entries([source]), RECORD), "bibtex").entries.values()
    assert entry.fields["url"] == "https://example.org/a_b%20c?d=1&e=#f~%7Bx%7D"


def test_ris_is_read_back() -> None:
    found = rispy.loads(read("ris"))
    assert [entry["id"] for entry in found] == KEYS
    assert [entry["type_of_reference"] for entry in found] == ["NEWS", "NEWS", "BOOK", "GEN", "GEN"]
    assert found[1]["authors"] == ["阮班明", "滕菲", "夏路"]
    assert found[1]["urls"] == ["https://example.org/个旧%3Ba=1"]
    assert found[2]["title"] == HOSTILE
    assert found[2]["secondary_authors"] == ["Smith, J.", "Brown, K."]
    assert "year" not in found[3]


def test_csl_json_has_only_what_the_standard_knows() -> None:
    found = items(read("csl-json"))
    assert [item["id"] for item in found] == KEYS
    schema = files("citeproc").joinpath("data/schema/schemas/styles")
    types = set(re.findall(r'"([a-z-]+)"', schema.joinpath("csl-types.rnc").read_text(encoding="utf-8")))
    variables = set(re.findall(r'"([A-Za-z-]+)"', schema.joinpath("csl-variables.rnc").read_text(encoding="utf-8")))
    assert {str(item["type"]) for item in found} <= types
    assert {name for item in found for name in item} <= variables | {"id", "type", "custom"}
    assert found[0]["issued"] == {"date-parts": [[2021]]}
    assert found[1]["author"] == [{"literal": name} for name in ("阮班明", "滕菲", "夏路")]
    assert found[2]["editor"] == [{"family": "Smith", "given": "J."}, {"family": "Brown", "given": "K."}]
    assert "issued" not in found[3]


@pytest.mark.parametrize("form", ["bibtex", "ris", "csl-json"])
def test_each_carries_the_record(form: str) -> None:
    text = read(form)
    assert "ab" * 32 in text
    assert "How many people live in the town now?" in text or "and now?" in text
    assert "retrieval.passages" in text
    assert "some:model" in text


def test_a_refusal_cites_nothing_and_is_on_record() -> None:
    refused = Briefing("Who won?", (answer_item(REFUSED, ORIGIN),))
    assert list(parse_string(read("bibtex", refused), "bibtex").entries) == []
    assert rispy.loads(read("ris", refused)) == []
    assert [item["id"] for item in items(read("csl-json", refused))] == ["aftermine-record"]
    for form in ("bibtex", "ris", "csl-json"):
        assert "Who won?" in read(form, refused)


def test_the_library_is_listed_by_author() -> None:
    sources = [Source("b", "Second", "Beta"), Source("a", "Third *x*", url="https://example.org/x_y"), Source("c", "A")]
    text = export_sources("Library", sources, "md", ORIGIN).decode()
    assert [line for line in text.splitlines() if line.startswith("- ")] == [
        "- “A” (n.d.)",
        "- Beta (n.d.), “Second”",
        r"- “Third \*x\*” (n.d.), <https://example.org/x_y>",
    ]
    assert list(parse_string(export_sources("L", sources, "bibtex", ORIGIN).decode(), "bibtex").entries) == [
        "c",
        "b",
        "a",
    ]


def test_a_bibliography_is_no_docx() -> None:
    with pytest.raises(UsageError, match="'docx'"):
        export_sources("Library", [], "docx", ORIGIN)


@settings(max_examples=60, deadline=None)
@given(LINE, LINE, LINE, LINE)
def test_any_text_survives(title: str, author: str, publisher: str, key: str) -> None:
    found: tuple[Entry, ...] = entries([Source(key, title, author, publisher, 1999, None, "scholarly")])
    source = found[0].source
    (back,) = parse_string(bibtex(found, RECORD), "bibtex").entries.values()
    assert " ".join(printed(back.fields["title"][1:-1]).split()) == source.title
    (record,) = rispy.loads(ris(found, RECORD))
    assert record["title"] == source.title
    assert re.fullmatch(r"[A-Za-z0-9:._-]+", found[0].key)
