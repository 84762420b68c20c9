"""Public pairs of sentences as statements to train on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from training.inference import inference_rows


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = {
        "paws_dev.tsv": "1\tThe `` Ore '' , a paper , closed .\tThe paper `` Ore '' closed .\t1\n",
        "paws_test.tsv": "7\tA sold B .\tB sold A .\t0\n",
        "mnli_dev.jsonl": "".join(
            json.dumps({"premise": f"It rains {label}.", "hypothesis": "It is wet.", "label": label}) + "\n"
            for label in ("entailment", "neutral", "contradiction")
        ),
        "cf_snli_train.tsv": 'sentence1\tsentence2\tgold_label\nA "man" digs.\tA person digs.\tentailment\n',
        "cf_snli_dev.tsv": "sentence1\tsentence2\tgold_label\nA man digs.\tA man sings.\tneutral\n",
        "cf_snli_test.tsv": "sentence1\tsentence2\tgold_label\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_only_what_follows_is_borne_out(folder: Path) -> None:
    rows = inference_rows(folder)
    assert [(row.source, row.answers) for row in rows] == [
        ("paws_dev", True), ("paws_test", False), ("mnli", True), ("mnli", False), ("mnli", False),
        ("cf_snli_train", True), ("cf_snli_dev", False),
    ]  # fmt: skip
    assert all(row.claim and not row.title and row.span is None for row in rows)
    assert len({row.group for row in rows}) == len(rows)


def test_the_first_sentence_is_the_passage_without_the_treebank_s_spacing(folder: Path) -> None:
    first, second = inference_rows(folder)[:2]
    assert (first.passage, first.question) == ('The " Ore ", a paper, closed.', 'The paper " Ore " closed.')
    assert (second.passage, second.question) == ("A sold B.", "B sold A.")
    assert inference_rows(folder)[5].passage == 'A "man" digs.'
