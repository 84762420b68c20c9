"""Misspelt questions are read as they were meant; what may be meant as it stands is left alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.assistant import Assistant
from rag.base.settings import load_settings
from rag.language import lexicon
from rag.language.sentences import fold
from rag.question.spelling import as_called, chinese_places, corpus_words, respell
from rag.store.index import Index
from tests.rag.small import EMBEDDER, RECIPE, build

TOWNS = (
    "Heilongjiang and Shanxi mined coal. The ministry approved a ballroom in Shanxi.",
    "The population of Hegang fell, and the population of Fuxin fell.",
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder: Path = tmp_path_factory.mktemp("spelling")
    build(folder, towns=TOWNS)
    with Index(folder, RECIPE) as opened:
        yield opened


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("what was the populaton of Hegang", "what was the population of Hegang"),
        ("wich minstry of coal approved what was fallen", "which ministry of coal approved what was fallen"),
        ("how large is heilongjang", "how large is Heilongjiang"),
        ("How large is Heilongjang?", "How large is Heilongjiang?"),
        ("Who lives in Hegnag?", "Who lives in Hegang?"),
        ("Popluation of Hegang", "Population of Hegang"),
        ("Who lives in Heegang?", "Who lives in Hegang?"),
        ("What is Hegaang's populatoin?", "What is Hegang's population?"),
        ("Who lives in Heilomgjiang?", "Who lives in Heilongjiang?"),
        ("a balroom of Hegang", "a ballroom of Hegang"),
    ],
)
def test_an_error_is_read_as_the_word_of_the_corpus(index: Index, typed: str, read: str) -> None:
    assert respell(typed, index) == read


@pytest.mark.parametrize(
    "text",
    [
        "Who lives in Fuxian?",  # a town of its own
        "Who lives in Hegong?",  # another letter, so perhaps another place
        "Who lives in Heihe, or in wuxin?",
        "What happened in December 2030 people ask?",
        "Who lives in Shaanxi, and why doesn't Hegang grow?",
        "Do the dumplings of the northerly, resilient villagers cost more?",  # English that the corpus lacks
        "How many laborers and travelers came to the harbor?",  # American
        "What is a fallish population?",  # built from a known word
        'What is a "populaton"?',
        "Wie viele Einwohner hat Hegang heute noch?",
        "鹤岗有多少人口?",
        "?!",
    ],
)
def test_what_may_be_meant_is_left_alone(index: Index, text: str) -> None:
    assert respell(text, index) == text


def test_the_words_of_the_corpus_know_how_they_are_written(index: Index) -> None:
    words = corpus_words(index)
    assert (words["shanxi"], words["population"]) == ((2, "Shanxi"), (2, "population"))


def test_the_answer_tells_how_the_question_was_read(tmp_path: Path) -> None:
    build(tmp_path / "index", towns=TOWNS)
    settings = load_settings({"retrieval.rerank": "none", "answering.threshold": 0.0, "index": str(tmp_path / "index")})
    with Index(tmp_path / "index", RECIPE) as opened:
        answer = Assistant(opened, EMBEDDER, settings).ask("what happened to the populaton of Hegang")
    assert answer.question == "what happened to the populaton of Hegang"
    assert answer.standalone == "what happened to the population of Hegang"
    assert "The population of Hegang fell" in answer.text


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        ("Who left Beishan?", "Who left North Hill?"),
        ("who left beishan", "who left North Hill"),
        ("What is a Beishan ballad?", "What is a Beishan ballad?"),  # the corpus has a name with it
        ("Is North Hill called Beishan?", "Is North Hill called Beishan?"),
        (
            "Who left Liaoning, and who left Fuxin?",
            "Who left Liaoning, and who left Fuxin?",
        ),  # the one lies in the other
        (
            "What did the ABC say of coal?",
            "What did the ABC say of coal?",
        ),  # written more often than what it stands for
        ("Who left, and what is it?", "Who left, and what is it?"),  # small words, however a name is cut short
        ("What is a pit?", "What is a pit?"),
        ("What is the PIT?", "What is the Peat Institute?"),
    ],
)
def test_a_name_that_the_corpus_explains_by_a_commoner_one_is_read_as_that(
    tmp_path: Path, asked: str, read: str
) -> None:
    towns = (
        "North Hill (Beishan) is a town. North Hill mined coal.",
        "Miners left North Hill. A Beishan ballad tells of them.",
        "North Hill is empty. The snow of North Hill is deep.",
        "The Allied Bureau of Coal (ABC) is old. The ABC is poor. Fuxin (Liaoning) grew.",
        "The ABC wrote of Fuxin. Fuxin fell.",
        "North Hill was sold by the ABC.",
        "The World Hill Office (WHO), the Inner Town (IT) and the Peat Institute (PIT) lie there.",
        "The World Hill Office, the Inner Town and the Peat Institute are old.",
    )
    build(tmp_path, **{f"town{number}": (text,) for number, text in enumerate(towns)})
    with Index(tmp_path, RECIPE) as opened:
        assert as_called(asked, opened) == read


@pytest.mark.parametrize(
    ("name", "place", "province"),
    [
        ("Hegang", True, False),
        ("hegang", True, False),
        ("Liaoning", True, True),
        ("Jilin", True, True),
        ("Osterfeld", False, False),
    ],
)
def test_a_name_is_a_place_of_china_a_province_or_neither(name: str, place: bool, province: bool) -> None:
    assert (fold(name) in chinese_places(), fold(name) in lexicon.words("places.provinces")) == (place, province)
