"""Can the corpus answer a question? Measured with readers that saw no question of its document, in two folds.

`python -m training.cross_validate --data DIR --weights FILE --out DIR`: the reader of the fifth stage, which learned
from questions on documents of the `tune` half alone, is measured on those of the other half. For the `tune` half a
second one is trained, in fewer stages and rows, on all questions on the other half's documents that are there for
measuring or ours. It does not ship. Both search; printed is how well the fitted confidence tells the questions that the
corpus answers.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from sklearn.model_selection import GroupKFold

from ingest.bundled import questions_folder
from rag.answer.refusal.decide import confidence_features
from rag.base.settings import Settings
from rag.evaluation.question_set import Question, read
from rag.models.onnx import CROSS_ENCODER, model_folder
from rag.models.reader import Reader
from rag.question.analysis import analyse
from rag.search.candidate_sentences import term_weights
from rag.search.reranker import ReaderLook
from rag.search.retriever import Retriever
from training.data import parity, training_rows
from training.evaluate_reader import figure, open_reader
from training.fit_answerer import FOLDS, MOST_FALSE_REFUSALS, balanced
from training.model import from_cross_encoder
from training.public import BRIEFS, ask_all
from training.train_reader import BASE, MIXED, mixed_rows, stage
from ui.compose import load_embedder, open_index, refresh

Features = dict[str, float]


def other_reader(data: Path, corpus: Path, out: Path) -> Path:
    """A reader that learned from the public questions, half of them twice, and from those on `report` documents."""
    base = training_rows(data, BASE.seed)
    torch.manual_seed(BASE.seed)
    net = from_cross_encoder(model_folder(CROSS_ENCODER) / "model.onnx")
    stage(net, base, BASE, out)
    seen = [item for item in ask_all(corpus) if item.split == "report"]
    rows = mixed_rows(data, base, seen, MIXED.seed)
    public = [row for row in rows if row.source != BRIEFS]
    half = random.Random(MIXED.seed).sample(public, len(public) // 2)
    stage(net, [*half, *(row for row in rows if row.source == BRIEFS)], MIXED, out)
    return out / MIXED.name / "model.onnx"


def measured(readers: dict[str, Reader], threads: int) -> list[tuple[Question, str, Features]]:
    """Every public question with its document and the signals that a search with its half's reader gives."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(index=Path(folder) / "index", library=Path(folder) / "library", threads=threads)
        refresh(settings, lambda *_: None, "cross_validate")
        embedder = load_embedder(settings)
        with open_index(settings, "cross_validate") as index:
            for half, reader in readers.items():
                retriever = Retriever(index, embedder, settings.retrieval, ReaderLook(reader))
                for file in sorted(questions_folder().glob("*.jsonl")):
                    if parity(file.stem) != half:
                        continue
                    for question in read(file):
                        asked = analyse(question.question)
                        used = retriever.find(asked.text, settings.retrieval.passages)
                        signals = confidence_features(asked, used, term_weights(index, asked))
                        found.append((question, file.stem, signals))
    return found


def report(cases: Sequence[tuple[Question, str, Features]]) -> dict[str, object]:
    """The area under the curve with its interval over documents, and both error rates, each at a threshold fitted on
    the other folds.
    """
    labels = np.array([float(question.answerable) for question, _, _ in cases])
    groups = [group for _, group, _ in cases]
    rows = [signals for _, _, signals in cases]
    crossed, refused = np.zeros(len(cases)), np.zeros(len(cases), dtype=bool)
    for train, test in GroupKFold(FOLDS).split(rows, groups=groups):
        model = balanced([rows[i] for i in train], labels[train])
        threshold = np.quantile([model.probability(rows[i]) for i in train if labels[i]], MOST_FALSE_REFUSALS)
        crossed[test] = [model.probability(rows[i]) for i in test]
        refused[test] = crossed[test] < threshold
    return {
        "confidence": figure(
            [(score, bool(label), g) for score, label, g in zip(crossed, labels, groups, strict=True)]
        ),
        "false_refusals": round(float(refused[labels == 1].mean()), 4),
        "refusal_recall": round(float(refused[labels == 0].mean()), 4),
        "answerable": int(labels.sum()),
        "unanswerable": int((1 - labels).sum()),
        "curve": [
            {"false_refusals": share, "refusal_recall": round(float(np.mean(crossed[labels == 0] < cut)), 3)}
            for share in (0.02, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1)
            for cut in [np.quantile(crossed[labels == 1], share)]
        ],
    }


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the files of datasets.toml")
    parser.add_argument("--weights", type=Path, required=True, help="model.onnx of the fifth stage")
    parser.add_argument("--corpus", type=Path, default=Path("corpus"), help="the bundled briefs and questions")
    parser.add_argument("--out", type=Path, required=True, help="folder for the second reader")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    other = open_reader(other_reader(options.data, options.corpus, options.out), options.threads)
    paired = open_reader(options.weights, options.threads)
    print(json.dumps(report(measured({"report": paired, "tune": other}, options.threads)), indent=1))


if __name__ == "__main__":
    main()
