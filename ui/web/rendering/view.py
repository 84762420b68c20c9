"""Turning questions, answers and passages into HTML that can't do anything but be read.

Every value goes through Jinja's escaping and loses its control characters first; nothing of a document or a question is
ever read as HTML or Markdown. The shapes are in `templates/`, the looks in `assets/`, the words in `ui/wording`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined

from rag.base.printable import is_web_address, one_line, printable
from rag.base.types import Citation, Passage, Sentence
from rag.models.chat_model import EXTRACTIVE, Writer
from rag.reports.notebook.passage_context import alone
from ui import layout
from ui.reply import Reply, Stopped
from ui.web.rendering import line_ends
from ui.web.state.conversation import Exchange
from ui.wording import comparison, general, history
from ui.work import Problem

ASSETS = Path(__file__).with_name("assets")
STYLE = ASSETS / "style.css"
# Runs when a question is new on the page: brings it to the top, and lets an opened passage take the keyboard.
SCRIPT = f"<script>{(ASSETS / 'page.js').read_text(encoding='utf-8')}</script>"

# Runs on every page: lets Tab into an open popover.
KEYBOARD = f"<script>{(ASSETS / 'keyboard.js').read_text(encoding='utf-8')}</script>"

_MARKDOWN = re.compile(r"([!-/:-@\[-`{-~])")
_ACTING = re.compile(r"[!#$&*:<>\[\\\]^_`|~]")


def thinking_html(exchange: Exchange) -> str:
    """The question as it was asked, and a place holder that says that it is being answered."""
    return render("thinking.html", {"exchange": exchange})


def writing_html(exchange: Exchange, sentences: Sequence[Sentence]) -> str:
    """The question and the sentences that a chat model has written so far, each with its verdict."""
    return render("writing.html", {"exchange": exchange, "sentences": sentences, "note": general.UNFINISHED})


def stopped_html(exchange: Exchange, stopped: Stopped) -> str:
    """The same when the reader has stopped it."""
    return render("writing.html", {"exchange": exchange, "sentences": stopped.sentences, "note": general.STOPPED})


def reply_html(exchange: Exchange, reply: Reply) -> str:
    """The question and its answer: sentences with chips, the passages behind them, what was looked at and not used."""
    answer = reply.answer
    return render(
        "reply.html",
        {
            "exchange": exchange,
            "answer": answer,
            "reply": reply,
            "refused": answer.verdict == "not_in_corpus" and answer.kind != layout.SMALL_TALK,
            "citations": {citation.number: citation for citation in answer.quoted},
            "reworded": layout.is_reworded(answer),
            "parts": layout.parts(answer, reply.cited),
            "sides": layout.sides(answer),
            "laid_out": layout.laid_out(answer),
            "sections": layout.sections(answer),
            "grounds": layout.grounds(answer),
            "unused": layout.unused(answer),
            "explained": line_ends.explained(reply.terms.values()),
            "judged": answer.model != EXTRACTIVE,
        },
    )


def target_html(turn: int) -> str:
    """An invisible mark that tells the script which turn to bring into view."""
    return render("target.html", {"turn": turn})


def script(exchange: Exchange) -> str:
    """The page's script, which Streamlit runs when this turn is new on the page."""
    return SCRIPT.replace("<script>", f'<script data-turn="{exchange.id}">')


def problem_html(problem: Problem, exchange: Exchange | None = None) -> str:
    """An error as a card: what was wrong and what to do."""
    return render("problem.html", {"problem": problem, "exchange": exchange})


def badge_html(writer: Writer) -> str:
    """Which chat model writes, and where passages go."""
    return render("badge.html", {"writer": writer})


def welcome_html(about: str, questions: bool) -> str:
    """The empty page's greeting; `questions`: whether some to choose from follow."""
    return render("welcome.html", {"about": about, "questions": questions})


def label_html(words: str) -> str:
    """A line above what follows it."""
    return render("label.html", {"words": words})


def copy_html(turn: int, text: str) -> str:
    """The button that copies this text, which stands unseen beside it."""
    return render("copy.html", {"turn": turn, "text": text})


def missing_html(pages: Mapping[str, str]) -> str:
    """A page by itself for an address that leads nowhere; `pages` are the names of those there are, by path."""
    return render("missing.html", {"pages": pages})


def label(words: str) -> str:
    """Text for a widget's label, which Streamlit reads as Markdown: every mark is taken literally."""
    return _MARKDOWN.sub(r"\\\1", one_line(words))


def spoken(words: str) -> str:
    """Text for a label that only a screen reader tells, which would read out a backslash: without Markdown's marks."""
    return " ".join(_ACTING.sub(" ", printable(words)).split())


def path(passage: Passage) -> Sequence[str]:
    """The headings above a passage without the title, outermost first."""
    return [heading for heading in passage.headings if heading != passage.title]


def passage_link(citation: Citation) -> str:
    """The address of the document's page with the cited words marked, as seen from the chat."""
    words = f"{citation.start}-{citation.end}"
    query = {"document": citation.passage.document_id, "passage": citation.passage.id, "words": words}
    return f"library?{urlencode(query)}"


def _finish(value: object) -> object:
    return printable(value) if type(value) is str else value


def render(template: str, values: Mapping[str, object]) -> str:
    """A template filled in: every value is escaped, and loses its control characters."""
    return _templates.get_template(template).render(values)


_templates = Environment(
    loader=PackageLoader("ui.web.rendering"),
    autoescape=True,
    undefined=StrictUndefined,
    finalize=_finish,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.globals |= {"t": general, "h": history, "path": path}
_templates.globals |= {"split_last_word": line_ends.split_last_word, "c": comparison, "in_row": layout.in_row}
_templates.globals |= {"in_pieces": line_ends.pieces, "nearest_words": layout.nearest_words}
_templates.globals |= {"passage_link": passage_link, "alone": alone}
_templates.tests["web_address"] = is_web_address
