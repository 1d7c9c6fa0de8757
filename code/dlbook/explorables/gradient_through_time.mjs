// A gradient goes back through time: the factor after every step, and the loss as a function of the recurrent weight, with one step of descent.
import { activations } from "./activations.mjs";
import { createControls } from "./controls.mjs";
import { createFrame, element, format, legend, powerOfTen, startOf } from "./frame.mjs";
import { createPlot, line, shape } from "./plot.mjs";

const names = ["weight", "first", "bias", "steps", "forget_bias", "clip"];
const MOST = 60; // steps
const TARGET = 0.8;
const RATE = 0.1;
const LONGEST = 1; // a clipped gradient is at most this long
const WEIGHTS = [0, 3];
const POWERS = [-12, 4]; // powers of ten that are shown

// h₁ = tanh(first + b), hₜ = tanh(w hₜ₋₁ + b): all states.
export function states(weight, first, bias, steps) {
  let h = 0;
  return Array.from({ length: steps }, (_, t) => (h = Math.tanh(weight * h + (t === 0 ? first : 0) + bias)));
}

// ∂h_T/∂h_{T−k} for k = 0 … T − 1.
export function factors(weight, first, bias, steps) {
  const h = states(weight, first, bias, steps);
  let factor = 1;
  return h.map((_, k) => {
    if (k > 0) factor *= weight * (1 - h[steps - k] ** 2);
    return factor;
  });
}

// The loss (h_T − target)² and its derivative with respect to the weight, which is used at every step.
export function lossAndGradient(weight, first, bias, steps) {
  const h = states(weight, first, bias, steps);
  const back = factors(weight, first, bias, steps);
  const outside = 2 * (h[steps - 1] - TARGET);
  let gradient = 0;
  for (let t = 1; t < steps; t++) gradient += outside * back[steps - 1 - t] * (1 - h[t] ** 2) * h[t - 1];
  return { loss: (h[steps - 1] - TARGET) ** 2, gradient };
}

// What is left along a cell state after k = 0 … T − 1 steps with the forget gate σ(bias).
export function kept(forgetBias, steps) {
  return Array.from({ length: steps }, (_, k) => activations.sigmoid.f(forgetBias) ** k);
}

export const clipped = (gradient) => Math.max(-LONGEST, Math.min(LONGEST, gradient));

export default {
  render({ model, el }) {
    const start = () => startOf(model, names);
    const state = start();
    const frame = createFrame(el, model);
    const [left, right] = frame.columns();
    const chain = createPlot(left, { label: "What is left of the gradient, step by step back", x: [0, MOST], y: POWERS, height: 260,
      xName: "steps back", yName: "gradient, relative to the last step", tickText: powerOfTen });
    const chainLayer = chain.layer();
    left.append(legend(["learnt", "simple unit"], ["unseen", "cell with a forget gate"]));
    const cliff = createPlot(right, { label: "The loss as a function of the recurrent weight", x: WEIGHTS, y: [0, 3.6], height: 260,
      xName: "recurrent weight w", yName: "loss" });
    const cliffLayer = cliff.layer();
    const controls = createControls(state, draw);
    controls.slider(left, "weight", { name: "recurrent weight w", min: WEIGHTS[0], max: WEIGHTS[1], step: 0.01, text: (value) => format(value) });
    controls.slider(left, "first", { name: "first input", min: -1, max: 1, step: 0.05, text: (value) => format(value) });
    controls.slider(left, "bias", { name: "bias b", min: -0.2, max: 0.2, step: 0.01, text: (value) => format(value) });
    controls.slider(left, "steps", { name: "steps", min: 1, max: MOST, step: 1 });
    controls.slider(right, "forget_bias", { name: "bias of the forget gate", min: -2, max: 6, step: 0.1, text: (value) => format(value, 1) });
    controls.checkbox(right, "clip", { name: "clip the gradient", content: [element("span", { class: "words" }, "clip the gradient to length 1")] });
    const readout = controls.readoutAndReset(right, start);

    function draw() {
      const { weight, first, bias, steps, forget_bias: forgetBias, clip } = state;
      const back = factors(weight, first, bias, steps);
      const held = kept(forgetBias, steps);
      const height = (factor) => Math.max(POWERS[0], Math.min(POWERS[1], Math.log10(Math.abs(factor))));
      const curve = (kind, values) => shape("path", { class: `loss ${kind}`, d: line(chain, values.map((value, k) => [k, height(value)])) });
      chainLayer.replaceChildren(shape("path", { class: "curve", "stroke-dasharray": "2 4", d: line(chain, [[0, 0], [MOST, 0]]) }),
        curve("learnt", back), curve("unseen", held),
        shape("circle", { class: "class-0", r: 4.5, ...chain.centre([steps - 1, height(back.at(-1))]) }),
        shape("circle", { class: "class-1", r: 4.5, ...chain.centre([steps - 1, height(held.at(-1))]) }));

      const { loss, gradient } = lossAndGradient(weight, first, bias, steps);
      const next = weight - RATE * (clip ? clipped(gradient) : gradient);
      const along = Array.from({ length: 601 }, (_, i) => WEIGHTS[0] + ((WEIGHTS[1] - WEIGHTS[0]) * i) / 600);
      const landed = Math.max(WEIGHTS[0], Math.min(WEIGHTS[1], next));
      const after = lossAndGradient(next, first, bias, steps).loss;
      cliffLayer.replaceChildren(
        shape("path", { class: "curve", d: line(cliff, along.map((w) => [w, lossAndGradient(w, first, bias, steps).loss])) }),
        shape("path", { class: "here", "stroke-dasharray": "3 3", d: line(cliff, [[weight, loss], [landed, after]]) }),
        shape("circle", { class: "class-0", r: 6, ...cliff.centre([weight, loss]) }),
        shape("circle", { class: "class-1", r: 6, ...cliff.centre([landed, after]) }));
      const outside = next === landed ? "" : next < landed ? ", off to the left" : ", off to the right";
      readout.replaceChildren(`after ${steps - 1} steps back: ${format(back.at(-1))} (simple), ${format(held.at(-1))} (forget gate ${format(activations.sigmoid.f(forgetBias), 3)})`,
        element("br"), `gradient of the loss along w: ${format(gradient)}${clip && gradient !== clipped(gradient) ? `, clipped to ${format(clipped(gradient))}` : ""}`,
        element("br"), element("strong", {}, `a step of rate ${RATE} leads from w = ${format(weight)} to ${format(next)}${outside}; loss ${format(loss)} → ${format(after)}`));
      frame.say(`After ${steps - 1} steps back ${format(back.at(-1))} of the gradient is left in the simple unit, ${format(held.at(-1))} with the forget gate. `
        + `A step of descent leads from weight ${format(weight)} to ${format(next)}.`);
    }

    controls.show();
    draw();
    return frame.remove;
  },
};
