// A computational graph, walked forward and back one node at a time. Exports its mathematics for the tests.
import { createControls } from "./controls.mjs";
import { createFrame, element, format } from "./frame.mjs";
import { shape } from "./plot.mjs";

// What a node can do: its value, its slope along each of its inputs, and how both are written.
export const operations = {
  multiply: { sign: "×", value: (a, b) => a * b, slopes: (a, b) => [b, a], words: (a, b) => `${a} · ${b}` },
  add: { sign: "+", value: (a, b) => a + b, slopes: () => [1, 1], words: (a, b) => `${a} + ${b}` },
  subtract: { sign: "−", value: (a, b) => a - b, slopes: () => [1, -1], words: (a, b) => `${a} − ${b}` },
  tanh: { sign: "tanh", value: Math.tanh, slopes: (a) => [1 - Math.tanh(a) ** 2], words: (a) => `tanh ${a}` },
  relu: { sign: "relu", value: (a) => Math.max(a, 0), slopes: (a) => [a > 0 ? 1 : 0], words: (a) => `relu ${a}` },
  square: { sign: "²", value: (a) => a * a, slopes: (a) => [2 * a], words: (a) => `${a}²` },
};

// inputs: name → [value, column, row]; nodes, in the order in which they can be computed: [name, operation, made of, column, row].
export const graphs = {
  "one neuron": {
    formula: "L = (tanh(w·x + b) − t)²",
    inputs: { x: [1.5, 0, 0], w: [0.8, 0, 1], b: [-0.5, 1, 1], t: [1, 3, 1] },
    nodes: [["p", "multiply", ["w", "x"], 1, 0], ["z", "add", ["p", "b"], 2, 0], ["a", "tanh", ["z"], 3, 0], ["e", "subtract", ["a", "t"], 4, 0],
      ["L", "square", ["e"], 5, 0]],
  },
  "a value used twice": {
    formula: "L = p·(p + a) with p = a·b",
    inputs: { a: [2, 0, 0], b: [1.5, 0, 1] },
    nodes: [["p", "multiply", ["a", "b"], 1, 1], ["s", "add", ["a", "p"], 2, 0], ["L", "multiply", ["s", "p"], 3, 0.5]],
  },
  "two units": {
    formula: "L = (relu(w₁·x) + relu(w₂·x) − t)²",
    inputs: { "w₁": [1.2, 0, 0], x: [0.5, 0, 1], "w₂": [-0.8, 0, 2], t: [1, 3, 2] },
    nodes: [["z₁", "multiply", ["w₁", "x"], 1, 0], ["z₂", "multiply", ["w₂", "x"], 1, 2], ["h₁", "relu", ["z₁"], 2, 0], ["h₂", "relu", ["z₂"], 2, 2],
      ["y", "add", ["h₁", "h₂"], 3, 1], ["e", "subtract", ["y", "t"], 4, 1], ["L", "square", ["e"], 5, 1]],
  },
};

// The value of every node, name → number.
export function forward(graph, inputs) {
  const values = { ...inputs };
  for (const [name, operation, madeOf] of graph.nodes) values[name] = operations[operation].value(...madeOf.map((each) => values[each]));
  return values;
}

// The gradients after each node's turn, from the last node to the first: [{ node, sent: [[to, gradient, slope], …], grads: name → number }, …].
export function backward(graph, values) {
  const grads = { L: 1 };
  return [...graph.nodes].reverse().map(([name, operation, madeOf]) => {
    const slopes = operations[operation].slopes(...madeOf.map((each) => values[each]));
    const sent = madeOf.map((to, i) => [to, grads[name] * slopes[i], slopes[i]]);
    for (const [to, grad] of sent) grads[to] = (grads[to] ?? 0) + grad;
    return { node: name, sent, grads: { ...grads } };
  });
}

// Where the walk stands at a step: how many nodes have their value, and how many have sent their gradient back.
export function position(graph, step) {
  const n = graph.nodes.length;
  return { computed: Math.min(step, n), seeded: step > n, sent: Math.max(0, step - n - 1), last: 2 * n + 1 };
}

const [RADIUS, NARROW] = [25, 560]; // px of the drawing; below this width of the figure the graph runs from top to bottom

export default {
  render({ model, el }) {
    const start = () => ({ graph: model.get("graph"), step: model.get("step") });
    const state = start();
    let inputs;
    const frame = createFrame(el, model);
    const picture = shape("svg", { role: "group", "aria-label": "The graph, with a number in every node" });
    const drawing = shape("g", { role: "slider", tabindex: 0, "aria-label": "Step of the walk: arrow keys go forward and back", "aria-valuemin": 0 });
    picture.append(drawing);
    const walk = element("p", { class: "explorable-readout wide" });
    const [toolbar, choice, sliders] = [element("div", { class: "explorable-toolbar" }), element("div"), element("div", { class: "explorable-settings" })];
    frame.body.append(toolbar, element("div", { class: "explorable-plot graph" }, picture),
      element("p", { class: "explorable-legend" }, "In a circle: the value. In bold: the gradient, how fast L changes with this value. On an edge: the local slope."), walk, choice, sliders);

    const controls = createControls(state, (key) => {
      if (key === "graph") changeGraph();
      draw();
    });
    const go = (step) => {
      state.step = Math.min(position(graphs[state.graph], 0).last, Math.max(0, step));
      draw();
    };
    controls.button(toolbar, "Step", () => go(state.step + 1), "primary");
    controls.button(toolbar, "Back", () => go(state.step - 1));
    controls.button(toolbar, "To the loss", () => go(graphs[state.graph].nodes.length));
    controls.button(toolbar, "To the end", () => go(Infinity));
    controls.button(toolbar, "Reset", () => {
      Object.assign(state, start());
      changeGraph(model.get("inputs"));
      draw();
    });
    controls.select(choice, "graph", { name: "graph", options: Object.entries(graphs).map(([name, { formula }]) => [name, `${name}: ${formula}`]) });
    drawing.addEventListener("keydown", (event) => {
      const to = { ArrowRight: state.step + 1, ArrowDown: state.step + 1, ArrowLeft: state.step - 1, ArrowUp: state.step - 1, Home: 0, End: Infinity }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      go(to);
    });

    function changeGraph(values = []) {
      const names = Object.entries(graphs[state.graph].inputs);
      inputs = Object.fromEntries(names.map(([name, [value]], i) => [name, values[i] ?? value]));
      state.step = Math.min(state.step, position(graphs[state.graph], 0).last);
      sliders.replaceChildren();
      const panel = createControls(inputs, draw);
      for (const [name] of names) panel.slider(sliders, name, { name: `input ${name}`, min: -3, max: 3, step: 0.1, text: (value) => format(value, 1) });
      panel.show();
    }

    function draw() {
      const graph = graphs[state.graph];
      const values = forward(graph, inputs);
      const turns = backward(graph, values);
      const at = position(graph, state.step);
      const grads = at.sent ? turns[at.sent - 1].grads : at.seeded ? { L: 1 } : {};
      const shown = new Set([...Object.keys(inputs), ...graph.nodes.slice(0, at.computed).map(([name]) => name)]);
      const turn = at.sent ? turns[at.sent - 1].node : at.seeded ? "" : at.computed ? graph.nodes[at.computed - 1][0] : "";
      drawGraph(graph, { values, grads, shown, turn, turns: turns.slice(0, at.sent) });
      const words = sentence(graph, values, turns, at);
      walk.replaceChildren(element("strong", {}, `Step ${state.step} of ${at.last}. `), words);
      drawing.setAttribute("aria-valuenow", state.step);
      drawing.setAttribute("aria-valuemax", at.last);
      drawing.setAttribute("aria-valuetext", `${state.step} of ${at.last}: ${words}`);
      frame.say(`Step ${state.step} of ${at.last}. ${words}`);
    }

    function drawGraph(graph, { values, grads, shown, turn, turns }) {
      const upright = el.clientWidth > 0 && el.clientWidth < NARROW;
      const places = { ...graph.inputs, ...Object.fromEntries(graph.nodes.map(([name, , , column, row]) => [name, [0, column, row]])) };
      const all = Object.values(places);
      const [columns, rows] = [1, 2].map((i) => Math.max(...all.map((each) => each[i])));
      const place = (name) => {
        const [, column, row] = places[name];
        return upright ? [58 + row * (rows > 1 ? 108 : 180), 32 + 92 * column] : [60 + (column * 640) / columns, 50 + 118 * row];
      };
      picture.setAttribute("viewBox", upright ? `0 0 346 ${64 + 92 * columns}` : `0 0 760 ${118 + 118 * rows}`);
      const text = (words, [x, y], attributes) => shape("text", { x: x.toFixed(1), y: y.toFixed(1), "aria-hidden": "true", ...attributes }, words);
      const [edges, nodes] = [shape("g"), shape("g")];
      for (const [name, operation, madeOf] of graph.nodes) {
        const sent = turns.find((each) => each.node === name);
        madeOf.forEach((from, i) => {
          const [[x1, y1], [x2, y2]] = [place(from), place(name)];
          const length = Math.hypot(x2 - x1, y2 - y1);
          const [u, v] = [(x2 - x1) / length, (y2 - y1) / length];
          const ends = [[x1 + RADIUS * u, y1 + RADIUS * v], [x2 - RADIUS * u, y2 - RADIUS * v]];
          edges.append(shape("path", { class: sent ? "edge back" : shown.has(name) ? "edge" : "edge waiting", d: `M${ends[0].map((each) => each.toFixed(1))}L${ends[1].map((each) => each.toFixed(1))}` }));
          const tip = sent ? ends[0] : ends[1];
          const angle = (Math.atan2(v, u) * 180) / Math.PI + (sent ? 180 : 0);
          edges.append(shape("path", { class: sent ? "tip back" : "tip", d: "M0 0L-9 -4.5L-9 4.5z", transform: `translate(${tip.map((each) => each.toFixed(1))}) rotate(${angle.toFixed(1)})` }));
          if (sent) {
            const [x, y] = [(x1 + x2) / 2, (y1 + y2) / 2];
            const straightDown = Math.abs(u) < 0.1;
            edges.append(text(`× ${format(sent.sent[i][2])}`, straightDown ? [x - 7, y + 5] : [x, y - 8], { class: "slope", "text-anchor": straightDown ? "end" : "middle" }));
          }
        });
        nodes.append(node(name, operations[operation].sign, place(name)));
      }
      for (const name of Object.keys(graph.inputs)) nodes.append(node(name, "", place(name)));
      drawing.replaceChildren(edges, nodes);

      function node(name, sign, [x, y]) {
        const known = shown.has(name);
        const group = shape("g", { class: `node ${name === turn ? "turn" : ""} ${known ? "" : "waiting"}` }, shape("circle", { cx: x, cy: y, r: RADIUS }),
          text(known ? format(values[name]) : "", [x, y + 5], { "text-anchor": "middle", class: "value" }),
          text(sign ? `${name}  ${sign}` : name, upright ? [x + RADIUS + 5, y - 4] : [x, y - RADIUS - 7], { "text-anchor": upright ? "start" : "middle", class: "name" }));
        if (grads[name] !== undefined) {
          group.append(text(upright ? format(grads[name]) : `grad ${format(grads[name])}`, upright ? [x + RADIUS + 5, y + 15] : [x, y + RADIUS + 17], { "text-anchor": upright ? "start" : "middle", class: "grad" }));
        }
        return group;
      }
    }

    function sentence(graph, values, turns, at) {
      if (at.sent) {
        const { node, sent, grads } = turns[at.sent - 1];
        const before = at.sent > 1 ? turns[at.sent - 2].grads : { L: 1 };
        const parts = sent.map(([to, grad, slope]) => `${bracket(before[node])} · ${bracket(slope)} = ${format(grad)} to ${to}${before[to] === undefined ? "" : `, which had ${format(before[to])} and now has ${format(grads[to])}`}`);
        return `Back through ${node}: it sends ${parts.join(", and ")}.`;
      }
      if (at.seeded) return "The way back begins: the loss changes with itself at the rate 1.";
      if (!at.computed) return "The inputs are set; nothing has been computed.";
      const [name, operation, madeOf] = graph.nodes[at.computed - 1];
      return `Forward: ${name} = ${operations[operation].words(...madeOf.map((each) => bracket(values[each])))} = ${format(values[name])}.`;
    }

    changeGraph(model.get("inputs"));
    controls.show();
    const observer = new ResizeObserver(() => draw());
    observer.observe(el);
    draw();
    return () => {
      observer.disconnect();
      frame.remove();
    };
  },
};

const bracket = (value) => (value < 0 ? `(${format(value)})` : format(value));
