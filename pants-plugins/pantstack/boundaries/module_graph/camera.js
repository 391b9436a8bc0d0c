"use strict";

// Moves and zooms the stage in the graph, by mouse, wheel, touch and from outside.
function camera(graph, stage, { width, height }) {
  // The smallest scale at which names can be read.
  const LEGIBLE = 0.42;
  const FAR = 0.6;
  // What a hand moves without wanting to.
  const STILL = 4;
  const view = { x: 0, y: 0, scale: 1 };
  const pointers = new Map();
  let travelled = 0;
  let moved = false;

  function move(x, y, scale, glide) {
    Object.assign(view, { x, y, scale });
    stage.classList.toggle("glide", glide);
    stage.classList.toggle("far", scale < FAR);
    stage.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
  }

  function zoomAt(factor, x, y, glide) {
    const scale = Math.min(2.5, Math.max(0.08, view.scale * factor));
    const by = scale / view.scale;
    moved = true;
    move(x - (x - view.x) * by, y - (y - view.y) * by, scale, glide);
  }

  // All of the stage, but no smaller than some scale; then from the top.
  function fit(least, glide) {
    const [w, h] = [graph.clientWidth, graph.clientHeight - 56];
    const scale = Math.max(least, Math.min(w / width, h / height, 1.3));
    move((w - width * scale) / 2, Math.max(0, (h - height * scale) / 2), scale, glide);
  }

  function reveal(box, right, bottom) {
    graph.scrollTo(0, 0);
    const shift = (from, size, end) => (from < 24 ? 24 - from : Math.min(0, end - 24 - from - size));
    const dx = shift(view.x + box.x * view.scale, box.width * view.scale, right);
    const dy = shift(view.y + box.y * view.scale, box.height * view.scale, bottom);
    if (dx || dy) move(view.x + dx, view.y + dy, view.scale, true);
  }

  function where(event) {
    const bounds = graph.getBoundingClientRect();
    return { x: event.clientX - bounds.left, y: event.clientY - bounds.top };
  }

  function press(event) {
    if (event.button !== 0 || event.target.closest(".corner")) return;
    if (!pointers.size) travelled = 0;
    pointers.set(event.pointerId, where(event));
  }

  function drag(event) {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    const now = where(event);
    const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
    travelled += Math.hypot(now.x - before.x, now.y - before.y);
    pointers.set(event.pointerId, now);
    if (travelled <= STILL) return;
    moved = true;
    graph.setPointerCapture(event.pointerId);
    graph.classList.add("panning");
    if (other) {
      const span = (one) => Math.max(20, Math.hypot(one.x - other.x, one.y - other.y));
      zoomAt(span(now) / span(before), other.x, other.y, false);
    } else {
      move(view.x + now.x - before.x, view.y + now.y - before.y, view.scale, false);
    }
  }

  function drop(event) {
    pointers.delete(event.pointerId);
    if (!pointers.size) graph.classList.remove("panning");
  }

  function turn(event) {
    event.preventDefault();
    const { x, y } = where(event);
    const pixels = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 30 : 1);
    const speed = event.ctrlKey ? 0.01 : 0.0018;
    zoomAt(Math.exp(-Math.max(-240, Math.min(240, pixels)) * speed), x, y, false);
  }

  graph.addEventListener("pointerdown", press);
  graph.addEventListener("pointermove", drag);
  graph.addEventListener("pointerup", drop);
  graph.addEventListener("pointercancel", drop);
  graph.addEventListener("wheel", turn, { passive: false });
  // A browser scrolls to what gets the focus; here the stage moves instead.
  graph.addEventListener("scroll", () => graph.scrollTo(0, 0));
  window.addEventListener("resize", () => moved || fit(LEGIBLE, false));

  return {
    start: () => fit(LEGIBLE, false),
    all: () => fit(0, true),
    zoom: (factor) => zoomAt(factor, graph.clientWidth / 2, graph.clientHeight / 2, true),
    reveal,
    dragged: () => travelled > STILL,
  };
}
