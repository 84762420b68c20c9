"""Our own questions on public paragraphs: only on those that may be trained on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from training.data import Row, key_of
from training.paragraphs import OWN, TWINS, paragraph_rows

PASSAGE = "Élan has coal. It ended in 1999."


def test_a_question_gets_its_paragraph_and_the_place_of_its_answer(tmp_path: Path) -> None:
    base = [
        Row("Who?", PASSAGE, True, (0, 4), "Élan", "s", "g"),
        Row("Who?", "Other.", False, None, "", "s", "negative"),
    ]
    lines = [
        {"paragraph": key_of("elan has coal - it ended in 1999"), "question": "When did it end?", "answer": [20, 24]},
        {"paragraph": key_of(PASSAGE), "question": "Why did it end?", "answer": None},
        {"paragraph": key_of("Other."), "question": "What else?", "answer": [0, 5]},
    ]
    path = tmp_path / "paragraphs.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    ended, why = paragraph_rows(base, path)
    assert PASSAGE[slice(*ended.span or (0, 0))] == "1999"
    assert (ended.title, ended.group, ended.answers, why.answers, why.span) == ("Élan", "g", True, False, None)


@pytest.mark.parametrize("path", [OWN, TWINS])
def test_the_shipped_questions_are_written_once_each(path: Path) -> None:
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert len({(line["paragraph"], line["question"]) for line in lines}) == len(lines) > 1000
    assert {line["answer"] is None for line in lines} == {True, False}


@pytest.mark.parametrize("path", [OWN, TWINS])
def test_no_word_of_a_paragraph_is_shipped(path: Path) -> None:
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert all(set(line) - {"kind"} == {"paragraph", "question", "answer"} for line in lines)
    assert not any(isinstance(line["answer"], str) for line in lines)
