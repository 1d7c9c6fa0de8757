// A positional encoding: the waves as clocks with one hand for each place, and how alike two places are.
import { createControls } from "./controls.mjs";
import { createFrame, element, format, legend, startOf } from "./frame.mjs";
import { createPlot, line, shape } from "./plot.mjs";

const [PLACES, FAR] = [64, 10];
const names = ["features", "base", "place", "other"];
const BASES = [2, 10, 100, 1000, 10000, 100000];
const [MOST, RADIUS, ACROSS] = [16, 20, 8]; // clocks that are drawn, their size, how many in a row

// ω_i = base^(−2i / features) for each pair of features
export function frequencies(features, base) {
  return Array.from({ length: features / 2 }, (_, i) => base ** ((-2 * i) / features));
}

// e[2i] = sin(ω_i t), e[2i + 1] = cos(ω_i t)
export function encoding(t, features, base) {
  return frequencies(features, base).flatMap((omega) => [Math.sin(omega * t), Math.cos(omega * t)]);
}

// The product of the encodings of two places, divided by its largest value, features / 2.
export function likeness(s, t, features, base) {
  const [a, b] = [encoding(s, features, base), encoding(t, features, base)];
  return a.reduce((sum, each, i) => sum + each * b[i], 0) / (features / 2);
}

export default {
  render({ model, el }) {
    const start = () => startOf(model, names);
    const state = start();
    const frame = createFrame(el, model);
    const [left, right] = frame.columns();
    const plot = createPlot(left, { label: "Likeness of one place to all others", x: [0, PLACES - 1], y: [-1.05, 1.05], height: 300, xName: "other place", yName: "likeness" });
    const curves = plot.layer();
    const height = 2 * (2 * RADIUS + 10);
    const clocks = shape("svg", { viewBox: `0 0 ${ACROSS * (2 * RADIUS + 6)} ${height}`, role: "img" });
    left.append(element("div", { class: "explorable-plot clocks" }, clocks), legend(["learnt", "place"], ["unseen", "other place"]));
    const controls = createControls(state, draw);
    controls.slider(right, "features", { name: "features n", min: 2, max: 64, step: 2 });
    controls.slider(right, "base", { name: "base", values: BASES, text: (value) => value.toLocaleString("en") });
    controls.slider(right, "place", { name: "place", min: 0, max: PLACES - 1, step: 1 });
    controls.slider(right, "other", { name: "other place", min: 0, max: PLACES - 1, step: 1 });
    const readout = controls.readoutAndReset(right, start);

    function draw() {
      const { features, base, place, other } = state;
      const all = Array.from({ length: PLACES }, (_, t) => [t, likeness(place, t, features, base)]);
      const strangers = all.filter(([t]) => Math.abs(t - place) > FAR);
      const nearest = strangers.reduce((best, each) => (each[1] > best[1] ? each : best));
      curves.replaceChildren(shape("path", { class: "curve", "stroke-dasharray": "2 4", d: line(plot, [[0, 0], [PLACES - 1, 0]]) }),
        shape("path", { class: "loss learnt", d: line(plot, all) }),
        ...all.map((point) => shape("circle", { class: "class-0", r: 2.5, ...plot.centre(point) })),
        shape("circle", { class: "class-0", r: 6, ...plot.centre([place, 1]) }),
        shape("circle", { class: "class-1", r: 6, ...plot.centre(all[other]) }));

      const omegas = frequencies(features, base);
      const shown = Array.from({ length: Math.min(MOST, omegas.length) }, (_, i) => Math.round((i * (omegas.length - 1)) / Math.max(1, Math.min(MOST, omegas.length) - 1)));
      clocks.replaceChildren(...shown.flatMap((pair, i) => {
        const [x, y] = [(i % ACROSS) * (2 * RADIUS + 6) + RADIUS + 3, Math.floor(i / ACROSS) * (2 * RADIUS + 8) + RADIUS + 4];
        const hand = (t, kind) => shape("path", { class: `loss ${kind}`,
          d: `M${x} ${y}L${(x + RADIUS * Math.sin(omegas[pair] * t)).toFixed(1)} ${(y - RADIUS * Math.cos(omegas[pair] * t)).toFixed(1)}` });
        return [shape("circle", { class: "box", cx: x, cy: y, r: RADIUS }), hand(place, "learnt"), hand(other, "unseen")];
      }));
      clocks.setAttribute("aria-label", `${shown.length} of ${omegas.length} waves as clocks, the fastest first; each has a hand for either place`);
      const words = `Places ${place} and ${other}: likeness ${format(all[other][1], 3)}`;
      readout.replaceChildren(element("strong", {}, words), element("br"), `distance ${Math.abs(place - other)}, ${omegas.length} ${omegas.length === 1 ? "wave" : "waves"}`,
        element("br"), `most alike more than ${FAR} away: place ${nearest[0]}, ${format(nearest[1], 3)}`);
      frame.say(`${words}. Most alike of those more than ${FAR} away is place ${nearest[0]}, ${format(nearest[1], 3)}.`);
    }

    controls.show();
    draw();
    return frame.remove;
  },
};
