// Attention among five words: queries and keys are points of a plane, and the map shows who looks at whom.
import { createControls } from "./controls.mjs";
import { createFrame, element, format, legend } from "./frame.mjs";
import { createHandle } from "./handle.mjs";
import { createPlot, shape } from "./plot.mjs";

const LIMIT = 3;
const [CELL, SIDE, TOP, ANSWER] = [46, 62, 40, 66]; // the map, in units of its drawing

// Shares of attention, row by row: softmax(sharpness · q·k / √d) over the keys that a query may look at, and the mean of the values in them.
export function attention({ queries, keys, values, sharpness, causal }) {
  const shares = queries.map((q, i) => {
    const scores = keys.map((k) => (sharpness * q.reduce((sum, each, a) => sum + each * k[a], 0)) / Math.sqrt(q.length));
    const seen = scores.map((_, j) => !causal || j <= i);
    const largest = Math.max(...scores.filter((_, j) => seen[j]));
    const powers = scores.map((score, j) => (seen[j] ? Math.exp(score - largest) : 0));
    const total = powers.reduce((a, b) => a + b, 0);
    return powers.map((power) => power / total);
  });
  return { shares, answers: shares.map((row) => row.reduce((sum, share, j) => sum + share * values[j], 0)) };
}

export default {
  render({ model, el }) {
    const [words, values] = [model.get("words"), model.get("values")];
    const n = words.length;
    const copy = (rows) => rows.map((row) => [...row]);
    const start = () => ({ queries: copy(model.get("query_points")), keys: copy(model.get("key_points")), values, moved: model.get("moved"),
      word: String(model.get("word")), sharpness: model.get("sharpness"), causal: model.get("causal") });
    const state = start();
    const frame = createFrame(el, model);
    const [left, right] = frame.columns();
    const plane = createPlot(left, { label: "The keys of all words, and the query of one", x: [-LIMIT, LIMIT], y: [-LIMIT, LIMIT],
      xName: "first number", yName: "second number" });
    const arrows = plane.layer();
    const names = plane.overlay({ class: "tag" });
    const controls = createControls(state, draw);
    const vectors = () => (state.moved === "query" ? state.queries : state.keys);
    const handle = createHandle(plane, { name: "Query or key", words: (at) => `${state.moved} of ${words[state.word]}: ${at.map((v) => format(v)).join(", ")}`,
      move: (place) => {
        vectors()[state.word] = place;
        draw();
      } });
    left.append(legend(["learnt", "key"], ["unseen", "query of the chosen word"]));

    const [width, height] = [SIDE + n * CELL + ANSWER, TOP + n * CELL + 6];
    const map = shape("svg", { viewBox: `0 0 ${width} ${height}`, role: "img" });
    right.append(element("div", { class: "explorable-plot map" }, map));
    controls.select(right, "word", { name: "word", options: words.map((word, i) => [String(i), word]) });
    controls.select(right, "moved", { name: "move its", options: [["query", "query"], ["key", "key"]] });
    controls.slider(right, "sharpness", { name: "sharpness s", min: 0, max: 8, step: 0.25, text: (value) => format(value) });
    controls.checkbox(right, "causal", { name: "causal mask", content: [element("span", { class: "words" }, "causal mask: no word sees a later one")] });
    const readout = controls.readoutAndReset(right, start);

    function arrow([x, y], kind) {
      return shape("path", { class: `loss ${kind}`, d: `M${plane.x(0)} ${plane.y(0)}L${plane.x(x).toFixed(1)} ${plane.y(y).toFixed(1)}` });
    }

    function draw() {
      const chosen = Number(state.word);
      const { shares, answers } = attention(state);
      arrows.replaceChildren(...state.keys.map((key) => arrow(key, "learnt")), arrow(state.queries[chosen], "unseen"),
        ...state.keys.map((key) => shape("circle", { class: "class-0", r: 4, ...plane.centre(key) })),
        shape("circle", { class: "class-1", r: 6, ...plane.centre(state.queries[chosen]) }));
      const name = (word, [x, y]) => shape("text", { x: plane.x(x) + 8, y: plane.y(y) - 8, "text-anchor": x > LIMIT / 2 ? "end" : "start" }, word);
      names.replaceChildren(...state.keys.map((key, i) => name(words[i], key)), name(`${words[chosen]}?`, state.queries[chosen]));
      handle.show(vectors()[chosen]);

      const text = (words, x, y, kind = "") => shape("text", { x, y, "text-anchor": "middle", class: kind }, words);
      const parts = [text("answer", SIDE + n * CELL + ANSWER / 2, TOP - 8)];
      shares.forEach((row, i) => {
        const y = TOP + i * CELL;
        parts.push(text(words[i], SIDE / 2, y + CELL / 2 + 4, i === chosen ? "chosen" : ""),
          text(words[i], SIDE + (i + 0.5) * CELL, TOP - 22), text(format(values[i], 0), SIDE + (i + 0.5) * CELL, TOP - 8, "quiet"),
          text(format(answers[i], 1), SIDE + n * CELL + ANSWER / 2, y + CELL / 2 + 4, i === chosen ? "chosen" : ""));
        row.forEach((share, j) => {
          const x = SIDE + j * CELL;
          const hidden = state.causal && j > i;
          parts.push(shape("rect", { x, y, width: CELL, height: CELL, class: "share", "fill-opacity": (0.62 * share).toFixed(3) }),
            text(hidden ? "–" : share.toFixed(2), x + CELL / 2, y + CELL / 2 + 4));
        });
      });
      parts.push(shape("rect", { x: SIDE, y: TOP + chosen * CELL, width: n * CELL, height: CELL, class: "chosen-row" }));
      map.replaceChildren(...parts);
      const best = shares[chosen].indexOf(Math.max(...shares[chosen]));
      const summary = `“${words[chosen]}” looks most at “${words[best]}” (${format(shares[chosen][best])}); its answer is ${format(answers[chosen], 1)}`;
      map.setAttribute("aria-label", `Attention map of ${n} words. ${summary}.`);
      readout.replaceChildren(summary);
      frame.say(`${summary}.`);
    }

    controls.show();
    draw();
    return frame.remove;
  },
};
