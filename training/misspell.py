"""Put one typing error into every question of question files: to measure what errors cost, and what reading them saves.

`python -m training.misspell OUT FILE.jsonl ...` writes each file anew into the folder OUT, then
`aftermine evaluate OUT/*.jsonl` asks the misspelt questions. The error is a letter left out, doubled, struck beside or
out of place, inside a word of five letters or more; a fixed seed picks it by the question's own id.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from pathlib import Path

SEED = 4
SHORTEST = 5
_WORD = re.compile(rf"[A-Za-z]{{{SHORTEST},}}")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def misspell(text: str, seed: str) -> str:
    """The text with one typing error, always the same for the same seed; unchanged where no word is long enough."""
    dice = random.Random(f"{SEED} {seed}")
    words = list(_WORD.finditer(text))
    if not words:
        return text
    word = dice.choice(words)
    place = dice.randrange(word.start() + 1, word.end() - 1)
    before, letter, after = text[:place], text[place], text[place + 1 :]
    way = dice.choice(("left out", "doubled", "beside", "out of place"))
    if way == "left out":
        return before + after
    if way == "doubled":
        return before + letter * 2 + after
    if way == "beside":
        return before + _neighbour(letter, dice) + after
    return before + after[:1] + letter + after[1:]


def _neighbour(letter: str, dice: random.Random) -> str:
    row = next(row for row in _ROWS if letter.lower() in row)
    at = row.index(letter.lower())
    return dice.choice([row[i] for i in (at - 1, at + 1) if 0 <= i < len(row)])


def main() -> None:
    """Writes the files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("files", type=Path, nargs="+")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    for path in arguments.files:
        questions = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
        for question in questions:
            question["question"] = misspell(question["question"], question["id"])
        lines = [json.dumps(question, ensure_ascii=False) for question in questions]
        (arguments.out / path.name).write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
