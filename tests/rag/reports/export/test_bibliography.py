"""Sources become entries: each once, under a stable key, formatted with what is known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.base.types import Citation, Document, Passage, Source
from rag.reports.export.bibliography import (
    Entry,
    credit,
    entries,
    entry_of,
    library_sources,
    sources_of,
)

FULL = Source("yu", "Cheap homes", "Zhang Nan", "Paper", 2019, "https://example.org/a?utm_source=x", "press", "a copy")


def keys(*sources: Source) -> list[str]:
    return [entry.key for entry in entries(sources)]


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Zhang Nan, Lu Hongyou and Huang Jian", ["Zhang Nan", "Lu Hongyou", "Huang Jian"]),
        ("阮班明, 滕菲 and 夏路", ["阮班明", "滕菲", "夏路"]),
        ("馬莎、張睿", ["馬莎", "張睿"]),
        ("Ministry of Finance and Trade", ["Ministry of Finance and Trade"]),
        ("Vivian Wang and co-author", ["Vivian Wang and co-author"]),
        ("Jorrit de Jong; Linda Bilmes", ["Jorrit de Jong", "Linda Bilmes"]),
        ("  ", []),
        (None, []),
    ],
)
def test_names_are_read_without_guessing(line: str | None, names: list[str]) -> None:
    assert [name["literal"] for name in credit(line)[1]] == names


def test_only_initials_tell_the_family_name() -> None:
    names = [{"family": "Smith", "given": "J."}, {"family": "Brown", "given": "K. L."}]
    assert credit("Smith, J., Brown, K. L. (eds)") == ("editor", names)


def test_a_source_of_two_documents_is_one_entry() -> None:
    other = Source("yu", "Cheap homes", None, "Paper", 2019, "https://example.org/a", "press", "from the web")
    (entry,) = entries([FULL, other])
    assert (entry.key, entry.source.author, entry.source.note) == ("yu", "Zhang Nan", "a copy; from the web")
    assert entry_of(other, [entry]) == entry_of(FULL, [entry]) == entry


def test_the_same_record_under_two_keys_is_one_entry() -> None:
    assert keys(FULL, Source("zhang2019", "Cheap  HOMES", "Zhang Nan", "Paper", 2019, FULL.url)) == ["yu"]


def test_a_record_that_is_only_cited_takes_what_another_document_says() -> None:
    (entry,) = entries([Source("yu", "yu", note="cited only"), FULL])
    assert (entry.source.title, entry.source.year) == ("Cheap homes", 2019)


def test_different_sources_of_one_key_get_keys_that_do_not_depend_on_order() -> None:
    one, two = Source("source1", "First"), Source("Source1", "Second")
    first, second = keys(one, two)
    assert first != second
    assert keys(two, one) == [second, first]
    assert first.startswith("source1-")
    assert [entry_of(each, entries([one, two])).key for each in (one, two)] == [first, second]


@pytest.mark.parametrize("title", ["", "A work of Wang"])
def test_keys_that_differ_in_other_letters_alone_are_different_sources(title: str) -> None:
    cited = [Source("王2010", title or "王2010"), Source("李2010", "李2010"), Source("张2010", "张2010")]
    found = entries(cited)
    assert [entry.source.title for entry in found] == [source.title for source in cited]
    assert len({entry.key for entry in found}) == 3
    assert [entry_of(source, found) for source in cited] == list(found)


def test_a_record_is_found_under_whichever_of_its_keys_it_was_named() -> None:
    named = (Source("王2010", "王2010"), FULL, Source("李2010", "李2010"), replace(FULL, key="李2010"))
    found = entries(named)
    assert [entry.key for entry in found] == ["2010", "yu"]
    assert [entry_of(source, found).key for source in named] == ["2010", "yu", "yu", "yu"]


def test_keys_are_plain() -> None:
    assert keys(Source("陈 2019", "A"), Source("müller, 20", "B"), Source("", "C")) == ["2019", "muller-20", "source"]


def test_a_document_that_names_no_source_is_the_source() -> None:
    passage = Passage("d-1", "doc", "A document", "Words.", (), (), (0, 6))
    (own,) = sources_of(Citation(1, passage, 0, 6, "Words."))
    assert (own.key, own.title) == ("doc", "A document")
    assert sources_of(Citation(1, passage, 0, 6, "Words.", (FULL,))) == (FULL,)
    document = Document("doc", "A document", "doc.txt", "0" * 64, "en", "Words.", ())
    assert library_sources([document]) == (own,)


def test_an_entry_knows_its_type() -> None:
    assert Entry("a", FULL).kind.csl == "article-newspaper"
    assert Entry("a", Source("a", "T", type="podcast")).kind.csl == "document"
