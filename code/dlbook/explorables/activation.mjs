// An activation and its derivative: a point moves along the curve, and a chain of layers multiplies the slope with itself.
import { activations } from "./activations.mjs";
import { createControls } from "./controls.mjs";
import { createFrame, element, format, legend, powerOfTen, startOf } from "./frame.mjs";
import { createHandle } from "./handle.mjs";
import { createPlot, line, shape } from "./plot.mjs";

const LIMIT = 6;
const LEAK = 0.3; // the negative slope, as Keras's
const MOST = 30; // layers
const names = ["activation", "z", "weight", "layers"];
const POWERS = [-20, 5]; // powers of ten that are shown

const { sigmoid, tanh, relu } = activations;
const inner = (x) => Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3));

// y = f(x), and the derivative from the input x and the output y, as in dlbook.activations
export const functions = {
  sigmoid,
  tanh,
  relu,
  "leaky relu": { f: (x) => (x > 0 ? x : LEAK * x), derivative: (x) => (x > 0 ? 1 : LEAK), name: "leaky ReLU" },
  elu: { f: (x) => (x > 0 ? x : Math.expm1(x)), derivative: (x, y) => (x > 0 ? 1 : y + 1), name: "ELU" },
  gelu: {
    f: (x) => 0.5 * x * (1 + inner(x)),
    derivative(x) {
      const t = inner(x);
      return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * Math.sqrt(2 / Math.PI) * (1 + 3 * 0.044715 * x * x);
    },
    name: "GELU",
  },
  silu: { f: (x) => x * sigmoid.f(x), derivative: (x, y) => sigmoid.f(x) + y * (1 - sigmoid.f(x)), name: "SiLU" },
};

export function valueAndSlope(name, z) {
  const { f, derivative } = functions[name];
  const a = f(z);
  return { a, slope: derivative(z, a) };
}

// What multiplies a gradient on its way back through 1, 2, … n layers: w f′(z), (w f′(z))², …
export function surviving(name, z, weight, n) {
  const factor = weight * valueAndSlope(name, z).slope;
  return Array.from({ length: n }, (_, i) => factor ** (i + 1));
}

export default {
  render({ model, el }) {
    const start = () => startOf(model, names);
    const state = start();
    const frame = createFrame(el, model);
    const [left, right] = frame.columns();
    const plane = createPlot(left, { label: "The activation and its derivative", x: [-LIMIT, LIMIT], y: [-1.2, 1.2], xName: "z", yName: "f(z), f′(z)",
      height: 320 });
    const curves = plane.layer();
    const controls = createControls(state, draw);
    const words = ([z]) => `z ${format(z)}, f(z) ${format(valueAndSlope(state.activation, z).a)}`;
    const handle = createHandle(plane, { name: "Point on the curve", words, move: ([z]) => {
      state.z = z;
      controls.show();
      draw();
    } });
    left.append(legend(["learnt", "f(z)"], ["unseen", "f′(z)"]));

    controls.select(right, "activation", { name: "activation f", options: Object.entries(functions).map(([key, { name }]) => [key, name]) });
    controls.slider(right, "weight", { name: "weight w of every layer", min: 0, max: 5, step: 0.1, text: (value) => format(value, 1) });
    controls.slider(right, "layers", { name: "layers", min: 1, max: MOST, step: 1 });
    const chain = createPlot(right, { label: "What multiplies the gradient after every layer", x: [0, MOST], y: POWERS, height: 200,
      xName: "layers on the way back", yName: "factor of the gradient", tickText: powerOfTen });
    const chainLayer = chain.layer();
    const readout = controls.readoutAndReset(right, start);

    function draw() {
      const { activation, z, weight, layers } = state;
      const { a, slope } = valueAndSlope(activation, z);
      plane.view([-LIMIT, LIMIT], ["sigmoid", "tanh"].includes(activation) ? [-1.2, 1.2] : [-2, LIMIT]);
      const along = Array.from({ length: 1201 }, (_, i) => -LIMIT + i / 100);
      const path = (kind, height) => shape("path", { class: `loss ${kind}`, d: line(plane, along.map((x) => [x, height(x)])) });
      curves.replaceChildren(path("learnt", (x) => valueAndSlope(activation, x).a), path("unseen", (x) => valueAndSlope(activation, x).slope),
        shape("circle", { class: "class-1", r: 5, ...plane.centre([z, slope]) }));
      handle.show([z, a]);

      const factors = surviving(activation, z, weight, layers);
      const left = factors.at(-1);
      const height = (factor) => Math.max(POWERS[0], Math.min(POWERS[1], Math.log10(Math.abs(factor))));
      chainLayer.replaceChildren(shape("path", { class: "curve", "stroke-dasharray": "2 4", d: line(chain, [[0, 0], [MOST, 0]]) }),
        ...factors.map((factor, i) => shape("circle", { class: "class-0", r: 3.5, ...chain.centre([i + 1, height(factor)]) })));
      const words = left === 0 ? "exactly 0" : format(left);
      readout.replaceChildren(`f(z) = ${format(a)} and f′(z) = ${format(slope, 3)} at z = ${format(z)}`, element("br"),
        `each layer multiplies by w f′(z) = ${format(weight * slope, 3)}`, element("br"),
        element("strong", {}, `after ${layers} ${layers === 1 ? "layer" : "layers"}: ${words}`));
      frame.say(`At z ${format(z)} the value is ${format(a)} and the slope ${format(slope, 3)}. After ${layers} layers ${words} of the gradient is left.`);
    }

    controls.show();
    draw();
    return frame.remove;
  },
};
