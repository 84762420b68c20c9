"""A chat model's reply is read the same however it comes in pieces, and whatever marks it uses."""

from __future__ import annotations

import random
import time

import pytest

from rag.answer.generative import Reply

REPLIES = {
    "The first (No. 1) mine closed in 2005. [1] Steel rose in 1998. [1]": [
        ("The first (No. 1) mine closed in 2005.", 1),
        ("Steel rose in 1998.", 1),
    ],
    "Fuxin (pop. 1.8 million) lost its mines in 2005 [1]. Steel rose. [1][2]": [
        ("Fuxin (pop. 1.8 million) lost its mines in 2005.", 1),
        ("Steel rose.", 1, 2),
    ],
    "Coal paid. [1, 3] It fell. [1-3] It rose. [passage 2] It ended. [1; 2] All left. [Passages 1 and 2]": [
        ("Coal paid.", 1, 3),
        ("It fell.", 1, 2, 3),
        ("It rose.", 2),
        ("It ended.", 1, 2),
        ("All left.", 1, 2),
    ],
    "The mine closed [1], [2]. Steel rose by half [1] and [2]. All of them left. [1], [3] Few came [1, 2, and 3].": [
        ("The mine closed.", 1, 2),
        ("Steel rose by half.", 1, 2),
        ("All of them left.", 1, 3),
        ("Few came.", 1, 2, 3),
    ],
    "The mine closed [passage 1; passage 2]. Steel rose by half [passage number 1]. Few came [Source 1 & 3].": [
        ("The mine closed.", 1, 2),
        ("Steel rose by half.", 1),
        ("Few came.", 1, 3),
    ],
    "A mine closed in May [1] [2]. The next one came [3].": [
        ("A mine closed in May.", 1, 2),
        ("The next one came.", 3),
    ],
    "The mine was [[2]] closed. Output fell by a third [1‑3]. Others [sic] stayed [^2].": [
        ("The mine was closed.", 2),
        ("Output fell by a third.", 1, 2, 3),
        ("Others [sic] stayed.", 2),
    ],
    "煤矿在2005年关闭。【1】第二句很长。［2］": [("煤矿在2005年关闭。", 1), ("第二句很长。", 2)],
    "The reasons are:\n1. Coal ran out [1]\n2) People left [2]\n- Steel went. [1]\n\nSo it shrank. [1]": [
        ("Coal ran out", 1),
        ("People left", 2),
        ("Steel went.", 1),
        ("So it shrank.", 1),
    ],
    "# What happened\nThe mine **closed** in 2005. [1]\n": [("The mine closed in 2005.", 1)],
    "| City | Year |\n| --- | --- |\n| Fuxin | 2001 [1] |\n| Hegang | 2011 [2] |\n": [
        ("Fuxin, 2001", 1),
        ("Hegang, 2011", 2),
    ],
    "Coal paid. It fell! Did it?": [("Coal paid.",), ("It fell!",), ("Did it?",)],
}


@pytest.mark.parametrize(("text", "expected"), REPLIES.items())
def test_marks_are_read_and_left_out(text: str, expected: list[tuple[str, ...]]) -> None:
    reply = Reply()
    assert [*reply.add(text), *reply.end()] == [(said, tuple(cited)) for said, *cited in expected]
    assert not reply.cut


@pytest.mark.parametrize("text", REPLIES)
def test_pieces_make_no_difference(text: str) -> None:
    whole = Reply()
    expected = [*whole.add(text), *whole.end()]
    for seed in range(60):
        chance, reply, found, at = random.Random(seed), Reply(), [], 0
        while at < len(text):
            size = chance.choice((1, 1, 2, 3, 5, 8)) if seed else 1
            found += reply.add(text[at : at + size])
            at += size
        assert [*found, *reply.end()] == expected, seed


def test_sentences_are_told_before_the_reply_has_ended() -> None:
    reply = Reply()
    assert [*reply.add("Coal paid. [1] Steel"), *reply.add(" rose.")] == [("Coal paid.", (1,))]


@pytest.mark.parametrize("text", ["Coal paid. [1] The mine of Fuxin closed in", "Coal paid. [1] Steel rose [1"])
def test_a_sentence_that_was_cut_off_is_left_out(text: str) -> None:
    reply = Reply()
    assert [*reply.add(text), *reply.end()] == [("Coal paid.", (1,))]
    assert reply.cut


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Coal paid [1] 👍", [("Coal paid 👍", 1)]),
        ("Nobody knows…", [("Nobody knows…",)]),
        ("Coal paid [1]. [", [("Coal paid.", 1)]),
        ("## The mine closed in 1994 [1].\nSo it shrank. [2]", [("The mine closed in 1994.", 1), ("So it shrank.", 2)]),
        ("The list [ is open early. Steel rose [1].", [("The list [ is open early.",), ("Steel rose.", 1)]),
        ("矿关闭了；镇缩小了[1]。", [("矿关闭了；镇缩小了。", 1)]),
    ],
)
def test_odd_ends_and_brackets_lose_no_sentence(text: str, expected: list[tuple[str, ...]]) -> None:
    reply = Reply()
    assert [*reply.add(text), *reply.end()] == [(said, tuple(cited)) for said, *cited in expected]
    assert not reply.cut


def test_a_range_without_end_is_not_counted_out() -> None:
    reply = Reply()
    (found,) = [*reply.add("Coal paid. [1-9999]"), *reply.end()]
    assert len(found[1]) == 21


@pytest.mark.parametrize(
    "text", ["word\n" * 4000, "e.g. " * 3000, " " * 1500 + "-" * 1500, "[" + "1" * 5000 + "]. So."]
)
def test_a_reply_without_sentences_takes_no_time(text: str) -> None:
    reply, began = Reply(), time.process_time()
    for at in range(0, len(text), 4):
        assert len([*reply.add(text[at : at + 4])]) < 2
    assert len([*reply.end()]) < 2
    assert time.process_time() - began < 2
