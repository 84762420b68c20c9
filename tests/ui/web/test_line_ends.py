"""Sentences are cut at the terms that they use, and nothing of them is lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.reports.overview.glossary import Mention, Term
from tests.ui.scripted import EVIL, Scripted
from ui.reply import in_place
from ui.web.rendering import line_ends, view
from ui.web.state.conversation import Exchange

TERM = Term("Coal", ("coal",), f"It burns. {EVIL}", "d", "Words", "Coal")


def used(sentence: str, word: str) -> Mention:
    return Mention(sentence.index(word), sentence.index(word) + len(word), TERM)


@pytest.mark.parametrize(
    ("sentence", "word", "head", "tail"),
    [
        ("They dug coal here.", "coal", "They dug coal ", "here."),
        ("They dug coal.", "coal", "They dug ", "coal."),
        ("They dug hard black coal.", "hard black coal", "They dug ", "hard black coal."),
        (
            "They dug the very hardest black coal.",
            "the very hardest black coal",
            "They dug the very hardest black coal.",
            "",
        ),
        ("Coal.", "Coal", "", "Coal."),
        ("They dug 资源枯竭型城市 coal.", "资源枯竭型城市 coal", "They dug ", "资源枯竭型城市 coal."),
        ("They dug 资源枯竭型城市的转型 coal.", "资源枯竭型城市的转型 coal", "They dug 资源枯竭型城市的转型 coal.", ""),
    ],
)
def test_a_term_is_one_piece_and_stays_with_the_chips_where_it_is_short(
    sentence: str, word: str, head: str, tail: str
) -> None:
    pieces = line_ends.pieces(sentence, [used(sentence, word)])
    assert tuple("".join(piece.text for piece in part) for part in pieces) == (head, tail)
    assert [piece.text for part in pieces for piece in part if piece.term] == [word]


@pytest.mark.parametrize(
    ("sentence", "point", "term", "expected"),
    [
        ("They dug coal here.", "dug coal", "", ["dug coal"]),
        ("They dug coal here.", "coal here", "", ["coal ", "here"]),  # the last word stays with the chips
        ("They dug coal here.", "dug coal", "coal here", ["dug ", "coal here"]),  # a term stays whole
        ("They dug coal here.", "coal", "dug coal", []),
        ("They dug coal here.", "dug coal", "dug", ["dug", " coal"]),
        ("Its [the fund's] rules [for towns] changed twice.", "Its rules", "", ["Its [the fund's] rules"]),
        ("In 114 towns 14 pits closed there.", "14", "", ["14"]),
        ("Of women some were men there.", "men", "", ["men"]),
        ("They dug coal (or peat) here.", "(or peat)", "", ["(or peat)"]),
        ("They dug coal here.", "tin", "", []),
        ("They dug coal here.", "", "", []),
        ("该市有90万人口。", "90万", "", ["90万"]),
    ],
)
def test_the_words_that_answer_are_set_off(sentence: str, point: str, term: str, expected: list[str]) -> None:
    head, tail = line_ends.pieces(sentence, [used(sentence, term)] if term else [], point)
    assert [piece.text for piece in head + tail if piece.answers] == expected
    assert "".join(piece.text for piece in head + tail) == sentence
    assert [piece.text for piece in head + tail if piece.term] == ([term] if term else [])


def test_the_words_that_answer_are_bold_and_only_text() -> None:
    scripted = Scripted()
    reply = in_place(scripted.index, scripted.ask("people"), 0.5)
    first, *others = reply.answer.sentences
    told = replace(first, text=f"It had {EVIL} then.", point=EVIL)
    html = view.reply_html(
        Exchange(7, "people"), replace(reply, answer=replace(reply.answer, sentences=(told, *others)))
    )
    assert "It had <strong>&lt;" in html
    assert "<script" not in html
    assert "<strong>" not in view.reply_html(Exchange(7, "people"), reply)


def test_a_term_in_an_answer_opens_its_explanation_and_is_only_text() -> None:
    scripted = Scripted()
    reply = in_place(scripted.index, scripted.ask("people"), 0.5)
    sentence = reply.answer.sentences[0]
    html = view.reply_html(Exchange(7, "people"), replace(reply, terms={sentence: (used(sentence.text, "census"),)}))
    assert html.count('popovertarget="t7-g0"') == 1
    assert '<div popover class="am-explain" id="t7-g0"' in html
    assert "&lt;script&gt;alert(3)" in html
    assert "<script" not in html
    assert "The <button" in html
