from __future__ import annotations

import pytest

from ingest.loaders.characters import clean, decode, in_one_line, language, unwrap, wide_encoding

CHINESE = "案例镇的煤矿于一九八七年关闭，三千名矿工转岗，人口逐年减少，财政收入下降。"
GERMAN = "Die Stadt hat große Überschüsse und süße Äpfel, der Förderturm wurde für Besucher geöffnet."


@pytest.mark.parametrize(
    ("raw", "seen"),
    [
        ("re\u200bsource\u2060-ex\u00adhausted", "resource-exhausted"),
        ("\u202eSdrawkcab\u202c \ufeffmark", "Sdrawkcab mark"),
        ("nul\x00 bell\x07", "nul bell"),
        ("a\r\nb\rc\vd\fe\u2028f", "a\nb\nc\nd\ne\nf"),
        ("10\u00a0000\u202f000\u3000yuan", "10 000 000 yuan"),
        ("ﬁnd the ﬄuent ⽂", "find the ffluent 文"),
        ("cafe\u0301", "café"),
        ("lone \ud800 half", "lone \ufffd half"),
        ("tab\tstays, 全角，stays", "tab\tstays, 全角，stays"),
    ],
)
def test_clean(raw: str, seen: str) -> None:
    assert clean(raw) == seen


@pytest.mark.parametrize(
    ("raw", "seen"), [(" The\r\ncoal\u00a0 \u200bcity ", "The coal city"), ("\x00", ""), (None, "")]
)
def test_in_one_line(raw: str | None, seen: str) -> None:
    assert in_one_line(raw) == seen


def test_unwrap_joins_chinese_without_a_space() -> None:
    assert unwrap("coal \n city\n煤炭\n城市\nend") == "coal city 煤炭城市 end"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_needs_no_warning(encoding: str) -> None:
    assert decode(CHINESE.encode(encoding)) == (CHINESE, ())


@pytest.mark.parametrize("encoding", ["utf-16-be", "utf-16-le"])
def test_both_orders_of_utf_16(encoding: str) -> None:
    assert decode(("\ufeff" + CHINESE).encode(encoding)) == (CHINESE, ())


@pytest.mark.parametrize("encoding", ["utf-16-be", "utf-16-le"])
@pytest.mark.parametrize("text", [f"{CHINESE}\n{CHINESE}", GERMAN, "Coal city"])
def test_utf_16_without_a_mark_is_told_by_its_characters(encoding: str, text: str) -> None:
    seen, warnings = decode(text.encode(encoding))
    assert seen == text
    assert [encoding.upper() in warning for warning in warnings] == [True]


@pytest.mark.parametrize(
    "data", [b"\x00\x01\x02\x03" * 40, b"coal\x00city " * 9, bytes(range(256)) * 4, b"text without zeros", b""]
)
def test_what_is_no_utf_16_is_not_taken_for_it(data: bytes) -> None:
    assert wide_encoding(data) is None


@pytest.mark.parametrize(
    ("text", "encoding", "named"),
    [
        (CHINESE, "gb18030", "GB18030"),
        (CHINESE[:12], "gbk", "GB18030"),
        ("Mines 矿山 of 1998 in exhausted cities 资源枯竭城市", "gb18030", "GB18030"),
        (GERMAN, "cp1252", "CP1252"),
        ("Население города сократилось после закрытия шахт, люди уехали.", "cp1251", "CP1251"),
        ("폐광 지역의 인구는 감소하였다. 주민들은 도시를 떠났다.", "euc-kr", "CP949"),
        ("礦業城市的人口逐年減少，許多居民離開了家鄉。", "big5", "BIG5"),
    ],
)
def test_other_encodings_are_guessed_and_named(text: str, encoding: str, named: str) -> None:
    seen, warnings = decode(text.encode(encoding))
    assert seen == text
    assert len(warnings) == 1
    assert named in warnings[0]


def test_a_damaged_utf_8_text_stays_utf_8() -> None:
    seen, warnings = decode(CHINESE.encode() + b"\xff" + CHINESE.encode())
    assert seen == f"{CHINESE}\ufffd{CHINESE}"
    assert "1 places are not valid UTF-8" in warnings[0]


def test_a_declared_encoding_is_believed_unless_it_fails() -> None:
    assert decode(GERMAN.encode("cp1252"), "cp1252") == (GERMAN, ())
    assert decode(CHINESE.encode(), "ascii") == (CHINESE, ())
    assert decode(CHINESE.encode(), "no-such-code") == (CHINESE, ())
    assert decode(CHINESE.encode(), "undefined") == (CHINESE, ())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (CHINESE, "zh"),
        (f"{CHINESE} Hegang GDP 2021", "zh"),
        ("The city of Hegang is known for the price of its flats and for the coal that paid for it.", "en"),
        ("Short title", "en"),
        (GERMAN + " " + GERMAN, "other"),
        ("Население города сократилось после закрытия шахт.", "other"),
        ("炭鉱の閉山にともない、まちの人口はへりつづけている。", "other"),
        ("폐광 지역의 인구는 감소하였다.", "other"),
        ("12 34", "other"),
    ],
)
def test_language(text: str, code: str) -> None:
    assert language(text) == code
