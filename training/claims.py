"""Claims with passages to train the verifier's model on: true ones and lies, most of them made by code.

A claim is a statement made of a question and its answer, a sentence of a passage told otherwise, or one written by a
person. Nothing of a `report` group, of a held-out article, of a `report` brief or of WiCE is among them.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from rag.text import sentences
from rag.verify import find_faults
from rag.verify.evidence import focus, gather
from rag.verify.second import excerpt
from rag.verify.tokens import read
from training.alter import exchanged_roles, exchanged_sides, lie
from training.brief_texts import Text, brief_texts, pair_rows
from training.clauses import is_year, names, numbers
from training.data import Row, fold, training_rows, untokenize
from training.restate import joined, restate, turned
from training.statements import statement

WRITTEN = ("fool_me_twice", "fever_symmetric")
A_PASSAGE = 4  # sentences of a passage that claims are made of; all of a brief's
GUARDED = (0.35, 0.6)  # of the lies that the rules find are kept, as they never come to the model; of exchanged roles
SHARES = {
    "told": 0.15, "asked": 0.2, "joined": 0.2, "half": 0.3, "other passage": 0.4, "plausible": 0.6, "roles": 0.45,
    "fool_me_twice": 0.4, "fever_symmetric": 0.3, "pairs": 0.27,
}  # fmt: skip
EASY_LIES, EASY_KINDS = 0.6, ("made_up", "other_name", "denied")
REPEATED = {"fool_me_twice": 2, "fever_symmetric": 2, "pairs": 3}
PRONOUNS = frozenset(("He", "She", "They", "We", "I", "You"))


def claim_rows(folder: Path, corpus: Path, seed: int) -> list[Row]:
    """All rows, each passage cut down to the sentences that the verifier would look at."""
    base = training_rows(folder, seed)
    texts = _texts(base, corpus)
    rows = _general(base, texts, folder, corpus, random.Random(seed))
    rows += _cut(_roles(texts, random.Random(seed + 2)), random.Random(seed + 3))
    return _thinned(rows, random.Random(seed + 1))


def _texts(base: Sequence[Row], corpus: Path) -> list[Text]:
    rows = [row for row in base if row.source not in WRITTEN and row.group != "negative"]
    texts = [Text(row.passage, row.title, row.source, row.group) for row in rows]
    return [*{fold(text.passage): text for text in texts}.values(), *brief_texts(corpus)]


def _general(
    base: Sequence[Row], texts: Sequence[Text], folder: Path, corpus: Path, chance: random.Random
) -> list[Row]:
    """Claims of all kinds, thousands of each way of making them."""
    public = [row for row in base if row.source not in WRITTEN]
    rows = [*_asked(public, chance), *_plausible(folder, {fold(text.passage): text for text in texts})]
    rows += [
        *_written([row for row in base if row.source in WRITTEN] + pair_rows(corpus), chance),
        *_told(texts, chance),
    ]
    return _cut(rows, chance)


def _cut(rows: Iterable[Row], chance: random.Random) -> list[Row]:
    return [cut for row in sorted(rows, key=lambda row: row.passage) if (cut := _looked_at(row, chance))]


def _thinned(rows: Iterable[Row], chance: random.Random) -> list[Row]:
    """A share of each kind, three times as much of what is on the briefs: more can't be trained on in half an hour."""
    return [row for row in rows if _share(row) > chance.random()]


def _share(row: Row) -> float:
    share = SHARES[row.source.split(",")[0]] * (EASY_LIES if row.source.endswith(EASY_KINDS) else 1.0)
    return 3 * share if " / " in row.title else share


def _row(claim: str, text: Text | Row, *, true: bool, source: str) -> Row:
    return Row(claim, text.passage, true, None, text.title, source, text.group)


def _asked(rows: Sequence[Row], chance: random.Random) -> Iterator[Row]:
    """Questions told as statements with their answers, and with others of the same kind."""
    for row in rows:
        if not row.span or not row.answers:
            continue
        answer = row.passage[slice(*row.span)]
        told = statement(row.question, answer)
        if not told:
            continue
        yield _row(restate(told, chance, chance.randint(0, 1)), row, true=True, source="asked")
        other = _other_answer(answer, row, chance) if chance.random() < 0.5 else None
        false = statement(row.question, other) if other else None
        made = (false, "other answer") if false else lie(told, row.passage, chance)
        if made and chance.random() < 0.75:
            yield _row(made[0], row, true=False, source=f"asked, {made[1]}")


def _other_answer(answer: str, row: Row, chance: random.Random) -> str | None:
    """A figure or a name of the passage that the question and the answer lack."""
    figures = [match[0] for match in numbers(row.passage)]
    mine = numbers(answer)
    if mine:
        found = [
            figure
            for figure in figures
            if is_year(figure) == is_year(mine[0][0]) and figure not in answer + row.question
        ]
    else:
        found = [row.passage[slice(*span)] for span in names(row.passage)] if names(answer) else []
        found = [name for name in found if name not in answer + row.question and answer not in name]
    return chance.choice(found) if found else None


def _plausible(folder: Path, texts: dict[str, Text]) -> Iterator[Row]:
    """The unanswerable questions of SQuAD 2.0 told as statements with the answer that only seems right."""
    import openpyxl

    book = openpyxl.load_workbook(folder / "squad2_dev.xlsx", read_only=True)
    header, *lines = book.worksheets[0].iter_rows(values_only=True)
    book.close()
    for line in lines:
        cells = dict(zip(header, map(str, line), strict=True))
        answer = re.match(r"\[?['\"]?(.*?)['\"]?(?:\]|, ['\"])", cells["plausible_answers"] + "]")
        if cells["is_impossible"] != "True" or not answer or answer[1] in ("No answer", ""):
            continue
        context = re.sub(r"^\[['\"]|['\"]\]$", "", cells["context"])
        text = texts.get(fold(context))
        told = statement(cells["question"], answer[1])
        if text and told:
            yield _row(told, text, true=False, source="plausible")


def _written(rows: Sequence[Row], chance: random.Random) -> Iterator[Row]:
    """What people wrote, more than once, and lies made of what is true of it."""
    for row in rows:
        for _ in range(REPEATED[row.source]):
            yield row
        made = lie(row.question, row.passage, chance) if row.answers else None
        if made:
            yield _row(made[0], row, true=False, source=f"{row.source}, {made[1]}")


def _told(texts: Sequence[Text], chance: random.Random) -> Iterator[Row]:
    """Sentences of passages told otherwise, lies made of them, halves that another passage holds."""
    by_title: dict[str, list[Text]] = defaultdict(list)
    for text in texts:
        by_title[text.title.split(" / ")[0] if text.source != "nq_oracle" else "nq"].append(text)
    for text in texts:
        spans = [span for span in sentences(text.passage) if 30 < span[1] - span[0] < 320]
        chosen = spans if text.source == "briefs" else chance.sample(spans, min(A_PASSAGE, len(spans)))
        near = by_title[text.title.split(" / ")[0] if text.source != "nq_oracle" else "nq"]
        for span in chosen:
            yield from _of_sentence(text.passage[slice(*span)], text, chance.choice(near), chance)


def _of_sentence(sentence: str, text: Text, other: Text, chance: random.Random) -> Iterator[Row]:
    told = restate(sentence, chance, chance.choice((0, 1, 2, 3)))
    yield _row(told, text, true=True, source="told")
    made = lie(told, text.passage, chance)
    if made:
        yield _row(made[0], text, true=False, source=f"told, {made[1]}")
    parts = [part for part in (_one(text, chance), _one(other, chance)) if part]
    if len(parts) < 2 or other.passage == text.passage or len(told) > 160:
        return
    if chance.random() < 0.2:
        yield _row(joined(told, parts[0], chance), text, true=True, source="joined")
    if chance.random() < 0.2:
        both = (told, parts[1]) if chance.random() < 0.5 else (parts[1], told)
        yield _row(joined(*both, chance), text, true=False, source="half")
    if chance.random() < 0.15:
        yield _row(told, other, true=False, source="other passage")


def _roles(texts: Sequence[Text], chance: random.Random) -> Iterator[Row]:
    """Who did what to whom: every simple clause told in the other voice, and with its two sides exchanged."""
    for text in texts:
        for start, end in sentences(text.passage):
            sentence = text.passage[start:end]
            if not 30 < end - start < 260 or sentence.split()[0] in PRONOUNS or " been " in sentence:
                continue
            true, false = turned(sentence, chance), exchanged_roles(sentence, text.passage, chance)
            false = false or exchanged_sides(sentence, text.passage, chance)
            if true and false:
                yield _row(chance.choice((sentence, true, true)), text, true=True, source="roles")
            elif false:
                yield _row(restate(sentence, chance, 1), text, true=True, source="roles")
            if false:
                yield _row(false, text, true=False, source="roles")


def _one(text: Text, chance: random.Random) -> str | None:
    found = [text.passage[a:b] for a, b in sentences(text.passage) if 20 < b - a < 130]
    return restate(chance.choice(found), chance, 2) if found else None


def _looked_at(row: Row, chance: random.Random) -> Row | None:
    """The row with what the model would see; None where it would not be asked, and for most lies that rules find."""
    passage = untokenize(row.passage)
    claim, evidence = read(row.question), gather([passage], [row.title])
    keys = focus(claim, evidence)
    if not keys or len(passage) > 6000:
        return None
    made = row.source not in REPEATED
    if (
        made
        and not row.answers
        and chance.random() > GUARDED[row.source == "roles"]
        and find_faults(claim, keys, evidence)
    ):
        return None
    return Row(row.question, excerpt(keys, evidence), row.answers, None, row.title, row.source, row.group)


def counted(rows: Iterable[Row]) -> dict[str, int]:
    """How many rows of each kind there are."""
    return dict(sorted(Counter(f"{row.source}: {'true' if row.answers else 'false'}" for row in rows).items()))
