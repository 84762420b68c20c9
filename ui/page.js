// The page's own behaviour. It holds no words of a document or a reader.
[...document.querySelectorAll(".am-question")].at(-1)?.scrollIntoView();
if (!window.aftermine) {
  window.aftermine = true;
  document.addEventListener(
    "toggle",
    (event) => {
      if (event.newState !== "open" || !event.target.matches(".am-panel")) return;
      const [view, mark] = [".am-scroll", "mark"].map((each) => event.target.querySelector(each));
      view.focus({ preventScroll: true });
      if (mark) view.scrollTop += mark.getBoundingClientRect().top - view.getBoundingClientRect().top - view.clientHeight / 3;
    },
    true,
  );
}
