"""A sentence whose place only its headings name is told with it, unless the reader knows it already."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rag.answer.extractive import draft, place_labels
from rag.base.settings import Retrieval
from rag.base.types import Sentence
from rag.check.checker import under_heading
from rag.evaluation.support import Verifier
from rag.models.linear import fitted
from rag.question.analysis import analyse
from rag.search.candidate_sentences import quotable
from rag.search.retriever import Retriever
from rag.store.index import Index
from tests.rag.small import EMBEDDER, RECIPE
from tests.rag.towns import build_towns
from tests.ui.scripted import build

NORTH = "Norland"
DATONG = build(
    "datong",
    (
        ("heading", "Datong: after the pits"),
        ("heading", "Work"),
        ("text", "The last pit closed in 2003. It had 4,000 workers. In Datong jobs are few."),
        ("text", "Norland paid for half of the mills. Wuhai paid for none. Wages are low."),
        ("heading", "Migrants to Wuhai, Essen and other towns"),
        ("text", "Most left by train."),
        ("heading", "Russian advice"),
        ("text", "Pits should be filled."),
        ("heading", "How well it worked"),
        ("text", "A study of 19 pit towns found no effect."),
    ),
    (),
    ("Datong", NORTH, "Oakland"),
)
TOWNS = build(
    "towns",
    (
        ("heading", "River towns"),
        ("text", "Mills cost money."),
        ("heading", "Wuhai: a port"),
        ("text", "Flats are cheap. Rents fell."),
        ("heading", "What it means for towns such as Wuhai"),
        ("text", "A low price is no plan."),
        ("heading", "Norland's law"),
        ("text", "Pits pay a tax."),
        ("heading", "Revitalising Russia since 2003"),
        ("text", "Rents are paid late. Russian pits are deep."),
        ("heading", "Wales and Utopia"),
        ("text", "Pits were shut by the state."),
        ("heading", "Britain's coalfields and Utopia: what was left"),
        ("text", "Halls were sold. British clubs were kept."),
    ),
    (),
    ("Wuhai", NORTH, "Russia", "Wales", "Oakland"),
)
MORE = build(
    "more", (("heading", "Taxes"), ("text", "Datong lies in Norland, and Wuhai in Norland too.")), (), (NORTH, "Essen")
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("placing")
    build_towns(folder, (DATONG, TOWNS, MORE))
    with Index(folder, RECIPE) as opened:
        yield opened


def told(index: Index, question: str, *texts: str) -> list[str]:
    """The places put before the sentences of an answer."""
    every = {unit.text: unit for unit in quotable(index.passages)}
    return place_labels(index, analyse(question), [every[text] for text in texts])


ASKED = "Which rents fell?"


@pytest.mark.parametrize(
    ("question", "place"),
    [
        (ASKED, "Wuhai"),
        ("Which rents fell in Datong?", "Wuhai"),
        ("Did rents fall in Datong or in Wuhai?", "Wuhai"),
        ("Which rents fell in Norland?", "Wuhai"),
        ("Which rents fell in Wuhai, Norland?", ""),
        ("which rents fell in wuhai", ""),
        ("Did Wuhai's rents fall as in the rest of Oakland?", ""),  # which the whole corpus is about
        ("What of Wuhai's rents?", ""),
    ],
)
def test_a_place_is_told_that_the_question_does_not_name_alone(index: Index, question: str, place: str) -> None:
    assert told(index, question, "Rents fell.") == [place]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("The last pit closed in 2003.", "Datong"),  # by the document's title
        ("In Datong jobs are few.", ""),
        ("Wuhai paid for none.", ""),  # has a place of its own
        ("Norland paid for half of the mills.", "Datong"),  # which lies there
        ("Mills cost money.", ""),
        ("A low price is no plan.", ""),  # of towns such as this one
        ("Most left by train.", ""),  # of several
        ("Pits should be filled.", "Russia"),  # by the adjective of its heading
        ("A study of 19 pit towns found no effect.", ""),  # of many
        ("Pits pay a tax.", ""),  # the whole corpus is about it
        ("Rents are paid late.", "Russia"),
        ("Russian pits are deep.", ""),
        ("Pits were shut by the state.", ""),  # one of the two is not known
        ("Halls were sold.", "Britain"),  # which no document declares
        ("British clubs were kept.", ""),
    ],
)
def test_it_is_that_of_the_nearest_heading_which_is_about_one(index: Index, text: str, place: str) -> None:
    assert told(index, ASKED, text) == [place]


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("Which halls were sold in the UK?", ""),
        ("Which halls did the British sell?", ""),
        ("Which halls were sold in Utopia?", ""),  # of which the heading is too
        ("Which halls were sold in Wuhai?", "Britain"),
        ("Which halls were sold in Britain, Datong and Wuhai?", "Britain"),
    ],
)
def test_a_country_is_told_that_only_its_heading_knows(index: Index, question: str, place: str) -> None:
    assert told(index, question, "Halls were sold.") == [place]


def test_the_place_of_the_whole_corpus_is_told_where_another_one_is_asked_about(index: Index) -> None:
    assert told(index, "Which tax is paid in Datong?", "Pits pay a tax.") == [NORTH]


def test_a_place_is_told_once_until_another_one_comes(index: Index) -> None:
    texts = ("Flats are cheap.", "Rents fell.", "The last pit closed in 2003.", "It had 4,000 workers.", "Rents fell.")
    assert told(index, ASKED, *texts) == ["Wuhai", "", "Datong", "", "Wuhai"]
    assert told(index, ASKED, "In Datong jobs are few.", "The last pit closed in 2003.") == ["", ""]
    assert told(index, "What is paid in Datong?", "Mills cost money.", "The last pit closed in 2003.") == ["", ""]


def test_an_answer_keeps_its_words_and_the_check_knows_the_place(index: Index) -> None:
    question = analyse(ASKED)
    found = Retriever(index, EMBEDDER, Retrieval(rerank="none"), None, None).find(question.text, 5)
    made = draft(index, question, found, fitted().sentence, 40)
    said = next(sentence for sentence in made.sentences if sentence.text == "Rents fell.")
    cited = made.citations[said.citations[0] - 1]
    assert (said.about, said.told) == ("Wuhai", "Wuhai: Rents fell.") or said.about == ""
    assert "Rents fell." in cited.quote
    named = next(sentence for sentence in made.sentences if sentence.about)
    passage = made.citations[named.citations[0] - 1].passage
    assert Verifier().support(named.told, [passage.text], [passage.path]) == "supported"


def test_a_sentence_is_marked_with_its_place() -> None:
    assert Sentence("Rents fell.", (1,), about="Wuhai").marked == "Wuhai: Rents fell. [1]"
    assert Sentence("Rents fell.", (1,)).marked == "Rents fell. [1]"


def test_the_check_knows_a_place_that_a_heading_has_as_an_owner() -> None:
    assert under_heading("Wuhai: Rents fell.", "Rents fell.", ["Wuhai's flats"]) == (0, len("Rents fell"))
    assert under_heading("Datong: Rents fell.", "Rents fell.", ["Wuhai's flats"]) is None
