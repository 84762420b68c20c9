"""Chinese sentences: places, denials and directions that the passage has otherwise, and what only looks so."""

from __future__ import annotations

import pytest

from rag.verify import verify
from rag.verify.chinese import check_chinese
from rag.verify.evidence import focus, gather
from rag.verify.tokens import read

LISTED = "鹤岗市于2011年被列入第三批资源枯竭城市名单。"
SHRUNK = "该市人口从105.9万人下降到89.1万人。"
SPENT = "该市的煤炭储量已经枯竭，不能继续开采。"


def objected(sentence: str, passage: str) -> list[tuple[str, str]]:
    """The fault of each objection and the words that it is to."""
    claim, evidence = read(sentence), gather([passage], ["鹤岗概况"])
    return [(r.fault, sentence[slice(*r.span)]) for r in check_chinese(sentence, focus(claim, evidence), evidence)]


@pytest.mark.parametrize(
    ("sentence", "passage", "expected"),
    [
        ("阜新市于2011年被列入名单。", LISTED, [("name", "阜新市")]),
        ("2011年与阜新市和辽宁省的城市一样被列入名单。", LISTED, [("name", "阜新市"), ("name", "辽宁省")]),
        ("鹤岗市没有被列入第三批资源枯竭城市名单。", LISTED, [("negation", "列入")]),
        ("该市的煤炭储量能继续开采。", SPENT, [("negation", "继续")]),
        ("该市人口从89.1万人上升到105.9万人。", SHRUNK, [("direction", "上升")]),
        ("该市人口没有下降，还有105.9万人。", SHRUNK, [("direction", "下降"), ("negation", "下降")]),
    ],
)
def test_what_the_passage_has_otherwise_is_objected_to(
    sentence: str, passage: str, expected: list[tuple[str, str]]
) -> None:
    assert sorted(objected(sentence, passage)) == sorted(expected)
    assert not verify(sentence, [passage], ["鹤岗概况"]).holds


@pytest.mark.parametrize(
    ("sentence", "passage"),
    [
        ("2011年，鹤岗市被列入第三批名单。", LISTED),
        ("鹤岗市是地级市，2011年被列入名单。", "该市于2011年被列入名单。"),
        ("对该市的财政，贫困县、地级市和各市县的房地产市场，城市的超市也一样。", LISTED),
        ("该市在未来被列入名单。", LISTED),
        ("鹤岗市被列入第三批名单。", "鹤岗市没有被列入第一批名单，但被列入第三批名单。"),
        ("该市的煤炭储量无法继续开采。", SPENT),
        ("该市人口从105.9万人减少到89.1万人。", SHRUNK),
        ("该市人口没有增长，从105.9万人降至89.1万人。", SHRUNK),
        ("该市产量增长。", "该市人口下降，产量增长。"),
        ("阜新市没有增长。", "Hegang grew in 2011."),
        ("Fuxin did not grow.", LISTED),
    ],
)
def test_what_only_looks_so_is_not(sentence: str, passage: str) -> None:
    assert objected(sentence, passage) == []
