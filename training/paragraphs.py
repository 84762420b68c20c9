"""Our own questions on paragraphs of the public sets: open ones, and near misses that a paragraph does not answer.

`paragraphs.jsonl` holds the questions alone, no word of a paragraph: that is named by the hash of its folded text, its
answer by places in that text. A paragraph is there only if it may be trained on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from training.data import Row, fold, key_of, read_jsonl

OWN = Path(__file__).with_name("paragraphs.jsonl")
TWINS = Path(__file__).with_name("twins.jsonl")  # close to questions that the paragraph answers; most are not answered


def place_of(passage: str, folded: Sequence[int]) -> tuple[int, int]:
    """Character offsets into the passage of a stretch of its folded text, given as the places of its ends there."""
    origins = [at for at, sign in enumerate(passage) for _ in fold(sign)]
    return origins[folded[0]], origins[folded[1] - 1] + 1


def paragraphs_of(rows: Sequence[Row]) -> dict[str, Row]:
    """A row of each paragraph, by the paragraph's key."""
    return {key_of(row.passage): row for row in rows if row.group != "negative"}


def paragraph_rows(base: Sequence[Row], path: Path = OWN) -> Iterator[Row]:
    """The questions with their paragraphs, which are those of the rows given; a question on another one is left out."""
    known = paragraphs_of(base)
    for line in read_jsonl(path):
        found = known.get(line["paragraph"])
        if found is not None:
            span = place_of(found.passage, line["answer"]) if line["answer"] else None
            yield Row(line["question"], found.passage, span is not None, span, found.title, "paragraphs", found.group)
