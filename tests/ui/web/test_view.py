"""What the chat draws: nothing of a document or a question can be more than text, and every chip has its passage."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.base.printable import is_web_address, printable
from rag.base.types import Answer
from rag.reports.notebook.passage_context import alone, in_context
from tests.ui.scripted import EVIL, HITS, POPULATION, Scripted, ScriptedIndex, says
from ui.layout import unused
from ui.reply import Reply
from ui.web.rendering import view
from ui.web.state.conversation import Exchange
from ui.wording import general
from ui.work import Problem

TAGS = {
    *("article", "h1", "h2", "h3", "h4", "p", "span", "div", "button", "ul", "ol", "li", "details", "summary", "mark"),
    *("table", "tr", "th", "td", "header", "footer", "section", "cite", "a", "i", "b"),
}
ATTRIBUTES = {
    *("class", "id", "dir", "tabindex", "type", "role", "title", "popover", "popovertarget", "popovertargetaction"),
    *("href", "target", "rel", "aria-label", "aria-labelledby", "aria-haspopup", "aria-hidden", "data-press"),
}


@dataclass
class Page(HTMLParser):
    """The HTML as a browser's parser would see it."""

    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def values(self, attribute: str) -> list[str | None]:
        return [attributes[attribute] for _, attributes in self.tags if attribute in attributes]


def parse(html: str) -> Page:
    page = Page()
    page.feed(html)
    page.close()
    assert page.open == []
    assert {tag for tag, _ in page.tags} <= TAGS
    assert {name for _, attributes in page.tags for name in attributes} <= ATTRIBUTES
    return page


def drawn(question: str, number: int = 1) -> str:
    answer = Scripted().ask(question)
    index = ScriptedIndex()
    cited = {
        each.number: in_context(index.document(each.passage.document_id), each.passage, (each.start, each.end))
        for each in answer.citations
    }
    nearby = {
        hit.passage.id: in_context(index.document(hit.passage.document_id), hit.passage, reach=0)
        for hit in unused(answer)
    }
    return view.reply_html(Exchange(number, question), Reply(answer, cited, nearby, 0.625))


@pytest.mark.parametrize("question", ["people", "moon", "tried", "compare", "evil", "differ", "hello", "written", EVIL])
def test_nothing_of_a_document_or_question_becomes_markup(question: str) -> None:
    page = parse(drawn(question))
    shown = "".join(page.words)
    assert re.search("[\x00-\x08\x0b-\x1f\x7f\u202e]", shown) is None
    assert all(re.match(r"https://example\.org/|library\?[\w=&%-]+$", str(url)) for url in page.values("href"))


def test_the_words_of_an_evil_document_are_shown_as_they_are() -> None:
    shown = "".join(parse(drawn("evil")).words)
    assert "<script>alert(3)</script>" in shown
    assert "$\\frac{1}{2}$" in shown
    assert "![x](https://leak.example/b.png)" in shown
    assert "{{ 7*7 }}" in shown


@given(st.text(max_size=80))
def test_any_question_is_text(question: str) -> None:
    page = parse(view.thinking_html(Exchange(1, question)))
    assert [tag for tag, _ in page.tags] == ["article", "h2", "div", "span", "i", "i", "i"]


@pytest.mark.parametrize("question", ["people", "tried", "compare", "evil", "differ"])
def test_every_chip_opens_a_passage_of_its_own_turn(question: str) -> None:
    page = parse(drawn(question, 7))
    panels = [str(attributes["id"]) for _, attributes in page.tags if "popover" in attributes]
    targets = {str(target) for target in page.values("popovertarget")}
    assert targets == set(panels)
    assert len(panels) == len(set(panels)) == len(Scripted().ask(question).citations)
    assert all(panel.startswith("t7-") for panel in panels)
    assert set(map(str, page.values("aria-labelledby"))) <= set(map(str, page.values("id")))


def test_ids_of_two_turns_never_meet() -> None:
    first, second = (set(parse(drawn("people", number)).values("id")) for number in (1, 2))
    assert first
    assert second
    assert not first & second


def test_the_last_word_and_its_chips_turn_with_the_sentence() -> None:
    tails = re.findall(r'<span dir="auto">[^<]*<span class="am-tail">([\w,]+\.) ', drawn("people"))
    assert tails == ["Coalton.", "1,058."]


def test_a_chip_says_what_it_opens() -> None:
    labels = parse(drawn("people")).values("aria-label")
    assert "Passage 1: Coalton: profile of an invented mining town, Population" in labels


def test_cited_words_are_marked_in_their_context() -> None:
    html = drawn("people")
    assert "<mark>The census of 2020 counted 891 people in Coalton.</mark> In 2010 there had been" in html
    assert "<mark>891</mark>" in html


def test_a_list_is_a_list_and_a_comparison_has_two_sides() -> None:
    in_list = '<div class="am-answer">\n<ul><li>'
    assert in_list in drawn("tried")
    assert in_list not in drawn("people")
    assert [tag for tag, _ in parse(drawn("compare")).tags].count("section") == 2
    assert "<section>" not in drawn("people")


def test_a_refusal_says_so_and_shows_the_nearest_passages() -> None:
    html = drawn("moon")
    assert general.REFUSED in html
    assert "These documents hold no answer to that." in html
    assert html.count('class="am-hit"') == len(HITS)
    assert general.RESTS_ON not in html


def test_ranks_and_scores_are_shown_only_where_the_reader_opens_them() -> None:
    html = drawn("moon")
    before, opened = html.split('<details class="am-reasons">')
    assert not re.search(r"\brank\b|\bscore\b|0\.9", before)
    assert "0.900" in opened


def test_a_sentence_has_its_section_above_it_and_so_has_a_table() -> None:
    for question in ("people", "table"):
        answer = Scripted().ask(question)
        placed = replace(answer, sentences=tuple(replace(said, about="Old <Town>") for said in answer.sentences))
        cited = {each.number: alone(each) for each in answer.citations}
        html = view.reply_html(Exchange(1, question), Reply(placed, cited, {}, 0.625))
        shown = html[html.index('<div class="am-answer">') : html.index('<ol class="am-rests">')]
        assert "Old &lt;Town&gt;" in shown
        assert "Old &lt;Town&gt;" not in drawn(question)


def test_small_talk_is_a_plain_reply() -> None:
    html = drawn("hello")
    assert "Hello! Ask me about Coalton." in html
    assert general.REFUSED not in html
    assert general.LOOKED_AT not in html


def test_looked_at_leaves_out_what_is_cited() -> None:
    html = drawn("people")
    assert f"{general.LOOKED_AT} (4)" in html
    assert html.count('class="am-hit"') == 4


def test_partial_support_warnings_and_disagreement_are_shown() -> None:
    assert general.PARTLY in drawn("evil")
    assert general.SUPPORT["partial"] in drawn("evil")
    assert general.SOURCES_DIFFER.format(about="the population") in drawn("differ")
    assert general.PARTLY not in drawn("people")


def test_a_rewritten_question_is_shown() -> None:
    answer = Answer("and why?", "Why did Coalton shrink?", says((POPULATION,)), (POPULATION,), (), "answered")
    html = view.reply_html(Exchange(1, "and why?"), Reply(answer, {}, {}))
    assert "Why did Coalton shrink?" in html
    assert general.FALLEN["changed"] in html
    assert general.READ_AS not in drawn("people")


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://example.org/a", True),
        ("http://例え.jp/鹤岗", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//example.org", False),
        ("https:", False),
        ("http://[", False),
        ("", False),
        (None, False),
    ],
)
def test_only_web_addresses_become_links(url: str | None, linked: bool) -> None:
    assert is_web_address(url) is linked


@given(st.text(max_size=60))
def test_a_label_is_literal_in_markdown(words: str) -> None:
    from markdown_it import MarkdownIt

    made = view.label(words)
    rendered = MarkdownIt("commonmark").renderInline(made)
    page = Page()
    page.feed(rendered)
    page.close()
    assert page.tags == []
    assert "".join(page.words) == " ".join(printable(words).split())


def test_a_label_leaves_no_formula_icon_or_image() -> None:
    assert view.label("$x$ :material/add: ![a](b)") == r"\$x\$ \:material\/add\: \!\[a\]\(b\)"


def test_a_label_that_is_only_spoken_has_neither_marks_nor_backslashes() -> None:
    said = view.spoken("Choose *Coal* & <b>tin</b>: ![a](https://x.example), $1$ :material/add: snake_case, U.S. 50%\\")
    assert said == "Choose Coal b tin /b a (https //x.example), 1 material/add snake case, U.S. 50%"


def test_a_problem_is_a_card() -> None:
    html = view.problem_html(Problem("Wrong", f"bad {EVIL}"))
    assert 'role="alert"' in html
    assert "<script>" not in html
    parse(html)
