"""An answer that quotes several sections says above each stretch which section it is of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from rag.answer.extractive import Draft, draft, quoted, section_labels
from rag.base.mechanisms import without
from rag.base.settings import Retrieval
from rag.base.types import Sentence
from rag.models.reader import fitted
from rag.question.analysis import analyse
from rag.search.candidate_sentences import quotable
from rag.search.retriever import Retriever
from rag.store.index import Index
from tests.rag.small import EMBEDDER, RECIPE
from tests.rag.towns import build_towns
from tests.ui.scripted import build

DATONG = build(
    "datong",
    (
        ("heading", "Datong after the pits: what became of work, homes and air"),
        ("text", "Datong dug coal."),
        ("heading", "Work"),
        ("text", "The last pit closed in 2003. It had 4,000 workers."),
        ("heading", "Homes"),
        ("text", "Rents fell."),
    ),
    (),
    ("Datong",),
)
WUHAI = build(
    "wuhai",
    (("heading", "Wuhai: a port"), ("heading", "Homes"), ("text", "Flats are cheap. Rents rose.")),
    (),
    ("Wuhai",),
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("sections")
    build_towns(folder, (DATONG, WUHAI))
    with Index(folder, RECIPE) as opened:
        yield opened


def labels(index: Index, *texts: str) -> list[str]:
    """Those of an answer of these sentences."""
    every = {unit.text: unit for unit in quotable(index.passages)}
    return section_labels([every[text] for text in texts])


def test_each_section_is_named_once(index: Index) -> None:
    texts = ("The last pit closed in 2003.", "It had 4,000 workers.", "Flats are cheap.", "Rents fell.")
    assert labels(index, *texts) == [
        "Datong after the pits › Work",
        "",
        "Wuhai: a port › Homes",
        "Datong after the pits › Homes",
    ]


def test_the_next_section_of_a_document_is_named_by_its_heading(index: Index) -> None:
    texts = ("The last pit closed in 2003.", "Rents fell.", "Datong dug coal.")
    assert labels(index, *texts) == ["Datong after the pits › Work", "Homes", "Datong after the pits"]


def test_headings_of_two_documents_are_told_apart(index: Index) -> None:
    assert labels(index, "Rents fell.", "Rents rose.") == ["Datong after the pits › Homes", "Wuhai: a port › Homes"]


@pytest.mark.parametrize("texts", [(), ("Rents fell.",), ("The last pit closed in 2003.", "It had 4,000 workers.")])
def test_one_section_is_not_named(index: Index, texts: Sequence[str]) -> None:
    assert labels(index, *texts) == [""] * len(texts)


def made(index: Index, words: int) -> Draft:
    """A draft on what both documents tell."""
    question = analyse("Why did rents change, and were flats cheap?")
    found = Retriever(index, EMBEDDER, Retrieval(rerank="none"), None).find(question.text, 5)
    return draft(index, question, found, fitted().sentence, words)


def test_the_quoted_words_stay_as_they_are(index: Index) -> None:
    told = made(index, 40)
    sentences, citations = quoted(index, analyse("Who paid?"), told)
    assert [sentence.about for sentence in sentences] == section_labels(told.units)
    assert len(list(filter(None, (sentence.about for sentence in sentences)))) > 1
    for sentence in sentences:
        assert sentence.text in citations[sentence.citations[0] - 1].quote


def test_without_it_nothing_is_named(index: Index) -> None:
    with without({"section_labels"}):
        assert not any(section_labels(made(index, 40).units))


def test_a_sentence_is_marked_with_its_section() -> None:
    assert Sentence("Rents fell.", (1,), about="Wuhai › Homes").marked == "Wuhai › Homes: Rents fell. [1]"
    assert Sentence("Rents fell.", (1,)).marked == "Rents fell. [1]"
