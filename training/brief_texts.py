"""The texts of this corpus that claims are made of: paragraphs of `tune` briefs, and the written pairs on them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from training.data import Row, parity

_MARK = re.compile(r" ?\[@[^\]]*\]")


@dataclass(frozen=True, slots=True)
class Text:
    """A passage to make claims of, with its title and the group that it belongs to."""

    passage: str
    title: str
    source: str
    group: str


def brief_texts(corpus: Path) -> Iterator[Text]:
    """The paragraphs of the `tune` briefs, without citation marks, tables and lists."""
    for path in sorted((corpus / "briefs").glob("*.md")):
        if parity(path.stem) != "tune":
            continue
        _, _, body = path.read_text(encoding="utf-8").split("---\n", 2)
        title = section = ""
        for block in re.split(r"\n{2,}", body.strip()):
            if block.startswith("# "):
                title = block[2:].strip()
            elif block.startswith("#"):
                section = block.strip("# \n")
            elif not block.startswith(("|", "-", "*")):
                yield Text(_MARK.sub("", " ".join(block.split())), f"{title} / {section}", "briefs", path.stem)


def pair_rows(corpus: Path) -> list[Row]:
    """The written pairs of earlier rounds on `tune` briefs."""
    lines = (corpus / "checks" / "pairs.jsonl").read_text(encoding="utf-8").splitlines()
    pairs = [pair for pair in map(json.loads, lines) if pair["split"] == "tune" and parity(pair["doc"]) == "tune"]
    return [
        Row(p["sentence"], p["passage"], p["supported"], None, f"{p['title']} / {p['section']}", "pairs", p["doc"])
        for p in pairs
    ]
