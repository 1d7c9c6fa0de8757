// A point that the reader moves: by dragging, by a click anywhere in the plot, or with the arrow keys. For a screen reader it is a slider
// with two values.
import { shape } from "./plot.mjs";

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

// move([x, y]) is called with every new place; press(key), if given, with Enter, Space, Delete and Backspace; click([x, y]), if given,
// instead of move for a click in the plot. `words` turns the place into text. Returns { show([x, y]), node }.
export function createHandle(plot, { name, move, words, step = 0.1, press, click }) {
  const node = shape("g", { class: "handle", tabindex: 0, role: "slider", "aria-label": name, "aria-roledescription": "movable point" },
    shape("circle", { r: 20, class: "reach" }), shape("circle", { r: 12, class: "halo" }), shape("circle", { r: 7, class: "core" }));
  plot.overlay().append(node);
  let place = [0, 0];

  const within = ([low, high], value) => Math.min(high, Math.max(low, Math.round(value * 1000) / 1000));
  const go = (x, y) => move([within(plot.range.x, x), within(plot.range.y, y)]);

  node.addEventListener("keydown", (event) => {
    const [dx, dy] = STEPS[event.key] ?? [0, 0];
    const size = event.shiftKey ? 5 * step : step;
    if (dx || dy) go(place[0] + dx * size, place[1] + dy * size);
    else if (!(press && ["Enter", " ", "Delete", "Backspace"].includes(event.key) && press(event.key))) return;
    event.preventDefault();
  });
  let dragged = false;
  node.addEventListener("pointerdown", (event) => {
    node.setPointerCapture(event.pointerId);
    dragged = false;
  });
  node.addEventListener("pointermove", (event) => {
    if (!node.hasPointerCapture(event.pointerId)) return;
    dragged = true;
    go(...plot.at(event));
  });
  plot.svg.addEventListener("click", (event) => {
    if (node.contains(event.target) && (dragged || !click)) return;
    if (click) click(plot.at(event));
    else go(...plot.at(event));
  });

  return {
    node,
    show([x, y]) {
      place = [x, y];
      node.setAttribute("transform", `translate(${plot.x(x).toFixed(1)} ${plot.y(y).toFixed(1)})`);
      node.setAttribute("aria-valuenow", x.toFixed(2));
      node.setAttribute("aria-valuemin", plot.range.x[0]);
      node.setAttribute("aria-valuemax", plot.range.x[1]);
      node.setAttribute("aria-valuetext", words([x, y]));
    },
  };
}
