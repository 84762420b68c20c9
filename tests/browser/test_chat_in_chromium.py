"""The chat in a real browser: what a reader sees, clicks and types; wide and narrow, light and dark."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Chat, Open, at_rest, settled
from ui.wording import general, history

pytestmark = pytest.mark.browser

KINDS = ("people", "tried", "compare", "moon", "evil", "differ", "hello", "busy", "crash", "x" * 10_000)
WIDTHS = (380, 1200)


def test_the_empty_page_offers_questions_and_a_click_asks_one(chat: Open) -> None:
    page = chat().page
    expect(page.locator("h1")).to_have_text(general.WELCOME)
    expect(page.locator(".am-welcome p")).to_contain_text("3 documents")
    page.get_by_role("button", name="What does “Newton: a second invented town” say?").click()
    expect(page.locator(".am-turn .am-answer")).to_contain_text("The census of 2020 counted 891 people")
    expect(page.locator(".am-welcome")).to_have_count(0)


def test_a_chip_opens_the_passage_in_its_context_with_the_cited_words_marked(chat: Open) -> None:
    reader = chat()
    reader.ask("people").get_by_role("button", name="Passage 2: Coalton: profile").first.click()
    panel = reader.panel()
    expect(panel).to_have_count(1)
    expect(panel.locator("mark")).to_have_text("In 2010 there had been 1,058.")
    expect(panel.locator("mark")).to_be_in_viewport()
    expect(panel).to_contain_text("Coalton lies in a valley without a river.")
    expect(panel.locator("h3")).to_have_text("Coalton: profile of an invented mining town")
    expect(panel.locator(".am-where")).to_have_text("Population")
    link = panel.get_by_role("link", name="Census of the seven districts")
    assert link.get_attribute("target") == "_blank"
    assert "noopener" in str(link.get_attribute("rel"))
    panel.get_by_role("button", name=general.CLOSE).click()
    expect(reader.panel()).to_have_count(0)


def test_a_cited_table_row_is_marked_cell_by_cell(chat: Open) -> None:
    reader = chat()
    reader.ask("people").locator(".am-answer .am-chip").nth(2).click()
    expect(reader.panel().locator("td mark")).to_have_text(["2020", "891"])
    expect(reader.panel().locator("th")).to_have_text(["Year", "People"])


def test_answer_and_passage_stand_side_by_side_where_there_is_room(chat: Open) -> None:
    reader = chat(1280)
    turn = reader.ask("people")
    first, second = (turn.locator(".am-answer .am-chip").nth(number) for number in (0, 1))
    first.click()
    panel, answer = at_rest(reader.panel()), at_rest(turn.locator(".am-answer"))
    assert answer["x"] >= 0
    assert answer["x"] + answer["width"] <= panel["x"]
    expect(first).to_have_attribute("data-open", "")
    second.click()
    expect(reader.panel().locator("mark")).to_have_text("In 2010 there had been 1,058.")
    expect(first).not_to_have_attribute("data-open", "")
    turn.locator(".am-question").click()
    expect(reader.panel()).to_have_count(0)


def test_a_citation_shows_its_words_to_the_mouse_and_the_keyboard_and_opens_by_a_touch(chat: Open) -> None:
    reader = chat()
    expect(reader.page.get_by_role("textbox", name=general.ASK)).to_be_focused()
    chip = reader.ask("people").locator(".am-answer .am-chip").nth(1)
    shown = reader.page.get_by_role("tooltip")
    settled(reader.page)
    chip.hover()
    expect(shown).to_contain_text("In 2010 there had been 1,058.")
    expect(chip).to_have_attribute("aria-describedby", "am-quote")
    shown.hover()
    reader.page.keyboard.press("Escape")
    expect(shown).to_have_count(0)
    reader.page.keyboard.press("Shift+Tab")
    chip.focus()
    expect(shown).to_be_visible()
    chip.click()
    expect(shown).to_have_count(0)
    expect(reader.panel().locator("mark")).to_have_text("In 2010 there had been 1,058.")
    for name in (history.CONVERSATIONS, general.NEW_CHAT):
        reader.page.get_by_role("button", name=name).click(trial=True)


def test_the_keyboard_is_enough(chat: Open) -> None:
    reader = chat()
    turn, keys = reader.ask("people"), reader.page.keyboard
    first = turn.locator(".am-answer .am-chip").first
    for _ in range(30):
        keys.press("Shift+Tab")
        if _focused(first):
            break
    assert _focused(first)
    assert first.evaluate("each => getComputedStyle(each).outlineStyle") == "solid"
    keys.press("Enter")
    expect(reader.panel().locator(".am-scroll")).to_be_focused()
    keys.press("Tab")
    expect(reader.panel().get_by_role("link").last).to_be_focused()
    keys.press("Escape")
    expect(reader.panel()).to_have_count(0)
    expect(first).to_be_focused()


def test_chips_of_several_answers_open_their_own_passages_and_lose_nothing(chat: Open) -> None:
    reader = chat()
    first = reader.ask("people")
    for question in ("tried", "moon", "compare"):
        reader.ask(question)
    turns = reader.page.locator(".am-turn")
    expect(turns).to_have_count(4)
    for turn, quote in ((3, "The census of 2020 counted 891 people in Coalton."), (1, "A museum in the old pithead")):
        turns.nth(turn).locator(".am-answer .am-chip").first.click()
        expect(reader.panel().locator("mark")).to_have_text(quote)
        reader.page.keyboard.press("Escape")
    expect(turns.first).to_contain_text("In 2010 there had been 1,058.")
    assert first.page.locator(".am-thinking").count() == 0


def test_an_open_passage_list_stays_open_when_more_is_asked(chat: Open) -> None:
    reader = chat()
    reader.ask("people").get_by_text(general.LOOKED_AT).click()
    reader.ask("tried")
    expect(reader.page.locator(".am-turn").first.locator(".am-unused")).to_have_attribute("open", "")


def test_a_new_question_stands_at_the_top_and_the_page_does_not_jump_when_it_is_answered(chat: Open) -> None:
    reader = chat()
    for question in ("people", "moon"):
        reader.ask(question)
    settled(reader.page)  # else what belongs below the last answer may be drawn after the next question
    box = reader.page.get_by_role("textbox", name="Ask a question")
    box.fill("slow people")
    box.press("Enter")
    heading = reader.page.locator(".am-question").last
    expect(reader.page.locator(".am-thinking")).to_contain_text("Looking through")
    expect(heading).to_have_text("slow people")
    before, place = at_rest(heading), at_rest(box)
    reader.watch_shifts()
    reader.answered(3)
    settled(reader.page)
    assert reader.shifted() < 0.15
    assert before == at_rest(heading)
    assert place == at_rest(box)
    assert before["y"] < 150
    expect(box).to_be_in_viewport()


def test_a_refusal_helps(chat: Open) -> None:
    reader = chat()
    turn = reader.ask("moon")
    expect(turn.locator(".am-card")).to_contain_text(general.REFUSED)
    expect(turn.locator(".am-hit:visible")).to_have_count(3)
    turn.locator(".am-hit summary").first.click()
    expect(turn.locator(".am-hit").first).to_contain_text("It was founded in 1917")
    reader.page.get_by_role("button", name="What was tried in Coalton?").click()
    expect(reader.answered(2).locator(".am-answer li")).to_have_count(3)


def test_new_chat_begins_anew(chat: Open) -> None:
    reader = chat()
    reader.ask("people")
    reader.page.get_by_role("button", name=general.NEW_CHAT).click()
    expect(reader.page.locator("h1")).to_have_text(general.WELCOME)
    expect(reader.page.locator(".am-turn")).to_have_count(0)


def test_the_answer_is_copied_with_its_sources(chat: Open) -> None:
    reader = chat()
    reader.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    reader.ask("people")
    reader.page.get_by_role("button", name=general.COPY, exact=True).click()
    expect(reader.page.get_by_role("button", name=general.COPIED)).to_be_visible()
    copied = reader.page.evaluate("navigator.clipboard.readText()")
    assert copied.count("\n") > 5
    assert "In 2010 there had been 1,058. [2][3]" in copied
    assert "Bureau of Statistics" in copied


def test_documents_that_misbehave_do_nothing(chat: Open) -> None:
    reader = chat()
    turn = reader.ask('evil <img src="https://leak.example/q.png"> ![x](https://leak.example/q2.png)')
    expect(turn.locator(".am-answer")).to_contain_text('<img src="https://leak.example/a.png" onerror="alert(1)">')
    expect(turn.locator(".am-question")).to_contain_text("![x](https://leak.example/q2.png)")
    expect(reader.page.locator("#t1-plain")).to_contain_text("<script>alert(3)</script>")
    turn.locator(".am-answer .am-chip").click()
    expect(reader.panel().locator("mark")).to_have_text("The words that are cited.")
    expect(reader.panel().locator("a:not(.am-open)")).to_have_count(0)
    expect(reader.page.locator(".stHtml img, .am-turn script, .katex")).to_have_count(0)
    reader.page.keyboard.press("Escape")
    reader.ask("moon")
    expect(reader.page.get_by_role("button", name="Why $x$ *now*")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_kind_of_answer_fits_the_window_and_can_be_read(chat: Open, scheme: str) -> None:
    reader = chat(1200, 780, scheme)
    assert _too_wide(reader) == []
    for question in KINDS:
        reader.ask(question)
        assert _too_wide(reader) == [], question[:10]
    for summary in reader.page.locator(".am-turn > details > summary, .am-rests summary").all():
        summary.click()
    assert _too_wide(reader) == []
    chip = reader.page.locator(".am-turn").first.locator(".am-answer .am-chip").first
    for width in WIDTHS:
        reader.page.set_viewport_size({"width": width, "height": 780})
        faint = _faint(reader)
        chip.click()
        box = reader.panel().bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert faint + _faint(reader) == []
        reader.page.keyboard.press("Escape")
        expect(reader.panel()).to_have_count(0)


def _too_wide(reader: Chat) -> list[int]:
    """The widths of a window in which the page is too wide for it."""
    found = []
    for width in WIDTHS:
        reader.page.set_viewport_size({"width": width, "height": 780})
        found += [width] if reader.too_wide() != 0 else []
    return found


def test_lines_are_short_enough_to_read(chat: Open) -> None:
    turn = chat(1600).ask("evil")
    box = turn.locator(".am-answer").bounding_box()
    assert box
    assert box["width"] <= 42 * 16


def _focused(element: Locator) -> bool:
    return bool(element.evaluate("each => each === document.activeElement"))


def _faint(reader: Chat) -> list[str]:
    """Visible texts whose contrast is below WCAG's 4.5 (AA)."""
    found = reader.page.evaluate(
        """() => {
        const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
        const rgb = (colour, under) => {
          canvas.fillStyle = under; canvas.fillRect(0, 0, 1, 1);
          canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
          return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
        };
        const css = ([r, g, b]) => `rgb(${r} ${g} ${b})`;
        const ground = each => each
          ? css(rgb(getComputedStyle(each).backgroundColor, ground(each.parentElement)))
          : "white";
        const linear = c => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4;
        const light = colour => {
          const [r, g, b] = colour.map(c => linear(c / 255));
          return .2126 * r + .7152 * g + .0722 * b;
        };
        const texts = document.createTreeWalker(document.querySelector(".stMain"), NodeFilter.SHOW_TEXT);
        const faint = [];
        while (texts.nextNode()) {
          const each = texts.currentNode.parentElement;
          if (!texts.currentNode.data.trim() || !each.checkVisibility() || each.closest("style, textarea")) continue;
          const under = ground(each);
          const pair = [rgb(getComputedStyle(each).color, under), rgb(under, under)];
          const [a, b] = pair.map(light).sort((x, y) => y - x);
          if ((a + .05) / (b + .05) < 4.5) faint.push(`${each.className} ${texts.currentNode.data.slice(0, 40)}`);
        }
        return faint;
      }"""
    )
    return [str(each) for each in found]
