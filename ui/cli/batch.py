"""Answering a file of questions line by line: a line that can't be answered becomes an error object in its place."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Protocol

from rag.answer.json_shapes import Json, answer_json
from rag.base.errors import AftermineError, UsageError
from rag.base.types import Answer, Turn


class Asks(Protocol):
    """Whatever answers a question within a conversation."""

    def ask(self, question: str, turns: tuple[Turn, ...] = (), scope: frozenset[str] | None = None) -> Answer:
        """The answer to the question."""


def answer_lines(assistant: Asks, lines: Iterable[bytes], scope: frozenset[str] | None = None) -> Iterator[Json]:
    """One reply a line, in order; empty lines are passed over. `scope`: answers from these documents alone.

    A reply is an answer object, `{"id", "turns": [answer objects]}` for `turns`, or `{"id", "line", "error"}`.
    `id` is the line's own, of whatever type, and left out where the line has none; `line` counts from 1.
    """
    for number, raw in enumerate(lines, start=1):
        if not raw.strip(b" \t\r\n\xef\xbb\xbf"):
            continue
        head: Json = {}
        try:
            line = _parse(raw)
            head = {"id": line["id"]} if "id" in line else {}
            yield head | _reply(assistant, line, scope)
        except AftermineError as error:
            yield head | {"line": number, "error": str(error)}
        except Exception as error:
            # One strange line must not lose the answers to all that follow.
            yield head | {"line": number, "error": f"unforeseen {type(error).__name__} ({error}): please report it"}


def _parse(raw: bytes) -> Json:
    try:
        line = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise UsageError(f"the line is not UTF-8 (byte {error.start}): save the file as UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise UsageError(f"the line is not JSON ({error}): write one object a line") from error
    if not isinstance(line, dict):
        raise UsageError(
            f"the line is {type(line).__name__} {str(line)[:60]!r}, not an object: write one object a line"
        )
    return line


def _reply(assistant: Asks, line: Json, scope: frozenset[str] | None) -> Json:
    if ("turns" in line) == ("question" in line):
        raise UsageError(f"the line has the fields {sorted(line)}: give it either 'question' or 'turns'")
    if "question" in line:
        return answer_json(assistant.ask(_question(line["question"]), (), scope))
    said = line["turns"]
    if not isinstance(said, list) or not said:
        raise UsageError(f"'turns' is {str(said)[:60]!r}: give a list of objects with 'question'")
    questions = [_question(turn.get("question") if isinstance(turn, dict) else None) for turn in said]
    turns: tuple[Turn, ...] = ()
    answers: list[Answer] = []
    for question in questions:
        answer = assistant.ask(question, turns, scope)
        answers.append(answer)
        turns = (*turns, Turn(question, answer))
    return {"turns": [answer_json(answer) for answer in answers]}


def _question(value: object) -> str:
    if not isinstance(value, str):
        raise UsageError(f"'question' is {str(value)[:60]!r}: give it as text")
    return value
