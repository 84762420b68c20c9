"""What is left out of 27 pages that were written to judge it by: no rule was made on them, and none may be.

Between ⟦ and ⟧ stands what is of the article, between ⟪ and ⟫ what may be taken either way: bylines, captions, a
thread's replies. Everything else surrounds it.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.ingest.loaders.files import loaded

PAGES = sorted((Path(__file__).parent / "articles/judged").iterdir())
RUN = 4
WORD = re.compile(r"[\u4e00-\u9fff]|[^\W\u4e00-\u9fff]+")
SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’)]*\s+|(?<=[。！？])|\n")


@dataclass(frozen=True, slots=True)
class Judged:
    """Of one page: the sentences in passages and how many of them surround the article, its words and those lost."""

    sentences: int
    around: int
    words: int
    lost: int


def words(text: str) -> list[str]:
    return WORD.findall(text.lower())


def runs(text: str) -> list[tuple[str, ...]]:
    found = words(text)
    return [tuple(found[start : start + RUN]) for start in range(max(len(found) - RUN + 1, 1))]


def strangers(text: str, known: str) -> tuple[list[str], int]:
    """The sentences of a text that are not in `known`, by half of their runs of words, and how many it has."""
    sentences = [sentence for sentence in SENTENCE_END.split(text) if words(sentence)]
    whole, among = f" {' '.join(words(known))} ", set(runs(known))
    strange = [
        sentence
        for sentence in sentences
        if f" {' '.join(words(sentence))} " not in whole
        and 2 * sum(run in among for run in runs(sentence)) < len(runs(sentence))
    ]
    return strange, len(sentences)


def judged(path: Path, folder: Path) -> Judged:
    marked = path.read_text(encoding="utf-8")
    article, either = (_inside(marked, *marks, is_page=path.suffix == ".html") for marks in ("⟦⟧", "⟪⟫"))
    document = loaded(folder, path.name, re.sub("[⟦⟧⟪⟫]", "", marked))
    kept = "\n".join(text for block in document.blocks for text in (*block.headings, block.text))
    seen = "\n".join(dict.fromkeys(kept.split("\n")))
    around, sentences = strangers(seen, f"{article}\n{either}")
    lost, _ = strangers(article, kept)
    return Judged(sentences, len(around), len(words(article)), len(words("\n".join(lost))))


def _inside(marked: str, opening: str, closing: str, *, is_page: bool) -> str:
    stretches = "\n".join(re.findall(f"{opening}(.*?){closing}", marked, re.DOTALL))
    return html.unescape(re.sub("<[^>]+>", "\n", stretches)) if is_page else stretches


@pytest.mark.parametrize(
    ("suffix", "most_around", "most_lost"), [(".html", 0.07, 0.01), (".txt", 0.17, 0.005)], ids=["saved", "pasted"]
)
def test_of_judged_pages_the_article_is_read_and_little_else(
    suffix: str, most_around: float, most_lost: float, tmp_path: Path
) -> None:
    pages = [judged(path, tmp_path) for path in PAGES if path.suffix == suffix]

    assert len(pages) >= 13
    assert sum(page.around for page in pages) <= most_around * sum(page.sentences for page in pages)
    assert sum(page.lost for page in pages) <= most_lost * sum(page.words for page in pages)
