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
