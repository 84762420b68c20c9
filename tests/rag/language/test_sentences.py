"""Sentences keep their offsets, and nothing but white space lies between them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.language.sentences import count_words, fold, is_chinese, sentences

BRIEFS = Path(__file__).parents[3] / "corpus" / "briefs"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "It fell by approx. 350 yuan per sq. m. in 2020. Mr. Li left.",
            ["It fell by approx. 350 yuan per sq. m. in 2020.", "Mr. Li left."],
        ),
        ("资源枯竭。城市很多！好", ["资源枯竭。", "城市很多！", "好"]),
        ("王某说：“煤已枯竭。”他走了。", ["王某说：“煤已枯竭。”", "他走了。"]),
        ("人口减少（来自普查。）人口外流。", ["人口减少（来自普查。）", "人口外流。"]),
        ("「好！？」『真的。』（他说：“走。”）走", ["「好！？」", "『真的。』", "（他说：“走。”）", "走"]),
        ("- coal\n- tin and oil\n- wood", ["- coal", "- tin and oil", "- wood"]),
        ("One line\nbroken here. Next.", ["One line\nbroken here.", "Next."]),
        ("", []),
        ("  \n ", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == expected


@given(st.text(alphabet="ab .!?\n-。Ü1", max_size=80))
def test_spans_are_in_order_and_leave_only_white_space(text: str) -> None:
    spans = sentences(text)
    rest = list(text)
    for (start, end), following in zip(spans, [*spans[1:], (len(text), len(text))], strict=False):
        assert start < end <= following[0]
        rest[start:end] = [" "] * (end - start)
    assert not "".join(rest).strip()


def test_fold_makes_spellings_equal() -> None:
    assert fold("Zhōu’s  “Mine”–Café") == fold('zhou\'s "mine"-cafe')
    assert fold("18\u2011year") == fold("18\u2010year") == fold("18-year")
    assert fold("mine") != fold("mines")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The 46 m² flat – an old one - cost 16,000 yuan (or so).", 14),
        ("- Month: 2–3", 3),
        ("资源枯竭型城市的转型。", 5),
        ("鹤岗 (Hegang) is a city", 5),
        ("", 0),
    ],
)
def test_words_stand_between_spaces_and_two_chinese_characters_are_one(text: str, expected: int) -> None:
    assert count_words(text) == expected


@pytest.mark.parametrize(
    ("text", "chinese"),
    [
        ("鹤岗有多少人口?", True),
        ("Jessica Yu 的文章说,全国房价最便宜的30个地方里有几个是资源枯竭城市?", True),
        ("鹤岗", True),
        ("How many people live in 鹤岗?", False),
        ("What do 个旧 and 鹤岗 mean?", False),
        ("How many people live in Hegang?", False),
        ("?!", False),
        ("", False),
    ],
)
def test_a_text_is_chinese_where_most_of_its_words_are(text: str, chinese: bool) -> None:
    assert is_chinese(text) is chinese


@pytest.mark.system
def test_in_the_briefs_words_stand_between_spaces() -> None:
    texts = [path.read_text(encoding="utf-8").split("---", 2)[2] for path in BRIEFS.glob("*.md")]
    told = [text[slice(*span)] for text in texts for span in sentences(text)]
    assert len(told) > 1000
    assert [count_words(each) for each in told] == [len(each.split()) for each in told]
