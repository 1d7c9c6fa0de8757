// Sliders, lists, boxes and buttons, all native: so the keyboard works, and every one has a name that a screen reader speaks.
import { element } from "./frame.mjs";

const THUMB = 18; // px, as in the stylesheet

// `state` is a plain object. Every control shows one of its keys, writes it when the reader moves it, and calls changed(key).
// show() makes all controls show the state again.
export function createControls(state, changed) {
  const shows = [];

  function write(key, value) {
    state[key] = value;
    show();
    changed(key);
  }

  function show() {
    shows.forEach((each) => each());
  }

  // A slider from min to max, or over a list of values. `text` turns the value into words; `marks` returns [{ at, text }], put below it.
  function slider(parent, key, { name, min, max, step, values, text = String, marks }) {
    const number = (value) => (values ? place(values, value) : value);
    const range = values ? { min: 0, max: values.length - 1, step: 1 } : { min, max, step };
    const input = element("input", { type: "range", ...range });
    const shown = element("span", { class: "explorable-value", "aria-hidden": "true" });
    const below = element("div", { class: "explorable-marks", "aria-hidden": "true" });
    input.addEventListener("input", () => write(key, values ? values[Number(input.value)] : Number(input.value)));
    const [low, high] = [range.min, range.max];
    parent.append(element("div", { class: "explorable-control" },
      element("label", {}, element("span", { class: "explorable-name" }, name), input), shown, ...(marks ? [below] : [])));
    shows.push(() => {
      input.value = Math.round(number(state[key]) / range.step) * range.step;
      shown.textContent = text(state[key]);
      input.setAttribute("aria-valuetext", text(state[key]));
      input.style.setProperty("--filled", `${(100 * (Number(input.value) - low)) / (high - low)}%`);
      if (marks) {
        below.replaceChildren(...marks().map(({ at, text: words, kind }) => {
          const share = Math.min(1, Math.max(0, (number(at) - low) / (high - low)));
          const left = `calc(${THUMB / 2}px + ${share} * (100% - ${THUMB}px))`;
          return element("span", { class: `explorable-mark ${kind ?? ""}`, style: `left: ${left}; --share: ${share}` }, words);
        }));
      }
    });
  }

  // A list to choose from; options = [[value, words], …].
  function select(parent, key, { name, options }) {
    const input = element("select", {}, ...options.map(([value, words]) => element("option", { value }, words)));
    input.addEventListener("change", () => write(key, input.value));
    parent.append(element("div", { class: "explorable-control" },
      element("label", {}, element("span", { class: "explorable-name" }, name), input)));
    shows.push(() => { input.value = state[key]; });
  }

  // A box to tick; `content` is what stands beside it.
  function checkbox(parent, key, { name, content }) {
    const input = element("input", { type: "checkbox", "aria-label": name });
    input.addEventListener("change", () => write(key, input.checked));
    parent.append(element("label", { class: "explorable-box" }, input, ...content));
    shows.push(() => { input.checked = state[key]; });
  }

  // A button; `words` may be a function, for a button whose words change.
  function button(parent, words, action, kind = "") {
    const node = element("button", { type: "button", class: kind });
    node.addEventListener("click", () => {
      action();
      show();
    });
    parent.append(node);
    shows.push(() => { node.textContent = typeof words === "function" ? words() : words; });
  }

  // The button that puts the state back to what start() returns, and calls changed().
  function reset(parent, start) {
    button(parent, "Reset", () => {
      Object.assign(state, start());
      changed();
    });
  }

  // A paragraph for the figure's numbers, which is returned, and the button Reset below it.
  function readoutAndReset(parent, start) {
    const readout = element("p", { class: "explorable-readout" });
    const toolbar = element("div", { class: "explorable-toolbar" });
    parent.append(readout, toolbar);
    reset(toolbar, start);
    return readout;
  }

  return { slider, select, checkbox, button, reset, readoutAndReset, show };
}

// Where a value lies in a rising list, as a fraction of a place between two neighbours: by ratio where both are positive.
export function place(values, value) {
  if (value <= values[0]) return 0;
  const i = values.findIndex((each) => each >= value);
  if (i < 0) return values.length - 1;
  const [low, high] = [values[i - 1], values[i]];
  return i - 1 + (low > 0 ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low));
}

// Rising values with the same ratio between neighbours, rounded to three digits: for a logarithmic slider.
export function ratios(low, high, perDecade) {
  const n = Math.round(Math.log10(high / low) * perDecade);
  return Array.from({ length: n + 1 }, (_, i) => Number((low * 10 ** (i / perDecade)).toPrecision(3)));
}
