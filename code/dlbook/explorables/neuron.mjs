// A neuron: its line turns with the weights and shifts with the bias.
import { activations } from "./activations.mjs";
import { createControls } from "./controls.mjs";
import { createFrame, element, format } from "./frame.mjs";
import { createHandle } from "./handle.mjs";
import { contour, createPlot, grid, line, mark, shape, tint } from "./plot.mjs";
import { createRandom } from "./random.mjs";

const CELLS = 48; // the plane is coloured in CELLS × CELLS cells
const LIMIT = 3;

// a = f(w₁x₁ + w₂x₂ + b) for every point of x (n × 2). Returns { z, y }.
export function neuron({ weights, bias, activation }, x) {
  const z = Float64Array.from({ length: x.length / 2 }, (_, i) => weights[0] * x[2 * i] + weights[1] * x[2 * i + 1] + bias);
  return { z, y: z.map(activations[activation].f) };
}

// What the output should be for labels of 0 and 1: tanh reaches from −1 to 1, the others start at 0.
export function targets(activation, labels) {
  return labels.map((label) => (activation === "tanh" ? 2 * label - 1 : label));
}

// (1/n) Σ (y − t)²
export function meanSquaredError(y, t) {
  return y.reduce((sum, value, i) => sum + (value - t[i]) ** 2, 0) / y.length;
}

// The points of the figure: 20 with label 0 around (−1, −0.6), 20 with label 1 around (0.9, 0.8), standard deviation 0.65.
export function clouds() {
  const [n, random] = [40, createRandom(4)];
  const labels = Float64Array.from({ length: n }, (_, i) => i % 2);
  const centres = [[-1, -0.6], [0.9, 0.8]];
  const x = Float64Array.from({ length: 2 * n }, (_, i) => centres[Math.floor(i / 2) % 2][i % 2] + 0.65 * random.normal());
  return { x, labels };
}

export default {
  render({ model, el }) {
    const { x, labels } = clouds();
    const start = () => {
      const [w1, w2] = model.get("weights");
      return { w1, w2, bias: model.get("bias"), activation: model.get("activation"), probe: model.get("probe") };
    };
    const state = start();
    const frame = createFrame(el, model);
    const [left, right] = frame.columns();
    const plane = createPlot(left, { label: "The plane of the two inputs, coloured by the output", x: [-LIMIT, LIMIT], y: [-LIMIT, LIMIT],
      xName: "x₁", yName: "x₂", fill: true });
    const [halos, lineLayer, dots] = [plane.layer({ class: "halos" }), plane.layer(), plane.layer()];
    const controls = createControls(state, draw);
    const move = (probe) => {
      state.probe = probe;
      draw();
    };
    const handle = createHandle(plane, { name: "Input point", move, words: ([a, b]) => `x₁ ${format(a)}, x₂ ${format(b)}` });
    const tag = plane.overlay({ class: "tag" });

    for (const [key, name] of [["w1", "weight w₁"], ["w2", "weight w₂"], ["bias", "bias b"]]) {
      controls.slider(right, key, { name, min: -4, max: 4, step: 0.1, text: (value) => format(value) });
    }
    const options = Object.entries(activations).map(([key, { name }]) => [key, name]);
    controls.select(right, "activation", { name: "activation f", options });
    const curve = createPlot(right, { label: "The activation, with every point at its weighted sum", x: [-6, 6], y: [-1.2, 1.2],
      xName: "z = w₁x₁ + w₂x₂ + b", yName: "a = f(z)", height: 190, tickCount: 4 });
    const curveLayer = curve.layer();
    const readout = controls.readoutAndReset(right, start);

    function draw() {
      const unit = { weights: [state.w1, state.w2], bias: state.bias, activation: state.activation };
      const t = targets(state.activation, labels);
      const { z, y } = neuron(unit, x);
      const at = neuron(unit, state.probe);
      drawPlane(unit, y, t);
      handle.show(state.probe);
      const [tagX, tagY] = [plane.x(state.probe[0]), plane.y(state.probe[1]) - 16];
      tag.replaceChildren(shape("text", { x: tagX, y: tagY, "text-anchor": "middle" }, `a = ${format(at.y[0])}`));
      drawCurve(z, y, at);
      const wrong = z.reduce((sum, value, i) => sum + (value > 0 === labels[i] > 0.5 ? 0 : 1), 0);
      const error = meanSquaredError(y, t);
      const sum = `${product(state.w1, state.probe[0])} + ${product(state.w2, state.probe[1])} + ${bracket(state.bias)}`;
      const counted = `${wrong} of ${labels.length} points on the wrong side`;
      readout.replaceChildren(
        `z = ${sum} = ${format(at.z[0])}`, element("br"),
        element("strong", {}, `a = f(z) = ${format(at.y[0])}`), element("br"),
        `mean squared error ${format(error, 3)}; ${counted}`);
      frame.say(`Output ${format(at.y[0])} at the input point. Error ${format(error, 3)}, ${counted}.`);
    }

    function drawPlane(unit, y, t) {
      const [low, high] = unit.activation === "tanh" ? [-1, 1] : [0, 1];
      const cells = grid(plane.range, CELLS);
      const out = neuron(unit, cells);
      tint(plane.canvas, CELLS, out.y.map((value) => (2 * (value - low)) / (high - low) - 1));
      const radius = (error) => (5 + 9 * Math.min(1.2, Math.abs(error))).toFixed(1);
      halos.replaceChildren(...Array.from(y, (value, i) =>
        shape("circle", { r: radius(value - t[i]), ...plane.centre([x[2 * i], x[2 * i + 1]]) })));
      const length = Math.hypot(...unit.weights);
      const parts = [shape("path", { class: "boundary", d: contour(plane, CELLS, out.z, 0) })];
      if (length > 0) {
        const foot = unit.weights.map((w) => (-unit.bias * w) / length ** 2);
        const tip = unit.weights.map((w, i) => foot[i] + 0.35 * w);
        const turn = ((-Math.atan2(unit.weights[1], unit.weights[0]) * 180) / Math.PI).toFixed(1);
        const { cx, cy } = plane.centre(tip);
        parts.push(shape("path", { class: "arrow", d: line(plane, [foot, tip]) }),
          shape("path", { class: "arrow-head", d: "M0 0L-10 -5L-10 5z", transform: `translate(${cx} ${cy}) rotate(${turn})` }));
      }
      lineLayer.replaceChildren(...parts);
    }

    function drawCurve(z, y, at) {
      const { f } = activations[state.activation];
      const high = state.activation === "relu" ? 6.2 : 1.2;
      curve.view([-6, 6], [state.activation === "tanh" ? -1.2 : -0.2 * (high / 1.2), high]);
      const along = Array.from({ length: 481 }, (_, i) => -6 + i / 40);
      curveLayer.replaceChildren(shape("path", { class: "curve", d: line(curve, along.map((value) => [value, f(value)])) }),
        ...Array.from(z, (value, i) => mark(labels[i], curve.x(value), curve.y(y[i]), 3)),
        shape("circle", { class: "here", cx: curve.x(at.z[0]), cy: curve.y(at.y[0]), r: 6 }));
    }

    dots.replaceChildren(...Array.from(labels, (label, i) => mark(label, plane.x(x[2 * i]), plane.y(x[2 * i + 1]))));
    controls.show();
    draw();
    return frame.remove;
  },
};

const bracket = (value) => (value < 0 ? `(${format(value)})` : format(value));
const product = (a, b) => `${bracket(a)}·${bracket(b)}`;
