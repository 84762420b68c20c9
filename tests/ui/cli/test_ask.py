"""`ask` for people and for programs, and files of questions."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from rag.answer.wording import NOTICES
from rag.base.types import Answer, Sentence
from tests.ui.conftest import Aftermine, Result
from tests.ui.samples import ANSWERED, WRITTEN, SampleAssistant
from ui.wording import general


def lines(result: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in result.out.splitlines()]


def test_answer_for_people(aftermine: Aftermine, assistant: SampleAssistant) -> None:
    result = aftermine("ask", "When did the mine open?")
    assert (result.status, result.err) == (0, "")
    assert result.out.startswith("The mine opened in 1917. [1] It employed 900 people. [2]\n")
    assert "[1] The mine › History, p. 2\n    “The mine opened in 1917.”\n" in result.out
    assert "Source: Smith, J., “Coal”, A Press, 2010, https://example.org/coal" in result.out
    assert "Source: “Register of mines”, The Registry\n" in result.out
    assert "Looked at" not in result.out
    assert assistant.index.closed


def test_partly_supported_answer_says_so(aftermine: Aftermine, assistant: SampleAssistant) -> None:
    out = aftermine("ask", "and then?").out
    assert out.startswith("Understood as: When did the mine open, and then?\n")
    assert "Partly supported" in out
    assert "The sources differ on the year:\n  1917 [1]\n  1918 [2]\n" in out
    assert "Note: the model was slow" in out


def test_another_reading_is_offered_and_can_be_asked_for(aftermine: Aftermine, assistant: SampleAssistant) -> None:
    out = aftermine("ask", "crash course on the mine").out
    assert f"\n{general.OTHERWISE['summary']}: --as summary\n" in out
    again = aftermine("ask", "crash course on the mine", "--json", "--as", "summary").json
    assert again["kind"] == "summary"
    assert "otherwise" not in again
    batch = aftermine("ask", "--batch", "questions.jsonl", "--as", "summary")
    assert (batch.status, "--as is for one question" in batch.err) == (2, True)
    refused = aftermine("ask", "crash course on the mine", "--as", "poem")
    assert refused.status == 2
    assert "poem" in refused.err


def test_refusal_has_its_own_status(aftermine: Aftermine, assistant: SampleAssistant) -> None:
    result = aftermine("ask", "Who won?")
    assert result.status == 3
    assert result.out.startswith("The corpus does not answer this.\n")
    assert "Looked at, not used:\n  - The mine › History, p. 2\n" in result.out
    assert "The documents do answer:\n  - When did the mine open?\n" in result.out


@pytest.mark.parametrize(("question", "status"), [("When?", 0), ("Who won?", 3)])
def test_json_stands_alone(aftermine: Aftermine, assistant: SampleAssistant, question: str, status: int) -> None:
    result = aftermine("ask", "--json", question)
    assert (result.status, result.err) == (status, "")
    assert result.json["question"] == question


STRANGE = [
    "",
    "   ",
    "?!…",
    "x" * 10_000,
    "🪨⛏️",
    "鹤岗有多少人口？",
    "a\x00b\x1b[31mc\u202e",
    "<b onload=x>&amp;</b> **bold** $x$",
]


@pytest.mark.parametrize("question", STRANGE)
def test_strange_questions_reach_the_assistant_as_they_are(
    aftermine: Aftermine, assistant: SampleAssistant, question: str
) -> None:
    result = aftermine("ask", "--json", question)
    assert assistant.asked[0][0] == question
    assert result.status == (0 if question.strip() else 2)
    assert "Traceback" not in result.err
    assert result.status or result.json["question"] == question


def test_terminal_is_not_steered_by_a_question(aftermine: Aftermine, assistant: SampleAssistant) -> None:
    out = aftermine("ask", "then\x1b[2J\u202e").out
    assert "\x1b" not in out
    assert "\u202e" not in out


BATCH = """{"id": "a", "question": "When?"}

not json
{"id": 7, "question": "Who won?"}
{"id": "c", "question": "   "}
{"id": "d", "question": "boom"}
{"question": 5}
[1]
{"id": "g"}
{"id": "h", "question": "x", "turns": []}
{"id": "i", "turns": []}
{"id": "j", "turns": ["x"]}
{"id": "k", "turns": [{"question": "When?"}, {"question": "and then?"}]}
"""


def test_batch_keeps_order_and_goes_on(aftermine: Aftermine, assistant: SampleAssistant, tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_bytes(
        b"\xef\xbb\xbf" + BATCH.encode() + b'{"id": "l", "question": "\xff"}\n{"id": "m", "question": "z"}'
    )
    result = aftermine("ask", "--batch", str(file), "--json")
    replies = lines(result)
    assert result.status == 1
    assert [reply.get("id") for reply in replies] == [
        *("a", None, 7, "c", "d", None, None, "g", "h", "i", "j", "k", None, "m"),
    ]
    assert [reply["line"] for reply in replies if "error" in reply] == [3, 5, 6, 7, 8, 9, 10, 11, 12, 14]
    assert replies[2]["verdict"] == "not_in_corpus"
    assert "ZeroDivisionError" in str(replies[4]["error"])
    assert [turn["question"] for turn in replies[11]["turns"]] == ["When?", "and then?"]
    assert ("and then?", ("When?",)) in assistant.asked


def test_batch_from_standard_input(
    aftermine: Aftermine, assistant: SampleAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = io.BytesIO(b'{"id": "a", "question": "When?"}\n{"question": "Who won?"}\n')
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(content))
    result = aftermine("ask", "--batch", "-", "--json")
    assert (result.status, result.err) == (0, "")
    assert [reply.get("id") for reply in lines(result)] == ["a", None]


MODEL = ("--model", "openai:some")


def test_sentences_of_a_chat_model_are_printed_once_as_they_come_and_doubts_are_named(
    aftermine: Aftermine, assistant: SampleAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    assistant.written, assistant.settled = WRITTEN.sentences, WRITTEN
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    result = aftermine("ask", *MODEL, "When?")
    assert result.err == "The chat model openai:some writes the answers (sends passages to api.openai.com).\n"
    assert result.out.startswith("The mine began in 1917. [1]\nIt paid well. (not supported)\n\nPartly supported")
    assert result.out.count("It paid well.") == 1
    assert general.WITHDRAWN not in result.out


@pytest.mark.parametrize("form", [("--json", "When?"), ("--batch", "-")])
def test_where_passages_go_is_said_in_every_form(
    aftermine: Aftermine, assistant: SampleAssistant, monkeypatch: pytest.MonkeyPatch, form: tuple[str, ...]
) -> None:
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"{}")))
    assert "sends passages to api.openai.com" in aftermine("ask", *MODEL, *form).err


def test_sentences_come_before_the_answer_is_whole(
    assistant: SampleAssistant, capsys: pytest.CaptureFixture[str]
) -> None:
    from ui.cli.show_answer import show_stream

    def events() -> Iterator[Sentence | Answer]:
        yield WRITTEN.sentences[0]
        assert capsys.readouterr().out == "The mine began in 1917. [1]\n"
        yield WRITTEN

    assert show_stream(events()) is WRITTEN


def test_an_answer_that_is_replaced_is_withdrawn(aftermine: Aftermine, assistant: SampleAssistant) -> None:
    warning = NOTICES["replaced"].format(model="some")
    assistant.written, assistant.settled = WRITTEN.sentences, replace(ANSWERED, warnings=(warning,))
    out = aftermine("ask", *MODEL, "When?").out
    head, tail = out.split(f"\n{general.WITHDRAWN}\n\n")
    assert "It paid well." in head
    assert tail.startswith("The mine opened in 1917. [1] It employed 900 people. [2]\n")
    assert warning in tail


def test_json_of_a_chat_model_is_the_settled_answer_alone(aftermine: Aftermine, assistant: SampleAssistant) -> None:
    result = aftermine("ask", *MODEL, "--json", "When?")
    assert (result.status, result.err.count("\n")) == (0, 1)
    assert result.json["verdict"] == "answered"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (("--model", "nonsense"), "provider:name"),
        (("--model", "llama3.2:3b"), "ollama:llama3.2:3b"),
        (("--model", "missing.gguf"), "no file"),
        (("--model-url", "http://localhost:8000/v1"), "add --model"),
        (("--model", "x", "--model-url", "localhost:8000"), "http://HOST:PORT/v1"),
    ],
)
def test_a_model_that_cannot_be_is_said_at_once(
    aftermine: Aftermine, assistant: SampleAssistant, line: tuple[str, ...], said: str
) -> None:
    result = aftermine("ask", "When?", *line)
    assert (result.status, result.out, assistant.asked) == (2, "", [])
    assert said in result.err


def test_replies_come_one_by_one(assistant: SampleAssistant) -> None:
    from ui.cli.batch import answer_lines

    replies = answer_lines(assistant, iter([b'{"question": "When?"}', b'{"question": "Who won?"}']))
    assert next(replies)["verdict"] == "answered"
    assert len(assistant.asked) == 1


@pytest.mark.parametrize("line", [("ask", "When?"), ("ask", "When?", "--json"), ("search", "mine")])
def test_a_search_may_be_held_to_documents_that_exist(
    aftermine: Aftermine, assistant: SampleAssistant, line: tuple[str, ...]
) -> None:
    assert aftermine(*line, "--document", "mine", "--document", "town").status == 0
    assert assistant.scope == {"mine", "town"}
    result = aftermine(*line, "--document", "mines")
    assert (result.status, result.out) == (4, "")
    assert "did you mean 'mine'" in result.err


def test_a_batch_may_be_held_to_a_document(aftermine: Aftermine, assistant: SampleAssistant, tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text('{"turns": [{"question": "When?"}, {"question": "and then?"}]}', encoding="utf-8")
    assert aftermine("ask", "--batch", str(file), "--json", "--document", "town").status == 0
    assert assistant.scope == {"town"}
