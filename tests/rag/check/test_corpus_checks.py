"""The written pairs: each stands in its brief, and the verifier tells truths from lies on them."""

import json
import re
from collections import Counter
from hashlib import sha256
from pathlib import Path

import pytest

from rag.check.checker import verify

pytestmark = pytest.mark.system

ROOT = Path(__file__).parents[3]
PAIRS = [
    json.loads(line) for line in (ROOT / "corpus" / "checks" / "pairs.jsonl").read_text(encoding="utf-8").splitlines()
]
HARD = ("number", "unit", "scale", "rounding", "date", "name", "place", "quote")
OTHER = ("negation", "quantifier", "direction", "role")
MENDED = 3  # the last round after which a rule was changed


def test_each_pair_has_an_id_of_its_own_and_its_passage_in_the_brief() -> None:
    assert len({pair["id"] for pair in PAIRS}) == len(PAIRS)
    paths = {pair["doc"]: ROOT / "corpus" / "briefs" / f"{pair['doc']}.md" for pair in PAIRS}
    briefs = {doc: path.read_text(encoding="utf-8") for doc, path in paths.items()}
    plain = {doc: re.sub(r" ?\[@[^\]]*\]", "", brief) for doc, brief in briefs.items()}
    headings = {doc: set(re.findall("^#+ (.+)$", brief, re.MULTILINE)) for doc, brief in briefs.items()}
    for pair in PAIRS:
        assert pair["passage"] in plain[pair["doc"]], pair["id"]
        assert pair["section"] in headings[pair["doc"]], pair["id"]


def test_every_kind_of_lie_is_there_and_enough_of_each_sort_in_the_newest_round() -> None:
    kinds = Counter((pair["kind"], pair["split"]) for pair in PAIRS)
    assert all(kinds[kind, "tune"] >= 30 for kind in (*HARD, *OTHER, "paraphrase"))
    assert all(sum(kinds[kind, "report"] for kind in sort) >= 20 for sort in (HARD, OTHER, ("paraphrase",)))


def test_the_newest_round_is_for_reporting_and_on_report_briefs_only() -> None:
    newest = max(pair["round"] for pair in PAIRS)
    assert all((pair["split"] == "report") == (pair["round"] == newest) for pair in PAIRS)
    reported = [pair for pair in PAIRS if pair["split"] == "report"]
    assert all(int(sha256(pair["doc"].encode()).hexdigest()[:8], 16) % 2 for pair in reported)
    assert len({pair["sentence"] for pair in PAIRS}) == len(PAIRS)


@pytest.mark.parametrize(("kinds", "least"), [(HARD, 0.86), (("negation", "direction"), 0.84)])
def test_lies_are_caught_by_the_checks_that_were_mended_after_them(kinds: tuple[str, ...], least: float) -> None:
    lies = [pair for pair in PAIRS if pair["kind"] in kinds and pair["round"] <= MENDED]
    caught = [not verify(p["sentence"], [p["passage"]], [p["title"], p["section"]]).holds for p in lies]
    assert sum(caught) >= least * len(lies)


def test_true_paraphrases_are_rarely_doubted_by_the_checks_alone() -> None:
    truths = [pair for pair in PAIRS if pair["supported"] and pair["round"] <= MENDED]
    doubted = [not verify(p["sentence"], [p["passage"]], [p["title"], p["section"]]).holds for p in truths]
    assert sum(doubted) <= 0.07 * len(truths)
