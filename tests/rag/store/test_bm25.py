from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.store.bm25 import model_of, scores, words
from rag.store.index import Index
from tests.rag.small import RECIPE, put


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mining cities were mined", ["mine", "citi", "mine"]),
        ("What is Hegang's population?", ["hegang", "popul"]),
        ("891,271 people, 66.99%", ["891271", "peopl", "66.99"]),
        ("COVID-19 in the 1990s", ["covid", "19", "1990s"]),
        ("Lüshun CAFÉ", ["lushun", "cafe"]),
        ("鹤岗市", ["鹤岗", "岗市"]),
        ("Hegang 鹤岗 and 煤", ["hegang", "鹤岗", "煤"]),
        ("鹤岗2012年", ["鹤岗", "2012", "年"]),
        ("How many were there? … !", []),
        ("", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


TEXTS = ["Hegang mined coal.", "", "Gejiu mines tin, and tin again.", "鹤岗市是煤炭城市。", "Fuxin had coal and gas."]


def test_scores_against_the_formula() -> None:
    found = scores(model_of([words(text) for text in TEXTS]), "coal", len(TEXTS))
    lengths = [len(words(text)) for text in TEXTS]
    idf = np.log(1 + (len(TEXTS) - 2 + 0.5) / (2 + 0.5))
    mean = sum(lengths) / len(TEXTS)
    expected = [
        idf / (1 + 1.2 * (1 - 0.4 + 0.4 * length / mean)) if "coal" in TEXTS[i] else 0.0
        for i, length in enumerate(lengths)
    ]
    assert found == pytest.approx(expected, rel=1e-5)


def test_chinese_is_found_by_chinese() -> None:
    assert scores(model_of([words(text) for text in TEXTS]), "鹤岗的煤炭", len(TEXTS)).argmax() == 3


@pytest.mark.parametrize("texts", [TEXTS, ["", "…"], []])
def test_saved_and_loaded_it_scores_the_same(tmp_path: Path, texts: list[str]) -> None:
    questions = ("coal and tin", "鹤岗", "zebra", "")
    with Index(tmp_path, RECIPE, create=True) as index:
        put(index, "towns", texts)
        index.commit()
        built = [index.keyword_scores(question).tolist() for question in questions]
    with Index(tmp_path, RECIPE) as index:
        assert [index.keyword_scores(question).tolist() for question in questions] == built
    model = model_of([words(text) for text in texts])
    assert [scores(model, question, len(texts)).tolist() for question in questions] == built


@given(st.lists(st.text(max_size=40), max_size=6), st.text(max_size=40))
def test_any_text_can_be_indexed_and_asked(texts: list[str], question: str) -> None:
    found = scores(model_of([words(text) for text in texts]), question, len(texts))
    assert found.shape == (len(texts),)
    assert np.isfinite(found).all()
    shared = [bool(set(words(text)) & set(words(question))) for text in texts]
    assert (found > 0).tolist() == shared
