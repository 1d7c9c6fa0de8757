// What surrounds every figure: its title, its body, the sentence that says what to try, and a quiet voice for screen readers.

// element("p", { class: "note" }, "text", child) makes an HTML element; attributes that are false or null are left out.
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false && value != null) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children);
  return node;
}

const QUIET = 900; // milliseconds without a change before the summary is spoken

// Fills el. Returns { body, columns(), say(text), remove() }. columns() puts two columns, which become one on a phone, into the body and
// returns them. What is said replaces what was waiting to be said, and nothing is said before the reader has done something.
export function createFrame(el, model) {
  const body = element("div", { class: "explorable-body" });
  const status = element("p", { class: "explorable-status", role: "status" });
  const title = model.get("title");
  const figure = element("figure", { class: "explorable", "aria-label": `Interactive figure: ${title}` },
    element("p", { class: "explorable-title", "aria-hidden": "true" }, title), body,
    element("figcaption", {}, model.get("try_this")), status);
  el.replaceChildren(figure);
  // in JupyterLab the keys belong to the control that has the focus, not to the notebook, whose arrow keys would leave the cell
  figure.addEventListener("focusin", ({ target }) => target.setAttribute("data-lm-suppress-shortcuts", "true"));
  let [timer, touched] = [0, false];
  for (const kind of ["input", "keydown", "pointerdown"]) body.addEventListener(kind, () => { touched = true; }, { capture: true });
  return {
    body,
    columns() {
      const columns = [element("div"), element("div")];
      body.append(element("div", { class: "explorable-columns" }, ...columns));
      return columns;
    },
    say(text) {
      if (!touched) return;
      clearTimeout(timer);
      timer = setTimeout(() => { status.textContent = text; }, QUIET);
    },
    remove() {
      clearTimeout(timer);
      figure.remove();
    },
  };
}

// The starting values of these names, as an object that the figure may change.
export function startOf(model, names) {
  return Object.fromEntries(names.map((name) => [name, structuredClone(model.get(name))]));
}

// What the lines of a plot are: pairs of a kind ("learnt" or "unseen") and its words.
export function legend(...entries) {
  return element("p", { class: "explorable-legend", "aria-hidden": "true" },
    ...entries.map(([kind, words]) => element("span", {}, element("span", { class: `swatch ${kind}` }), words)));
}

// A number for reading: a fixed number of digits, a true minus sign; very large and very small numbers with a power of ten.
export function format(value, digits = 2) {
  if (!Number.isFinite(value)) return "not finite";
  const size = Math.abs(value);
  if (size >= 1e5 || (size > 0 && size < 0.5 * 10 ** -digits)) {
    const [mantissa, power] = value.toExponential(1).split("e");
    return `${mantissa.replace("-", "−")}·${powerOfTen(Number(power))}`;
  }
  return value.toFixed(digits).replace("-", "−");
}

export function powerOfTen(power) {
  return `10${[...String(power)].map((sign) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[sign] ?? "⁻").join("")}`;
}

// Calls frame() once for every picture that the screen shows, from start() to stop().
export function createPlayer(frame) {
  let request = 0;
  function next() {
    request = requestAnimationFrame(next);
    frame();
  }
  return {
    get running() { return request !== 0; },
    start() { if (!request) request = requestAnimationFrame(next); },
    stop() {
      cancelAnimationFrame(request);
      request = 0;
    },
  };
}

export const prefersStillness = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
