// An LSTM with one unit: the reader edits a short sequence and the weights of the gates, and sees every number of every step.
import { activations } from "./activations.mjs";
import { createControls } from "./controls.mjs";
import { createFrame, element, format, startOf } from "./frame.mjs";
import { createHandle } from "./handle.mjs";
import { createPlot, line, shape } from "./plot.mjs";

const names = ["sequence", "gate", "i", "f", "g", "o"];
const PARTS = ["input", "recurrent", "bias"]; // of a block, in their order
const BLOCKS = { i: "input gate i", f: "forget gate f", g: "candidate g", o: "output gate o" };
const KINDS = { i: "sgd", f: "momentum", g: "rmsprop", o: "adam" }; // colour and dash

const { sigmoid, tanh } = activations;

// One row a step: i, f, g, o, the new c and the new h. blocks[name] = [weight of the input, weight of the old h, bias].
export function lstm(sequence, blocks) {
  let [h, c] = [0, 0];
  return sequence.map((x) => {
    const sum = ([weight, recurrent, bias]) => weight * x + recurrent * h + bias;
    const [i, f, o] = ["i", "f", "o"].map((name) => sigmoid.f(sum(blocks[name])));
    const g = tanh.f(sum(blocks.g));
    c = f * c + i * g;
    h = o * Math.tanh(c);
    return { i, f, g, o, c, h };
  });
}

export default {
  render({ model, el }) {
    const start = () => ({ ...startOf(model, names), step: 2 });
    const state = start();
    const frame = createFrame(el, model);
    const [left, right] = frame.columns();
    const n = state.sequence.length;
    const axis = { x: [0.5, n + 0.5], xName: "step", tickCount: 6 };
    const inputs = createPlot(left, { ...axis, label: "The sequence that is read", y: [-2.2, 2.2], yName: "input x", height: 190 });
    const gates = createPlot(right, { ...axis, label: "Gates and candidate at every step", y: [-1.05, 1.05], yName: "i, f, o and g", height: 230 });
    const states = createPlot(left, { ...axis, label: "Cell state and hidden state at every step", y: [-2.2, 2.2], yName: "c and h", height: 230 });
    const [stems, gateLayer, stateLayer] = [inputs, gates, states].map((plot) => plot.layer());
    const controls = createControls(state, (key) => {
      const part = PARTS.indexOf(key);
      if (part >= 0) state[state.gate][part] = state[key];
      draw();
    });
    // Arrow keys left and right go to the neighbour, up and down change the value; a click or a drag sets the value of the nearest step.
    const handle = createHandle(inputs, { name: "Value of one step", words: ([step, x]) => `step ${step}, input ${format(x, 1)}`,
      move: ([place, x]) => {
        const old = state.sequence[state.step - 1];
        const aside = Math.abs(x - old) < 1e-9 && place !== state.step;
        const next = aside && Math.abs(place - state.step) <= 0.5 ? state.step + Math.sign(place - state.step) : Math.round(place);
        state.step = Math.min(n, Math.max(1, next));
        if (!aside) state.sequence[state.step - 1] = Math.min(2, Math.max(-2, Math.round(10 * x) / 10));
        controls.show();
        draw();
      } });
    left.append(legend([["sgd", "cell state c"], ["momentum", "hidden state h"]]));
    right.append(legend(Object.entries(BLOCKS).map(([name, words]) => [KINDS[name], words])));

    controls.select(right, "gate", { name: "weights of", options: Object.entries(BLOCKS) });
    const text = (value) => format(value, 1);
    controls.slider(right, "bias", { name: "bias", min: -6, max: 6, step: 0.2, text });
    controls.slider(right, "input", { name: "weight of the input", min: -6, max: 6, step: 0.2, text });
    controls.slider(right, "recurrent", { name: "weight of the old h", min: -6, max: 6, step: 0.2, text });
    const readout = controls.readoutAndReset(right, start);

    function draw() {
      PARTS.forEach((part, k) => { state[part] = state[state.gate][k]; });
      controls.show();
      const rows = lstm(state.sequence, state);
      const highest = Math.max(1.1, ...rows.map(({ c }) => Math.abs(c) * 1.1));
      states.view(states.range.x, [-highest, highest]);
      const zero = (plot) => shape("path", { class: "curve", "stroke-dasharray": "2 4", d: line(plot, [[0.5, 0], [n + 0.5, 0]]) });
      const curve = (plot, name, kind, thick = false) => shape("path", { class: `loss ${kind}`, style: thick ? "stroke-width: 4" : "",
        d: line(plot, rows.map((row, t) => [t + 1, row[name]])) });
      stems.replaceChildren(zero(inputs), ...state.sequence.flatMap((x, t) => [
        shape("path", { class: "here", d: line(inputs, [[t + 1, 0], [t + 1, x]]) }),
        shape("circle", { class: "class-0", r: 4, ...inputs.centre([t + 1, x]) })]));
      handle.show([state.step, state.sequence[state.step - 1]]);
      gateLayer.replaceChildren(zero(gates), ...Object.keys(BLOCKS).map((name) => curve(gates, name, KINDS[name], name === state.gate)));
      stateLayer.replaceChildren(zero(states), curve(states, "c", "sgd"), curve(states, "h", "momentum"));

      const now = rows[state.step - 1];
      const words = Object.entries(now).map(([name, value]) => `${name} = ${format(value, 3)}`);
      readout.replaceChildren(`step ${state.step}: x = ${format(state.sequence[state.step - 1], 1)}`, element("br"),
        words.slice(0, 4).join(", "), element("br"), element("strong", {}, words.slice(4).join(", ")));
      frame.say(`At step ${state.step}: ${words.join(", ")}. At the end the cell is ${format(rows.at(-1).c)}.`);
    }

    draw();
    return frame.remove;
  },
};

// Names of lines, each with a piece of its line.
function legend(entries) {
  const piece = (kind) => shape("svg", { width: 30, height: 10, viewBox: "0 0 30 10" },
    shape("path", { class: kind, d: "M0 5H30", fill: "none", "stroke-width": 2.5 }));
  return element("p", { class: "explorable-legend", "aria-hidden": "true" },
    ...entries.map(([kind, words]) => element("span", {}, piece(kind), ` ${words}`)));
}
