"""What is copied: the answer with markers, the passages' words, their sources."""

from __future__ import annotations

from dataclasses import replace

from rag.base.types import Coverage, Disagreement, DisputedValue
from tests.ui.scripted import Scripted
from ui.plain import answer_text

PLACE = "Coalton: profile of an invented mining town › Population"
SOURCE = "    Bureau of Statistics, “Census of the seven districts”, Northern Press, 2021, https://example.org/census"


def test_an_answer_is_copied_with_passages_and_sources() -> None:
    assert answer_text(Scripted().ask("people?")).split("\n\n") == [
        "Question: people?",
        "The census of 2020 counted 891 people in Coalton. [1] In 2010 there had been 1,058. [2][3]",
        "Passages:",
        f"[1] {PLACE}: “The census of 2020 counted 891 people in Coalton.”\n{SOURCE}",
        f"[2] {PLACE}: “In 2010 there had been 1,058.”\n{SOURCE}",
        f"[3] {PLACE}: “| 2020 | 891 |”\n{SOURCE}",
    ]


def test_sentences_are_copied_below_the_section_that_is_named() -> None:
    answer = Scripted().ask("people?")
    first, second = answer.sentences
    placed = replace(answer, sentences=(replace(first, about="Now"), second, replace(second, about="Before")))
    assert answer_text(placed).split("\n\n")[1:3] == [
        "Now\nThe census of 2020 counted 891 people in Coalton. [1] In 2010 there had been 1,058. [2][3]",
        "Before\nIn 2010 there had been 1,058. [2][3]",
    ]


def test_a_summary_is_copied_section_by_section() -> None:
    answer = replace(Scripted().ask("people?"), coverage=Coverage(1, 2))
    copied = answer_text(answer).split("\n\n")
    assert copied[1].startswith("Population\nThe census of 2020 counted 891 people in Coalton. [1] In 2010")


def test_how_a_question_was_understood_is_copied_too_except_of_small_talk() -> None:
    understood = replace(Scripted().ask("people?"), standalone="How many people live in Coalton?")
    assert answer_text(understood).split("\n\n")[:2] == [
        "Question: people?",
        "Understood as: How many people live in Coalton?",
    ]
    assert "Understood as" not in answer_text(replace(Scripted().ask("hello"), standalone="Hello, Coalton"))


def test_a_list_is_copied_as_a_list() -> None:
    assert "\n- Grants for people who move in [2]\n- " in answer_text(Scripted().ask("tried"))


def test_a_refusal_is_copied_without_passages() -> None:
    assert answer_text(Scripted().ask("moon")) == "Question: moon\n\nThese documents hold no answer to that."


def test_control_characters_are_not_copied() -> None:
    copied = answer_text(Scripted().ask("evil"))
    assert "\x1b" not in copied
    assert "\u202e" not in copied
    assert "<script>alert(3)</script>" in copied


def test_what_the_page_doubts_is_copied_too() -> None:
    answer = Scripted().ask("people?")
    first, *others = answer.sentences
    dispute = Disagreement("how many", (DisputedValue("891", 1), DisputedValue("900", 2)))
    told = replace(
        answer,
        sentences=(replace(first, support="none"), *others),
        verdict="partly_supported",
        warnings=("Years are missing.",),
        disagreement=dispute,
    )
    copied = answer_text(told)
    assert "[1] (not supported)" in copied
    assert "Partly supported" in copied
    assert "The sources differ on how many:\n- 891 [1]\n- 900 [2]" in copied
    assert "Note: Years are missing." in copied


def test_a_quote_has_the_page_that_it_stands_on_and_not_the_first_of_its_passage() -> None:
    answer = Scripted().ask("people?")
    first, *others = answer.citations
    passage = replace(first.passage, pages=(3, 4), page_starts=(first.passage.span[0], first.start))
    told = replace(answer, citations=(replace(first, passage=passage), *others))
    assert f"[1] {PLACE}, p. 4: “" in answer_text(told)
