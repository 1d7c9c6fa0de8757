// L1 and L2: a quadratic loss with two weights, a ball that they must stay in, and the best pair inside it.
import { createControls } from "./controls.mjs";
import { createFrame, element, format, legend, startOf } from "./frame.mjs";
import { createHandle } from "./handle.mjs";
import { createPlot, line, shape } from "./plot.mjs";

const LIMIT = 2; // of the weights that are shown
const LARGEST = 4; // budget
const names = ["ball", "budget", "correlation", "minimum"];

// L = ½ (w − m)ᵀ H (w − m), H = [[1, c], [c, 1]], and its gradient H (w − m)
export function gradient([w1, w2], [m1, m2], c) {
  return [w1 - m1 + c * (w2 - m2), c * (w1 - m1) + w2 - m2];
}

export function loss(w, m, c) {
  const [g1, g2] = gradient(w, m, c);
  return ((w[0] - m[0]) * g1 + (w[1] - m[1]) * g2) / 2;
}

// The size of the weights: |w₁| + |w₂|, or the length.
export const size = (ball, [w1, w2]) => (ball === "L1" ? Math.abs(w1) + Math.abs(w2) : Math.hypot(w1, w2));

// The pair of least loss in the ball of this size.
export function best(ball, budget, m, c) {
  if (size(ball, m) <= budget) return [...m];
  return ball === "L1" ? onDiamond(budget, m, c) : onCircle(budget, m, c);
}

// On each edge w = t (s₁ (1 − a), s₂ a) the loss is a parabola in a, cut off at the corners a = 0 and a = 1.
function onDiamond(t, m, c) {
  const edges = [[1, 1], [1, -1], [-1, 1], [-1, -1]].map(([s1, s2]) => {
    const direction = [-s1 * t, s2 * t];
    const [g1, g2] = gradient([s1 * t, 0], m, c);
    const slope = g1 * direction[0] + g2 * direction[1];
    const bend = direction[0] ** 2 + 2 * c * direction[0] * direction[1] + direction[1] ** 2;
    const a = Math.min(1, Math.max(0, -slope / bend));
    return [a === 1 ? 0 : s1 * t * (1 - a), s2 * t * a];
  });
  return edges.reduce((low, w) => (loss(w, m, c) < loss(low, m, c) ? w : low));
}

// (H + λ I) w = H m, for the λ at which w has the length t; found by halving, as the length falls when λ grows.
function onCircle(t, m, c) {
  const [b1, b2] = [m[0] + c * m[1], c * m[0] + m[1]];
  const at = (lambda) => {
    const a = 1 + lambda;
    return [(a * b1 - c * b2) / (a * a - c * c), (a * b2 - c * b1) / (a * a - c * c)];
  };
  let [low, high] = [0, 1e4];
  for (let i = 0; i < 100; i++) {
    const middle = (low + high) / 2;
    if (Math.hypot(...at(middle)) > t) low = middle;
    else high = middle;
  }
  return at(high);
}

// The λ whose penalty, λ (|w₁| + |w₂|) or (λ/2) (w₁² + w₂²), has the same optimum w: 0 inside the ball.
export function multiplier(ball, w, m, c) {
  const g = gradient(w, m, c).map(Math.abs);
  return ball === "L1" ? Math.max(...g) : Math.hypot(...g) / Math.max(Math.hypot(...w), 1e-12);
}

// The level line of the loss through heights `level`: an ellipse with its axes along (1, 1) and (1, −1).
function ellipse(level, m, c) {
  const [long, short] = [Math.sqrt((2 * level) / (1 + c)), Math.sqrt((2 * level) / (1 - c))];
  return Array.from({ length: 121 }, (_, i) => {
    const [u, v] = [long * Math.cos((i * Math.PI) / 60), short * Math.sin((i * Math.PI) / 60)];
    return [m[0] + (u + v) * Math.SQRT1_2, m[1] + (u - v) * Math.SQRT1_2];
  });
}

function edge(ball, t) {
  if (ball === "L1") return [[t, 0], [0, t], [-t, 0], [0, -t], [t, 0]];
  return Array.from({ length: 121 }, (_, i) => [t * Math.cos((i * Math.PI) / 60), t * Math.sin((i * Math.PI) / 60)]);
}

export default {
  render({ model, el }) {
    const start = () => startOf(model, names);
    const state = start();
    const frame = createFrame(el, model);
    const [left, right] = frame.columns();
    const plane = createPlot(left, { label: "The two weights: level lines of the loss and the ball", x: [-LIMIT, LIMIT], y: [-LIMIT, LIMIT],
      xName: "w₁", yName: "w₂" });
    const [heights, layer] = [plane.layer({ class: "heights" }), plane.layer()];
    const controls = createControls(state, draw);
    const handle = createHandle(plane, { name: "Minimum of the loss", words: ([a, b]) => `w₁ ${format(a)}, w₂ ${format(b)}`, move: (place) => {
      state.minimum = place;
      draw();
    } });

    controls.select(right, "ball", { name: "what is limited", options: [["L1", "L1: |w₁| + |w₂|"], ["L2", "L2: √(w₁² + w₂²)"]] });
    controls.slider(right, "budget", { name: "budget t", min: 0.05, max: LARGEST, step: 0.05, text: (value) => format(value) });
    controls.slider(right, "correlation", { name: "correlation c", min: -0.9, max: 0.9, step: 0.1, text: (value) => format(value, 1) });
    const chart = createPlot(right, { label: "The best weights for every budget", x: [0, LARGEST], y: [-LIMIT, LIMIT], height: 220,
      xName: "budget t", yName: "best weights" });
    const chartLayer = chart.layer();
    right.append(legend(["learnt", "w₁"], ["unseen", "w₂"]));
    const readout = controls.readoutAndReset(right, start);

    function draw() {
      const { ball, budget, correlation: c, minimum: m } = state;
      const w = best(ball, budget, m, c);
      const level = loss(w, m, c);
      heights.replaceChildren(...[0.05, 0.2, 0.5, 1, 1.8, 3, 5].map((each) => shape("path", { d: line(plane, ellipse(each, m, c)) })));
      const budgets = Array.from({ length: 161 }, (_, i) => Math.max(1e-3, (i * LARGEST) / 160));
      const path = budgets.map((t) => best(ball, t, m, c));
      layer.replaceChildren(shape("path", { class: "loss learnt", d: line(plane, edge(ball, budget)) }),
        shape("path", { class: "curve", "stroke-dasharray": "2 4", d: line(plane, path) }),
        ...(level > 0 ? [shape("path", { class: "loss unseen", d: line(plane, ellipse(level, m, c)) })] : []),
        shape("circle", { class: "class-1", r: 6, ...plane.centre(w) }));
      chartLayer.replaceChildren(shape("path", { class: "curve", "stroke-dasharray": "2 4", d: line(chart, [[budget, -LIMIT], [budget, LIMIT]]) }),
        shape("path", { class: "loss learnt", d: line(chart, path.map((each, i) => [budgets[i], each[0]])) }),
        shape("path", { class: "loss unseen", d: line(chart, path.map((each, i) => [budgets[i], each[1]])) }));
      handle.show(m);
      const zeros = w.filter((value) => value === 0).length;
      const words = zeros ? `${["w₁", "w₂"][w.indexOf(0)]} is exactly zero` : "no weight is exactly zero";
      const lambda = multiplier(ball, w, m, c);
      readout.replaceChildren(`best pair: w₁ = ${format(w[0], 3)}, w₂ = ${format(w[1], 3)}`, element("br"),
        element("strong", {}, words), element("br"),
        lambda > 1e-9 ? `the same as a penalty with λ = ${format(lambda)}` : "the budget is not used up: no penalty at all");
      frame.say(`${ball}, budget ${format(budget)}: w₁ ${format(w[0])}, w₂ ${format(w[1])}; ${words}.`);
    }

    controls.show();
    draw();
    return frame.remove;
  },
};
