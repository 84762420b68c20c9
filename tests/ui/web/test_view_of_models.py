"""What the chat draws of a chat model's answer: verdicts, the notice, the badge; and why an answer was given."""

from __future__ import annotations

import re

import pytest

from rag.models.chat_model import Writer
from tests.ui.scripted import CENSUS, WRITTEN
from tests.ui.web.test_view import Page, drawn, parse
from ui.reply import Stopped
from ui.web.rendering import view
from ui.web.state.conversation import Exchange
from ui.wording import general


def verdicts(page: Page) -> list[str]:
    return [
        str(attributes["title"]) for _, attributes in page.tags if attributes.get("class") in ("am-flag", "am-sound")
    ]


def test_each_sentence_of_a_chat_model_says_how_well_it_is_supported_in_words_and_by_what() -> None:
    html = drawn("written")
    assert [html.count(general.SUPPORT[support]) for support in ("exact", "supported", "partial", "none")] == [
        1,
        1,
        1,
        1,
    ]
    told = verdicts(parse(html))
    assert told[0] == f"{general.SUPPORT_HELP['exact']}: “{CENSUS}”"
    assert told[3] == general.SUPPORT_HELP["none"]


def test_sentences_in_the_documents_own_words_need_no_verdict() -> None:
    assert verdicts(parse(drawn("people"))) == []


def test_a_notice_stands_above_the_answer_that_took_the_place() -> None:
    html = drawn("replaced")
    assert 0 < html.index("not borne out by its passages") < html.index('class="am-answer"')


@pytest.mark.parametrize("count", [0, 1, 4])
def test_an_answer_in_the_making_has_its_verdicts_and_can_do_nothing(count: int) -> None:
    html = view.writing_html(Exchange(1, "written"), WRITTEN[:count])
    assert len(verdicts(parse(html))) == count
    assert general.UNFINISHED in html
    stopped = view.stopped_html(Exchange(1, "written"), Stopped(WRITTEN[:count]))
    assert stopped == html.replace(general.UNFINISHED, general.STOPPED)


@pytest.mark.parametrize(("place", "badge"), [("local", "local"), ("h.example.org", "sends passages to h.example.org")])
def test_a_badge_says_where_passages_go(place: str, badge: str) -> None:
    html = view.badge_html(Writer("some <model>", place, ()))
    parse(html)
    assert f"<b>{badge}</b>" in html
    assert "some &lt;model&gt;" in html


def test_why_is_told_in_figures_for_each_passage() -> None:
    html = drawn("people")
    parse(html)
    assert f"<summary>{general.WHY}</summary>" in html
    assert general.CONFIDENCE.format(confidence="0.875", threshold="0.625") in html
    rows = re.findall(r"<tr><td>.*?</td>((?:<td>.*?</td>)+)</tr>", html)
    assert [re.findall(r"<td>(.*?)</td>", row) for row in rows] == [
        ["1", "3", "–", "0.900", "–"],
        ["2", "3", "4.50", "0.800", "1, 2"],
        ["–", "3", "–", "0.700", "3"],
        ["4", "–", "–", "0.600", "–"],
        ["5", "–", "–", "0.500", "–"],
        ["6", "–", "–", "0.400", "–"],
    ]
    assert f"<summary>{general.WHY_NOT}</summary>" in drawn("moon")
