"""Public sets in their layout: read as question sets, and claims that a support checker is measured on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from rag.base.errors import UsageError
from rag.base.types import Support
from rag.evaluation.external import agreement, claims, passages, questions
from rag.evaluation.question_set import Gold

HISTORY = [{"role": "user", "text": "Who?"}, {"role": "assistant", "text": "She."}]
PASSAGE = {"id": "set:A:0", "title": "A", "text": "Coal paid.", "lang": "en"}
QUERY = {"id": "1", "text": "What paid?", "relevant": ["set:A:0"], "history": HISTORY, "group": "g", "split": "tune"}
ASKED = {
    "id": "1",
    "question": "What paid?",
    "answerable": True,
    "answers": ["coal", "Coal"],
    "context_ids": ["set:A:0"],
}


def save(path: Path, *rows: object) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_passages_become_documents(tmp_path: Path) -> None:
    first, second = passages(save(tmp_path / "passages.jsonl", PASSAGE, {"id": "2", "text": "Tin too."}))
    assert (first.id, first.title, first.text, first.language) == ("set:A:0", "A", "Coal paid.", "en")
    assert (first.blocks[0].start, first.blocks[0].end, first.blocks[0].headings) == (0, 10, ())
    assert second.title == ""
    assert len({first.sha256, second.sha256}) == 2


def test_queries_become_questions(tmp_path: Path) -> None:
    (found,) = questions(save(tmp_path / "queries.jsonl", QUERY)).questions
    assert found.sources == (Gold("set:A:0"),)
    assert found.turns == ("Who?",)
    assert (found.group, found.split) == ("g", "tune")


def test_questions_without_a_yes_or_no_are_left_out(tmp_path: Path) -> None:
    no = {"id": "2", "question": "What did not?", "answerable": False, "answers": [], "context_ids": ["set:A:0"]}
    neither = {"id": "3", "question": "And?", "answerable": None}
    yes, unanswerable = questions(save(tmp_path / "abstain.jsonl", ASKED, no, neither)).questions
    assert yes.must_include == (("coal", "Coal"),)
    assert yes.sources == (Gold("set:A:0"),)
    assert (unanswerable.sources, unanswerable.must_include, unanswerable.kind) == ((), (), "unanswerable")


def test_a_set_is_recognised_and_named(tmp_path: Path) -> None:
    assert questions(save(tmp_path / "nq" / "queries.jsonl", QUERY)).name == "nq"
    found = questions(save(tmp_path / "squad.jsonl", ASKED))
    assert (found.name, found.questions[0].kind) == ("squad", "fact")


@pytest.mark.parametrize("row", [{"id": "1"}, [], {"id": "1", "text": "x", "relevant": "a"}])
def test_another_layout_is_named_with_its_line(tmp_path: Path, row: object) -> None:
    path = save(tmp_path / "queries.jsonl", QUERY, row)
    with pytest.raises(UsageError, match=r"queries\.jsonl, line 2: field"):
        questions(path)
    with pytest.raises(UsageError, match="can't be read"):
        questions(tmp_path / "none.jsonl")


class Scripted:
    """A checker that says what its script says of each claim."""

    name = "scripted"

    def __init__(self, script: dict[str, Support]) -> None:
        self.script = script

    def support(self, sentence: str, passages: Sequence[str]) -> Support:
        assert passages == ["evidence"]
        return self.script[sentence]


def rows(labels: str) -> list[dict[str, object]]:
    names = {"s": "supported", "n": "not_supported", "p": "partially_supported"}
    return [
        {"id": str(n), "claim": f"c{n}", "evidence": ["evidence"], "label": names[label], "split": "tune"}
        for n, label in enumerate(labels)
    ]


def test_agreement_by_hand(tmp_path: Path) -> None:
    judged = claims(save(tmp_path / "wice.jsonl", *rows("sssnnp")))
    script: dict[str, Support] = dict(
        zip([f"c{n}" for n in range(6)], ["exact", "supported", "partial", "none", "supported", "partial"], strict=True)
    )
    found = agreement(Scripted(script), judged)
    assert found.n == 6
    assert found.balanced_accuracy.value == pytest.approx((2 / 3 + 2 / 3) / 2)
    # exact beats three; supported beats two and ties one; partial beats one, ties one, loses to one.
    assert found.auroc.value == pytest.approx((3 + 2.5 + 1.5) / 9)
    assert found.f1 == pytest.approx(2 * 2 / (3 + 3))


def test_agreement_needs_both_kinds_of_claims_and_a_half_may_be_chosen(tmp_path: Path) -> None:
    path = save(tmp_path / "wice.jsonl", *rows("ss"))
    with pytest.raises(UsageError, match="all 2 claims have one label"):
        agreement(Scripted({"c0": "exact", "c1": "none"}), claims(path))
    assert claims(path, "report") == ()
