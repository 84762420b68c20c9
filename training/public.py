"""The bundled briefs and their public questions: the passages that a search finds for each, and rows to adapt on.

Only questions of `tune` documents are adapted on, so that the figures of `report` documents stay honest.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.chunking import chunk, index_text
from ingest.loaders import load
from rag.base.types import Passage
from rag.evaluation.question_set import found, read
from rag.models.onnx import BGE_SMALL, OnnxModel
from rag.store.bm25 import model_of, scores, words
from training.contextual import contextual
from training.data import Row, find_span, parity, read_jsonl

BRIEFS = "public"  # the source of rows on the briefs
OWN_QUESTIONS = Path(__file__).with_name("questions.jsonl")
OTHER_HALF = Path(__file__).with_name("questions-report.jsonl")
NEAR = Path(__file__).with_name("near.jsonl")  # near misses and false premises, each beside one that is answered
AFTER = Path(__file__).with_name("follow-ups.jsonl")  # questions of `near.jsonl` as they are typed behind another one
MADE = "made"  # stands for questions with others before them that are made of single ones
QUERY = "Represent this sentence for searching relevant passages: "
CHUNK_TOKENS = 200
READ = 10
MOST_FACTS = 3  # of a passage, each a row of its own: the reader's chances spread over all that answers
NEGATIVES = 2  # passages for each unanswerable question
OPPOSITES = (
    ("rise", "fall"), ("rose", "fell"), ("grow", "shrink"), ("grew", "shrank"), ("largest", "smallest"),
    ("first", "last"), ("before", "after"), ("opened", "closed"), ("increase", "decrease"), ("highest", "lowest"),
    ("north", "south"), ("more", "fewer"), ("cheap", "expensive"), ("bought", "sold"), ("joined", "left"),
    ("gained", "lost"), ("start", "end"), ("most", "least"), ("new", "old"), ("public", "private"),
)  # fmt: skip
COUNTRIES = ("China", "Japan", "Germany", "Russia", "Britain", "Wales", "South Korea", "Romania", "Brazil", "Canada")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a document (`group`), what a search finds for it, best first, and the passages of its sources.

    `file` is where it stands: "corpus/questions", "corpus/harder", or the stem of one of our own files here. `before`
    are the questions before it, with which it is searched and read.
    """

    id: str
    question: str
    group: str
    file: str
    answerable: bool
    facts: tuple[tuple[str, ...], ...]
    found: tuple[Passage, ...]
    gold: tuple[Passage, ...]
    before: str = ""

    @property
    def whole(self) -> str:
        """What is read: the question behind those before it."""
        return f"{self.before} {self.question}".strip()

    @property
    def split(self) -> str:
        """The half that the question's document belongs to."""
        return parity(self.group)


def ask_all(corpus: Path) -> list[Asked]:
    """Every public, harder and own question, with the twenty best passages by `bge + 0.3 BM25 / its maximum`."""
    model = OnnxModel(BGE_SMALL)
    passages = read_passages(corpus, model)
    texts = [index_text(passage) for passage in passages]
    keywords = model_of([words(text) for text in texts])
    public = [path for name in ("questions", "harder") for path in sorted((corpus / name).glob("*.jsonl"))]
    lines = [
        {"group": path.stem, "file": f"corpus/{path.parent.name}", **line}
        for path in public
        for line in read_jsonl(path)
    ]
    lines += [{"file": path.stem, **line} for path in (OWN_QUESTIONS, OTHER_HALF, NEAR) for line in read_jsonl(path)]
    lines += [*_typed_after({line["id"]: line for line in lines}), *_made_after()]
    wholes = [f"{line.get('before', '')} {line['question']}".strip() for line in lines]
    similarity = _vectors(model, texts) @ _vectors(model, [QUERY + whole for whole in wholes]).T
    asked = []
    for column, line in enumerate(lines):
        sparse = scores(keywords, wholes[column], len(texts))
        order = np.argsort(-(similarity[:, column] + 0.3 * sparse / max(float(sparse.max()), 1e-9)))
        places = {(source["doc"], source.get("section")) for source in line.get("sources", ())}
        gold = tuple(p for p in passages if places & {(p.document_id, p.section), (p.document_id, None)})
        facts = tuple(tuple(spellings) for spellings in line.get("must_include", ()))
        best = tuple(passages[i] for i in order[: 2 * READ])
        own = (line["id"], line["question"], line["group"], line["file"])
        asked.append(Asked(*own, bool(places), facts, best, gold, line.get("before", "")))
    return asked


def _typed_after(known: Mapping[str, dict]) -> Iterator[dict]:
    """The questions of `AFTER`, each with the facts of the one that it asks in short."""
    for line in read_jsonl(AFTER):
        yield {**known[line["of"]], "id": f"{line['of']}-{AFTER.stem}", "file": AFTER.stem, **line}


def _made_after() -> Iterator[dict]:
    """Our own questions with others before them."""
    for path in (OWN_QUESTIONS, OTHER_HALF, NEAR):
        for made in contextual(read(path)):
            sources = [{"doc": source.document, "section": source.section} for source in made.sources]
            own = {"id": made.id, "group": made.group, "question": made.question, "before": " ".join(made.turns)}
            yield {**own, "file": MADE, "must_include": made.must_include, "sources": sources}


def read_passages(corpus: Path, model: OnnxModel) -> list[Passage]:
    """All passages of the briefs, as the index holds them."""

    def count(text: str) -> int:
        return len(model.tokenizer.encode(text, add_special_tokens=False).ids)

    documents = [load(path, corpus / "briefs") for path in sorted((corpus / "briefs").glob("*.md"))]
    return [passage for document in documents for passage in chunk(document, count, CHUNK_TOKENS)]


def heading(passage: Passage) -> str:
    """The line that is read before the passage: title and heading path."""
    return index_text(passage).split("\n", 1)[0]


def _vectors(model: OnnxModel, texts: Sequence[str]) -> NDArray[np.float32]:
    rows = np.zeros((len(texts), 384), dtype=np.float32)
    for i, _, hidden in model.run(list(texts)):
        rows[i] = hidden[0] / np.linalg.norm(hidden[0])
    return rows


def adaptation_rows(asked: Sequence[Asked], seed: int) -> list[Row]:
    """Rows from the questions given: passages with the facts, near misses without them, and questions gone wrong.

    Where a passage holds several facts, the rows that it gives weigh together as much as one.
    """
    chance = random.Random(seed)
    places = sorted({place for item in asked for p in item.found for place in _places(p.text)})
    rows: list[Row] = []
    for item in asked:
        if not item.answerable:
            rows += [_row(item, passage, None) for passage in item.found[:NEGATIVES]]
            continue
        positive = [(p, spans) for p in item.gold if (spans := _spans(item, p))]
        for passage, spans in positive[:4]:
            rows += [replace(_row(item, passage, span), weight=1 / len(spans)) for span in spans]
        missing = [p for p in item.found if p not in item.gold and not any(found(item.facts, p.text))]
        rows += [_row(item, passage, None) for passage in missing[:2]]
        for wrong in _gone_wrong(item.question, positive[0][0].text if positive else "", places, chance):
            rows += [_row(replace(item, question=wrong), passage, None) for passage, _ in positive[:1]]
    return rows


def _spans(item: Asked, passage: Passage) -> list[tuple[int, int]]:
    """Where the key facts that the passage holds stand in it, at most `MOST_FACTS` of them."""
    spans = [span for facts in item.facts if (span := find_span(passage.text, facts))]
    return list(dict.fromkeys(spans))[:MOST_FACTS]


def _row(item: Asked, passage: Passage, span: tuple[int, int] | None) -> Row:
    head = heading(passage) + "\n"
    moved = (span[0] + len(head), span[1] + len(head)) if span else None
    return Row(item.whole, head + passage.text, span is not None, moved, "", BRIEFS, item.group)


def _places(text: str) -> Iterator[str]:
    """Words that look like names of places: capitalised, not at the beginning of a sentence."""
    for match in re.finditer(r"(?<=\b(?:in|of|at|to) )[A-Z][a-z]{3,}\b", text):
        yield match[0]


def _gone_wrong(question: str, passage: str, places: Sequence[str], chance: random.Random) -> Iterator[str]:
    """Up to three questions that look like this one and that the passage doesn't answer."""
    names = [name for name in places if re.search(rf"\b{name}\b", question)]
    others = [name for name in places if name not in passage and name not in question]
    if names and others:
        yield re.sub(rf"\b{chance.choice(names)}\b", chance.choice(others), question)
    years = re.findall(r"\b(?:19|20)\d\d\b", question)
    later = [str(year) for year in range(1985, 2026) if str(year) not in passage + question]
    if years and later:
        yield question.replace(chance.choice(years), chance.choice(later))
    countries = [name for name in COUNTRIES if name in question]
    if countries:
        yield question.replace(countries[0], chance.choice([c for c in COUNTRIES if c not in passage + question]))
    for one, other in OPPOSITES:
        for word, opposite in ((one, other), (other, one)):
            if re.search(rf"\b{word}\b", question):
                yield re.sub(rf"\b{word}\b", opposite, question)
                return
