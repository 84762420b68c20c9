"""Turning questions, answers and passages into HTML that can't do anything but be read.

Every value goes through Jinja's escaping and loses its control characters first; nothing of a document or a question is
ever read as HTML or Markdown. The shapes are in `templates/`, the looks in `style.css`, the words in `text.py`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined

from rag.types import Hit, Passage, Sentence
from rag.writer import EXTRACTIVE, Writer
from ui import layout, text
from ui.console import clean
from ui.state import Exchange, Problem, Reply, Stopped

STYLE = Path(__file__).with_name("style.css")
# Runs when a question is new on the page: brings it to the top, and lets an opened passage take the keyboard.
SCRIPT = f"<script>{Path(__file__).with_name('page.js').read_text(encoding='utf-8')}</script>"

SMALL_TALK = "small_talk"
_WORD = re.compile(r"\w+")
_MARKDOWN = re.compile(r"([!-/:-@\[-`{-~])")


def thinking_html(exchange: Exchange) -> str:
    """The question as it was asked, and a place holder that says that it is being answered."""
    return _render("thinking.html", {"exchange": exchange})


def writing_html(exchange: Exchange, sentences: Sequence[Sentence]) -> str:
    """The question and the sentences that a chat model has written so far, each with its verdict."""
    return _render("writing.html", {"exchange": exchange, "sentences": sentences, "note": text.UNFINISHED})


def stopped_html(exchange: Exchange, stopped: Stopped) -> str:
    """The same when the reader has stopped it."""
    return _render("writing.html", {"exchange": exchange, "sentences": stopped.sentences, "note": text.STOPPED})


def reply_html(exchange: Exchange, reply: Reply) -> str:
    """The question and its answer: sentences with chips, the passages behind them, what was looked at and not used."""
    answer = reply.answer
    return _render(
        "reply.html",
        {
            "exchange": exchange,
            "answer": answer,
            "reply": reply,
            "refused": answer.verdict == "not_in_corpus" and answer.kind != SMALL_TALK,
            "citations": {citation.number: citation for citation in answer.citations},
            "reworded": _WORD.findall(answer.question) != _WORD.findall(answer.standalone),
            "parts": layout.parts(reply),
            "sides": layout.sides(answer),
            "grounds": layout.grounds(answer),
            "unused": layout.unused(answer),
            "judged": answer.model != EXTRACTIVE,
        },
    )


def problem_html(problem: Problem, exchange: Exchange | None = None) -> str:
    """An error as a card: what was wrong and what to do."""
    return _render("problem.html", {"problem": problem, "exchange": exchange})


def header_html() -> str:
    """The name above everything."""
    return _render("header.html", {})


def badge_html(writer: Writer) -> str:
    """Which chat model writes, and where passages go."""
    return _render("badge.html", {"writer": writer})


def welcome_html(about: str, questions: bool) -> str:
    """The empty page's greeting; `questions`: whether some to choose from follow."""
    return _render("welcome.html", {"about": about, "questions": questions})


def suggestions_html() -> str:
    """The line above the questions that the documents do answer."""
    return _render("suggestions.html", {})


def label(words: str) -> str:
    """Text for a widget's label, which Streamlit reads as Markdown: every mark is taken literally."""
    return _MARKDOWN.sub(r"\\\1", " ".join(clean(words).split()))


def reasons(hit: Hit) -> list[str]:
    """Why a passage was found: its rank by meaning, its rank by words, its score."""
    ranks = ((text.BY_MEANING, hit.dense_rank), (text.BY_WORDS, hit.sparse_rank))
    return [*(words.format(rank=rank) for words, rank in ranks if rank), text.SCORE.format(score=f"{hit.score:.2f}")]


def path(passage: Passage) -> Sequence[str]:
    """The headings above a passage without the title, outermost first."""
    return [heading for heading in passage.headings if heading != passage.title]


def is_web_address(url: str | None) -> bool:
    """Whether a link may be made of it: http or https with a host, nothing else."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)


def _finish(value: object) -> object:
    return clean(value) if type(value) is str else value


def _render(template: str, values: Mapping[str, object]) -> str:
    return _templates.get_template(template).render(values)


_templates = Environment(
    loader=PackageLoader("ui"),
    autoescape=True,
    undefined=StrictUndefined,
    finalize=_finish,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.globals |= {"t": text, "path": path, "reasons": reasons, "split_last_word": layout.split_last_word}
_templates.tests["web_address"] = is_web_address
