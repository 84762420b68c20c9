"""From the published data sets to training rows: what may be trained on, hard negatives, and what is held out.

A row is a question (or a claim) with a passage; its label says whether the passage answers (or supports) it, its span
where. Nothing of a `report` group, of a held-out article or of a paragraph that occurs in either is trained on.
"""

from __future__ import annotations

import ast
import hashlib
import json
import random
import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

HELD_OUT_ARTICLES = 4
EASY_SHARE = 0.35  # of the answered questions of the training part, which has few unanswerable ones
NEGATIVE_SHARE = 0.4  # of the answered questions get a hard negative
EASY = "squad2_train_part"
PLAIN = "squad1_part"  # answered questions alone, on paragraphs of many articles without their titles
LISTING = Path(__file__).with_name("datasets.toml")


@dataclass(frozen=True, slots=True)
class Row:
    """A question and a passage; `span` holds character offsets into `passage`, None without an answer or a place."""

    question: str
    passage: str
    answers: bool
    span: tuple[int, int] | None
    title: str
    source: str
    group: str
    weight: float = 1.0
    claim: bool = False  # whether a statement stands in the question's place, and the label says if it is supported


def parity(group: str) -> str:
    """`tune` or `report`: the first eight hex digits of the group's SHA-256, read as a number, even for `tune`."""
    return "report" if int(hashlib.sha256(group.encode()).hexdigest()[:8], 16) % 2 else "tune"


def fold(text: str) -> str:
    """Letters and digits alone, lower case, without accents: equal for two prints of one paragraph."""
    plain = unicodedata.normalize("NFKD", text)
    return re.sub(r"[\W_]+", "", "".join(c for c in plain if not unicodedata.combining(c)).lower())


def key_of(passage: str) -> str:
    """Twelve hex digits that name a paragraph, the same for two prints of it."""
    return hashlib.sha256(fold(passage).encode()).hexdigest()[:12]


def check_files(folder: Path) -> None:
    """SystemExit that names the file where one of `datasets.toml` is missing or is another edition."""
    for entry in tomllib.loads(LISTING.read_text(encoding="utf-8"))["file"]:
        path = folder / entry["name"]
        found = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None
        if found != entry["sha256"]:
            raise SystemExit(f"{path} has SHA-256 {found!r}, not {entry['sha256']!r}: take it from {entry['from']}")


def held_out_articles(rows: Iterable[dict]) -> set[str]:
    """The articles of the half development set with the lowest hashes: they are measured on and never trained on."""
    titles = {row["title"] for row in rows}
    return set(sorted(titles, key=lambda title: hashlib.sha256(title.encode()).hexdigest())[:HELD_OUT_ARTICLES])


def training_rows(folder: Path, seed: int) -> list[Row]:
    """The questions to train on from the beginning, hard negatives included, in a fixed order."""
    check_files(folder)
    kept_out, held = left_out(folder)
    rows = [
        *_shared(folder / "squad2_half_dev.jsonl", "squad2_half_dev"),
        *_shared(folder / "xquad_en.jsonl", "xquad_en"),
    ]
    rows += [*_shared(folder / "nq_oracle.jsonl", "nq_oracle"), *_squad_json(folder / "squad2_train_part.json")]
    known = {(fold(row.question), fold(row.passage)) for row in rows}
    rows += [
        row for row in _squad_sheet(folder / "squad2_dev.xlsx") if (fold(row.question), fold(row.passage)) not in known
    ]
    rows = [row for row in rows if fold(row.passage) not in kept_out and fold(row.title) not in held]
    chance = random.Random(seed)
    rows = [row for row in rows if row.source != EASY or not row.answers or chance.random() < EASY_SHARE]
    return rows + hard_negatives(rows, chance)


def further_rows(folder: Path, seed: int) -> list[Row]:
    """Answered questions on further paragraphs, hard negatives included: a share of them, as `training_rows` does."""
    kept_out, _ = left_out(folder)
    chance = random.Random(seed)
    rows = [row for row in _plain(folder / f"{PLAIN}.json") if fold(row.passage) not in kept_out]
    rows = [row for row in rows if chance.random() < EASY_SHARE]
    return rows + hard_negatives(rows, chance)


def left_out(folder: Path) -> tuple[set[str], set[str]]:
    """The folded paragraphs of `report` groups and of held-out articles, and the folded titles of these."""
    half = read_jsonl(folder / "squad2_half_dev.jsonl")
    measured = [*half, *read_jsonl(folder / "xquad_en.jsonl"), *read_jsonl(folder / "nq_oracle.jsonl")]
    held = {fold(title) for title in held_out_articles(half)}
    kept_out = {fold(row["contexts"][0]) for row in measured if row["split"] == "report"}
    return kept_out | {fold(row["contexts"][0]) for row in half if fold(row["title"]) in held}, held


def read_jsonl(path: Path) -> list[dict]:
    """The objects of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _shared(path: Path, source: str) -> Iterator[Row]:
    for row in read_jsonl(path):
        if row["split"] != "tune":
            continue
        passage = row["contexts"][0]
        span = find_span(passage, row["answers"]) if row["answerable"] else None
        if row["answerable"] and span is None:
            continue
        yield Row(row["question"], passage, bool(row["answerable"]), span, row["title"], source, row["group"])


def find_span(passage: str, answers: Sequence[str]) -> tuple[int, int] | None:
    """Where the first accepted answer that the passage holds begins and ends; whole words before parts of words."""
    for pattern in (r"(?<!\w){}(?!\w)", "{}"):
        for answer in answers:
            found = re.search(pattern.format(re.escape(answer)), passage, re.IGNORECASE) if answer else None
            if found:
                return found.span()
    return None


def _squad_json(path: Path) -> Iterator[Row]:
    for article in json.loads(path.read_text(encoding="utf-8"))["data"]:
        for paragraph in article["paragraphs"]:
            passage = paragraph["context"]
            for item in paragraph["qas"]:
                first = item["answers"][0] if item["answers"] else None
                span = (first["answer_start"], first["answer_start"] + len(first["text"])) if first else None
                yield _squad_row(item["question"], passage, span, article["title"], EASY)


def _plain(path: Path) -> Iterator[Row]:
    for line in json.loads(path.read_text(encoding="utf-8")):
        passage = line["context"]
        for item in line["qas"]:
            if span := find_span(passage, [item["answer"]]):
                yield _squad_row(item["question"], passage, span, "", PLAIN)


def _squad_sheet(path: Path) -> Iterator[Row]:
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True)
    names, *lines = book.worksheets[0].iter_rows(values_only=True)
    book.close()
    for line in lines:
        cells = dict(zip(names, line, strict=True))
        span = None
        if not cells["is_impossible"]:
            start = int(_first(cells["answer_start"]))
            span = (start, start + len(_first(cells["answers"])))
        passage = _first(cells["context"])
        yield _squad_row(str(cells["question"]), passage, span, str(cells["title"]), "squad2_dev")


def _first(cell: object) -> str:
    """The first element of a list that the sheet holds as Python text; a cell with one value holds it plainly."""
    text = str(cell)
    return str(ast.literal_eval(text)[0]) if text.startswith("[") else text


def _squad_row(question: str, passage: str, span: tuple[int, int] | None, title: str, source: str) -> Row:
    group = f"paragraph:{key_of(passage)}"
    return Row(question.strip(), passage, span is not None, span, title.replace("_", " "), source, group)


def hard_negatives(rows: Sequence[Row], chance: random.Random) -> list[Row]:
    """For some of the answered questions, one of the three most similar passages of their article that lack the answer.

    Natural Questions have no articles with many paragraphs: there the whole pool is searched.
    """
    import bm25s

    pools: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        pools[row.source if row.source == "nq_oracle" else fold(row.title)].append(row)
    negatives: list[Row] = []
    for pool in pools.values():
        passages = list(dict.fromkeys(row.passage for row in pool))
        if len(passages) < 5:
            continue
        index = bm25s.BM25()
        index.index(bm25s.tokenize(passages, show_progress=False), show_progress=False)
        for row in pool:
            if row.span and chance.random() < NEGATIVE_SHARE:
                tokens = bm25s.tokenize(row.question, show_progress=False)
                found = index.retrieve(tokens, corpus=passages, k=5, show_progress=False).documents[0]
                answer = row.passage[slice(*row.span)].lower()
                others = [p for p in found if p != row.passage and answer not in p.lower()][:3]
                if others:
                    negatives.append(
                        replace(row, passage=chance.choice(others), answers=False, span=None, group="negative")
                    )
    return negatives


def vary(row: Row, chance: random.Random) -> Row:
    """The row as one epoch shows it: the title before six passages in ten, a slip in one question (no claim) of ten."""
    question = _slip(row.question, chance) if not row.claim and chance.random() < 0.1 else row.question
    if row.title and chance.random() < 0.6:
        head = f"{row.title}\n"
        span = (row.span[0] + len(head), row.span[1] + len(head)) if row.span else None
        return replace(row, question=question, passage=head + row.passage, span=span)
    return replace(row, question=question)


def _slip(question: str, chance: random.Random) -> str:
    words = [(m.start(), m.end()) for m in re.finditer(r"[A-Za-z]{5,}", question)]
    if not words:
        return question
    start, end = chance.choice(words)
    at = chance.randrange(start + 1, end - 1)
    kinds: list[Callable[[], str]] = [
        lambda: question[:at] + question[at + 1 :],
        lambda: question[:at] + question[at] + question[at:],
        lambda: question[:at] + question[at + 1] + question[at] + question[at + 2 :],
    ]
    return chance.choice(kinds)()
