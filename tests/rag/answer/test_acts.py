"""What is wanted of the answer before: what it acts on, and what it makes of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.answer.acts import act_on
from rag.assistant import Assistant
from rag.base.settings import load_settings
from rag.base.types import Answer, Turn
from rag.question.request import Kinds
from rag.store.index import Index
from tests.rag.small import COAL, EMBEDDER, RECIPE, TIN, build

KINDS = Kinds(EMBEDDER)
QUESTION = "What was mined in Hegang for a century?"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder: Path = tmp_path_factory.mktemp("acts") / "index"
    build(folder, hegang=COAL, gejiu=TIN)
    with Index(folder, RECIPE) as index:
        settings = load_settings({"retrieval.rerank": "none", "answering.threshold": 0.0, "answering.words": 100})
        yield Assistant(index, EMBEDDER, settings)


def follow(assistant: Assistant, *wishes: str) -> Answer:
    turns = [Turn(QUESTION, assistant.ask(QUESTION))]
    for wish in wishes:
        turns.append(Turn(wish, assistant.ask(wish, turns)))
    answer = turns[-1].answer
    assert answer is not None
    return answer


def test_the_question_before_is_what_is_acted_on() -> None:
    turns = [Turn("Who mined tin?"), Turn(QUESTION), Turn("thanks"), Turn("shorter please")]
    act = act_on("shorter", turns, KINDS)
    assert act is not None
    assert (act.question, act.before, act.scale, act.answer) == (QUESTION, (turns[0],), 0.25, None)
    assert act_on("shorter", [Turn("hello")], KINDS) is None


def test_shorter_and_longer_undo_each_other() -> None:
    act = act_on("longer", [Turn(QUESTION), Turn("shorter please")], KINDS)
    assert act is not None
    assert act.scale == 1.0


def test_a_shorter_answer_is_no_longer(assistant: Assistant) -> None:
    whole, short = follow(assistant), follow(assistant, "shorter please")
    assert short.standalone == QUESTION
    assert 0 < len(short.text.split()) <= len(whole.text.split())


def test_shorter_is_half_of_the_answer_and_not_of_what_it_might_have_been(assistant: Assistant) -> None:
    act = act_on("shorter", [Turn(QUESTION, follow(assistant))], KINDS)
    assert act is not None
    assert act.answer is not None
    assert act.scale_of(100) == min(50, len(act.answer.text.split()) / 2)
    longer = act_on("longer", [Turn(QUESTION, act.answer)], KINDS)
    assert longer is not None
    assert longer.scale_of(100) == 200


def test_a_length_that_is_named_holds(assistant: Assistant) -> None:
    asked = f"{QUESTION[0].lower()}{QUESTION[1:]}"
    request = assistant._request(f"In one sentence, {asked}", (), None)
    assert (request.text, assistant._words(request)) == (asked, 22)
    assert assistant._words(assistant._request(QUESTION, (), None)) == 100
    behind = assistant._request("In two sentences, what is a monotown?", (Turn(QUESTION),), None)
    assert (behind.text, behind.context) == ("what is a monotown?", ())
    assert assistant.ask(f"In one sentence, {asked}").text == assistant.ask(QUESTION).text  # two short ones fit


def test_more_cites_other_passages(assistant: Assistant) -> None:
    before, more = follow(assistant), follow(assistant, "anything else?")
    told = {citation.passage.id for citation in before.citations}
    assert told
    assert told.isdisjoint(citation.passage.id for citation in more.citations)
    unknown = assistant.ask("anything else?", [Turn(QUESTION)])
    assert unknown.text == more.text


def test_sources_are_those_of_the_answer_before(assistant: Assistant) -> None:
    before, answer = follow(assistant), follow(assistant, "where does that come from?")
    assert (answer.kind, answer.verdict, answer.citations) == ("sources", "answered", before.citations)
    assert [sentence.text for sentence in answer.sentences] == [citation.quote for citation in before.citations]
    assert all(sentence.about for sentence in answer.sentences)
    assert assistant.ask("where does that come from?", [Turn(QUESTION)]).text == answer.text


def test_a_table_of_what_is_no_comparison_is_a_list(assistant: Assistant) -> None:
    before, answer = follow(assistant), follow(assistant, "put that into a table")
    assert (answer.kind, answer.comparison, answer.citations) == ("list", None, before.citations)


def test_a_summary_that_the_reader_chose_stays_one_when_it_is_shortened(assistant: Assistant) -> None:
    asked = "Hegang's coal, in short"
    chosen = assistant.ask(asked, reading="summary")
    assert chosen.coverage is not None
    shorter = assistant.ask("Make it shorter", [Turn(asked, chosen)])
    assert shorter.coverage is not None
    assert len(shorter.text.split()) <= len(chosen.text.split())
    plain = assistant.ask(QUESTION)
    assert assistant.ask("Make it shorter", [Turn(QUESTION, plain)]).coverage is None
