// The page's own behaviour. It holds no words of a document or a reader.
{
  const turn = document.querySelector(".am-target")?.dataset.turn;
  const asked = document.querySelector(`#t${turn} .am-question`);
  if (asked && window.aftermineAt !== turn) {
    window.aftermineAt = turn;
    asked.scrollIntoView();
  }
}
if (!window.aftermine) {
  // A table that is wider than its place can be scrolled, so the keyboard must get to it.
  window.aftermine = () => {
    for (const table of document.querySelectorAll(".am-table:not([role])")) {
      if (table.scrollWidth > table.clientWidth) table.tabIndex = 0;
      else table.removeAttribute("tabindex");
    }
  };
  window.addEventListener("resize", window.aftermine);
  document.addEventListener("toggle", window.aftermine, true);
  document.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-press]")?.dataset.press;
    if (pressed) document.querySelector(`.st-key-${pressed} button`)?.click();
  });
  document.addEventListener(
    "toggle",
    (event) => {
      if (!event.target.matches(".am-panel")) return;
      const open = event.newState === "open";
      for (const chip of document.querySelectorAll(`.am-chip[popovertarget="${event.target.id}"]`)) chip.toggleAttribute("data-open", open);
      if (!open) return;
      const [view, mark] = [".am-scroll", "mark"].map((each) => event.target.querySelector(each));
      view.focus({ preventScroll: true });
      if (mark) view.scrollTop += mark.getBoundingClientRect().top - view.getBoundingClientRect().top - view.clientHeight / 3;
    },
    true,
  );
}
window.aftermine();
