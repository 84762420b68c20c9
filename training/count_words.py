"""Count in how many texts each lower-case English word occurs: `rag/data/words.tsv`, for weights and for telling names.

    python -m training.count_words DATA_FOLDER

reads the `tune` rows of SQuAD 2.0 (half dev), XQuAD-en, NQ-oracle, CANARD, Fool Me Twice and FEVER-Symmetric. A word
that is written in lower case somewhere is no name, even where it opens a sentence; a rare word tells more than a
common one.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

FILES = {
    "abstain/squad2_half_dev.jsonl": "contexts",
    "answer/xquad_en.jsonl": "contexts",
    "answer/nq_oracle.jsonl": "contexts",
    "rewrite/canard_dev.jsonl": "history",
    "grounded/fool_me_twice.jsonl": "evidence",
    "grounded/fever_symmetric.jsonl": "evidence",
}
OUT = Path(__file__).parents[1] / "rag" / "data" / "words.tsv"
LEAST = 2


def texts(folder: Path) -> Iterator[str]:
    """Every text of the `tune` rows once."""
    seen: set[str] = set()
    for name, field in FILES.items():
        for line in (folder / name).read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if row["split"] != "tune":
                continue
            for item in row[field]:
                text = item if isinstance(item, str) else item["text"]
                if text not in seen:
                    seen.add(text)
                    yield text


def main(folder: Path) -> None:
    """Write the table: the number of texts, then one word and its count a line, most frequent first."""
    counts: Counter[str] = Counter()
    total = 0
    for text in texts(folder):
        total += 1
        counts.update(set(re.findall(r"(?<![\w'’-])[a-z]+(?![\w])", text)))
    rows = sorted(((-n, word) for word, n in counts.items() if n >= LEAST and len(word) > 1))
    OUT.write_text("".join([f"*\t{total}\n", *(f"{word}\t{-n}\n" for n, word in rows)]), encoding="utf-8")
    print(f"{OUT}: {len(rows)} words of {total} texts", file=sys.stderr)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
