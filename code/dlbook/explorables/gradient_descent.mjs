// Gradient descent: four optimizers on one surface, and the learning rate at which the plain one diverges.
import { createControls, ratios } from "./controls.mjs";
import { createFrame, createPlayer, element, format, powerOfTen, prefersStillness, startOf } from "./frame.mjs";
import { createHandle } from "./handle.mjs";
import { createOptimizer } from "./optimizers.mjs";
import { contour, createPlot, grid, line, shape } from "./plot.mjs";

const LIMIT = 2.2;
const CELLS = 90;
const MOST = 200; // steps
const HEIGHTS = [-6, 4]; // powers of ten
const FAR = 1e6; // a path that leads farther away is cut off

// f = ½ (λ₁ u² + λ₂ v²), where (u, v) is (x, y) turned back by an angle; the Hessian's eigenvalues are λ₁ and λ₂ everywhere.
function quadratic(lambda1, lambda2, angle = 0) {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const turned = ([x, y]) => [c * x + s * y, c * y - s * x];
  return {
    value(point) {
      const [u, v] = turned(point);
      return 0.5 * (lambda1 * u * u + lambda2 * v * v);
    },
    gradient(point) {
      const [u, v] = turned(point);
      return [c * lambda1 * u - s * lambda2 * v, s * lambda1 * u + c * lambda2 * v];
    },
    minimum: [0, 0],
    lambdaMax: Math.max(lambda1, lambda2),
  };
}

export const surfaces = {
  bowl: quadratic(4, 4),
  ravine: quadratic(1, 20),
  "turned ravine": quadratic(1, 20, Math.PI / 6),
  // f = ½ (x² − 1)² + y²: a minimum at (±1, 0) with the Hessian diag(4, 2), a saddle at (0, 0)
  "two valleys": {
    value: ([x, y]) => 0.5 * (x * x - 1) ** 2 + y * y,
    gradient: ([x, y]) => [2 * x * (x * x - 1), 2 * y],
    minimum: [1, 0],
    lambdaMax: 4,
  },
};

// The learning rate above which gradient descent with momentum μ moves away from the minimum: 2 (1 + μ) / λ_max.
export function divergenceThreshold({ lambdaMax }, momentum = 0) {
  return (2 * (1 + momentum)) / lambdaMax;
}

// The places of `steps` steps, the start among them; it ends early where it leaves for good.
export function descend(surface, optimizer, start, settings, steps) {
  const step = createOptimizer(optimizer);
  const point = Float64Array.from(start);
  const path = [[...point]];
  for (let i = 0; i < steps && Math.max(...point.map(Math.abs)) < FAR; i++) {
    step([point], [Float64Array.from(surface.gradient(point))], settings);
    path.push([...point]);
  }
  return path;
}

const optimizers = [["sgd", "SGD"], ["momentum", "Momentum"], ["rmsprop", "RMSprop"], ["adam", "Adam"]];
const box = (key) => `${key} shown`; // the key under which the state remembers an optimizer's box
const names = ["surface", "start", "learning_rate", "momentum", "steps"];
const rates = ratios(0.001, 1, 20);

export default {
  render({ model, el }) {
    const boxes = Object.fromEntries(optimizers.map(([key]) => [box(key), true]));
    const start = () => ({ ...startOf(model, names), ...boxes });
    const state = start();
    const surface = () => surfaces[state.surface];
    const frame = createFrame(el, model);
    const [left, right] = frame.columns();
    const controls = createControls(state, (key) => {
      if (key === "surface") drawSurface();
      draw();
    });
    let pictures = 0;
    const player = createPlayer(() => {
      pictures += 1;
      if (pictures % 4 === 0) state.steps = Math.min(MOST, state.steps + 1);
      if (state.steps === MOST) player.stop();
      if (pictures % 4 === 0) draw();
      controls.show();
    });

    const plane = createPlot(left, { label: "The surface seen from above, with the paths of the optimizers", xName: "θ₁", yName: "θ₂",
      x: [-LIMIT, LIMIT], y: [-LIMIT, LIMIT] });
    const [heights, paths] = [plane.layer({ class: "heights" }), plane.layer({ class: "paths" })];
    const move = (point) => {
      state.start = point;
      draw();
    };
    const handle = createHandle(plane, { name: "Start point", words: ([a, b]) => `θ₁ ${format(a)}, θ₂ ${format(b)}`, move });
    const curve = createPlot(left, { label: "Height above the minimum after every step", x: [0, 40], y: HEIGHTS, height: 190,
      xName: "steps", yName: "height above the minimum", tickText: powerOfTen });
    const curveLayer = curve.layer({ class: "paths" });

    controls.select(right, "surface", { name: "surface", options: Object.keys(surfaces).map((name) => [name, name]) });
    controls.slider(right, "learning_rate", {
      name: "learning rate α", values: rates,
      text: (value) => `${Number(value.toPrecision(3))}${value > divergenceThreshold(surface()) ? ", above 2/λ" : ""}`,
      marks: () => [{ at: divergenceThreshold(surface()), text: "2/λ" },
        { at: divergenceThreshold(surface(), state.momentum), text: "2(1+μ)/λ", kind: "second" }],
    });
    controls.slider(right, "momentum", { name: "momentum μ", min: 0, max: 0.99, step: 0.01, text: (value) => format(value) });
    controls.slider(right, "steps", { name: "steps", min: 1, max: MOST, step: 1 });
    const legend = element("div", { class: "explorable-boxes", role: "group", "aria-label": "optimizers" });
    const [first, last] = [element("span", {}, "optimizer"), element("span", {}, "height reached")];
    right.append(element("p", { class: "explorable-head", "aria-hidden": "true" }, first, last), legend);
    const ends = {};
    for (const [key, name] of optimizers) {
      ends[key] = element("span", { class: "end" });
      const swatch = shape("svg", { viewBox: "0 0 34 12", class: "paths swatch-line", "aria-hidden": "true" });
      swatch.append(shape("path", { class: key, d: "M1 6H33" }));
      controls.checkbox(legend, box(key), { name, content: [swatch, element("span", {}, name), ends[key]] });
    }
    const readout = element("p", { class: "explorable-readout" });
    const toolbar = element("div", { class: "explorable-toolbar" });
    right.append(readout, toolbar);
    controls.button(toolbar, () => (player.running ? "Pause" : "Walk"), () => {
      if (player.running) {
        player.stop();
        return;
      }
      state.steps = prefersStillness() ? MOST : 1;
      if (state.steps === 1) player.start();
      draw();
    }, "primary");
    controls.button(toolbar, "Reset", () => {
      player.stop();
      Object.assign(state, start());
      drawSurface();
      draw();
    });

    function drawSurface() {
      const cells = grid(plane.range, CELLS);
      const values = Float64Array.from({ length: CELLS * CELLS }, (_, i) => surface().value([cells[2 * i], cells[2 * i + 1]]));
      const top = Math.max(...values);
      const levels = Array.from({ length: 11 }, (_, i) => top * ((i + 0.6) / 11.5) ** 2.4);
      heights.replaceChildren(...levels.map((level) => shape("path", { d: contour(plane, CELLS, values, level) })));
    }

    function draw() {
      const settings = { rate: state.learning_rate, momentum: state.momentum };
      const lines = [], curves = [], said = [];
      curve.view([0, Math.max(10, state.steps)], HEIGHTS);
      for (const [key, name] of optimizers) {
        const path = descend(surface(), key, state.start, settings, state.steps);
        const height = surface().value(path.at(-1));
        const away = path.length <= state.steps || height > 1e3;
        ends[key].textContent = away ? "diverges" : format(height, 4);
        if (!state[box(key)]) continue;
        said.push(`${name} ${away ? "diverges" : format(height, 4)}`);
        const stops = path.slice(1, 60).filter(([x, y]) => Math.max(Math.abs(x), Math.abs(y)) < LIMIT + 0.2);
        lines.push(shape("path", { class: key, d: line(plane, path) }),
          ...stops.map((point) => shape("circle", { class: `${key} stop`, r: 2.2, ...plane.centre(point) })));
        const logs = path.map((point, i) => [i, Math.log10(Math.max(1e-12, surface().value(point)))]);
        curves.push(shape("path", { class: key, d: line(curve, logs) }));
      }
      paths.replaceChildren(...lines);
      curveLayer.replaceChildren(...curves);
      handle.show(state.start);
      const [plain, heavy] = [divergenceThreshold(surface()), divergenceThreshold(surface(), state.momentum)];
      readout.textContent = `The largest curvature at the minimum is λ = ${surface().lambdaMax}. `
        + `Above α = 2/λ = ${format(plain)} SGD moves away from it; with momentum, above 2(1+μ)/λ = ${format(heavy)}.`;
      if (!player.running) frame.say(`Height above the minimum after ${state.steps} steps: ${said.join(", ") || "no optimizer chosen"}.`);
    }

    drawSurface();
    draw();
    controls.show();
    return () => {
      player.stop();
      frame.remove();
    };
  },
};
