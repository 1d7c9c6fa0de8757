// Runs explorables in a page, with no kernel: finds their stored states, and hands each to its module when the reader comes near.

const NEAR = "400px"; // how far below or above the window an explorable is loaded

// What a module needs of an anywidget model: reading the state. A module keeps what the reader changes to itself.
const modelOf = (state) => ({ get: (name) => state[name], set() {}, save_changes() {}, on() {}, off() {} });

const stylesheet = (() => {
  let loading;
  return () => (loading ??= new Promise((done, failed) => {
    const href = new URL("explorables.css", import.meta.url).href;
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
    link.addEventListener("load", done);
    link.addEventListener("error", () => failed(new Error(`cannot load ${href}`)));
    document.head.append(link);
  }));
})();

async function mount(el) {
  const { name, state } = el.dataset;
  if (!/^\w+$/.test(name)) throw new Error(`an explorable is named after its module, but its name is ${JSON.stringify(name)}`);
  const [module] = await Promise.all([import(`./${name}.mjs`), stylesheet()]);
  await module.default.render({ model: modelOf(JSON.parse(state)), el });
  el.dataset.mounted = "true";
}

const watcher = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (isIntersecting) {
      watcher.unobserve(target);
      mount(target);
    }
  }
}, { rootMargin: `${NEAR} 0px` });

document.querySelectorAll(".dlbook-explorable[data-name]").forEach((el) => watcher.observe(el));
