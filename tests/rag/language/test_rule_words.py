"""Words of a language stand in data: which modules still hold some in code, and that such words are seen."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from rag.question.spelling import english

RAG = Path(__file__).parents[3] / "rag"
EXCEPTIONS = {
    "answer/wording.py": "what is said to readers, in their language: no rule",
    "question/request.py": "names of kinds, which data and code share: no rule",
    "reports/export/__init__.py": "names that Windows keeps for devices",
}
MOST_EXCEPTIONS = 5
LEAST = 3
_WORD = re.compile(r"(?<![A-Za-z\\<])[a-z]{2,}(?![A-Za-z_>])")
_PATTERN = re.compile(r"\(\?[:!=<iP]|\\[bswdW]|[a-z]\|[a-z]|\[\^")
_HAN = re.compile("[\u3400-\u9fff]")
_HAN_RANGE = re.compile("[\u3040-\ufaff]-[\u3040-\ufaff]")


def rule_words(code: str, names: frozenset[str] = frozenset()) -> list[str]:
    """The patterns and lists in a module's code that hold words of a language; `names` are words of the program."""
    tree = ast.parse(code)
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [text for node in ast.walk(tree) if id(node) not in told for text in _found(node, names)]


def _found(node: ast.AST, names: frozenset[str]) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        is_pattern = _PATTERN.search(node.value) and _many(_WORD.findall(node.value))
        if is_pattern or _HAN.search(_HAN_RANGE.sub("", node.value)):
            yield node.value
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        listed = [each.value for each in node.elts if isinstance(each, ast.Constant)]
        if _many(word for word in listed if isinstance(word, str) and _WORD.fullmatch(word) and word not in names):
            yield ", ".join(map(str, listed))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "split":
        text = node.func.value.value if isinstance(node.func.value, ast.Constant) else ""
        if _many(str(text).split()):
            yield str(text)


def _many(words: Iterable[str]) -> bool:
    return len({word for word in words if word in english()}) >= LEAST


def names_of(codes: Iterable[str]) -> frozenset[str]:
    """The words that are names in the program: of variables, attributes, parameters, and the values of Literals."""
    found: set[str] = set()
    for node in (node for code in codes for node in ast.walk(ast.parse(code))):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.arg | ast.keyword):
            found.add(str(node.arg))
        elif isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == "Literal":
            found |= {str(each.value) for each in ast.walk(node.slice) if isinstance(each, ast.Constant)}
    return frozenset(found)


def test_words_of_a_language_stand_in_data() -> None:
    codes = {path.relative_to(RAG).as_posix(): path.read_text(encoding="utf-8") for path in RAG.rglob("*.py")}
    names = names_of(codes.values())
    found = {path: words for path, code in codes.items() if (words := rule_words(code, names))}
    unknown = {path: words for path, words in found.items() if path not in EXCEPTIONS}
    assert unknown == {}
    assert EXCEPTIONS.keys() - found.keys() == set(), "done: take them off the list"
    assert len(EXCEPTIONS) <= MOST_EXCEPTIONS


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('A = re.compile(r"\\b(?:mine|town|city)\\b")', True),
        ('A = re.compile(rf"(?:{B}|mine|town|city)")', True),
        ('A = frozenset(("mine", "town", "city"))', True),
        ('A = "mine town city".split()', True),
        ('A = "万"', True),
        ('A = re.compile("[\u3400-\u9fff]+")', False),
        ('A = "The town has no city and no mine."', False),
        ('A = ("number", "date", "mine")', False),
        ('"""A mine|town|city."""', False),
    ],
)
def test_words_in_code_are_seen(code: str, expected: bool) -> None:
    assert bool(rule_words(code, frozenset({"number", "date"}))) is expected
