"""Characters: from bytes to text, whatever the encoding, without signs that no reader sees; and a text's language."""

from __future__ import annotations

import re
import unicodedata
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE

from charset_normalizer import from_bytes

_BOMS = (
    (BOM_UTF32_LE, "utf-32"),
    (BOM_UTF32_BE, "utf-32"),
    (BOM_UTF8, "utf-8-sig"),
    (BOM_UTF16_LE, "utf-16"),
    (BOM_UTF16_BE, "utf-16"),
)
_GUESSES = ["gb18030", "big5", "cp1252", "cp1251", "cp949", "cp932"]
_SAMPLE = 200_000
_WIDE_SHARE = 0.95

_INVISIBLE = dict.fromkeys(
    [
        *(code for code in range(0xA0) if unicodedata.category(chr(code)) == "Cc" and chr(code) not in "\t\n"),
        *(0xAD, 0x61C, 0x180E, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF),
        *range(0xFDD0, 0xFDF0),
        *range(0xFFF9, 0xFFFC),
    ]
)
_SPACES = dict.fromkeys([0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000], " ")
_LIGATURES = {
    code: unicodedata.normalize("NFKC", chr(code)) for code in (*range(0xFB00, 0xFB07), *range(0x2E80, 0x2FE0))
}
_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
_TABLE: dict[int, str | None] = {**_INVISIBLE, **_SPACES, **_LIGATURES, **_SURROGATES, 0x2028: "\n", 0x2029: "\n"}
_LINE_END = re.compile(r"\r\n?|[\v\f]")

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WIDEST = 1000
_CJK = f"{HAN}\u3001-\u3003\u3008-\u3011\u3040-\u30ff\uff01-\uff60"
_BREAK_IN_CJK = re.compile(rf"(?<=[{_CJK}])[ \t]*\n[ \t]*(?=[{_CJK}])")
_ENGLISH = frozenset(
    ["the", "of", "and", "to", "that", "with", "by", "from", "are", "this", "which", "were", "have", "has"]
)
_ENGLISH_SHARE = 0.06
_FEW_WORDS = 12


def clean(text: str) -> str:
    """The text as a reader sees it: one kind of line end and space, whole letters, no ligatures, nothing invisible."""
    return unicodedata.normalize("NFC", _LINE_END.sub("\n", text).translate(_TABLE))


def in_one_line(text: object) -> str:
    """The text as a reader sees it, with single spaces for all line ends and spaces; nothing where there is none."""
    return " ".join(clean(str(text or "")).split())


def unwrap(text: str) -> str:
    """The text with single line breaks turned into spaces, or into nothing between Chinese or Japanese characters."""
    return re.sub(r"[ \t]*\n[ \t]*", " ", _BREAK_IN_CJK.sub("", text))


def wide_encoding(data: bytes) -> str | None:
    """The byte order of UTF-16 text that has no byte order mark; None for whatever else the bytes are."""
    sample = data[: _SAMPLE - _SAMPLE % 2]
    zeros = sample.count(0)
    if not zeros or (zeros < len(sample) // 4 and _is_utf8(sample)):
        return None
    for encoding in ("utf-16-le", "utf-16-be"):
        text = sample.decode(encoding, errors="replace")
        if len(re.findall(rf"[\t\n\r\x20-\x7e\xa0-\u024f\u2010-\u2027{_CJK}]", text)) >= _WIDE_SHARE * len(text):
            return encoding
    return None


def decode(data: bytes, declared: str | None = None) -> tuple[str, tuple[str, ...]]:
    """The bytes as clean text, and a warning where the encoding was guessed or bytes were lost.

    In this order: byte order mark, UTF-16 without one, the encoding that the file declares, UTF-8, a guess.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _lenient(data, encoding)
    wide = wide_encoding(data)
    if wide:
        return _guessed(data, wide)
    for name in (declared or "utf-8", "utf-8"):
        try:
            return clean(data.decode(name)), ()
        except (UnicodeError, LookupError):  # "undefined" and "idna" are codecs too
            continue
    return _guess(data)


def language(text: str) -> str:
    """`zh`, `en` or `other`: by the share of Chinese characters and of the most frequent English words.

    Two languages matter here, and they share no script; a trained classifier would decide nothing that this does not.
    """
    sample = text[:_SAMPLE]
    han = len(re.findall(f"[{HAN}]", sample))
    letters = sum(character.isalpha() for character in sample)
    if han and han >= 0.3 * letters and len(re.findall("[\u3040-\u30ff\uac00-\ud7af]", sample)) < 0.1 * han:
        return "zh"
    words = re.findall(r"[^\W\d_]+", sample.lower())
    latin = len(re.findall("[a-z]", sample.lower()))
    if latin < 0.8 * letters or not words:
        return "other"
    share = sum(word in _ENGLISH for word in words) / len(words)
    return "en" if share >= _ENGLISH_SHARE or len(words) < _FEW_WORDS else "other"


def _lenient(data: bytes, encoding: str) -> tuple[str, tuple[str, ...]]:
    text = data.decode(encoding, errors="replace")
    lost = text.count("\ufffd")
    warnings = (f"{lost} places are not valid {encoding.upper()} and show as \ufffd: save it as UTF-8",) if lost else ()
    return clean(text), warnings


def _guess(data: bytes) -> tuple[str, tuple[str, ...]]:
    text = data.decode("utf-8", errors="replace")
    others = sum(character > "\x7f" for character in text)
    if others > 10 * text.count("\ufffd"):
        return _lenient(data, "utf-8")
    encoding = "gb18030" if _is_chinese(data) else _best(data)
    if encoding is None:
        return _lenient(data, "utf-8")
    return _guessed(data, encoding)


def _guessed(data: bytes, encoding: str) -> tuple[str, tuple[str, ...]]:
    text, lost = _lenient(data, encoding)
    return text, (f"it is not UTF-8 and was read as {encoding.upper()}, a guess: save it as UTF-8", *lost)


def _best(data: bytes) -> str | None:
    match = from_bytes(data, cp_isolation=_GUESSES).best()
    return None if match is None else match.encoding


def _is_utf8(data: bytes) -> bool:
    return "\ufffd" not in data.decode("utf-8", errors="replace")


def _is_chinese(data: bytes) -> bool:
    """Whether the bytes are GB18030: nearly all characters among the 3,755 frequent ones of its first table.

    Korean bytes lie in that table too, but only in its first half.
    """
    codes = [
        character.encode("gb18030") for character in data.decode("gb18030", "ignore")[:_SAMPLE] if character > "\x7f"
    ]
    frequent = [code for code in codes if b"\xb0\xa1" <= code <= b"\xd7\xf9"]
    marks = sum(b"\xa1\xa1" <= code <= b"\xa3\xfe" for code in codes)
    late = sum(code >= b"\xc9\xa1" for code in frequent)
    return bool(codes) and len(frequent) + marks >= 0.7 * len(codes) and late >= 0.1 * len(codes)


def width(text: str) -> int:
    """How many columns it takes, as far as that matters: a Chinese character is two wide."""
    text = text[:_WIDEST]
    return len(text) + len(re.findall(f"[{HAN}]", text))
