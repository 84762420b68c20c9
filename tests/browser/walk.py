"""A page by the Tab key alone: it reaches all there is to do, shows where it is, and gets out again."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.conftest import settled

MOST_STOPS = 300

PREPARE = """() => {
  const style = document.createElement("style");
  style.textContent = "*, *::before, *::after { transition: none !important; animation: none !important }";
  document.head.append(style);
  const kinds = "a[href], button, input, textarea, select, summary, [tabindex='0']";
  const looks = ["outlineStyle", "outlineWidth", "outlineColor", "boxShadow", "borderColor", "backgroundColor"];
  const near = (each) => {
    const parts = [each, each.nextElementSibling, each.previousElementSibling];
    for (let up = each.parentElement; up && parts.length < 9; up = up.parentElement) parts.push(up);
    return parts.filter(Boolean);
  };
  const look = (each) => near(each).map((part) => looks.map((name) => getComputedStyle(part)[name]).join()).join(";");
  const said = (each) => each.getAttribute("aria-label") ?? each.innerText ?? each.type;
  const named = (each) => `${each.tagName} ${said(each)}`.slice(0, 90);
  const shown = (each) => each.checkVisibility({ visibilityProperty: true }) && each.getClientRects().length
    && !each.closest("[popover]:not(:popover-open), [aria-hidden=true], [inert]");
  const start = document.createElement("span");
  start.tabIndex = -1;
  document.body.prepend(start);
  start.focus();
  const all = [...document.querySelectorAll(kinds)].filter((each) => shown(each) && !each.disabled);
  const before = new Map(all.map((each) => [each, look(each)]));
  const walk = { seen: new Set(), last: start };
  // One of a group of radio buttons or tabs is a stop, and the arrows lead to the others.
  const stop = (each) => each.closest("[role=radiogroup], [role=tablist]") ?? each;
  const drawn = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  // What was drawn only after the walk began is looked at without the focus, and gets it back.
  const marked = async (each) => {
    const there = look(each);
    if (before.has(each) && before.get(each) !== there) return true;
    each.blur();
    await drawn();
    const without = look(each);
    each.focus();
    await drawn();
    return there !== without;
  };
  walk.step = async () => {
    const now = document.activeElement;
    if (!now || now === document.body || walk.seen.has(now)) return { over: true };
    const back = !(walk.last.compareDocumentPosition(now) & Node.DOCUMENT_POSITION_FOLLOWING);
    const box = now.getBoundingClientRect();
    const unseen = box.bottom < 0 || box.top > innerHeight || box.right < 0 || box.left > innerWidth;
    const same = !(await marked(now));
    walk.seen.add(now);
    walk.last = now;
    const faults = [same && "not marked", back && "goes back", unseen && "out of view"].filter(Boolean);
    return { over: false, name: named(now), faults };
  };
  walk.missed = () => {
    const reached = new Set([...walk.seen].map(stop));
    return all.filter((each) => each.isConnected && !reached.has(stop(each)) && each.tabIndex >= 0).map(named);
  };
  window.walk = walk;
}"""


def walked(page: Page) -> list[str]:
    """What is wrong with the page for someone who has only the Tab key."""
    settled(page)
    page.evaluate(PREPARE)
    found, stops = [], 0
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        step = page.evaluate("walk.step()")
        if step["over"]:
            break
        stops += 1
        found += [f"{step['name']}: {fault}" for fault in step["faults"]]
    else:
        found.append(f"no end after {MOST_STOPS} stops")
    assert stops > 3
    return found + [f"{name}: never reached" for name in page.evaluate("walk.missed()")]
