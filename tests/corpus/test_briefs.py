"""Every bundled brief keeps the rules of `rules.py`, and each rule is seen to catch its fault."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.corpus import rules
from tests.corpus.attribution import agreement, attribution
from tests.corpus.rules import Brief, read
from tests.corpus.words import word_count

BRIEFS = [read(path) for path in sorted((Path(__file__).parents[2] / "corpus" / "briefs").iterdir())]
RULES = (rules.front_matter, rules.sources, rules.structure, rules.tables, rules.citations, rules.prose, attribution)
Rule = Callable[[Brief], Iterator[str]]

SOURCE = {"id": "smith2010", "title": "Coal", "publisher": "A Press", "year": 2010, "type": "press"}
FRONT = {
    "id": "sample",
    "title": "A sample",
    "kind": "brief",
    "topics": ["coal"],
    "places": ["Hegang"],
    "written": __import__("datetime").date(2026, 11, 25),
    "licence": "CC-BY-4.0",
    "sources": [SOURCE],
}
PARAGRAPH = " ".join(["Coal was dug here for a hundred years."] * 25) + " [@smith2010]"
TABLE = "| Year | Tonnes |\n| --- | --- |\n| 2010 | 12 |"
BODY = "\n\n".join(["# A sample", *(f"## Part {n}\n\n{PARAGRAPH}" for n in range(4)), TABLE])
SAMPLE = Brief("sample", FRONT, BODY)


def with_source(**changes: object) -> Brief:
    return replace(SAMPLE, front=FRONT | {"sources": [SOURCE | changes]})


def with_body(old: str, new: str) -> Brief:
    assert old in BODY
    return replace(SAMPLE, body=BODY.replace(old, new, 1))


@pytest.mark.parametrize("brief", BRIEFS, ids=lambda brief: brief.name)
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_bundled_brief_keeps_the_rule(brief: Brief, rule: Rule) -> None:
    assert list(rule(brief)) == []


def test_corpus_is_the_one_that_was_measured() -> None:
    assert len(BRIEFS) == 32
    assert sum(word_count(brief.body) for brief in BRIEFS) == 33776


def test_records_agree_across_briefs() -> None:
    assert list(agreement(BRIEFS)) == []


def test_every_topic_is_used() -> None:
    assert {topic for brief in BRIEFS for topic in brief.front["topics"]} == rules.TOPICS


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_sample_is_clean(rule: Rule) -> None:
    assert list(rule(SAMPLE)) == []


BROKEN = [
    (rules.front_matter, replace(SAMPLE, front=FRONT | {"extra": 1}), "fields are"),
    (rules.front_matter, replace(SAMPLE, name="other"), "not the file's name"),
    (rules.front_matter, replace(SAMPLE, front=FRONT | {"kind": "essay"}), "kind is"),
    (rules.front_matter, replace(SAMPLE, front=FRONT | {"topics": ["magic"]}), "'magic' is unknown"),
    (rules.front_matter, replace(SAMPLE, front=FRONT | {"places": []}), "places is not"),
    (rules.front_matter, replace(SAMPLE, front=FRONT | {"places": ["A", "A"]}), "twice"),
    (rules.front_matter, replace(SAMPLE, front=FRONT | {"written": "2026"}), "not a date"),
    (rules.front_matter, replace(SAMPLE, front=FRONT | {"licence": "MIT"}), "licence"),
    (rules.sources, replace(SAMPLE, front=FRONT | {"sources": []}), "no sources"),
    (rules.sources, replace(SAMPLE, front=FRONT | {"sources": [SOURCE, SOURCE]}), "twice"),
    (rules.sources, with_source(doi="10.1"), "fields are"),
    (rules.sources, with_source(publisher=" "), "publisher is missing"),
    (rules.sources, with_source(type="rumour"), "type is"),
    (rules.sources, with_source(title="Coal (copy)"), "names a copy"),
    (rules.sources, with_source(year=2011), "the key says 2010"),
    (rules.sources, with_source(id="Smith-10"), "the key is not"),
    (rules.sources, with_source(id="smith", year=1700), "year is"),
    (rules.sources, with_source(note="n.d."), "n.d."),
    (rules.sources, with_source(url="ftp://a.example"), "url is"),
    (rules.sources, with_source(url="https://192.0.2.1/a"), "bare IP"),
    (rules.sources, with_source(url="https://www.docslib.org/x"), "content farm"),
    (rules.structure, with_body("# A sample", "# Another"), "does not open"),
    (rules.structure, with_body("## Part 1", "## Part 0"), "heading occurs twice"),
    (rules.structure, with_body("## Part 1", "### Part 1"), "below level two"),
    (rules.structure, with_body("## Part 1\n\n" + PARAGRAPH, ""), "3 sections"),
    (rules.structure, with_body("## Part 1\n\n" + PARAGRAPH, "## Part 1"), "'Part 1' is empty"),
    (rules.structure, with_body("## Part 1\n\n", "## Part 1\n"), "no blank line"),
    (rules.tables, with_body("| 2010 | 12 |", "| 2010 |"), "bad table"),
    (rules.tables, with_body("| --- | --- |\n", ""), "bad table"),
    (rules.citations, with_body(" [@smith2010]", ""), "no citation"),
    (rules.citations, with_body("Coal was", "Coal [@smith2010] was"), "a citation inside"),
    (rules.citations, with_body("[@smith2010]", "[@smith2010; @smith2010]"), "a key twice"),
    (rules.citations, with_body("[@smith2010]", "[@jones2011]"), "cited and not defined"),
    (rules.citations, with_source(id="jones2011"), "defined and not cited"),
    (rules.prose, with_body("Coal was dug", "Coal was\ndug"), "line break"),
    (rules.prose, with_body("years. [@", "years [@"), "no full stop"),
    (rules.prose, with_body("Coal was dug", "Coal  was dug"), "spacing"),
    (rules.prose, with_body("Coal was dug", "12 per cent was dug"), "placeholder"),
    (rules.prose, with_body("## Part 3\n\n" + PARAGRAPH, "## Part 3"), "words, want"),
    (attribution, with_source(type="commentary"), "unattributed"),
    (attribution, with_source(type="promotional"), "no 'according to'"),
    (attribution, with_source(note="partisan outlet"), "not called so"),
    (attribution, with_body("Coal was dug", "In our view coal was dug"), "Our reading"),
]


@pytest.mark.parametrize(("rule", "brief", "expected"), BROKEN)
def test_rule_catches_its_fault(rule: Rule, brief: Brief, expected: str) -> None:
    assert expected in "\n".join(rule(brief))


def test_disagreeing_records_are_caught() -> None:
    other = replace(with_source(title="Coke"), name="other")
    same_address = [with_source(url="https://a.example/1"), with_source(id="lee2010", url="https://a.example/1")]
    assert "differs" in "\n".join(agreement([SAMPLE, other]))
    assert "one address" in "\n".join(agreement(same_address))
