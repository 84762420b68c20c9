// The document page's own behaviour. It holds no words of a document or a reader.
{
  // The passage that a link names stays in sight while what is above it is still drawn, until the reader acts.
  const place = () => document.querySelector(".lib-box") ?? document.querySelector(".lib-text mark");
  const drawn = new ResizeObserver(() => place()?.scrollIntoView({ block: "center" }));
  drawn.observe(document.querySelector('[data-testid="stMainBlockContainer"]') ?? document.body);
  const leave = () => drawn.disconnect();
  for (const act of ["wheel", "keydown", "pointerdown", "touchmove"]) addEventListener(act, leave, { capture: true, once: true });
  setTimeout(leave, 5000);
}
