"""The briefing: changes keep order and lose nothing, also when two windows change it at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from rag.base.errors import UsageError
from rag.reports.notebook.briefing import (
    LONGEST_NOTE,
    MOST_ITEMS,
    Briefing,
    BriefingFile,
    HeadingItem,
    Item,
    NoteItem,
    OpenItem,
    Role,
    answer_item,
    heading_item,
    note_item,
    of_answers,
    passage_item,
)
from tests.rag.reports.export.samples import BRIEFING, DISPUTED, NOBODY, NOW, ORIGIN, REFUSED, SUMMARY

ABC = Briefing(items=tuple(NoteItem(name, name) for name in "abc"))


def order(briefing: Briefing) -> str:
    return "".join(item.id for item in briefing.items)


@pytest.mark.parametrize(
    ("item", "by", "expected"),
    [("a", 1, "bac"), ("c", -1, "acb"), ("a", -1, "abc"), ("a", 99, "bca"), ("c", -99, "cab"), ("gone", 1, "abc")],
)
def test_items_move(item: str, by: int, expected: str) -> None:
    assert order(ABC.moved(item, by)) == expected


PARTED = Briefing(items=tuple(HeadingItem(n, n) if n.isupper() else NoteItem(n, n) for n in "aBcdEfG"))
MEMO: dict[Role, str] = {"question": "Q", "answer": "A", "evidence": "E", "unknown": "U"}


@pytest.mark.parametrize(
    ("item", "by", "expected"),
    [
        ("B", 1, "aEfBcdG"),
        ("B", -1, "BcdaEfG"),
        ("E", -1, "aEfBcdG"),
        ("G", -9, "GaBcdEf"),
        ("G", 1, "aBcdEfG"),
        ("d", 1, "aBcEdfG"),
    ],
)
def test_a_heading_moves_with_its_section(item: str, by: int, expected: str) -> None:
    assert order(PARTED.moved(item, by)) == expected


@pytest.mark.parametrize(
    ("item", "before", "expected"),
    [
        ("f", "a", "faBcdEG"),
        ("B", None, "aEfGBcd"),
        ("B", "d", "aBcdEfG"),
        ("E", "c", "aBEfcdG"),
        ("a", "gone", "aBcdEfG"),
        ("gone", "a", "aBcdEfG"),
    ],
)
def test_an_item_is_put_before_another(item: str, before: str | None, expected: str) -> None:
    assert order(PARTED.placed(item, before)) == expected


def drawn(briefing: Briefing) -> list[str]:
    return [each.text if isinstance(each, HeadingItem | NoteItem) else each.kind for each in briefing.items]


def test_a_memo_has_one_answer_and_what_is_beside_it_as_evidence() -> None:
    own, note = heading_item("Mine"), note_item("On the summary.")
    items: tuple[Item, ...] = (answer_item(REFUSED, ORIGIN), passage_item(NOW, ORIGIN), answer_item(DISPUTED, ORIGIN))
    items += (own, answer_item(SUMMARY, ORIGIN), note, OpenItem("o", "Why?", "It failed."))
    memo = Briefing(items=items).as_memo(MEMO)
    assert drawn(memo) == [
        *("Q", REFUSED.question, "A", "answer", "E", "passage", "Mine", "answer", "On the summary."),
        *("U", "answer", "open"),
    ]
    again = memo.as_memo(MEMO)
    assert drawn(again) == drawn(memo)
    assert memo.items[3] == answer_item(DISPUTED, ORIGIN)


def test_what_is_added_to_a_memo_finds_its_section() -> None:
    memo = Briefing().as_memo(MEMO)
    assert drawn(memo) == ["Q", "A", "E", "U"]
    for item in (answer_item(DISPUTED, ORIGIN), answer_item(REFUSED, ORIGIN), answer_item(SUMMARY, ORIGIN)):
        memo = memo.added(item)
    memo = memo.added(passage_item(NOW, ORIGIN)).added(note_item("Mine."))
    assert drawn(memo) == ["Q", "A", "answer", "E", "answer", "passage", "U", "answer", "Mine."]


def test_an_item_is_added_at_its_place_and_once() -> None:
    assert order(ABC.added(NoteItem("d", ""), 1)) == "adbc"
    assert ABC.added(NoteItem("a", "other")) == ABC


def test_the_same_answer_is_collected_once_and_another_one_is_not_taken_for_it() -> None:
    once = Briefing().added(answer_item(DISPUTED, ORIGIN))
    assert once.added(answer_item(DISPUTED, ORIGIN)) == once
    both = once.added(answer_item(SUMMARY, ORIGIN)).added(passage_item(NOW, ORIGIN)).added(passage_item(NOBODY, ORIGIN))
    assert len(both.items) == 4


def test_a_title_is_one_short_line() -> None:
    assert ABC.titled(" a\n\x00b\x1b " + "t" * 400).title == ("a b " + "t" * 400)[:300]


def test_a_note_that_is_gone_elsewhere_comes_back_with_its_words() -> None:
    assert order(ABC.noted("gone", "words")) == "abcgone"
    assert order(ABC.noted("gone", "  ")) == "abc"
    changed = ABC.noted("b", "x\x00" + "y" * LONGEST_NOTE).items[1]
    assert isinstance(changed, NoteItem)
    assert changed.text == "x" + "y" * (LONGEST_NOTE - 1)


def test_a_full_briefing_says_so() -> None:
    full = Briefing(items=tuple(NoteItem(str(n), "") for n in range(MOST_ITEMS)))
    with pytest.raises(UsageError, match="500 items"):
        full.added(NoteItem("more", ""))


def test_small_talk_is_not_exported() -> None:
    hello = SUMMARY.__class__("hi", "hi", (), (), (), "not_in_corpus", kind="small_talk")
    found = of_answers("Title", [(hello, ORIGIN), (REFUSED, ORIGIN), (REFUSED, ORIGIN)])
    assert [item.kind for item in found.items] == ["answer"]


def test_a_briefing_is_stored_whole(tmp_path: Path) -> None:
    store = BriefingFile(tmp_path / "folder" / "briefing.json")
    assert store.read() == Briefing()
    assert store.change(lambda _: BRIEFING) == BRIEFING
    assert BriefingFile(store.path).read() == BRIEFING


def test_two_windows_lose_nothing(tmp_path: Path) -> None:
    store = BriefingFile(tmp_path / "briefing.json")
    with ThreadPoolExecutor(4) as windows:
        list(windows.map(lambda n: store.change(lambda now: now.added(note_item(str(n)))), range(12)))
    assert sorted(item.text for item in store.read().items if isinstance(item, NoteItem)) == sorted(map(str, range(12)))


@pytest.mark.parametrize("content", [b"", b"{", b'{"title": 3}', b'{"title": "", "items": [], "format": 3}'])
def test_a_file_that_cannot_be_read_is_left_alone(tmp_path: Path, content: bytes) -> None:
    store = BriefingFile(tmp_path / "briefing.json")
    store.path.write_bytes(content)
    with pytest.raises(UsageError, match="move") as caught:
        store.read()
    assert repr(str(store.path)) in str(caught.value)
    with pytest.raises(UsageError, match="move"):
        store.change(lambda now: now.titled("new"))
    assert store.path.read_bytes() == content


def test_a_folder_in_the_way_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(UsageError, match="can't be used"):
        BriefingFile(tmp_path / "file" / "briefing.json").change(lambda now: now.titled("new"))
    (tmp_path / "briefing.json").mkdir()
    with pytest.raises(UsageError, match="can't be used"):
        BriefingFile(tmp_path / "briefing.json").change(lambda now: now.titled("new"))
