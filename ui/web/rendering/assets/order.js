/* The list of what is in a briefing: a row is dragged by pointer, or led by keys, to another place. */
const EDGE = 20; // pixels from the end of the list within which a dragged row scrolls it, and by how much

export default function ({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".am-order");
  const list = root.querySelector("ol");
  const said = root.querySelector("[role=status]");
  const rows = data.rows.map(({ id, text, heading }, place) => {
    const row = document.createElement("li");
    row.dataset.id = id;
    row.className = heading ? "am-order-heading" : "";
    const handle = document.createElement("button");
    handle.type = "button";
    handle.tabIndex = -1;
    handle.dir = "auto";
    const grip = document.createElement("span");
    handle.append(grip, text);
    handle.setAttribute("aria-description", data.help);
    handle.onpointerdown = (event) => drag(event, row);
    handle.onkeydown = (event) => key(event, place);
    handle.onfocus = () => { root.dataset.at = id; stop(); };
    row.append(handle);
    return row;
  });
  const handles = rows.map((row) => row.firstChild);
  const send = (row, before) => setTriggerValue("moved", { item: row.dataset.id, before });
  const stop = () => {
    const at = Math.max(0, rows.findIndex((row) => row.dataset.id === root.dataset.at));
    handles.forEach((handle, place) => { handle.tabIndex = place === at ? 0 : -1; });
    return handles[at];
  };

  function key(event, place) {
    const step = { ArrowUp: -1, ArrowDown: 1, Home: -rows.length, End: rows.length }[event.key];
    if (!step) return;
    event.preventDefault();
    if (event.altKey || event.shiftKey) setTriggerValue("moved", { item: rows[place].dataset.id, by: step });
    else handles[Math.min(Math.max(place + step, 0), rows.length - 1)].focus();
  }

  function drag(event, row) {
    const handle = row.firstChild;
    if (event.button || (event.pointerType === "touch" && event.target === handle)) return; // a finger scrolls there
    let below = row;
    const mark = (place) => rows.forEach((each) => {
      each.classList.toggle("am-order-here", place !== row && each === place);
      each.classList.toggle("am-order-last", place === undefined && each === rows.at(-1));
    });
    handle.setPointerCapture(event.pointerId);
    handle.onpointermove = ({ clientY }) => {
      const box = list.getBoundingClientRect();
      list.scrollBy(0, clientY < box.top + EDGE ? -EDGE : clientY > box.bottom - EDGE ? EDGE : 0);
      below = rows.find((each) => {
        const { top, height } = each.getBoundingClientRect();
        return clientY < top + height / 2;
      });
      row.classList.add("am-order-held");
      mark(below);
    };
    handle.onpointerup = handle.onpointercancel = ({ type }) => {
      handle.onpointermove = handle.onpointerup = handle.onpointercancel = null;
      row.classList.remove("am-order-held");
      mark(row);
      const stays = below === row || below === row.nextElementSibling || (!below && row === rows.at(-1));
      if (type === "pointerup" && !stays) send(row, below?.dataset.id ?? null);
    };
  }

  const held = list.contains(document.activeElement);
  const places = rows.map((row) => row.dataset.id).join();
  list.replaceChildren(...rows);
  const current = stop();
  if (held) current?.focus();
  if (held && root.dataset.places && root.dataset.places !== places) {
    said.textContent = data.told.replace("{place}", handles.indexOf(current) + 1).replace("{n}", rows.length);
  }
  root.dataset.places = places;
}
