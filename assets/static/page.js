// What the theme leaves to be wished for. A plain script, not a module: it also runs in a book that is opened without a server.
(() => {
  const root = document.documentElement;

  // The ink of a figure follows the theme: `figure.svg` is drawn for a light page, `figure.svg#dark` for a dark one.
  const ink = (theme) => {
    for (const figure of document.querySelectorAll("img.figure-svg")) {
      const [file, part] = figure.getAttribute("src").split("#");
      if ((part === "dark") !== (theme === "dark")) figure.src = theme === "dark" ? `${file}#dark` : file;
    }
  };
  ink(root.dataset.theme);
  new MutationObserver(() => ink(root.dataset.theme)).observe(root, { attributeFilter: ["data-theme"] });

  // Paper is white.
  let shown;
  addEventListener("beforeprint", () => {
    shown = root.dataset.theme;
    root.dataset.theme = "light";
    ink("light");
  });
  addEventListener("afterprint", () => {
    root.dataset.theme = shown;
    ink(shown);
  });

  // The theme's switch drops the focus when it is pressed; a press by key keeps it.
  document.addEventListener("click", (event) => {
    const button = event.target.closest(".theme-switch-button");
    if (button && event.detail === 0) button.focus();
  });

  // A box that scrolls can be reached by Tab and then scrolled by the arrow keys; one that fits is passed over.
  // Only boxes near the window are measured: to measure is to lay out.
  const boxes = [...document.querySelectorAll(
    "pre, .math-scroll, .pst-scrollable-table-container, .cell_output > .output, .cell_output .text_html:not(.dlbook-explorable)")];
  const near = new IntersectionObserver((entries) => {
    const found = entries.filter((entry) => entry.isIntersecting).map(({ target }) => target);
    const scrolls = found.map((box) => box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight);
    found.forEach((box, i) => (scrolls[i] ? box.setAttribute("tabindex", "0") : box.removeAttribute("tabindex")));
  }, { rootMargin: "400px" });
  const measure = () => {
    near.disconnect();
    boxes.forEach((box) => near.observe(box));
  };
  measure();
  let wait;
  addEventListener("resize", () => {
    clearTimeout(wait);
    wait = setTimeout(measure, 300);
  });
})();
