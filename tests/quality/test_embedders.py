"""The embedders with their real weights."""

from __future__ import annotations

import numpy as np
import pytest

from rag.base.errors import ModelProblem
from rag.models.embedder import MINILM_SHA256, Embedder, OnnxEmbedder, SentenceTransformerEmbedder

TEXTS = ("The coal mine closed in 2012.", "Tin was dug in Gejiu for centuries. " * 20, "Rents are low.")


@pytest.mark.parametrize("embedder", [OnnxEmbedder(), SentenceTransformerEmbedder("minilm")], ids=lambda e: e.name)
def test_vectors_have_length_one_keep_their_order_and_find_what_is_meant(embedder: Embedder) -> None:
    rows = embedder.passages(TEXTS)
    assert rows.shape == (3, embedder.dimensions) == (3, 384)
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, rtol=1e-5)
    for text, row in zip(TEXTS, rows, strict=True):
        assert float(embedder.passages([text])[0] @ row) > 0.98  # int8 activations depend a little on the batch
    assert int(np.argmax(rows @ embedder.queries(["When did the pit shut down?"])[0])) == 0
    assert embedder.passages([]).shape == (0, 384)
    assert embedder.count("coal mine") == 2


def test_the_wheels_weights_are_the_published_ones() -> None:
    assert SentenceTransformerEmbedder("minilm").sha256 == MINILM_SHA256


def test_a_name_that_is_nowhere_is_an_error_that_says_what_to_do() -> None:
    with pytest.raises(ModelProblem, match=r"no/such-model.*retrieval\.embedder"):
        SentenceTransformerEmbedder("no/such-model").queries(["coal"])


def test_a_text_has_the_same_vector_whatever_is_encoded_beside_it() -> None:
    texts = ["Coal.", "The mine of Hegang closed.", "A long one. " * 30, "Flats became cheap in a city of coal."]
    embedder = OnnxEmbedder()
    alone = np.concatenate([embedder.passages([text]) for text in texts])
    assert np.array_equal(embedder.passages(texts), alone)
    assert np.array_equal(embedder.passages(texts[::-1])[::-1], alone)
