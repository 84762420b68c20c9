// The page's own behaviour. It holds no words of a document or a reader.
{
  // The turn that a link names stays at the top while what is above it is still drawn, until the reader acts.
  const turn = document.querySelector(".am-target")?.dataset.turn;
  const asked = () => document.querySelector(`#t${turn} .am-question`);
  if (asked() && window.aftermineAt !== turn) {
    window.aftermineAt = turn;
    const drawn = new ResizeObserver(() => asked()?.scrollIntoView());
    drawn.observe(document.querySelector('[data-testid="stMainBlockContainer"]') ?? document.body);
    const leave = () => drawn.disconnect();
    for (const act of ["wheel", "keydown", "pointerdown", "touchmove"]) addEventListener(act, leave, { capture: true, once: true });
    setTimeout(leave, 5000);
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
    const copies = event.target.closest("[data-copy]");
    if (copies) copy(copies);
  });
  // What is copied stands unseen in the page; without a secure address, a browser copies only what is selected.
  const copy = async (button) => {
    const text = document.getElementById(button.dataset.copy).textContent;
    if (navigator.clipboard) await navigator.clipboard.writeText(text);
    else {
      const held = Object.assign(document.createElement("textarea"), { value: text });
      button.append(held);
      held.select();
      document.execCommand("copy");
      held.remove();
      button.focus();
    }
    const said = button.querySelector("[aria-live]");
    button.dataset.said ??= said.textContent;
    said.textContent = button.dataset.done;
    clearTimeout(button.waits);
    button.waits = setTimeout(() => (said.textContent = button.dataset.said), 2000);
  };
  // The cited words beside a citation while the mouse or the keyboard is on it; a touch opens their passage at once.
  const quote = Object.assign(document.createElement("div"), { id: "am-quote", className: "am-quote", popover: "manual" });
  quote.setAttribute("role", "tooltip");
  let leaves, described;
  const preview = (chip) => {
    clearTimeout(leaves);
    const panel = document.getElementById(chip.getAttribute("popovertarget"));
    const words = [...(panel?.querySelectorAll("mark") ?? [])].map((each) => each.textContent).join(" · ");
    if (!words || panel.matches(":popover-open")) return;
    hide();
    const [said, title] = ["q", "b"].map((name) => document.createElement(name));
    [said.textContent, title.textContent] = [words, panel.querySelector("h3").textContent];
    quote.replaceChildren(said, title);
    document.querySelector(".stApp").append(quote);
    quote.showPopover();
    const [at, own] = [chip.getBoundingClientRect(), quote.getBoundingClientRect()];
    quote.style.left = `${Math.max(8, Math.min(at.left, innerWidth - own.width - 8))}px`;
    quote.style.top = `${at.bottom + own.height + 12 < innerHeight ? at.bottom + 4 : Math.max(8, at.top - own.height - 4)}px`;
    described = chip;
    chip.setAttribute("aria-describedby", quote.id);
  };
  const hide = () => {
    clearTimeout(leaves);
    described?.removeAttribute("aria-describedby");
    described = undefined;
    quote.remove();
  };
  const over = (event) => event.target.closest?.(".am-chip, .am-quote");
  document.addEventListener("pointerover", (event) => {
    const on = event.pointerType === "mouse" && over(event);
    if (on === quote) clearTimeout(leaves);
    else if (on && on !== described) preview(on);
    else if (on) clearTimeout(leaves);
  });
  document.addEventListener("pointerout", (event) => {
    if (over(event)) leaves = setTimeout(hide, 200);
  });
  document.addEventListener("focusin", (event) => {
    const chip = event.target;
    // A panel that closes gives the focus back before it is closed.
    if (chip.matches(".am-chip:focus-visible")) setTimeout(() => chip === document.activeElement && preview(chip));
  });
  document.addEventListener("focusout", hide);
  document.addEventListener("click", hide);
  document.addEventListener("scroll", hide, true);
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
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
