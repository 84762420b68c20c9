"""Summaries of documents and topics: what every one of them keeps to, and what is refused."""

from __future__ import annotations

import pytest

from rag.answer import wording
from rag.base.errors import NotFound, UsageError
from rag.base.types import Answer, Coverage
from rag.question.request import FEWEST, MOST, SummaryRequest
from rag.reports.summary.summarize import check
from tests.rag.reports.summary.conftest import Town
from tests.rag.reports.summary.town import ONE_LINE


def said(answer: Answer) -> list[str]:
    return [sentence.text for sentence in answer.sentences]


def held(town: Town, answer: Answer, words: int) -> None:
    """What holds for every summary: its length, a citation a sentence, quotes that are the documents' own words."""
    assert answer.sentences
    assert (answer.verdict, answer.kind) == ("answered", "summary")
    assert sum(len(text.split()) for text in said(answer)) <= words
    assert [citation.number for citation in answer.citations] == list(range(1, len(answer.citations) + 1))
    for sentence in answer.sentences:
        (number,) = sentence.citations
        citation = answer.citations[number - 1]
        text = town.index.document(citation.passage.document_id).text
        assert citation.quote == text[citation.start : citation.end]
        assert sentence.text.endswith(citation.quote)
        assert sentence.support == "exact"


@pytest.mark.parametrize("words", [20, 40, 60, 90, 200, 2000])
def test_a_summary_keeps_to_its_length_and_cites_every_sentence(town: Town, words: int) -> None:
    answer = town.of("coalton", words)
    held(town, answer, words)
    starts = [citation.start for citation in answer.citations]
    assert starts == sorted(starts)
    assert len(set(starts)) == len(starts)


def test_it_draws_on_every_section_where_there_is_room(town: Town) -> None:
    assert town.of("coalton", 90).coverage == Coverage(4, 4)
    narrow = town.of("coalton", 20).coverage
    assert narrow is not None
    assert 1 <= narrow.sections_used < narrow.sections_total == 4


def test_what_is_said_already_and_what_only_points_elsewhere_stays_out(town: Town) -> None:
    text = town.of("coalton", 2000).text
    assert text.count("A museum in the old pithead") == 1
    assert "table below" not in text
    assert "900 miners" in text


def test_no_sentence_hangs_in_the_air(town: Town) -> None:
    before = {
        "This makes water dear.": "The valley has no river.",
        "It had been in trouble for years.": "The coal mine of Coalton closed in 2003 and 900 miners lost their work "
        "within a single summer.",
        "However, nobody had told the miners before that summer.": "It had been in trouble for years.",
    }
    for words in (30, 60, 120, 300):
        texts = said(town.of("coalton", words))
        for place, text in enumerate(texts):
            assert text not in before or texts[place - 1] == before[text]
    assert "However, nobody had told the miners before that summer." in said(town.of("coalton", 300))


def test_a_disagreement_is_noted(town: Town) -> None:
    answer = town.of("coalton", 300)
    assert answer.disagreement is not None
    assert [value.value[:15] for value in answer.disagreement.values] == ["40 million yuan", "65 million yuan"]
    assert answer.disagreement.about == "How the mine closed"
    for value in answer.disagreement.values:
        assert value.value[:15] in answer.citations[value.citation - 1].quote


def test_the_entries_of_a_glossary_are_named(town: Town) -> None:
    answer = town.of("words", 60)
    held(town, answer, 60)
    assert "Adit: A level way into a hill." in said(answer)


def test_a_one_line_document_is_its_own_summary(town: Town) -> None:
    answer = town.of("one-line", 20)
    assert said(answer) == [ONE_LINE[0][1][0]]
    assert answer.coverage == Coverage(1, 1)


@pytest.mark.parametrize("name", ["nothing", "signs"])
def test_a_document_without_a_sentence_is_told_apart(town: Town, name: str) -> None:
    answer = town.of(name)
    assert (answer.verdict, answer.sentences, answer.coverage) == ("not_in_corpus", (), None)
    assert answer.notice == wording.NOTICES["nothing_to_summarise"].format(name=name.title())
    assert answer.hits


def test_an_unknown_document_is_offered_its_neighbours(town: Town) -> None:
    with pytest.raises(NotFound, match="coalton"):
        town.of("coaltown")


def test_a_topic_is_collected_across_documents(town: Town) -> None:
    answer = town.on("museum visitors", 80, threshold=0.0)
    held(town, answer, 80)
    documents = [citation.passage.document_id for citation in answer.citations]
    assert set(documents) == {"coalton", "newton"}
    assert documents == sorted(documents, key=documents.index)
    assert not any("trains" in text for text in said(answer))
    assert answer.coverage is not None
    assert answer.coverage.sections_used <= answer.coverage.sections_total < 6


def test_a_topic_may_be_held_to_documents(town: Town) -> None:
    answer = town.on("museum visitors", 80, scope=frozenset({"newton"}), threshold=0.0)
    assert {citation.passage.document_id for citation in answer.citations} == {"newton"}


@pytest.mark.parametrize("topic", ["volcanoes of Iceland", "quantum cryptography"])
def test_a_topic_that_the_corpus_lacks_is_refused(town: Town, topic: str) -> None:
    answer = town.on(topic, threshold=1.0)
    assert (answer.verdict, answer.sentences, answer.citations, answer.coverage) == ("not_in_corpus", (), (), None)
    assert topic in answer.notice
    assert answer.hits


@pytest.mark.parametrize(
    ("request_", "told"),
    [
        (SummaryRequest("coalton", None, 0), "20 to 2000"),
        (SummaryRequest("coalton", None, FEWEST - 1), "20 to 2000"),
        (SummaryRequest(None, "mines", 100_000), "100000"),
        (SummaryRequest(None, "mines", MOST + 1), "20 to 2000"),
        (SummaryRequest("coalton", "mines", 100), "one of the two"),
        (SummaryRequest(None, None, 100), "one of the two"),
        (SummaryRequest(None, " ?! ", 100), "no words"),
        (SummaryRequest(None, "x" * 301, 100), "shorten"),
    ],
)
def test_wrong_requests_are_refused_in_one_line(request_: SummaryRequest, told: str) -> None:
    with pytest.raises(UsageError, match=told) as error:
        check(request_)
    assert "\n" not in str(error.value)


def test_a_short_topic_with_a_name_needs_the_name_and_the_word(town: Town) -> None:
    answer = town.on("museum of Newton", 80, threshold=0.0)
    assert {citation.passage.document_id for citation in answer.citations} == {"newton"}
    assert not any("trains" in text for text in said(answer))


def test_an_owners_ending_is_no_word_of_a_topic(town: Town) -> None:
    one, other = (town.on(topic, 80, threshold=0.0) for topic in ("Newton's museum", "Newton museum"))
    assert said(one) == said(other)
