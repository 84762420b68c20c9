"""The assistant over a small corpus with vectors that can be worked out by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from rag import assistant as assistants
from rag.answer import wording
from rag.answer.extractive import Draft, draft
from rag.assistant import READ_AHEAD, TELLING, Assistant
from rag.base.errors import NotFound, UsageError
from rag.base.mechanisms import without
from rag.base.settings import Settings, load_settings
from rag.base.types import Answer, Turn
from rag.check import evidence
from rag.models.reader import Linear, fitted
from rag.question.analysis import LONGEST_QUESTION, Question, clean_question
from rag.search.retriever import Candidate
from rag.store.index import Index
from tests.rag.small import COAL, EMBEDDER, RECIPE, TIN, build

LEANING = (
    "Zinc was dug in Altenberg for six centuries. It ended in 1991 with the last shift. However, visitors still come.",
    "This was long ago, and nobody remembers why the smelter burned.",
)


def opened(folder: Path, threshold: float) -> Iterator[Assistant]:
    build(folder, coal=COAL, tin=TIN, zinc=LEANING)
    settings = load_settings({"retrieval.rerank": "none", "answering.threshold": threshold, "index": str(folder)})
    with Index(folder, RECIPE) as index:
        yield Assistant(index, EMBEDDER, settings)


@pytest.fixture
def willing(tmp_path: Path) -> Iterator[Assistant]:
    yield from opened(tmp_path / "index", 0.0)


@pytest.fixture
def unwilling(tmp_path: Path) -> Iterator[Assistant]:
    yield from opened(tmp_path / "index", 1.0)


def check(assistant: Assistant, answer: Answer) -> None:
    """What holds for every answer: each sentence cited, each quote the document's own words, numbers without gaps."""
    assert answer.sentences
    for sentence in answer.sentences:
        assert sentence.citations
        for number in sentence.citations:
            citation = answer.citations[number - 1]
            assert " ".join(citation.quote.split()).find(sentence.text) >= 0
    for position, citation in enumerate(answer.citations, 1):
        assert citation.number == position
        document = assistant.index.document(citation.passage.document_id)
        assert citation.quote == document.text[citation.start : citation.end]


def test_what_is_read_ahead_is_not_read_again_by_a_question(willing: Assistant) -> None:
    evidence._sheet.cache_clear()
    willing.read_ahead()
    assert evidence._sheet.cache_info().misses == len(willing.index.passages)
    willing.ask("Why did the last big mine close?")
    assert evidence._sheet.cache_info().hits
    assert evidence._sheet.cache_info().misses == len(willing.index.passages)


def test_accounts_are_looked_for_round_the_sentences_that_answer_best(
    willing: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def last_is_best(
        index: Index, question: Question, found: Sequence[Candidate], model: Linear, words: int, *, sure: bool
    ) -> Draft:
        made = draft(index, question, found, model, words, sure=sure)
        return replace(made, scores=(*[0.1] * (len(made.units) - 2), TELLING, 1.0))

    compared: list[Sequence[str]] = []
    monkeypatch.setattr(assistants, "draft", last_is_best)
    monkeypatch.setattr(assistants.disagreement, "among", lambda _citations, _question, told: compared.append(told))
    answer = willing.ask("Explain the decline of coal and tin mines")
    assert len(answer.sentences) > 2
    assert [*compared[0]] == [sentence.text for sentence in answer.sentences[-2:]]


def test_passages_are_sure_to_tell_from_the_confidence_on_below_which_a_question_is_refused(
    willing: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[bool] = []

    def heard(
        index: Index, question: Question, found: Sequence[Candidate], model: Linear, words: int, *, sure: bool
    ) -> Draft:
        told.append(sure)
        return draft(index, question, found, model, words, sure=sure)

    known, unknown = "When did the last big mine close?", "Who won the cup in Reykjavik?"
    surest = fitted().answerable(willing.examine(known).features)
    chosen = willing.settings.answering.model_copy(update={"threshold": surest})
    willing.settings = willing.settings.model_copy(update={"answering": chosen})
    monkeypatch.setattr(assistants, "draft", heard)
    for question in (known, unknown):
        willing.examine(question)
    assert told == [True, False]


def test_no_more_is_read_ahead_than_is_kept() -> None:
    assert evidence._sheet.cache_info().maxsize == READ_AHEAD


def test_an_answer_quotes_the_passage_that_holds_it(willing: Assistant) -> None:
    answer = willing.ask("When did the last big mine close?")
    check(willing, answer)
    assert "The last big mine closed in 2012." in answer.text
    assert answer.verdict == "answered"
    assert answer.hits[0].passage.document_id == "coal"
    assert answer.seconds > 0


def test_a_sentence_that_leans_brings_those_before_it_as_far_as_its_passage_has_them(willing: Assistant) -> None:
    answer = willing.ask("When did the last shift in Altenberg end?")
    check(willing, answer)
    texts = [sentence.text for sentence in answer.sentences]
    assert texts[:2] == ["Zinc was dug in Altenberg for six centuries.", "It ended in 1991 with the last shift."]
    assert answer.sentences[0].citations == answer.sentences[1].citations
    burned = willing.ask("Does anybody remember why the smelter burned?")
    assert any(sentence.text.startswith("This was long ago") for sentence in burned.sentences)


def test_a_heading_that_is_asked_for_is_put_before_what_does_not_name_it(willing: Assistant) -> None:
    texts = [sentence.text for sentence in willing.ask("What is zinc, and who visited?").sentences]
    assert "Zinc was dug in Altenberg for six centuries." in texts
    told = [sentence.told for sentence in willing.ask("When was the last big coal closed?").sentences]
    assert any(each.endswith("Coal: The last big mine closed in 2012.") for each in told)
    with without({"section_labels"}):
        texts = [sentence.text for sentence in willing.ask("When was the last big coal closed?").sentences]
    assert "The last big mine closed in 2012." in texts


def test_a_name_that_no_passage_holds_is_said_to_be_missing(willing: Assistant) -> None:
    answer = willing.ask("What happened to the mines of Gejiu and Wuhai?")
    assert answer.verdict == "partly_supported"
    assert answer.warnings == (wording.NOTICES["nothing_on"].format(names="Wuhai"),)


def test_each_subject_of_a_question_is_told_of(willing: Assistant) -> None:
    answer = willing.ask("How did Hegang and Gejiu begin?")
    check(willing, answer)
    assert {citation.passage.document_id for citation in answer.citations} >= {"coal", "tin"}
    assert len({sentence.text for sentence in answer.sentences}) == len(answer.sentences)
    short = willing.settings.answering.model_copy(update={"words": 20})
    willing.settings = willing.settings.model_copy(update={"answering": short})
    assert (
        sum(len(sentence.told.split()) for sentence in willing.ask("How did Hegang and Gejiu begin?").sentences) <= 20
    )


def test_a_refusal_cites_nothing_and_shows_what_was_looked_at(unwilling: Assistant) -> None:
    answer = unwilling.ask("What does a ticket to the tin museum cost?")
    assert answer.verdict == "not_in_corpus"
    assert answer.citations == ()
    assert answer.sentences == ()
    assert answer.text == wording.NOTICES["refusal"].format(terms="“ticket”, “tin museum” and “cost”")
    assert len(answer.hits) == len(unwilling.index.passages)


def test_a_refusal_shows_the_nearest_sentences_and_what_they_lack(unwilling: Assistant) -> None:
    answer = unwilling.ask("Which prize did the last big mine in Hegang win before it closed?")
    assert (answer.verdict, answer.sentences, answer.citations) == ("not_in_corpus", (), ())
    assert answer.nearest is not None
    assert 1 <= len(answer.nearest.sentences) <= 3
    assert answer.quoted == answer.nearest.citations
    for sentence in answer.nearest.sentences:
        (number,) = sentence.citations
        assert sentence.text.rstrip(".") in " ".join(answer.nearest.citations[number - 1].quote.split())
    assert answer.nearest.missing == ("prize",)  # a verb is no thing, and another passage has "Hegang"
    lacking = wording.NOTICES["nothing_found_on"].format(terms="“prize”")
    assert answer.notice == f"{wording.NOTICES['not_said']} {lacking}"
    assert [reason.kind for reason in answer.reasons] == ["not_said", "nothing_found_on"]


def test_what_is_far_from_the_corpus_has_nothing_near(unwilling: Assistant) -> None:
    answer = unwilling.ask("How do penguins raise their chicks?")
    assert (answer.verdict, answer.nearest, answer.quoted) == ("not_in_corpus", None, ())


def test_small_talk_is_not_searched(willing: Assistant) -> None:
    answer = willing.ask("Thanks!")
    assert (answer.verdict, answer.text, answer.hits) == ("not_in_corpus", wording.NOTICES["thanks"], ())


def test_this_is_searched_for_once_something_was_asked(willing: Assistant) -> None:
    assert willing.ask("What is this?").kind == "small_talk"
    assert willing.ask("What is this?", [Turn("Who owned the mine?")]).kind != "small_talk"


def test_an_empty_corpus_says_so(tmp_path: Path) -> None:
    build(tmp_path / "index")
    with Index(tmp_path / "index", RECIPE) as index:
        made = Assistant(index, EMBEDDER, Settings())
        assert made.ask("Anything about coal?").text == wording.NOTICES["nothing_stored"]
        assert made.search("coal") == []


def test_search_says_why_each_passage_was_found(willing: Assistant) -> None:
    hits = willing.search("Gejiu tin", 3)
    assert len(hits) == 3
    assert hits[0].passage.text == TIN[0]
    assert (hits[0].dense_rank, hits[0].sparse_rank) == (1, 1)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_a_follow_up_is_searched_behind_the_questions_before(willing: Assistant) -> None:
    alone = willing.search("When did the last one close?", 3)
    behind = willing.search("When did the last one close?", 3, turns=(Turn("What of Gejiu, the city of tin?"),))
    assert alone[0].passage.text != TIN[0]
    assert behind[0].passage.text == TIN[0]
    assert willing.search("Gejiu tin", 3, turns=()) == willing.search("Gejiu tin", 3)


@pytest.mark.parametrize("text", ["", "  ", "?!…", "\x00\x07", "🙂🙂"])
def test_a_question_without_words_is_refused(willing: Assistant, text: str) -> None:
    with pytest.raises(UsageError, match="has no words"):
        willing.ask(text)


def test_a_question_that_is_too_long_is_refused(willing: Assistant) -> None:
    with pytest.raises(UsageError, match=f"at most {LONGEST_QUESTION}"):
        willing.ask("why " * 2500)


@pytest.mark.parametrize(
    "text", ["为什么?", "<b>coal</b> & [tin](x)", "coal\x1b[31m\nmine", "a" * LONGEST_QUESTION, "'; DROP TABLE"]
)
def test_odd_questions_get_an_answer_of_some_kind(willing: Assistant, text: str) -> None:
    assert willing.ask(text).verdict in {"answered", "partly_supported", "not_in_corpus"}


def test_control_characters_and_white_space_leave_a_question() -> None:
    assert clean_question(" coal\x00\n\tmine\u200b ") == "coal mine"
    assert clean_question("subsi\u00addence\u200bdamage") == "subsidence damage"


def test_the_same_question_gets_the_same_answer(willing: Assistant) -> None:
    first, second = (willing.ask("What was mined in Hegang?") for _ in range(2))
    assert first.text == second.text
    assert [hit.passage.id for hit in first.hits] == [hit.passage.id for hit in second.hits]


def test_an_answer_may_be_held_to_documents(willing: Assistant) -> None:
    question = "When did the last big mine close?"
    answer = willing.ask(question, (), frozenset({"tin"}))
    assert {hit.passage.document_id for hit in answer.hits} == {"tin"}
    assert "2012" not in answer.text
    assert {hit.passage.document_id for hit in willing.search(question, 10, frozenset({"tin", "zinc"}))} == {
        "tin",
        "zinc",
    }
    nothing = willing.ask(question, (), frozenset())
    assert (nothing.verdict, nothing.hits) == ("not_in_corpus", ())
    with pytest.raises(NotFound):
        willing.ask(question, (), frozenset({"silver"}))


def test_a_question_that_stands_alone_is_not_read_with_those_before(willing: Assistant) -> None:
    before = [Turn("Who owned the mine?")]
    assert willing.ask("And when?", before).context == ("Who owned the mine?",)
    alone = willing.ask("When did the last big coal mine of Hegang close for good?", before)
    assert (alone.context, alone.standalone) == ((), "When did the last big coal mine of Hegang close for good?")
