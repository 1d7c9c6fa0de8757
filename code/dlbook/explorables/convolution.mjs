// A convolution, place by place: a window on the padded image, the kernel, nine products, and the output that grows.
import { createControls } from "./controls.mjs";
import { createFrame, element, format, startOf } from "./frame.mjs";
import { shape } from "./plot.mjs";

const N = 6; // rows and columns of the image
const K = 3; // of the kernel
const MOST = 10; // rows of the largest padded image
const names = ["image", "kernel", "stride", "padding", "dilation", "flipped", "place"];

// The images of the figure, N × N, row by row.
export const images = {
  edge: { name: "a vertical edge", value: (row, column) => (column > 2 ? 9 : 0) },
  square: { name: "a square", value: (row, column) => (row > 0 && row < 4 && column > 1 && column < 5 ? 5 : 0) },
  diagonal: { name: "a diagonal line", value: (row, column) => (row === column ? 4 : 0) },
  pixel: { name: "a single bright pixel", value: (row, column) => (row === 2 && column === 3 ? 1 : 0) },
};
export const pixels = (name) => Array.from({ length: N * N }, (_, i) => images[name].value(Math.floor(i / N), i % N));

// ⌊(n + 2p − d(k − 1) − 1) / s⌋ + 1
export function outputSize(n, k, stride, padding, dilation) {
  return Math.floor((n + 2 * padding - dilation * (k - 1) - 1) / stride) + 1;
}

// The k × k terms of output (i, j): { row, column } in the image, which may lie in the padding, and the two factors.
export function terms(x, n, kernel, k, { stride, padding, dilation, flipped }, i, j) {
  return Array.from({ length: k * k }, (_, t) => {
    const [a, b] = [Math.floor(t / k), t % k];
    const [row, column] = [stride * i + dilation * a - padding, stride * j + dilation * b - padding];
    const inside = row >= 0 && row < n && column >= 0 && column < n;
    return { row, column, value: inside ? x[row * n + column] : 0, weight: kernel[flipped ? k * k - 1 - t : t] };
  });
}

// The whole output, row by row.
export function convolve(x, n, kernel, k, options) {
  const size = outputSize(n, k, options.stride, options.padding, options.dilation);
  return Array.from({ length: size * size }, (_, at) =>
    terms(x, n, kernel, k, options, Math.floor(at / size), at % size).reduce((sum, { value, weight }) => sum + value * weight, 0));
}

const whole = (value) => format(value, 0);

export default {
  render({ model, el }) {
    const start = () => startOf(model, names);
    const state = start();
    const frame = createFrame(el, model);
    const [left, right] = frame.columns();
    const svg = shape("svg", { viewBox: "0 0 400 396", role: "img", "aria-label": "The image with its window, and the output" });
    left.append(element("div", { class: "explorable-plot" }, svg));
    const controls = createControls(state, draw);

    const cells = element("div", { class: "explorable-kernel", role: "group", "aria-label": "The kernel" });
    const buttons = state.kernel.map((_, t) => {
      const button = element("button", { type: "button" });
      button.addEventListener("click", () => {
        state.kernel[t] = state.kernel[t] === 2 ? -2 : state.kernel[t] + 1;
        draw();
      });
      cells.append(button);
      return button;
    });
    controls.select(right, "image", { name: "image", options: Object.entries(images).map(([key, { name }]) => [key, name]) });
    right.append(element("div", { class: "explorable-legend" }, "kernel: press a number to change it"), cells);
    controls.checkbox(right, "flipped", { name: "flip the kernel", content: [element("span"), "flip the kernel"] });
    const settings = element("div", { class: "explorable-settings" });
    frame.body.append(settings);
    controls.slider(settings, "stride", { name: "stride", min: 1, max: 3, step: 1 });
    controls.slider(settings, "padding", { name: "padding", min: 0, max: 2, step: 1 });
    controls.slider(settings, "dilation", { name: "dilation", min: 1, max: 2, step: 1 });
    const toolbar = element("div", { class: "explorable-toolbar" });
    const readout = element("p", { class: "explorable-readout" });
    right.append(toolbar, readout);
    const move = (by) => () => {
      const count = outputSize(N, K, state.stride, state.padding, state.dilation) ** 2;
      state.place = (Math.min(state.place, count - 1) + by + count) % count;
      draw();
    };
    controls.button(toolbar, "Back", move(-1));
    controls.button(toolbar, "Next place", move(1), "primary");
    controls.reset(toolbar, start);

    // A table of numbers with its top left corner at (x, y); kind(row, column) is a class of the cell.
    function table(values, rows, side, x, y, kind) {
      return values.flatMap((value, i) => {
        const [row, column] = [Math.floor(i / rows), i % rows];
        const [left, top] = [x + column * side, y + row * side];
        return [shape("rect", { x: left, y: top, width: side, height: side, class: `cell ${kind(row, column)}` }),
          shape("text", { x: left + side / 2, y: top + side / 2 + 4, "text-anchor": "middle", class: kind(row, column) },
            value === null ? "" : whole(value))];
      });
    }

    function draw() {
      const { stride, padding, dilation, flipped, kernel } = state;
      const x = pixels(state.image);
      const size = outputSize(N, K, stride, padding, dilation);
      const at = Math.min(state.place, size * size - 1);
      const [i, j] = [Math.floor(at / size), at % size];
      const parts = terms(x, N, kernel, K, state, i, j);
      const output = convolve(x, N, kernel, K, state);
      const rows = N + 2 * padding;
      const padded = Array.from({ length: rows * rows }, (_, c) => {
        const [row, column] = [Math.floor(c / rows) - padding, (c % rows) - padding];
        return row >= 0 && row < N && column >= 0 && column < N ? x[row * N + column] : 0;
      });
      const touched = new Set(parts.map(({ row, column }) => (row + padding) * rows + column + padding));
      const side = 21;
      const text = (words, left, top) => shape("text", { x: left, y: top, class: "name" }, words);
      svg.replaceChildren(
        text(padding ? `image, ${N} × ${N}, with ${padding} of zeros around` : `image, ${N} × ${N}`, 2, 14),
        ...table(padded, rows, side, 2, 22, (row, column) => {
          const inside = row >= padding && row < rows - padding && column >= padding && column < rows - padding;
          return `${touched.has(row * rows + column) ? "window" : ""} ${inside ? "" : "zeros"}`;
        }),
        text(`output, ${size} × ${size}`, 236, 14),
        ...table(output.map((value, c) => (c <= at ? value : null)), size, side > 160 / size ? 160 / size : side, 236, 22,
          (row, column) => (row === i && column === j ? "window" : "")),
        text(flipped ? "products (kernel flipped)" : "products", 2, 22 + MOST * side + 22),
        ...[0, 1, 2].map((row) => shape("text", { x: 2, y: 22 + MOST * side + 48 + 24 * row, class: "product" },
          parts.slice(3 * row, 3 * row + 3).map(({ value, weight }) => `${whole(value)}·${weight < 0 ? `(${whole(weight)})` : whole(weight)}`).join(" + ")
            + (row < 2 ? " +" : ` = ${whole(output[at])}`))));
      const shown = flipped ? [...kernel].reverse() : kernel;
      buttons.forEach((button, t) => {
        button.textContent = whole(kernel[t]);
        button.setAttribute("aria-label", `row ${Math.floor(t / 3) + 1}, column ${(t % 3) + 1}: ${whole(kernel[t])}`);
      });
      const top = `${N} + 2·${padding} − ${dilation}·2 − 1`;
      readout.replaceChildren(`place (${i}, ${j}): ${whole(output[at])}`, element("br"),
        `size ⌊(${top})/${stride}⌋ + 1 = ${size}`, element("br"), `the kernel in use: ${shown.map(whole).join(" ")}`);
      frame.say(`Place ${i}, ${j} gives ${whole(output[at])}. The output has ${size} rows and columns.`);
    }

    controls.show();
    draw();
    return frame.remove;
  },
};
