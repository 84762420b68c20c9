"""`aftermine compare`, and the table of a comparison in the chat: rows, empty cells, chips, the shape of the JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from rag.base.errors import UsageError
from rag.base.types import Answer, Aspect, Comparison, Sentence
from tests.ui.conftest import Aftermine
from tests.ui.samples import ANSWERED, REFUSED, SampleAssistant
from tests.ui.scripted import EVIL
from ui import plain
from ui.reply import Reply
from ui.web.rendering import view
from ui.web.state.conversation import Exchange
from ui.wording import comparison

OPENED, EMPLOYED = ANSWERED.sentences
VALUE = Sentence("Jobs: 900", (2,))
COMPARED = replace(
    ANSWERED,
    question="Compare mine and town",
    standalone="Compare mine and town",
    kind="compare",
    sentences=(OPENED, VALUE),
    comparison=Comparison(
        ("mine", "town"), (Aspect("Beginnings", ((OPENED,), ())), Aspect("Jobs", ((VALUE,), (VALUE,))))
    ),
)


@pytest.fixture(autouse=True)
def comparing(monkeypatch: pytest.MonkeyPatch) -> None:
    def compare(_: SampleAssistant, subjects: Sequence[str]) -> Answer:
        if len(subjects) > 4:
            raise UsageError("5 subjects can't be compared: name 2 to 4")
        return replace(REFUSED, notice="The corpus does not speak of “x”.") if "x" in subjects else COMPARED

    monkeypatch.setattr(SampleAssistant, "compare", compare, raising=False)


def test_shape(aftermine: Aftermine, assistant: SampleAssistant, snapshot: SnapshotAssertion) -> None:
    result = aftermine("compare", "mine", "town", "--json")
    assert (result.status, result.err) == (0, "")
    assert result.json == snapshot(extension_class=JSONSnapshotExtension)
    assert assistant.index.closed


def test_the_table_then_the_passages(aftermine: Aftermine, assistant: SampleAssistant) -> None:
    result = aftermine("compare", "mine", "town")
    table, _, passages = result.out.partition("\n[1]")
    assert "The mine opened in 1917. [1]" in table
    assert comparison.EMPTY in table
    assert "900 [2]" in table
    assert "Jobs: 900" not in table
    assert "“It employed 900 people.”" in passages


def test_statuses(aftermine: Aftermine, assistant: SampleAssistant) -> None:
    lacking = aftermine("compare", "mine", "x")
    assert lacking.status == 3
    assert "“x”" in lacking.out
    many = aftermine("compare", "a", "b", "c", "d", "e")
    assert (many.status, many.out, many.err.count("\n")) == (2, "", 1)
    assert aftermine("compare").status == 2


def test_a_copy_says_whose_each_cell_is() -> None:
    copied = plain.answer_text(COMPARED)
    assert (
        "Beginnings:\n- mine: The mine opened in 1917. [1]\n- town: not found in the documents\nJobs:\n- mine: 900 [2]"
        in copied
    )
    assert "Jobs: 900" not in copied


def drawn(answer: Answer) -> str:
    return view.reply_html(Exchange(7, answer.question), Reply(answer, {}, {}))


def test_the_table_in_the_chat_names_its_rows_and_columns_and_opens_passages() -> None:
    html = drawn(COMPARED)
    assert html.count('<th scope="col"') == 3
    assert html.count('<th scope="row"') == 2
    assert html.count(f'<span class="am-none">{comparison.EMPTY}</span>') == 1
    assert html.count('popovertarget="t7-c2"') > 1
    assert '<span dir="auto">The mine opened in <span class="am-tail">1917. ' in html
    assert html.count("The mine opened in") == html.count("1917.") == 1 + html.count('id="t7-c1"')


def test_sentences_that_are_not_in_the_table_stand_above_it() -> None:
    html = drawn(replace(COMPARED, sentences=ANSWERED.sentences))
    assert html.index("It employed 900") < html.index("am-compare")


def test_names_and_cells_are_escaped() -> None:
    row = Aspect(EVIL, ((Sentence(EVIL, (1,)),), ()))
    html = drawn(replace(COMPARED, comparison=Comparison((EVIL, "b"), (row,))))
    assert "<script>" not in html
    assert "<img" not in html
