"""What a question names and the passages of the answer don't have."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from rag.answer.extractive import Draft
from rag.answer.refusal.decide import decide, find_missing, nearest
from rag.base.mechanisms import without
from rag.base.settings import Retrieval
from rag.base.types import Notice
from rag.models.reader import Features
from rag.question.analysis import analyse
from rag.search.candidate_sentences import units_of
from rag.search.retriever import Candidate, Retriever
from rag.store.index import Index
from tests.rag.small import EMBEDDER, RECIPE, build, document, passages

PITS = ("Hegang had nine pits in 1930.", "The mines closed in 2012.", "It grew in the 1950s and 1985年至1990年.")
NEAR = {"asked": 0.5, "unasked": 0.5}  # signals of what is near what was asked
SURE = {"look": 1.0, "any": 1.0, "asked": 1.0, "unasked": 0.0}  # signals of what surely answers
TOWN = ("Gejiu lies in the south of Yunnan.",)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder: Path = tmp_path_factory.mktemp("missing")
    build(folder, pits=PITS, town=TOWN)
    with Index(folder, RECIPE) as opened:
        yield opened


def finder(index: Index) -> Retriever:
    return Retriever(index, EMBEDDER, Retrieval(), None)


def missing(index: Index, text: str) -> tuple[Notice, ...]:
    """What is missing where the answer is made of the passages on the pits alone, though the town was found too."""
    question = analyse(text)
    found = [Candidate(each, 1.0, 1.0, 1.0, 1, 1) for name in ("pits", "town") for each in index.passages_of(name)]
    used = units_of(question, found[: len(PITS)])
    return find_missing(question, finder(index), found, Draft(tuple(used), ()))


def test_names_that_the_answer_lacks_are_told_apart_from_those_that_the_corpus_lacks(index: Index) -> None:
    apart = missing(index, "How many pits did Gejiu and Wuhan have in 1930?")
    assert apart == (Notice("nothing_on", {"names": ("Wuhan",)}), Notice("missing_names", {"names": ("Gejiu",)}))


def test_what_most_documents_tell_of_need_not_stand_in_the_answer(tmp_path: Path) -> None:
    one, two = ("Hegang sold coal to Harbin.",), ("Hegang lies near Harbin.",)
    build(tmp_path / "two", pits=PITS[1:], one=one, town=TOWN)
    build(tmp_path / "most", pits=PITS[1:], one=one, two=two, three=("Hegang built homes.",), town=TOWN)
    for name, lacking in (("two", ("Hegang", "Harbin")), ("most", ("Harbin",))):
        with Index(tmp_path / name, RECIPE) as index:
            told = missing(index, "When did the mines of Hegang, and of Harbin, close?")
        assert told == (Notice("missing_names", {"names": lacking}),)


def test_a_name_that_people_ask_such_things_with_is_not_missing(tmp_path: Path) -> None:
    """The seat of the state for the state, say, where the document says "the centre"."""
    texts = ("The centre closed the pits in 2012.", "Norwick and Sudwick are towns.")
    arrays = {
        "asked": EMBEDDER.passages(["when did Norwick close the pits"]).astype(np.float16),
        "asked_places": np.array([(0, 0, 0)], dtype=np.int32),
    }
    with Index(tmp_path / "i", RECIPE, create=True) as index:
        index.put(document("pits", texts), passages(document("pits", texts)), texts, EMBEDDER.passages(texts), arrays)
        index.commit()
        found = [Candidate(index.passages[0], 1.0, 1.0, 1.0, 1, 1)]

        def told(asked: str) -> tuple[Notice, ...]:
            question = analyse(asked)
            draft = Draft(tuple(units_of(question, found)), ())
            return find_missing(question, finder(index), found, draft)

        assert told("When did Norwick close the pits?") == ()
        assert told("When did Norwick's rulers close the pits?") == ()
        assert told("When did Sudwick close the pits?") == (Notice("missing_names", {"names": ("Sudwick",)}),)
        with without({"asked_names"}):
            assert told("When did Norwick close the pits?") == (Notice("missing_names", {"names": ("Norwick",)}),)


def test_several_of_an_acronym_are_called_by_it(tmp_path: Path) -> None:
    build(tmp_path, pits=("An LGFV borrowed for the pits.",), town=TOWN)
    with Index(tmp_path, RECIPE) as index:
        assert missing(index, "What did LGFVs borrow for?") == ()
        assert missing(index, "What did the SPVs borrow?") == (Notice("nothing_on", {"names": ("SPV",)}),)


@pytest.mark.parametrize(("text", "absent"), [("Was there a Plan B for Hegang?", ()), ("Had Wuhai pits?", ("Wuhai",))])
def test_a_letter_is_no_name_that_is_missing(index: Index, text: str, absent: tuple[str, ...]) -> None:
    told = tuple(Notice("nothing_on", {"names": (name,)}) for name in absent)
    assert tuple(each for each in missing(index, text) if each.kind != "missing_names") == told


def test_what_is_called_after_a_country_that_the_corpus_has_is_no_unknown_name(tmp_path: Path) -> None:
    build(tmp_path, wales=("Wales lost its pits, and France kept some.",))
    with Index(tmp_path, RECIPE) as index:
        found = [Candidate(each, 1.0, 1.0, 1.0, 1, 1) for each in index.passages_of("wales")]
        of_both = analyse("What became of Welsh and French pits?")
        draft = Draft(tuple(units_of(of_both, found)), ())
        assert find_missing(of_both, finder(index), found, draft) == ()
        dutch = Notice("nothing_on", {"names": ("Dutch",)})
        assert find_missing(analyse("What became of Welsh and Dutch pits?"), finder(index), found, draft) == (dutch,)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("How many pits were there in 1940?", ("1940",)),
        ("How many pits were there in 1955?", ()),  # in the 1950s
        ("How many pits were there in 1987?", ()),  # in a span in Chinese
        ("Did more than 2000 miners work there?", ()),
        ("Is a pit 1600 metres deep?", ()),
        ("Did a pit cost 1500 million yuan in 1940?", ("1940",)),
    ],
)
def test_years_that_no_passage_covers_are_told_and_other_numbers_are_no_years(
    index: Index, text: str, years: tuple[str, ...]
) -> None:
    told = (Notice("other_years", {"years": years, "first": "1930", "last": "2012"}),) if years else ()
    assert tuple(each for each in missing(index, text) if each.kind != "missing_names") == told


def test_what_is_told_under_another_name_is_answered_with_a_warning(index: Index) -> None:
    question = analyse("How many pits did Beijing have in 1930?")
    found = [Candidate(each, 1.0, 1.0, 1.0, 1, 1) for each in index.passages_of("pits")]
    units = tuple(units_of(question, found))[:1]
    told = Draft(units, (1.0,))
    decision = decide(question, finder(index), found, told, NEAR, sure=True)
    assert (decision.verdict, decision.reasons) == ("partly_supported", ())
    assert decision.warnings == (Notice("nothing_on", {"names": ("Beijing",)}),)
    assert decide(question, finder(index), found, told, NEAR, sure=False).verdict == "not_in_corpus"


@pytest.mark.parametrize(("text", "shown"), [("Did Wuhan dig pits like Hegang?", True), ("Did Wuhan dig pits?", False)])
def test_what_is_near_is_shown_unless_all_that_is_named_is_unknown(index: Index, text: str, shown: bool) -> None:
    question = analyse(text)
    found = [Candidate(each, 1.0, 1.0, 1.0, 1, 1) for each in index.passages_of("pits")]
    draft = Draft(tuple(units_of(question, found))[:1], (1.0,))
    decision = decide(question, finder(index), found, draft, NEAR, sure=False)
    assert decision.verdict == "not_in_corpus"
    assert any(reason.kind == "nothing_on" for reason in decision.reasons)
    assert (decision.nearest is not None) == shown


@pytest.mark.parametrize(("signals", "denied"), [(NEAR, True), (SURE, False)])
def test_what_surely_answers_denies_nothing(tmp_path: Path, signals: Features, denied: bool) -> None:
    build(tmp_path, tin=("In 2003 the price of tin in Ashford fell.",))
    with Index(tmp_path, RECIPE) as index:
        question = analyse("Why did the price of tin in Ashford rise in 2003?")
        found = [Candidate(each, 1.0, 1.0, 1.0, 1, 1) for each in index.passages_of("tin")]
        draft = Draft(tuple(units_of(question, found)), (1.0,))
        decision = decide(question, finder(index), found, draft, signals, sure=True)
    assert (decision.correction is not None) == denied
    assert decision.verdict == ("not_in_corpus" if denied else "answered")


@pytest.mark.parametrize("text", ["Did it have nine pits by Dec. 1930?", "Had it 9 pits in 1930?"])
def test_neither_a_month_nor_a_figure_is_a_name_or_number_that_is_missing(index: Index, text: str) -> None:
    assert missing(index, text) == ()


@pytest.mark.parametrize(
    ("text", "lacking"),
    [
        ("Which engineer of Hegang dug the pits?", ("engineer",)),  # not the verb
        ("Which pits closed in a decade of strikes?", ("decade", "strikes")),  # the passage's second sentence has it
        ("how many strikes were in 1940", ("strikes", "1940")),
        ("Were women there, or any of the men?", ("men",)),  # not where another word has its letters
        ("Kindly say for whom Hegang dug its nine pits.", ()),
    ],
)
def test_what_the_nearest_passages_lack_are_things_and_names(index: Index, text: str, lacking: tuple[str, ...]) -> None:
    question = analyse(text)
    found = [Candidate(each, 1.0, 1.0, 1.0, 1, 1) for each in index.passages_of("pits")]
    draft = Draft(tuple(units_of(question, found))[:1], (1.0,))
    assert nearest(index, question, found, draft).missing == lacking
