"""Fit what tells the kind of a request: `python -m training.fit_requests`; writes rag/data/requests.npz.

The examples mark their topic with brackets. Each is learned as it stands and with other topics in place of its own
(`topics.txt`), so that no topic tells the kind. Our own questions on the briefs, among which there is no request for
a summary, are learned as the kind of question that a first fit makes of them: real questions are longer than examples.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from rag.models.embedder import OnnxEmbedder
from rag.question.kinds import QUESTIONS, SUMMARIES, fitted, probabilities, tokens, vectors

HERE = Path(__file__).parent
DATA = HERE.parent / "rag" / "data"
EXAMPLES = DATA / "requests.en.jsonl"
TARGET = DATA / "requests.npz"
TOPIC = re.compile(r"\[(.*?)\]")
LEAST = 2  # examples that have a word outside of their topic, for it to be one of asking
OTHER_TOPICS = 2  # for each example
MORE_TOPICS = 6  # for one of a summary, whose topics are of every length and shape
STRENGTH = 10.0
SEED = 7


def main() -> None:
    """Fit, print how many there were, write the weights."""
    rows = [json.loads(line) for line in EXAMPLES.read_text(encoding="utf-8").splitlines()]
    topics = (HERE / "topics.txt").read_text(encoding="utf-8").splitlines()
    words, asking = vocabularies([row["request"] for row in rows], topics)
    draw = random.Random(SEED)
    texts, names = [TOPIC.sub(r"\1", row["request"]) for row in rows], [row["kind"] for row in rows]
    for row in rows:
        if TOPIC.search(row["request"]):
            others = MORE_TOPICS if row["kind"] in SUMMARIES else OTHER_TOPICS
            texts += [TOPIC.sub(lambda _: draw.choice(topics), row["request"]) for _ in range(others)]
            names += [row["kind"]] * others
    kinds = sorted(set(names))
    encoder = OnnxEmbedder()
    found, labels = vectors(encoder, texts, words), np.array([kinds.index(name) for name in names])
    plain = vectors(encoder, our_questions(), words)
    first = probabilities(plain, fit(found, labels, len(kinds)))
    first[:, [place for place, name in enumerate(kinds) if name not in QUESTIONS]] = 0
    weights = fit(np.vstack([found, plain]), np.r_[labels, first.argmax(axis=1)], len(kinds))
    np.savez_compressed(
        TARGET,
        weights=weights.astype(np.float16),
        kinds=" ".join(kinds),
        words=" ".join(sorted(words)),
        asking=" ".join(sorted(asking)),
        examples=hashlib.sha256(EXAMPLES.read_bytes()).hexdigest(),
    )
    fitted.cache_clear()
    print(f"{len(rows)} examples of {len(kinds)} kinds, {len(texts)} with other topics, {len(plain)} questions")
    print(dict(Counter(row["kind"] for row in rows)))


def vocabularies(requests: Sequence[str], topics: Sequence[str]) -> tuple[frozenset[str], frozenset[str]]:
    """The words that stand outside of topics, and those of them that seldom stand within."""
    outside = Counter(word for request in requests for word in tokens(TOPIC.sub(" ", request)))
    inside = Counter(word for request in requests for part in TOPIC.findall(request) for word in tokens(part))
    inside.update(word for topic in topics for word in tokens(topic))
    words = {word for word, count in outside.items() if count >= LEAST and word[0].isalpha()}
    return frozenset(words), frozenset(word for word in words if outside[word] >= inside[word])


def our_questions() -> list[str]:
    """Our own questions on the briefs, for training alone."""
    files = (HERE / "questions.jsonl", HERE / "questions-report.jsonl")
    return [json.loads(line)["question"] for path in files for line in path.read_text(encoding="utf-8").splitlines()]


def fit(rows: np.ndarray, labels: np.ndarray, kinds: int) -> np.ndarray:
    """A regularised multinomial logistic regression, the bias in the last row."""
    table = np.hstack([rows, np.ones((len(rows), 1), dtype=np.float32)])
    wanted = np.eye(kinds, dtype=np.float32)[labels]

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        weights = flat.reshape(table.shape[1], kinds).astype(np.float32)
        chances = probabilities(rows, weights)
        held = np.vstack([weights[:-1], np.zeros((1, kinds), dtype=np.float32)])
        missed = -float(np.log(np.maximum((chances * wanted).sum(axis=1), 1e-12)).sum())
        slope = STRENGTH * table.T @ (chances - wanted) + held
        return STRENGTH * missed + 0.5 * float((held**2).sum()), slope.astype(np.float64).ravel()

    found = minimize(loss, np.zeros(table.shape[1] * kinds), jac=True, method="L-BFGS-B", options={"maxiter": 200})
    return np.asarray(found.x.reshape(table.shape[1], kinds), dtype=np.float32)


if __name__ == "__main__":
    main()
