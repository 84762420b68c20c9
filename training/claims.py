"""Statements with the passages that bear them out or don't: what the reader's verdict on claims is trained on.

The public claims, and pairs written on briefs of the `tune` half and on public paragraphs. Of what is true, some is
shown once more with another paragraph of its brief, and joined with a second truth of which the passage holds nothing.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from ingest.loaders import load
from rag.language.sentences import sentences
from rag.language.tokens import stems
from training.data import Row, fold, key_of, parity, read_jsonl
from training.paragraphs import paragraphs_of

OWN = Path(__file__).with_name("pairs.jsonl")
EXCHANGES = Path(__file__).with_name("exchanges.jsonl")
BINDINGS = Path(__file__).with_name("bindings.jsonl")
AWAY = 0.25  # of the truths are shown with another paragraph
JOINED = 0.25  # and joined with another truth, every second time with the passages of both
MOST_EVIDENCE = 3  # sentences of a claim of FEVER
MOST_LETTERS = 420  # of a joined statement
THINNED = 0.2  # of the truths are shown without the sentence that says most of it
LEAST_SENTENCES = 3  # of a passage of which one may be taken


def public_statements(folder: Path, rows: Sequence[Row], seed: int, own: Path = OWN) -> list[Row]:
    """The public claims and our own statements on the paragraphs of the rows given, in a fixed order."""
    claims = [replace(row, claim=True) for row in (*public_claims(folder), *fever_claims(folder))]
    claims += _own(paragraphs_of(rows), own)
    return [*claims, *_made([row for row in claims if row.answers], lambda row: row.title, random.Random(seed))]


def brief_statements(corpus: Path, seed: int, own: Path = OWN) -> list[Row]:
    """Those of earlier rounds and our own on the `tune` briefs, in a fixed order."""
    claims = [*_earlier_rounds(corpus / "checks" / "pairs.jsonl"), *_own(brief_paragraphs(corpus), own)]
    return [*claims, *_made([row for row in claims if row.answers], lambda row: row.group, random.Random(seed))]


def exchanges(corpus: Path, rows: Sequence[Row], seed: int, own: Path = EXCHANGES) -> list[Row]:
    """Our statements that exchange facts within a paragraph, and true ones, on public and `tune` paragraphs."""
    claims = list(_own(paragraphs_of(rows) | brief_paragraphs(corpus), own))
    return [*claims, *_made([row for row in claims if row.answers], lambda row: row.title, random.Random(seed))]


def thinned(rows: Sequence[Row], seed: int) -> Iterator[Row]:
    """Some truths with what is left of their passage without the sentence that shares most words with them."""
    chance = random.Random(seed)
    for row in rows:
        if not row.answers or chance.random() >= THINNED:
            continue
        spans, words = sentences(row.passage), stems(row.question)
        if len(spans) >= LEAST_SENTENCES:
            start, end = max(spans, key=lambda span: len(words & stems(row.passage[span[0] : span[1]])))
            rest = f"{row.passage[:start].rstrip()} {row.passage[end:].lstrip()}".strip()
            yield replace(row, passage=rest, answers=False)


def _own(known: dict[str, Row], path: Path) -> Iterator[Row]:
    for pair in read_jsonl(path):
        if found := known.get(pair["paragraph"]):
            said, true = pair["sentence"], pair["supported"]
            yield replace(found, question=said, answers=true, span=None, source="pairs", claim=True)


def public_claims(folder: Path) -> Iterator[Row]:
    """The `tune` claims of the public sets with their evidence."""
    for name in ("fever_symmetric", "fool_me_twice"):
        for row in read_jsonl(folder / f"{name}.jsonl"):
            if row["split"] == "tune":
                evidence = untokenize(" ".join(row["evidence"]))
                title = row.get("title") or ""
                yield Row(
                    untokenize(row["claim"]), evidence, row["label"] == "supported", None, title, name, row["group"]
                )


def fever_claims(folder: Path) -> Iterator[Row]:
    """The claims of FEVER's development set with their evidence, but for what the `report` claims are made of."""
    measured = [
        row
        for name in ("fever_symmetric", "fool_me_twice")
        for row in read_jsonl(folder / f"{name}.jsonl")
        if row["split"] == "report"
    ]
    kept_out = {fold(untokenize(text)) for row in measured for text in (row["claim"], *row["evidence"])}
    for name in ("fever_validation", "fever_test"):
        for number, row in enumerate(read_jsonl(folder / f"{name}.jsonl")):
            texts = [untokenize(text) for text in (row["claim"], *row["evidence"])]
            if len(texts) <= MOST_EVIDENCE + 1 and not kept_out & set(map(fold, texts)):
                claim, evidence = texts[0], " ".join(texts[1:])
                yield Row(claim, evidence, row["label"] == "SUPPORTS", None, "", "fever", f"{name}:{number}")


def untokenize(text: str) -> str:
    """Ordinary spacing and brackets for text in the Penn Treebank's manner."""
    for token, sign in {
        "-LRB-": "(",
        "-RRB-": ")",
        "-LSB-": "[",
        "-RSB-": "]",
        "``": '"',
        "''": '"',
        " -- ": " – ",
    }.items():
        text = text.replace(token, sign)
    return re.sub(r"([(\[]) | (['’]s\b|[.,;:!?)\]])", r"\1\2", text)


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


def _made(truths: Sequence[Row], page: Callable[[Row], str], chance: random.Random) -> Iterator[Row]:
    """What is wrong of a truth with other passages of its page (empty: none), and of two truths told as one."""
    of_page: dict[str, list[Row]] = defaultdict(list)
    for row in truths:
        if page(row):
            of_page[page(row)].append(row)
    for row in truths:
        others = [other for other in of_page[page(row)] if other.passage != row.passage]
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
