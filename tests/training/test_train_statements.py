"""What the last stage of the reader of statements is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from training.data import Row

PASSAGE = "Coalton lies in a valley. Iron came there in 1912. The rail line was older."


def row(said: str, source: str) -> Row:
    return Row(said, PASSAGE, True, None, "", source, "g", claim=True)


def test_our_own_pairs_a_quarter_of_the_public_ones_and_all_bindings_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    from training import train_statements  # PyTorch with it, which not every process that collects tests needs

    binding = row("Iron came in 1912.", "pairs")
    monkeypatch.setattr(train_statements, "exchanges", lambda *_: [binding] * 10)
    seen = [row("Own.", "pairs")] * 3 + [row(f"Public {number}.", "mnli") for number in range(40)]
    found = train_statements.bound_rows(seen, Path(), [], 5)
    assert sum(each.question == "Own." for each in found) == 3
    public = [each.question for each in found if each.source == "mnli"]
    assert len(public) == len(set(public)) == 10
    assert found.count(binding) == 20
    assert all(each.passage != PASSAGE for each in found if not each.answers)
