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
from scipy.sparse import csr_matrix
from scipy.special import expit

from rag.models.embedder import OnnxEmbedder
from rag.question.kinds import QUESTIONS, SUMMARIES, TOKEN, fitted, probabilities, tokens, vectors
from rag.question.request import plain_tokens, signs

HERE = Path(__file__).parent
DATA = HERE.parent / "rag" / "data"
EXAMPLES = DATA / "requests.en.jsonl"
TARGET = DATA / "requests.npz"
TOPIC = re.compile(r"\[(.*?)\]")
LEAST = 2  # examples that have a word outside of their topic, for it to be one of asking
OTHER_TOPICS = 2  # for each example
MORE_TOPICS = 6  # for one of a summary, whose topics are of every length and shape
STRENGTH = 10.0
SIGN_BIAS = 0.7  # for a word to be one of the topic: what is cut off is lost, what is left over hardly disturbs
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
    by_sign = fit_signs(rows, topics, words)
    np.savez_compressed(
        TARGET,
        weights=weights.astype(np.float16),
        kinds=" ".join(kinds),
        words=" ".join(sorted(words)),
        asking=" ".join(sorted(asking)),
        signs=" ".join(by_sign),
        sign_weights=np.array(list(by_sign.values()), dtype=np.float16),
        sign_bias=SIGN_BIAS,
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


def fit_signs(rows: Sequence[dict[str, str]], topics: Sequence[str], words: frozenset[str]) -> dict[str, float]:
    """Logistic regression of whether a word of a request is one of its topic, by what stands around it."""
    draw = random.Random(SEED)
    marked = [row["request"] for row in rows if row["kind"] in SUMMARIES and TOPIC.search(row["request"])]
    marked += [TOPIC.sub(lambda _: f"[{draw.choice(topics)}]", text) for text in marked for _ in range(OTHER_TOPICS)]
    found: list[list[str]] = []
    inside: list[float] = []
    for text in marked:
        plain = TOPIC.sub(r"\1", text)
        first, last = text.index("["), text.rindex("]") - 2 * text.count("]") + 1
        tokens = plain_tokens(plain, words)
        found += [signs(tokens, place) for place in range(len(tokens))]
        inside += [float(first <= match.start() < last) for match in TOKEN.finditer(plain)]
    names = sorted({sign for each in found for sign in each})
    places = {name: place for place, name in enumerate(names)}
    columns = np.array([[places[sign] for sign in each] for each in found])
    table = csr_matrix((np.ones(columns.size), columns.ravel(), np.arange(len(found) + 1) * columns.shape[1]))
    wanted = np.array(inside)

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        chances = expit(table @ weights)
        missed = -float(np.log(np.where(wanted == 1, chances, 1 - chances) + 1e-12).sum())
        return missed + 0.5 * float(weights @ weights), table.T @ (chances - wanted) + weights

    weights = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 1000}).x
    return {name: round(float(weight), 3) for name, weight in zip(names, weights, strict=True)}


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
