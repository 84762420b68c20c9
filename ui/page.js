// The page's own behaviour. It holds no words of a document or a reader.
[...document.querySelectorAll(".am-question")].at(-1)?.scrollIntoView();
if (!window.aftermine) {
  window.aftermine = true;
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
