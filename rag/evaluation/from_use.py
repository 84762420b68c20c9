"""From use to tests: a question that readers asked becomes a question of a set."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from pydantic import JsonValue

from rag.evaluation.folding import Spellings, unmarked
from rag.evaluation.questions import Gold, Problem, Question, from_object, read, write
from rag.feedback import Entry

SET = "from-use.jsonl"
MOST_FACTS = 3
_NAMED = re.compile(r"use-\d+")
_FIGURE = re.compile(r"(?<![\w.,])\d[\d.,]*\d(?![\w])%?|(?<![\w.,])\d(?![\w.,]\d)%?")


def draft(entry: Entry) -> Question:
    """The entry as a question to be corrected: an answer that was liked gives its figures as key facts.

    Of an answer that was not liked only the places are taken. A refused question can't be answered until someone says
    where the answer stands.
    """
    liked = entry.vote == "up" and not entry.refused
    answer = unmarked(entry.answer) if liked else ""
    places = () if entry.refused else tuple(Gold(place.document, place.section) for place in entry.cited)
    return Question(
        id=f"use-{entry.id}",
        question=entry.standalone,
        kind="unanswerable" if entry.refused else "fact",
        answer=answer,
        must_include=_figures(answer),
        sources=places,
        extra={"comment": entry.comment} if entry.comment else {},
    )


def is_unfinished(question: Question) -> bool:
    """Whether it came from feedback and still lacks the key facts by which an answer is right or wrong."""
    return _NAMED.fullmatch(question.id) is not None and question.answerable and not question.must_include


def corrected(question: Question, line: Mapping[str, JsonValue]) -> Question | Problem:
    """The question with fields of its line replaced, or what is wrong with them."""
    return from_object({**question.line(), **line}, "the question")


def add(question: Question, folder: Path) -> Path:
    """Puts a question into the set of the folder that collects them, in place of an earlier one with its id."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / SET
    earlier = read(path) if path.exists() else ()
    write(path, [*(each for each in earlier if each.id != question.id), question])
    return path


def _figures(answer: str) -> tuple[Spellings, ...]:
    return tuple((figure,) for figure in dict.fromkeys(_FIGURE.findall(answer)))[:MOST_FACTS]
