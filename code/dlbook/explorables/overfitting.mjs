// Over- and underfitting: a polynomial through noisy points, and its errors on them and on new points for every degree.
import { createControls } from "./controls.mjs";
import { createFrame, element, format, legend, startOf } from "./frame.mjs";
import { createPlot, line, shape } from "./plot.mjs";
import { errors, fit, predict, sample, truth } from "./polynomial.mjs";

const HIGHEST = 18; // degree
const NEW = 400; // new points, on which the error is measured
const HEIGHT = [-3, 1]; // powers of ten of the errors that are shown
const names = ["degree", "points", "noise", "penalty", "seed"];
const penalties = [0, 1e-6, 1e-5, 1e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1];

export default {
  render({ model, el }) {
    const start = () => startOf(model, names);
    const state = start();
    let curves; // the errors for every degree, and what they were computed from
    const frame = createFrame(el, model);
    const [left, right] = frame.columns();
    const settings = element("div", { class: "explorable-settings" });
    const toolbar = element("div", { class: "explorable-toolbar" });
    frame.body.append(settings, toolbar);

    const plane = createPlot(left, { label: "The points, the curve they come from and the polynomial", x: [-1, 1], y: [-2, 2], xName: "x", yName: "y",
      height: 300 });
    const layer = plane.layer();
    left.append(legend(["learnt", "the polynomial"], ["unseen", "the curve behind the points"]));
    const chart = createPlot(right, { label: "Mean squared error for every degree", x: [0, HIGHEST], y: HEIGHT, xName: "degree",
      yName: "mean squared error", height: 300, tickText: (power) => (Number.isInteger(power) ? String(10 ** power) : "") });
    const chartLayer = chart.layer();
    right.append(legend(["learnt", "points it learns from"], ["unseen", "new points"]));

    const controls = createControls(state, draw);
    controls.slider(settings, "degree", { name: "degree", min: 0, max: HIGHEST, step: 1 });
    controls.slider(settings, "points", { name: "points to learn from", min: 5, max: 80, step: 1 });
    controls.slider(settings, "noise", { name: "noise", min: 0, max: 1, step: 0.05, text: (value) => format(value) });
    controls.slider(settings, "penalty", { name: "L2 penalty λ", values: penalties });
    controls.button(toolbar, "Other points", () => {
      state.seed += 1;
      draw();
    });
    controls.reset(toolbar, start);
    const readout = element("p", { class: "explorable-readout wide" });
    toolbar.append(readout);

    function measure() {
      const { points, noise, penalty, seed } = state;
      const key = [points, noise, penalty, seed].join();
      if (curves?.key === key) return;
      const [train, fresh] = [sample(points, noise, seed), sample(NEW, noise, 1000 + seed)];
      curves = { key, train, all: Array.from({ length: HIGHEST + 1 }, (_, degree) => errors(train, fresh, degree, penalty)) };
    }

    function draw() {
      measure();
      const { degree, penalty } = state;
      const { x, y } = curves.train;
      const weights = fit(x, y, degree, penalty);
      const along = Array.from({ length: 301 }, (_, i) => i / 150 - 1);
      layer.replaceChildren(shape("path", { class: "loss unseen", d: line(plane, along.map((at) => [at, truth(at)])) }),
        shape("path", { class: "loss learnt", d: line(plane, along.map((at) => [at, predict(weights, at)])) }),
        ...Array.from(x, (at, i) => shape("circle", { class: "class-1", r: 4, ...plane.centre([at, y[i]]) })));

      const power = (value) => Math.max(HEIGHT[0], Math.min(HEIGHT[1], Math.log10(value)));
      const path = (part) => curves.all.map((each, i) => [i, power(each[part])]);
      const here = [[degree, HEIGHT[0]], [degree, HEIGHT[1]]];
      chartLayer.replaceChildren(shape("path", { class: "curve", "stroke-dasharray": "2 4", d: line(chart, here) }),
        shape("path", { class: "loss learnt", d: line(chart, path("train")) }),
        shape("path", { class: "loss unseen", d: line(chart, path("fresh")) }),
        shape("circle", { class: "class-0", r: 5, ...chart.centre(path("train")[degree]) }),
        shape("circle", { class: "class-1", r: 5, ...chart.centre(path("fresh")[degree]) }));
      const { train, fresh } = curves.all[degree];
      const best = curves.all.reduce((low, each, i) => (each.fresh < curves.all[low].fresh ? i : low), 0);
      readout.replaceChildren(`error on the points it learns from: ${format(train, 3)}`, element("br"),
        element("strong", {}, `error on new points: ${format(fresh, 3)}`), element("br"),
        `noise alone would give ${format(state.noise ** 2, 3)}; the best degree here is ${best}`);
      frame.say(`Degree ${degree}: error ${format(train, 3)} on the points it learns from, ${format(fresh, 3)} on new points. `
        + `The best degree is ${best}.`);
    }

    controls.show();
    draw();
    return frame.remove;
  },
};
