// The receptive field along one axis: a tree from one number of the last layer down to the pixels it depends on.
import { createControls } from "./controls.mjs";
import { createFrame, element, format, startOf } from "./frame.mjs";
import { shape } from "./plot.mjs";

const CHANNELS = 64; // of every layer, for the count of parameters
const SHOWN = 41; // pixels that fit on the screen
const names = ["layers", "kernel", "stride", "dilation"];

// [{ kernel, stride, dilation }, …], the first layer first
export function stack({ layers, kernel, stride, dilation }) {
  return Array.from({ length: layers }, (_, i) => ({ kernel, stride, dilation: dilation.startsWith("doubled") ? 2 ** i : 1 }));
}

// r = 1 + Σ (kᵢ − 1) dᵢ jᵢ₋₁ with the jump jᵢ = jᵢ₋₁ sᵢ, j₀ = 1
export function receptiveField(layers) {
  let [size, jump] = [1, 1];
  for (const { kernel, stride, dilation } of layers) {
    size += (kernel - 1) * dilation * jump;
    jump *= stride;
  }
  return { size, jump };
}

// For each layer from the last to the pixels: the places, from 0, on which output 0 depends.
export function reached(layers) {
  let places = [0];
  const rows = [places];
  for (const { kernel, stride, dilation } of [...layers].reverse()) {
    const below = new Set();
    for (const place of places) for (let t = 0; t < kernel; t++) below.add(place * stride + t * dilation);
    places = [...below].sort((a, b) => a - b);
    rows.push(places);
  }
  return rows;
}

// Weights and biases of layers with square kernels and the same number of channels everywhere: Σ (k² c + 1) c
export function parameters(layers, channels) {
  return layers.reduce((sum, { kernel }) => sum + (kernel * kernel * channels + 1) * channels, 0);
}

export default {
  render({ model, el }) {
    const start = () => startOf(model, names);
    const state = start();
    const frame = createFrame(el, model);
    const svg = shape("svg", { viewBox: "0 0 640 250", role: "img", "aria-label": "One number of the last layer and what it depends on" });
    frame.body.append(element("div", { class: "explorable-plot graph" }, svg));
    const settings = element("div", { class: "explorable-settings" });
    const toolbar = element("div", { class: "explorable-toolbar" });
    const readout = element("p", { class: "explorable-readout" });
    frame.body.append(settings, toolbar, readout);
    const controls = createControls(state, draw);
    controls.slider(settings, "layers", { name: "layers", min: 1, max: 6, step: 1 });
    controls.slider(settings, "kernel", { name: "kernel", values: [1, 2, 3, 5, 7] });
    controls.slider(settings, "stride", { name: "stride of every layer", min: 1, max: 3, step: 1 });
    controls.select(settings, "dilation", { name: "dilation",
      options: ["1 in every layer", "doubled from layer to layer"].map((each) => [each, each]) });
    controls.reset(toolbar, start);

    function draw() {
      const layers = stack(state);
      const { size, jump } = receptiveField(layers);
      const rows = reached(layers);
      const seen = rows.at(-1).length;
      // places of all layers in pixels: the window of output 0 starts at pixel 0 in every layer; each is drawn at the middle of its field
      const fields = layers.map((_, i) => receptiveField(layers.slice(0, layers.length - i)));
      const middle = (level, place) => (level === layers.length ? place : place * fields[level].jump + (fields[level].size - 1) / 2);
      const centre = (size - 1) / 2;
      const width = 600 / Math.max(12, Math.min(SHOWN, size + 2));
      const x = (pixel) => 330 + (pixel - centre) * width;
      const visible = (level, place) => Math.abs(middle(level, place) - centre) * width < 285;
      const y = (level) => 18 + (level * 196) / layers.length;
      const lines = [];
      rows.slice(0, -1).forEach((places, level) => {
        const { kernel, stride, dilation } = layers[layers.length - 1 - level];
        for (const place of places) {
          if (!visible(level, place)) continue;
          for (let t = 0; t < kernel; t++) {
            const below = place * stride + t * dilation;
            if (visible(level + 1, below)) {
              lines.push(`M${x(middle(level, place)).toFixed(1)} ${y(level).toFixed(1)}L${x(middle(level + 1, below)).toFixed(1)} ${y(level + 1).toFixed(1)}`);
            }
          }
        }
      });
      const dots = rows.flatMap((places, level) => places.filter((place) => visible(level, place)).map((place) =>
        shape("circle", { class: level === 0 ? "top" : "node", cx: x(middle(level, place)).toFixed(1), cy: y(level).toFixed(1), r: 4 })));
      const hit = new Set(rows.at(-1));
      const pixels = [];
      for (let pixel = Math.ceil(centre - 285 / width); pixel <= centre + 285 / width; pixel++) {
        pixels.push(shape("rect", { x: (x(pixel) - width / 2).toFixed(1), y: y(layers.length) - 8, width: width.toFixed(1), height: 16,
          class: hit.has(pixel) ? "cell window" : "cell" }));
      }
      svg.replaceChildren(...pixels, shape("path", { class: "tree", d: lines.join("") }), ...dots,
        shape("text", { x: 330, y: 246, "text-anchor": "middle" }, size > SHOWN ? "pixels (only the middle is shown)" : "pixels"));
      const single = [{ kernel: size }];
      readout.replaceChildren(element("strong", {}, `receptive field: ${size} pixels${seen < size ? `, of which ${seen} are seen` : ""}`),
        element("br"), `neighbouring outputs are ${jump} ${jump === 1 ? "pixel" : "pixels"} apart`, element("br"),
        `parameters with ${CHANNELS} channels: ${format(parameters(layers, CHANNELS) / 1000, 0)} thousand; `
          + `one layer with a kernel of ${size}: ${format(parameters(single, CHANNELS) / 1000, 0)} thousand`);
      frame.say(`The receptive field is ${size} pixels, ${seen} of them seen; outputs are ${jump} pixels apart.`);
    }

    controls.show();
    draw();
    return frame.remove;
  },
};
