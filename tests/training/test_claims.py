"""Which claims the reader is trained on, and what is made of them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from training import claims
from training.claims import brief_paragraphs, brief_statements, exchanges, public_statements, thinned
from training.data import Row, key_of, parity

TUNE = next(name for name in map(str, range(99)) if parity(name) == "tune")
REPORT = next(name for name in map(str, range(99)) if parity(name) == "report")
BASE = [Row("Who?", "Coal came.", True, (0, 4), "Coal", "squad", "g")]


def pair(sentence: str, doc: str, passage: str, *, supported: bool = True, split: str = "tune") -> dict[str, object]:
    return {"sentence": sentence, "doc": doc, "title": "T", "section": "S", "passage": passage,
            "supported": supported, "split": split}  # fmt: skip


def write(path: Path, lines: list[dict[str, object]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two truths and a lie on a `tune` brief, one pair each that may not be trained on; no public claims."""
    monkeypatch.setattr(claims, "public_claims", lambda folder: [])
    monkeypatch.setattr(claims, "fever_claims", lambda folder: [])
    pairs = [
        pair("Coal ended.", TUNE, "It ended in 1999."),
        pair("Oil came.", TUNE, "Oil was found."),
        pair("Oil went.", TUNE, "Oil was found.", supported=False),
        pair("Held back.", TUNE, "Held.", split="report"),
        pair("Another half.", REPORT, "Other."),
    ]
    write(tmp_path / "checks" / "pairs.jsonl", pairs)
    for name, text in ((TUNE, "A well was dug."), (REPORT, "A well was shut.")):
        brief = tmp_path / "briefs" / f"{name}.md"
        brief.parent.mkdir(exist_ok=True)
        brief.write_text(f"---\nid: {name}\n---\n\n# Wells\n\n## Water\n\n{text}\n", encoding="utf-8")
    return tmp_path


def rows_of(corpus: Path, seed: int, own: list[dict[str, object]]) -> list[Row]:
    path = write(corpus / "own.jsonl", own)
    return [*brief_statements(corpus, seed, path), *public_statements(corpus, BASE, seed, path)]


def test_only_pairs_of_tune_briefs_and_of_earlier_rounds(corpus: Path) -> None:
    rows = rows_of(corpus, 1, [])
    assert [(row.question, row.answers) for row in rows[:3]] == [
        ("Coal ended.", True), ("Oil came.", True), ("Oil went.", False),
    ]  # fmt: skip
    assert all(row.claim and row.title == "T › S" for row in rows)
    assert not {row.question for row in rows} & {"Held back.", "Another half."}


def test_our_own_stand_on_paragraphs_of_tune_briefs_and_of_the_public_sets(corpus: Path) -> None:
    own = [
        {"paragraph": key_of(passage), "sentence": said, "supported": True}
        for passage, said in (("Coal came.", "There was coal."), ("A well was dug.", "They dug."), ("Lost.", "Gone."))
    ]
    own += [{"paragraph": key_of("A well was shut."), "sentence": "They shut it.", "supported": True}]
    found = [
        row for row in rows_of(corpus, 1, own) if row.question in ("There was coal.", "They dug.", "They shut it.")
    ]
    assert found == [
        Row("They dug.", "A well was dug.", True, None, "Wells › Water", "pairs", TUNE, claim=True),
        Row("There was coal.", "Coal came.", True, None, "Coal", "pairs", "g", claim=True),
    ]
    assert {row.group for row in brief_paragraphs(corpus).values()} == {TUNE}


def test_a_truth_with_another_paragraph_and_half_of_two_truths_are_not_supported(
    corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claims, "AWAY", 1.0)
    monkeypatch.setattr(claims, "JOINED", 1.0)
    rows = [row for seed in range(20) for row in rows_of(corpus, seed, [])[3:]]
    alone = [row for row in rows if ", and " not in row.question]
    joined = [row for row in rows if ", and " in row.question]
    assert {(row.question, row.passage) for row in alone} == {
        ("Coal ended.", "Oil was found."), ("Oil came.", "It ended in 1999."),
    }  # fmt: skip
    assert not any(row.answers for row in alone)
    assert {row.answers for row in joined} == {True, False}
    assert all(row.answers == ("\n" in row.passage) for row in joined)


def test_what_would_be_too_long_is_not_joined(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "MOST_LETTERS", 10)
    assert not any(", and " in row.question for seed in range(20) for row in rows_of(corpus, seed, []))


def test_exchanges_are_on_public_paragraphs_and_on_those_of_tune_briefs(corpus: Path) -> None:
    texts = ("Coal came.", "A well was dug.", "A well was shut.", "Unknown.")
    own = [{"paragraph": key_of(text), "sentence": text.upper(), "supported": True} for text in texts]
    rows = exchanges(corpus, BASE, 1, write(corpus / "exchanges.jsonl", own))
    assert [(row.question, row.passage, row.claim) for row in rows] == [
        ("COAL CAME.", "Coal came.", True), ("A WELL WAS DUG.", "A well was dug.", True),
    ]  # fmt: skip


def test_a_truth_without_the_sentence_that_says_it_is_not_supported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "THINNED", 1.0)
    passage = "Coalton lies in a valley. Iron came there in 1912. The rail line was older."
    true = Row("In 1912 iron came to Coalton.", passage, True, None, "", "pairs", "g", claim=True)
    short = replace(true, passage="Iron came to Coalton in 1912. It stayed.")
    assert list(thinned([true, replace(true, answers=False), short], 1)) == [
        replace(true, passage="Coalton lies in a valley. The rail line was older.", answers=False)
    ]


def test_a_share_of_the_truths_is_thinned() -> None:
    passage = "Coalton lies in a valley. Iron came there in 1912. The rail line was older."
    rows = [Row("Iron came in 1912.", passage, True, None, "", "pairs", "g", claim=True)] * 500
    assert 60 < len(list(thinned(rows, 1))) < 140
