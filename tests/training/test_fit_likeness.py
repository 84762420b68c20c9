"""What is learned of asked questions: those that the same sentences answer come to lie close."""

from __future__ import annotations

import numpy as np

MATTERS = STYLES = 8


def test_what_answers_counts_and_how_it_is_put_does_not() -> None:
    from training.fit_likeness import fitted  # PyTorch is imported here, not by every process that collects the tests

    axes = np.eye(MATTERS + STYLES, dtype=np.float32)
    rows = [(matter, style) for matter in range(MATTERS) for style in range(STYLES)]
    questions = np.array([axes[m] + 2 * axes[MATTERS + s] for m, s in rows])  # how it is put weighs more
    noise = np.random.default_rng(1).standard_normal(questions.shape)
    questions += 0.1 * noise.astype(np.float32)
    learned = fitted(questions, questions, [[("brief", str(m))] for m, _ in rows], rounds=60, rate=0.02)

    def right(vectors: np.ndarray) -> float:
        unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        cosines = unit @ unit.T - 3 * np.eye(len(rows))  # none is its own neighbour
        return float(np.mean([rows[best][0] == m for best, (m, _) in zip(cosines.argmax(1), rows, strict=True)]))

    assert right(questions) < 0.2
    assert right(learned.turned(questions)) > 0.9
