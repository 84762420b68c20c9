"""Evaluation and feedback in a real browser: a run that is stopped and goes on, its report, use that becomes tests."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Download, Page, expect

from rag.evaluation.question_set import Gold, Question, read, write
from tests.browser.conftest import HERE, Chat, Visit, serving, settled
from ui.wording import evaluation

pytestmark = pytest.mark.browser

words = evaluation
SLOW = 30_000
PEOPLE = (Gold("coalton", "Population"),)
QUESTIONS = (
    Question("q1", "How many people live there?", "number", "891", (("891",),), PEOPLE),
    Question(
        "q2", "What was tried in Coalton?", "list", "A museum", (("museum",),), (Gold("coalton", "What was tried"),)
    ),
    Question("q3", "Is there a slow train?", "unanswerable", "", (), ()),
    Question("q4", "Is there a slow moon?", "unanswerable", "", (), ()),
    Question("q5", "How slow did Newton recover?", "fact", "2009", (("2009",),), (Gold("newton", "Work"),)),
    Question("q6", "How many were there in slow 2010?", "number", "1,058", (("1,058",),), PEOPLE),
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("evaluated")
    (folder / "sets").mkdir()
    write(folder / "sets" / "coalton.jsonl", QUESTIONS)
    return folder


@pytest.fixture(scope="module")
def evaluated(home: Path) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QUESTION_SETS", str(home / "sets"))
        patch.setenv("XDG_DATA_HOME", str(home / "data"))
        patch.setenv("XDG_CACHE_HOME", str(home / "cache"))
        with serving(HERE / "evaluated_app.py", home / "server.log") as served:
            yield served


def choose(page: Page, label: str, option: str) -> None:
    """Chooses from a list by typing a part of its words."""
    settled(page)
    box = page.get_by_role("combobox", name=label)
    box.click()
    box.fill(option)
    page.get_by_role("option").filter(has_text=option).first.click()


def save(page: Page, label: str, folder: Path) -> bytes:
    with page.expect_download() as found:
        page.get_by_role("button", name=label, exact=True).click()
    download: Download = found.value
    download.save_as(folder / download.suggested_filename)
    return (folder / download.suggested_filename).read_bytes()


def test_a_run_is_stopped_goes_on_and_is_looked_at(visit: Visit, evaluated: str, tmp_path: Path) -> None:
    page = visit(f"{evaluated}/evaluation", 1200, 900, "light")
    run = page.get_by_role("button", name=words.RUN, exact=True)
    expect(run).to_be_enabled(timeout=4 * SLOW)  # the first page of its server
    run.click()
    expect(page.get_by_text(re.compile("^[1-5] / 6"))).to_be_visible(
        timeout=SLOW
    )  # so that one answer at least is kept
    expect(run).to_be_hidden()
    page.get_by_role("button", name=words.STOP, exact=True).click()
    expect(page.get_by_text(words.STOPPED)).to_be_visible(timeout=SLOW)
    expect(page.get_by_text(words.SAVED)).to_have_count(0)
    run.click()
    expect(page.get_by_text("answers are taken from a run that was interrupted")).to_be_visible(timeout=2 * SLOW)
    expect(page.get_by_text(words.SAVED)).to_be_visible()
    assert len(json.loads(save(page, words.DOWNLOADS["json"], tmp_path))["questions"]) == 6
    assert save(page, words.DOWNLOADS["csv"], tmp_path).startswith(b"\xef\xbb\xbfset,id")
    assert save(page, words.DOWNLOADS["html"], tmp_path).startswith(b"<!doctype html>")
    choose(page, words.SHOW, words.SHOW_FAILED)
    expect(page.get_by_text("✗ Is there a slow train?")).to_be_visible(timeout=SLOW)
    expect(page.get_by_text("✓ ")).to_have_count(0)
    page.get_by_text("✗ Is there a slow train?").click()
    expect(page.locator("article").get_by_text(words.NO_ANSWER)).to_be_visible()
    run.click()
    expect(page.get_by_role("combobox", name=words.AGAINST, exact=True)).to_be_visible(timeout=2 * SLOW)
    choose(page, words.AGAINST, "6 questions")
    expect(page.get_by_text("shows nothing: no difference that these 6 questions can show")).to_be_visible(timeout=SLOW)


def test_a_run_goes_on_while_the_chat_answers(visit: Visit, evaluated: str) -> None:
    page = visit(f"{evaluated}/evaluation", 1200, 900, "light")
    page.get_by_role("button", name=words.RUN, exact=True).click(timeout=4 * SLOW)
    expect(page.get_by_text(words.GOES_ON)).to_be_visible(timeout=SLOW)
    page.get_by_role("link", name=words.CHAT, exact=True).first.click()
    Chat(page).ask("How many people are there?")
    page.get_by_role("button", name=words.MORE).click()
    page.get_by_role("link", name=words.EVALUATION).click()
    expect(page.get_by_text(words.SAVED)).to_be_visible(timeout=2 * SLOW)


def test_a_vote_becomes_a_question_and_a_refusal_a_gap(visit: Visit, evaluated: str, home: Path) -> None:
    page = visit(evaluated, 1200, 900, "light")
    expect(page.locator(".am-welcome")).to_be_visible(timeout=SLOW)
    said(Chat(page))
    page.get_by_role("button", name=words.MORE).click()
    page.get_by_role("link", name=words.FEEDBACK).click()
    expect(page.get_by_role("heading", name=words.ENTRIES)).to_be_visible(timeout=SLOW)
    expect(page.get_by_text("The census is <b>right</b>.")).to_be_visible(timeout=SLOW)
    gap = page.get_by_text("Who walked on the moon? (1)")
    expect(gap).to_be_visible()
    name = kept_as_a_question(page, home)
    page.get_by_role("button", name=words.DISMISS).click()
    expect(page.get_by_text(words.NO_ENTRIES)).to_be_visible(timeout=SLOW)
    expect(gap).to_have_count(0)
    page.get_by_role("button", name=words.MORE).click()
    page.get_by_role("link", name=words.EVALUATION).click()
    page.get_by_role("combobox", name=words.SETS).click(timeout=SLOW)
    expect(page.get_by_role("option", name=name)).to_be_visible()


def said(chat: Chat) -> None:
    """Asks twice, likes the first answer and says why; the second is a refusal."""
    chat.ask("How many people are there?")
    chat.page.get_by_role("button", name=words.UP, exact=True).last.click()
    expect(chat.page.get_by_text(words.THANKS)).to_be_visible(timeout=SLOW)
    comment = chat.page.get_by_label(words.COMMENT)
    comment.fill("The census is <b>right</b>.")
    comment.press("Enter")
    chat.ask("Who walked on the moon?")


def kept_as_a_question(page: Page, home: Path) -> str:
    """Makes the liked answer a question of the reader's own set; returns the set's name."""
    entry = page.locator("[class*='st-key-entry-']").filter(has_text="How many people are there?")
    entry.get_by_role("button", name=words.MAKE_QUESTION).click()
    choose(page, words.FACTS, "891 | eight hundred and ninety-one")
    page.keyboard.press("Escape")
    chip = page.locator("[class*='st-key-facts-']").get_by_text("891 | eight hundred and ninety-one")
    expect(chip).to_be_visible(timeout=SLOW)
    choose(page, words.OFFERED, "In 2010")
    expect(page.get_by_label(words.RIGHT_ANSWER, exact=True)).to_have_value(
        re.compile("In 2010 there had been"), timeout=SLOW
    )
    settled(page)
    expect(chip).to_be_visible()
    page.get_by_role("button", name=words.SAVE_QUESTION).click()
    expect(page.get_by_text("Saved in")).to_be_visible(timeout=SLOW)
    (path,) = (home / "data").rglob("questions/*.jsonl")
    (question,) = read(path)
    assert question.question == "How many people are there?"
    assert ("891", "eight hundred and ninety-one") in question.must_include
    assert question.answer.startswith("In 2010 there had been")
    assert question.sources[0].document == "coalton"
    return path.stem


@pytest.mark.parametrize("name", ["evaluation", "feedback"])
def test_the_pages_fit_a_narrow_window(visit: Visit, evaluated: str, name: str) -> None:
    page = visit(f"{evaluated}/{name}", 380, 800, "dark")
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=SLOW)
    expect(page.get_by_role("heading", level=2).first).to_be_visible(timeout=SLOW)
    settled(page)
    assert Chat(page).too_wide() <= 0
