// What the keyboard lacks on every page. It holds no words of a document or a reader.
// The box for questions has the cursor when it comes, but where that would bring up a keyboard on the screen.
// Streamlit puts an open popover behind all else, where Tab would come to it last: from its button, Tab leads into it,
// from its end on to what follows the button, and Shift+Tab from its beginning back to the button.
if (!window.aftermineKeyboard) {
  window.aftermineKeyboard = true;
  const met = new WeakSet();
  const meet = () => {
    const box = document.querySelector('[data-testid="stChatInputTextArea"]');
    if (!box || met.has(box)) return;
    met.add(box);
    const free = !document.activeElement || document.activeElement === document.body;
    if (free && matchMedia("(hover: hover) and (pointer: fine)").matches) box.focus({ preventScroll: true });
  };
  new MutationObserver(meet).observe(document.body, { subtree: true, childList: true });
  meet();
  const stops = "a[href], button, input, textarea, select, summary, [tabindex='0']";
  window.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Tab") return;
      const opener = [...document.querySelectorAll('[data-testid="stPopoverButton"][aria-expanded="true"]')].at(-1);
      const body = [...document.querySelectorAll('[data-testid="stPopoverBody"]')].at(-1);
      if (!opener || !body) return;
      const inside = [...body.querySelectorAll(stops)].filter((each) => !each.disabled && each.tabIndex >= 0 && each.checkVisibility());
      const at = document.activeElement;
      if (at === opener && !event.shiftKey) {
        event.preventDefault();
        body.tabIndex = -1; // what it holds may still be on its way
        (inside[0] ?? body).focus();
      } else if (at === inside[0] && event.shiftKey) {
        event.preventDefault();
        opener.focus();
      } else if (at === (inside.at(-1) ?? body) && !event.shiftKey) {
        opener.focus(); // and the key moves on from there
      }
    },
    true,
  );
}
