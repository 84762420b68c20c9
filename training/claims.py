"""Statements with the passages that bear them out or don't: what the reader's verdict on claims is trained on.

The public claims, and pairs written on briefs of the `tune` half and on public paragraphs. Of what is true, some is
shown once more with another paragraph of its brief, and joined with a second truth of which the passage holds nothing.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from ingest.loaders import load
from training.data import Row, key_of, parity, public_claims, read_jsonl
from training.paragraphs import paragraphs_of

OWN = Path(__file__).with_name("pairs.jsonl")
AWAY = 0.25  # of the truths are shown with another paragraph
JOINED = 0.25  # and joined with another truth, every second time with the passages of both
MOST_LETTERS = 420  # of a joined statement


def claim_rows(folder: Path, base: Sequence[Row], corpus: Path, seed: int, own: Path = OWN) -> list[Row]:
    """All claims to train on, in a fixed order; those on public paragraphs where the paragraph is one of `base`."""
    chance = random.Random(seed)
    known = paragraphs_of(base) | brief_paragraphs(corpus)
    rows = [replace(row, claim=True) for row in public_claims(folder)]
    rows += _earlier_rounds(corpus / "checks" / "pairs.jsonl")
    rows += [
        replace(found, question=pair["sentence"], answers=pair["supported"], span=None, source="pairs", claim=True)
        for pair in read_jsonl(own)
        if (found := known.get(pair["paragraph"]))
    ]
    return [*rows, *_made([row for row in rows if row.answers], chance)]


def brief_paragraphs(corpus: Path) -> dict[str, Row]:
    """A row, still without a statement, of each paragraph of the `tune` briefs, by the paragraph's key."""
    paths = [path for path in sorted((corpus / "briefs").glob("*.md")) if parity(path.stem) == "tune"]
    documents = [load(path, corpus / "briefs") for path in paths]
    return {
        key_of(block.text): Row("", block.text, False, None, " › ".join(block.headings), "pairs", document.id)
        for document in documents
        for block in document.blocks
    }


def _earlier_rounds(path: Path) -> Iterator[Row]:
    for pair in read_jsonl(path):
        if parity(pair["doc"]) == "tune" and pair["split"] == "tune":
            said, passage, title = pair["sentence"], pair["passage"], f"{pair['title']} › {pair['section']}"
            yield Row(said, passage, pair["supported"], None, title, "pairs", pair["doc"], claim=True)


def _made(truths: Sequence[Row], chance: random.Random) -> Iterator[Row]:
    """What is wrong of a truth with other passages, and of two truths told as one."""
    of_page: dict[str, list[Row]] = defaultdict(list)
    for row in truths:
        of_page[row.group].append(row)
    for row in truths:
        others = [other for other in of_page[row.group] if other.passage != row.passage]
        if not others:
            continue
        if chance.random() < AWAY:
            yield replace(row, passage=chance.choice(others).passage, answers=False)
        if chance.random() < JOINED:
            yield from _joined(row, chance.choice(others), chance)


def _joined(row: Row, other: Row, chance: random.Random) -> Iterator[Row]:
    pair = [row, other]
    chance.shuffle(pair)
    both = f"{pair[0].question.rstrip('. ')}, and {pair[1].question}"
    if len(both) > MOST_LETTERS:
        return
    if chance.random() < 1 / 2:
        yield replace(row, question=both, answers=False)
    else:
        passages = [row.passage, other.passage]
        chance.shuffle(passages)
        yield replace(row, question=both, passage="\n".join(passages))
