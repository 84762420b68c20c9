// The page's own behaviour. It holds no words of a document or a reader.
[...document.querySelectorAll(".am-question")].at(-1)?.scrollIntoView();
if (!window.aftermine) {
  window.aftermine = true;
  document.addEventListener(
    "toggle",
    (event) => {
      if (event.newState === "open" && event.target.matches(".am-panel")) event.target.querySelector(".am-scroll").focus();
    },
    true,
  );
}
