// Train a network in the page: data, network and optimizer are the reader's choice. Its mathematics is in training.mjs.
import { activations } from "./activations.mjs";
import { createControls } from "./controls.mjs";
import { createDiagram } from "./diagram.mjs";
import { createFrame, createPlayer, element, format, legend, prefersStillness, startOf } from "./frame.mjs";
import { createHandle } from "./handle.mjs";
import { forward } from "./network.mjs";
import { contour, createPlot, grid, line, mark, shape, tint } from "./plot.mjs";
import { createData, createTraining, evaluate, kinds, trainEpoch } from "./training.mjs";

const CELLS = 40;
const BURST = 100; // epochs at one press of the button, for readers who prefer no motion

const names = ["data", "layers", "units", "activation", "optimizer", "learning_rate", "batch_size", "l2", "seed"];
const needsRestart = ["layers", "units", "activation", "optimizer"];
const learningRates = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3];
const batchSizes = [1, 4, 10, 20, 50, 100, 200];
const penalties = [0, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1];

export default {
  render({ model, el }) {
    const start = () => ({ ...startOf(model, names), label: "1" });
    const state = start();
    let points, test, training, history, cursor;

    const frame = createFrame(el, model);
    const player = createPlayer(() => advance(1));
    const controls = createControls(state, changed);
    const toolbar = element("div", { class: "explorable-toolbar" });
    frame.body.append(toolbar);
    const [left, right] = frame.columns();
    const settings = element("div", { class: "explorable-settings" });
    frame.body.append(settings);

    controls.button(toolbar, () => (player.running ? "Pause" : prefersStillness() ? `Train ${BURST} epochs` : "Train"), toggle, "primary");
    controls.button(toolbar, "One epoch", () => {
      player.stop();
      advance(1);
    });
    controls.button(toolbar, "Other weights", () => {
      state.seed += 1;
      restart();
    });
    controls.button(toolbar, "Reset", reset);
    const readout = element("p", { class: "explorable-readout wide" });
    toolbar.append(readout);

    const plane = createPlot(left, { label: "The plane of the points, coloured by the network's output", x: [0, 1], y: [0, 1],
      xName: "x₁", yName: "x₂", fill: true });
    const [boundary, dots] = [plane.layer(), plane.layer()];
    const handle = createHandle(plane, {
      name: "Cursor for new points: arrow keys move it, Enter adds a point, Delete removes the nearest",
      words: ([a, b]) => `x₁ ${format(a)}, x₂ ${format(b)}`,
      move(place) {
        cursor = place;
        handle.show(cursor);
      },
      press(key) {
        if (key === "Enter" || key === " ") add(cursor);
        else removeNearest(cursor);
        return true;
      },
      click: add,
    });
    const diagram = createDiagram(right, CELLS);
    const curve = createPlot(right, { label: "Loss after every epoch", x: [0, 50], y: [0, 1], xName: "epochs", yName: "loss", height: 170,
      tickText: (v) => format(v, 1), tickCount: 3 });
    const curveLayer = curve.layer();
    right.append(legend(["learnt", "points it learns from"], ["unseen", "new points"]));

    controls.select(settings, "data", { name: "data", options: Object.keys(kinds).map((name) => [name, name]) });
    controls.select(settings, "label", { name: "a click adds", options: [["1", "▲ orange"], ["0", "● blue"]] });
    controls.slider(settings, "layers", { name: "hidden layers", min: 0, max: 3, step: 1 });
    controls.slider(settings, "units", { name: "units in each", min: 1, max: 8, step: 1 });
    const functions = ["tanh", "relu", "sigmoid"].map((key) => [key, activations[key].name]);
    controls.select(settings, "activation", { name: "activation", options: functions });
    controls.select(settings, "optimizer", { name: "optimizer", options: [["sgd", "SGD"], ["adam", "Adam"]] });
    controls.slider(settings, "learning_rate", { name: "learning rate", values: learningRates });
    controls.slider(settings, "batch_size", { name: "batch size", values: batchSizes });
    controls.slider(settings, "l2", { name: "L2 penalty", values: penalties });

    function restart() {
      training = createTraining(state);
      history = { learnt: [], unseen: [] };
      record();
      draw();
    }

    function newData() {
      const { x, y } = kinds[state.data];
      ({ points, test } = createData(state.data));
      plane.view(x, y);
      cursor = [(x[0] + x[1]) / 2, (y[0] + y[1]) / 2];
      handle.show(cursor);
      drawPoints();
    }

    function reset() {
      player.stop();
      Object.assign(state, start());
      newData();
      restart();
    }

    function changed(key) {
      if (key === "data") newData();
      if (key === "data" || needsRestart.includes(key)) restart();
      else draw();
    }

    function toggle() {
      if (player.running) player.stop();
      else if (prefersStillness()) advance(BURST);
      else player.start();
      draw();
    }

    function add([x, y]) {
      points = { x: Float64Array.from([...points.x, x, y]), labels: Float64Array.from([...points.labels, Number(state.label)]) };
      drawPoints();
      draw();
    }

    function removeNearest([x, y]) {
      if (!points.labels.length) return;
      const distances = Array.from(points.labels, (_, i) => Math.hypot(points.x[2 * i] - x, points.x[2 * i + 1] - y));
      const nearest = distances.indexOf(Math.min(...distances));
      points = { x: points.x.filter((_, i) => i >> 1 !== nearest), labels: points.labels.filter((_, i) => i !== nearest) };
      drawPoints();
      draw();
    }

    function record() {
      if (points.labels.length) history.learnt.push([training.epochs, evaluate(training, points).loss]);
      if (test.labels.length) history.unseen.push([training.epochs, evaluate(training, test).loss]);
    }

    function advance(epochs) {
      if (!points.labels.length) player.stop();
      for (let i = 0; i < epochs && points.labels.length; i++) {
        trainEpoch(training, points, state);
        record();
      }
      draw();
    }

    function drawPoints() {
      const { x, labels } = points;
      dots.replaceChildren(...Array.from(labels, (label, i) => mark(label, plane.x(x[2 * i]), plane.y(x[2 * i + 1]), 3.5)));
    }

    function draw() {
      const cells = grid(plane.range, CELLS);
      const layers = forward(training.network, cells, CELLS * CELLS);
      const logits = layers.at(-1).z;
      tint(plane.canvas, CELLS, logits.map((z) => Math.tanh(z / 2))); // 2 σ(z) − 1
      boundary.replaceChildren(shape("path", { class: "boundary", d: contour(plane, CELLS, logits, 0) }));
      diagram.draw(training.network, cells, layers);
      handle.node.setAttribute("data-class", state.label);
      drawCurve();
      say();
    }

    function drawCurve() {
      const losses = [...history.learnt, ...history.unseen].map(([, loss]) => loss);
      curve.view([0, Math.max(50, training.epochs)], [0, Math.min(3, Math.max(0.8, ...losses.map((loss) => 1.05 * loss)))]);
      const thinned = (list) => list.filter((_, i) => i % Math.ceil(list.length / 400) === 0 || i === list.length - 1);
      curveLayer.replaceChildren(shape("path", { class: "loss unseen", d: line(curve, thinned(history.unseen)) }),
        shape("path", { class: "loss learnt", d: line(curve, thinned(history.learnt)) }));
    }

    function say() {
      if (!points.labels.length) {
        readout.textContent = "No points yet: click into the plane, or move the cursor with the arrow keys and press Enter.";
      } else {
        const measured = (data) => {
          const { loss, accuracy } = evaluate(training, data);
          return `loss ${format(loss, 3)}, ${format(100 * accuracy, 1)}% right`;
        };
        const unseen = test.labels.length ? `; on new points ${measured(test)}` : "";
        readout.textContent = `epoch ${training.epochs}: ${measured(points)}${unseen}`;
      }
      if (!player.running) frame.say(readout.textContent); // while it trains, a screen reader is left in peace
    }

    reset();
    controls.show();
    return () => {
      player.stop();
      frame.remove();
    };
  },
};
