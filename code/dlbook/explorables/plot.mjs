// A plane with axes: points, lines and contours in SVG, which takes the ink of the text around it, over a canvas for what is coloured in.
import { element, format } from "./frame.mjs";

// shape("circle", { r: 4 }) makes an SVG element.
export function shape(tag, attributes = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

// About `count` round numbers between low and high.
export function ticks(low, high, count = 5) {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((each) => each * power >= rough * 0.999) * power;
  const first = Math.ceil(low / step - 1e-9);
  return Array.from({ length: Math.floor(high / step + 1e-9) - first + 1 }, (_, i) => (first + i) * step);
}

// x and y are [low, high], xName and yName what the axes show, label what a screen reader says. In what is returned, x() and y() turn data
// into places, centre([x, y]) into a circle's, at(event) a pointer into data; layer() makes a group inside the axes, overlay() one that may
// stick out; view(x, y) changes what part of the plane is shown.
export function createPlot(parent, { label, x, y, xName, yName, width = 380, height = 396, tickText, tickCount = 5, fill = false }) {
  const edge = { left: 34, right: 8, top: 22, bottom: 36 };
  const [w, h] = [width - edge.left - edge.right, height - edge.top - edge.bottom];
  const axes = shape("g", { class: "axes" });
  const inside = shape("svg", { x: edge.left, y: edge.top, width: w, height: h });
  const above = shape("svg", { x: edge.left, y: edge.top, width: w, height: h, overflow: "visible" });
  const svg = shape("svg", { viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": label }, axes, inside, above);
  const canvas = fill ? element("canvas", { "aria-hidden": "true", style: box(edge.left, edge.top, w, h, width, height) }) : null;
  parent.append(element("div", { class: "explorable-plot" }, ...(canvas ? [canvas] : []), svg));
  let range = { x, y };

  const toX = (value) => ((value - range.x[0]) / (range.x[1] - range.x[0])) * w;
  const toY = (value) => h - ((value - range.y[0]) / (range.y[1] - range.y[0])) * h;

  function view(newX, newY) {
    range = { x: newX, y: newY };
    const text = (words, attributes) => shape("text", { "aria-hidden": "true", ...attributes }, words);
    axes.replaceChildren(
      shape("rect", { x: edge.left, y: edge.top, width: w, height: h, class: "box" }),
      ...ticks(...newX, tickCount).map((v) => text(format(v, decimals(newX)),
        { x: edge.left + toX(v), y: height - edge.bottom + 15, "text-anchor": "middle" })),
      ...ticks(...newY, tickCount).map((v) => text(tickText ? tickText(v) : format(v, decimals(newY)),
        { x: edge.left - 6, y: edge.top + toY(v) + 4, "text-anchor": "end" })),
      text(xName, { x: edge.left + w, y: height - 4, "text-anchor": "end", class: "name" }),
      text(yName, { x: 2, y: 12, class: "name" }));
  }

  view(x, y);
  return {
    svg, canvas, view, x: toX, y: toY, w, h,
    get range() { return range; },
    centre: (point) => ({ cx: toX(point[0]).toFixed(1), cy: toY(point[1]).toFixed(1) }),
    layer: (attributes = {}) => inside.appendChild(shape("g", attributes)),
    overlay: (attributes = {}) => above.appendChild(shape("g", attributes)),
    at(event) {
      const area = svg.getBoundingClientRect();
      const u = (((event.clientX - area.left) / area.width) * width - edge.left) / w;
      const v = (((event.clientY - area.top) / area.height) * height - edge.top) / h;
      const inRange = ([low, high], share) => low + (high - low) * Math.min(1, Math.max(0, share));
      return [inRange(range.x, u), inRange(range.y, 1 - v)];
    },
  };
}

const decimals = ([low, high]) => (high - low < 3 ? 1 : 0);

// The style that lays a box over a figure of the given width and height, at any size of the figure.
export function box(left, top, w, h, width, height) {
  return `left: ${(100 * left) / width}%; top: ${(100 * top) / height}%; width: ${(100 * w) / width}%; height: ${(100 * h) / height}%`;
}

// A point of class 0 (a circle) or 1 (a triangle): told apart without colour.
export function mark(label, x, y, size = 5) {
  return label > 0.5
    ? shape("path", { class: "class-1", d: `M${x} ${y - 1.2 * size}l${1.1 * size} ${1.95 * size}h${-2.2 * size}z` })
    : shape("circle", { class: "class-0", cx: x, cy: y, r: size });
}

// The path through points [[x, y], …] of the plot; what is not finite ends it.
export function line(plot, points) {
  const end = points.findIndex(([x, y]) => !Number.isFinite(x) || !Number.isFinite(y));
  const clip = (value) => Math.max(-1e4, Math.min(1e4, value)).toFixed(1);
  return points.slice(0, end < 0 ? undefined : end).map(([x, y], i) => `${i ? "L" : "M"}${clip(plot.x(x))} ${clip(plot.y(y))}`).join("");
}

// Colours the canvas of n × n values between −1 (class 0, blue) and 1 (class 1, orange), first row at the top; the paper shows through.
export function tint(canvas, n, values) {
  canvas.width = canvas.height = n;
  const context = canvas.getContext("2d");
  const image = context.createImageData(n, n);
  values.forEach((value, i) => {
    const v = Math.min(1, Math.max(-1, value));
    image.data.set(v < 0 ? [0, 114, 178, -150 * v] : [230, 159, 0, 150 * v], 4 * i);
  });
  context.putImageData(image, 0, 0);
}

// The centres of n × n cells over the plot, row by row from the top, as x₁, x₂, x₁, x₂, …
export function grid({ x, y }, n) {
  const points = new Float64Array(2 * n * n);
  for (let i = 0; i < n * n; i++) {
    points[2 * i] = x[0] + ((x[1] - x[0]) * ((i % n) + 0.5)) / n;
    points[2 * i + 1] = y[1] - ((y[1] - y[0]) * (Math.floor(i / n) + 0.5)) / n;
  }
  return points;
}

// The line along which the n × n values of `grid` equal `level`, as an SVG path, by marching squares.
export function contour(plot, n, values, level) {
  const parts = [];
  const [dx, dy] = [plot.w / n, plot.h / n];
  for (let row = 0; row < n - 1; row++) {
    for (let column = 0; column < n - 1; column++) {
      const corners = [[column, row], [column + 1, row], [column + 1, row + 1], [column, row + 1]];
      const crossings = [];
      corners.forEach(([c, r], i) => {
        const [c2, r2] = corners[(i + 1) % 4];
        const [a, b] = [values[r * n + c] - level, values[r2 * n + c2] - level];
        if (a > 0 !== b > 0) {
          const t = a / (a - b);
          crossings.push(`${((c + t * (c2 - c) + 0.5) * dx).toFixed(1)} ${((r + t * (r2 - r) + 0.5) * dy).toFixed(1)}`);
        }
      });
      for (let i = 0; i + 1 < crossings.length; i += 2) parts.push(`M${crossings[i]}L${crossings[i + 1]}`);
    }
  }
  return parts.join("");
}
