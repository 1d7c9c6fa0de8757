// Starts the deck: keys, theme, live figures that fit their slide. Set `ready` on <html> when all is in place.
const root = document.documentElement;
const printing = /[?&](?:view=print|print-pdf)\b/.test(location.search);

function setTheme(theme) {
  root.dataset.theme = theme;
  document.querySelectorAll("figure img").forEach((image) => {
    image.src = image.getAttribute("src").replace(/(#dark)?$/, theme === "dark" ? "#dark" : "");
  });
}

async function mountFigure(element) {
  const state = JSON.parse(element.dataset.state);
  const model = { get: (name) => state[name], set() {}, save_changes() {}, on() {}, off() {} };
  await window.dlbookFigures[element.dataset.name].render({ model, el: element });
  element.dataset.mounted = "true";
}

// A live figure gets the width at which it is as high as its slide allows, and no larger than life.
function fit(element) {
  const box = element.parentElement;
  for (let round = 0, scale = 1; round < 8 && box.clientWidth; round++) {
    element.style.width = `${Math.floor(box.clientWidth / scale)}px`;
    element.style.zoom = scale;
    const high = element.getBoundingClientRect().height / box.getBoundingClientRect().height;
    if (high <= 1) break;
    scale = Math.max(scale * 0.7, scale / high - 0.005);
  }
  element.dataset.fitted = "true";
}

async function showFigures(slide) {
  for (const element of slide.querySelectorAll(".dlbook-explorable[data-name]")) {
    if (!element.dataset.mounted) await mountFigure(element);
    fit(element);
  }
}

function go(slide) {
  const { h, v } = Reveal.getIndices(slide);
  Reveal.slide(h, v);
}

async function start() {
  setTheme(printing ? "light" : root.dataset.theme);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", (event) => printing || setTheme(event.matches ? "dark" : "light"));
  await Reveal.initialize({
    width: 960, height: 700, margin: 0.04, center: false, hash: true, navigationMode: "linear", transition: "none", backgroundTransition: "none",
    slideNumber: "c/t", controlsTutorial: false, pdfSeparateFragments: false, pdfMaxPagesPerSlide: 1, viewDistance: 3,
    keyboard: {
      35: () => go(Reveal.getSlides().at(-1)), // End and Home: reveal.js would go to the slide of that stack which was shown last
      36: () => go(Reveal.getSlides()[0]),
      84: () => setTheme(root.dataset.theme === "dark" ? "light" : "dark"), // T
    },
    keyboardCondition: (event) => !event.target?.closest?.(".dlbook-explorable"),
    plugins: [RevealNotes, RevealZoom],
  });
  Reveal.on("slidechanged", ({ currentSlide }) => showFigures(currentSlide));
  await showFigures(printing ? document : Reveal.getCurrentSlide());
  root.dataset.ready = "true";
}

start();
