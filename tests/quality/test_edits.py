"""An answer's sentence that a reader edits: one that says the opposite is doubted, one that says the same is not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.base.settings import Settings
from rag.base.types import Answer, Citation, Sentence
from rag.models.reader import load_opinions
from rag.reports.notebook.briefing import answer_item
from rag.reports.notebook.editing import edited, parts
from rag.reports.notebook.provenance import UNRECORDED
from tests.quality.conftest import SCOPES, Once

EDITS = [json.loads(line) for line in Path(__file__).with_name("edits.jsonl").read_text(encoding="utf-8").splitlines()]

EVERY = {"sample": 2, "all": 1}  # one edit of so many is made


def cited(assistant: Once, sentence: str) -> Citation:
    """The passage of the corpus that has the sentence."""
    passage = next(each for each in assistant.real.index.passages if sentence in each.text)
    start = passage.span[1] - len(passage.text) + passage.text.index(sentence)
    return Citation(1, passage, start, start + len(sentence), sentence)


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize(("said", "doubted", "least"), [("opposite", True, 0.87), ("harmless", False, 0.95)])
def test_the_check_warns_of_an_edit_that_says_the_opposite(
    assistant: Once, said: str, doubted: bool, least: float, scope: str
) -> None:
    second, wrong = load_opinions(Settings()), []
    edits = EDITS[:: EVERY[scope]]
    for edit in edits:
        given = Sentence(edit["given"], (1,))
        answer = Answer("Why?", "Why?", (given,), (cited(assistant, edit["given"]),), (), "answered")
        made = edited(answer_item(answer, UNRECORDED), [f"{edit[said]} [1]"], {1: 1}, second)
        ((line,),) = (part.lines for part in parts(made))
        assert line.edited
        if (line.sentence.support != "supported") != doubted:
            wrong.append(edit[said])
    share = 1 - len(wrong) / len(edits)
    print(f"{said}: {share:.3f} of {len(edits)}")
    assert share >= least, wrong
