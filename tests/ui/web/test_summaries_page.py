"""The summaries page: a document or a topic and a length in, sentences with chips and their coverage out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from rag.base.errors import NotFound
from rag.base.types import Answer, Coverage
from rag.question.request import PAGE, SummaryRequest
from tests.ui.scripted import BATTERIES, HITS, POPULATION, Scope, Scripted, says
from ui import compose
from ui.web.screens.summaries import FIRST, LENGTHS
from ui.wording import general
from ui.wording import summaries as words

pytestmark = pytest.mark.system

PAGE_APP = Path(__file__).parent / "apps" / "summaries_app.py"


@dataclass
class Summarizing(Scripted):
    """Makes the same summary of everything, knows nothing of the moon, and has lost the document about Newton."""

    summarized: list[SummaryRequest] = field(default_factory=list)

    def summarize(self, request: SummaryRequest, scope: Scope = None) -> Answer:
        self.summarized.append(request)
        if request.document == "newton":
            raise NotFound("there is no document 'newton'")
        question = f"Summarize “{request.document or request.topic}”"
        blank = Answer(question, question, (), (), HITS, "not_in_corpus", notice="Nothing on that.", kind="summary")
        if request.topic and "moon" in request.topic:
            return blank
        sentences, citations = says((POPULATION,), (BATTERIES,)), (POPULATION, BATTERIES)
        return replace(blank, sentences=sentences, citations=citations, verdict="answered", coverage=Coverage(2, 5))


@pytest.fixture
def assistant(monkeypatch: pytest.MonkeyPatch) -> Iterator[Summarizing]:
    st.cache_resource.clear()
    made = Summarizing()
    monkeypatch.setattr(compose, "open_assistant", lambda *_: made)
    yield made
    st.cache_resource.clear()


def html(page: AppTest) -> str:
    return "\n".join(element.proto.body for element in page.get("html") if not element.proto.body.startswith("<style"))


def send(page: AppTest) -> str:
    page.button(f"FormSubmitter:summary-form-{words.MAKE}").click().run()
    assert not page.exception
    return html(page)


def test_documents_and_topics_are_summarised_refused_and_explained(assistant: Summarizing) -> None:
    page = AppTest.from_file(str(PAGE_APP), default_timeout=60).run()
    assert not page.exception
    assert "am-answer" not in html(page)

    page.selectbox(key="summary-document").set_value("coalton")
    page.button_group(key="summary-length").set_value(PAGE)
    shown = send(page)
    assert assistant.summarized == [SummaryRequest("coalton", None, PAGE)]
    assert general.coverage(Coverage(2, 5)) in shown
    assert "Coalton: profile of an invented mining town › Population" in shown
    assert shown.count('class="am-chip"') == 4
    assert "popovertarget" in shown
    assert general.LOOKED_AT not in shown
    assert f'<script data-turn="{FIRST}">' in shown

    page.selectbox(key="summary-document").set_value("newton")
    assert general.PROBLEMS["NotFound"] in send(page)

    page.button_group(key="summary-kind").set_value("topic").run()
    send(page)
    assert [warning.value for warning in page.warning] == [words.NO_TOPIC]
    page.text_input(key="summary-topic").set_value("the moon")
    refused = send(page)
    assert general.REFUSED in refused
    assert "Nothing on that." in refused
    assert general.NEAREST in refused
    assert assistant.summarized[-1].topic == "the moon"
    assert len(assistant.summarized) == 3


def test_the_lengths_are_those_that_were_asked_for() -> None:
    assert LENGTHS == (100, 200, 400, PAGE)
