// A network as a diagram: every unit a small picture of what it answers over the plane, every weight a line, thick if it is large.
import { element } from "./frame.mjs";
import { box, shape, tint } from "./plot.mjs";

const [WIDTH, HEIGHT, TILE] = [380, 330, 34];

// Returns draw(network, cells, layers): cells are the points of the plane (as from `grid`), layers what `forward` made of them.
export function createDiagram(parent, nCells) {
  const lines = shape("g");
  const frames = shape("g", { class: "frames" });
  const svg = shape("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img" }, lines, frames);
  const tiles = element("div", { class: "tiles", "aria-hidden": "true" });
  parent.append(element("div", { class: "explorable-plot diagram" }, svg, tiles));
  let drawn = "";

  const centre = (sizes, layer, unit) => {
    const gap = Math.min(52, (HEIGHT - 30) / sizes[layer]);
    return [30 + (layer * (WIDTH - 60)) / (sizes.length - 1), HEIGHT / 2 + (unit - (sizes[layer] - 1) / 2) * gap];
  };

  function layOut(sizes) {
    const places = sizes.flatMap((n, layer) => Array.from({ length: n }, (_, unit) => centre(sizes, layer, unit)));
    const corner = ([x, y]) => [x - TILE / 2, y - TILE / 2];
    tiles.replaceChildren(...places.map((place) => element("canvas", { style: box(...corner(place), TILE, TILE, WIDTH, HEIGHT) })));
    frames.replaceChildren(...places.map(([x, y]) => shape("rect", { x: x - TILE / 2, y: y - TILE / 2, width: TILE, height: TILE })),
      ...[["x₁", 0, 0], ["x₂", 0, 1], ["output", sizes.length - 1, 0]].map(([words, layer, unit]) => {
        const [x, y] = centre(sizes, layer, unit);
        return shape("text", { x, y: y - TILE / 2 - 5, "text-anchor": "middle" }, words);
      }));
    const hidden = sizes.length > 2 ? `hidden layers of ${sizes.slice(1, -1).join(", ")} units` : "no hidden layer";
    svg.setAttribute("aria-label", `Two inputs, ${hidden}, one output; each unit shows its answer over the plane`);
  }

  function edge(w, [x1, y1], [x2, y2]) {
    const [middle, width] = [(x1 + x2) / 2, 0.4 + 5 * Math.min(1, Math.abs(w) / 4)];
    return shape("path", { class: w < 0 ? "negative" : "positive", "stroke-width": width.toFixed(2),
      d: `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}` });
  }

  function draw({ sizes, activation, params }, cells, layers) {
    if (drawn !== sizes.join()) layOut(sizes);
    drawn = sizes.join();
    const edges = [];
    let next = 0;
    for (let layer = 0; layer < sizes.length; layer++) {
      const kind = layer === 0 ? "input" : layer === sizes.length - 1 ? "logit" : activation;
      const answers = layer === 0 ? cells : layers[layer - 1].y;
      for (let unit = 0; unit < sizes[layer]; unit++) {
        const own = Float64Array.from({ length: nCells * nCells }, (_, i) => answers[i * sizes[layer] + unit]);
        tint(tiles.children[next++], nCells, scaled(kind, own));
        for (let from = 0; layer > 0 && from < sizes[layer - 1]; from++) {
          edges.push(edge(params[2 * layer - 2][from * sizes[layer] + unit], centre(sizes, layer - 1, from), centre(sizes, layer, unit)));
        }
      }
    }
    lines.replaceChildren(...edges);
  }

  return { draw };
}

// Brings a unit's answers between −1 and 1 for the colours; a logit z as 2 σ(z) − 1.
function scaled(kind, values) {
  const largest = values.reduce((a, b) => Math.max(a, Math.abs(b)), 1e-9);
  const scales = { tanh: (y) => y, sigmoid: (y) => 2 * y - 1, logit: (z) => Math.tanh(z / 2) };
  return values.map(scales[kind] ?? ((value) => value / largest));
}
