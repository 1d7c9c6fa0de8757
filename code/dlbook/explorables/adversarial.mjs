// A digit is pushed against a trained network, by the sign of the gradient or by random signs, and the network's answer is shown.
import { createControls } from "./controls.mjs";
import { createFrame, element, format, startOf } from "./frame.mjs";
import { shape } from "./plot.mjs";
import { createRandom } from "./random.mjs";

const SIDE = 8; // pixels
const CELL = 20; // the size of a pixel in the drawing
const names = ["image", "direction", "epsilon"];

// The answer of a network [kernel1, bias1, kernel2, bias2] with a ReLU between: { hidden, probabilities }.
export function answer([kernel1, bias1, kernel2, bias2], x) {
  const layer = (input, kernel, bias) => bias.map((b, j) => input.reduce((sum, value, i) => sum + value * kernel[i][j], b));
  const hidden = layer(x, kernel1, bias1).map((z) => Math.max(z, 0));
  const logits = layer(hidden, kernel2, bias2);
  const top = Math.max(...logits);
  const powers = logits.map((z) => Math.exp(z - top));
  const sum = powers.reduce((a, b) => a + b, 0);
  return { hidden, probabilities: powers.map((power) => power / sum) };
}

// The gradient of the cross-entropy with respect to the pixels: back through both kernels.
export function pixelGradient(network, x, label) {
  const [kernel1, , kernel2] = network;
  const { hidden, probabilities } = answer(network, x);
  const atLogits = probabilities.map((p, k) => p - (k === label ? 1 : 0));
  const atHidden = hidden.map((h, j) => (h > 0 ? atLogits.reduce((sum, g, k) => sum + g * kernel2[j][k], 0) : 0));
  return x.map((_, i) => atHidden.reduce((sum, g, j) => sum + g * kernel1[i][j], 0));
}

// The image moved by epsilon in every pixel along the signs, and kept between 0 and 1.
export function push(x, signs, epsilon) {
  return x.map((value, i) => Math.min(1, Math.max(0, value + epsilon * Math.sign(signs[i]))));
}

export function signsOf(network, x, label, direction) {
  if (direction === "gradient") return pixelGradient(network, x, label);
  const random = createRandom(label);
  return x.map(() => random.uniform(-1, 1));
}

const largest = (values) => values.indexOf(Math.max(...values));
const percent = (value) => `${Math.round(100 * value)} %`;

export default {
  render({ model, el }) {
    const start = () => startOf(model, names);
    const state = start();
    const [network, images, labels] = [model.get("network"), model.get("images"), model.get("labels")];
    const frame = createFrame(el, model);
    const [left, right] = frame.columns();
    const pictures = createPictures(left, ["what the network sees", "the change at ε = 0.3"]);
    const bars = createBars(right);
    const controls = createControls(state, draw);
    controls.slider(left, "epsilon", { name: "size of the push in every pixel", min: 0, max: 0.3, step: 0.01, text: (value) => format(value) });
    controls.select(left, "direction", { name: "direction", options: [["gradient", "sign of the gradient"], ["random", "random signs"]] });
    controls.select(left, "image", { name: "digit", options: labels.map((label, i) => [i, `a ${label}`]) });
    const readout = controls.readoutAndReset(right, start);

    function draw() {
      const i = Number(state.image);
      const { epsilon, direction } = state;
      const label = labels[i];
      const x = images[i].map((value) => value / 16);
      const signs = signsOf(network, x, label, direction);
      const pushed = push(x, signs, epsilon);
      const before = answer(network, x).probabilities;
      const after = answer(network, pushed).probabilities;
      pictures[0](pushed.map((value) => ({ opacity: value })));
      pictures[1](push(x, signs, 0.3).map((value, k) => ({ opacity: Math.min(1, Math.abs(value - x[k]) / 0.3), down: value < x[k] })));
      bars(after, before, label);
      const read = largest(after);
      readout.replaceChildren(element("strong", {}, `read as ${read} with ${percent(after[read])}`), element("br"),
        `${read === label ? "right" : "wrong"}: it is a ${label}, which now gets ${percent(after[label])}`);
      frame.say(`With a push of ${format(epsilon)} the ${label} is read as ${read}, with ${percent(after[read])}.`);
    }

    controls.show();
    draw();
    return frame.remove;
  },
};

// Two pictures side by side. Returns for each a function that draws cells { opacity, down } with it.
function createPictures(parent, titles) {
  const size = SIDE * CELL;
  const svg = shape("svg", { viewBox: `0 0 ${2 * size + 30} ${size + 24}`, role: "img", "aria-label": `Two pictures of 8 by 8 pixels: ${titles.join("; ")}` });
  parent.append(element("div", { class: "explorable-plot" }, svg));
  return titles.map((title, n) => {
    const x = n * (size + 28) + 1;
    const cells = shape("g");
    svg.append(shape("text", { x, y: 13, class: "name", "aria-hidden": "true" }, title), cells,
      shape("rect", { x, y: 20, width: size, height: size, class: "box" }));
    return (values) => cells.replaceChildren(...values.map(({ opacity, down }, i) => shape("rect", {
      x: x + CELL * (i % SIDE), y: 20 + CELL * Math.floor(i / SIDE), width: CELL, height: CELL,
      style: `fill: var(${down === undefined ? "--ink" : down ? "--class-0" : "--class-1"}); opacity: ${opacity.toFixed(2)}`,
    })));
  });
}

// Ten bars. Returns a function that draws the probabilities, with a tick where each was before the push.
function createBars(parent) {
  const svg = shape("svg", { viewBox: "0 0 320 262", role: "img", "aria-label": "Probability of each of the ten digits" });
  parent.append(element("div", { class: "explorable-plot" }, svg));
  return (after, before, label) => svg.replaceChildren(
    shape("text", { x: 0, y: 13, class: "name", "aria-hidden": "true" }, "probability of each digit (tick: before the push)"),
    ...after.flatMap((p, k) => {
      const y = 24 + 24 * k;
      const text = (words, attributes) => shape("text", { y: y + 13, "aria-hidden": "true", ...attributes }, words);
      return [
        text(k === label ? `${k} ✓` : `${k}`, { x: 0, class: k === label ? "name" : "" }),
        shape("rect", { x: 28, y, width: Math.max(1, 240 * p), height: 17, class: k === label ? "class-0" : "class-1" }),
        shape("path", { d: `M${28 + 240 * before[k]} ${y - 2}v21`, class: "here" }),
        text(percent(p), { x: 276 }),
      ];
    }));
}
