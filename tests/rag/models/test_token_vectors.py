"""Token matches: worked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from rag.models.token_vectors import TokenMatches

# Three tokens asked, four in the passage: the first of the heading path, then at characters 0-4, 5-9, 10-15.
MATCHES = TokenMatches(
    np.array([[0.9, 0.1, 0.2, 0.3], [0.0, 0.5, 0.4, 0.1], [0.2, 0.2, 0.2, 0.8]], dtype=np.float32),
    np.array([[-9, -1], [0, 4], [5, 9], [10, 15]], dtype=np.int32),
    np.array([[0, 0], [0, 5], [6, 11]], dtype=np.int32),
)
NONE = np.zeros((0, 2), np.int32)


def test_the_score_is_the_mean_of_each_asked_tokens_best_match() -> None:
    assert MATCHES.score == pytest.approx((0.9 + 0.5 + 0.8) / 3)


def test_a_span_counts_only_the_tokens_inside_it() -> None:
    assert MATCHES.within(0, 9) == pytest.approx((0.2 + 0.5 + 0.2) / 3)
    assert MATCHES.within(10, 15) == pytest.approx((0.3 + 0.1 + 0.8) / 3)


def test_no_token_inside_scores_nothing() -> None:
    assert MATCHES.within(6, 8) == 0.0
    assert TokenMatches(np.zeros((0, 0), np.float32), NONE, NONE).score == 0.0


def test_a_part_of_the_question_counts_only_its_own_tokens() -> None:
    assert MATCHES.within(0, 9, (0, 5)) == pytest.approx(0.5)
    assert MATCHES.within(0, 15, (0, 11)) == pytest.approx((0.5 + 0.8) / 2)
    assert MATCHES.within(0, 9, (5, 6)) == 0.0
