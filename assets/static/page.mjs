// Two things that the theme leaves to be wished for by a reader who uses the keyboard.

// The theme's switch drops the focus when it is pressed; a press by key keeps it.
document.addEventListener("click", (event) => {
  const button = event.target.closest(".theme-switch-button");
  if (button && event.detail === 0) setTimeout(() => button.focus());
});

// A box that scrolls sideways can be reached by Tab and then scrolled by the arrow keys; one that fits is passed over.
// Only boxes near the window are measured: to measure is to lay out.
const update = (box) => {
  if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
  else box.removeAttribute("tabindex");
};
const seen = new IntersectionObserver((entries) => entries.forEach((entry) => entry.isIntersecting && update(entry.target)), { rootMargin: "400px" });
for (const box of document.querySelectorAll(".math-scroll, .cell_output .text_html:not(.dlbook-explorable)")) seen.observe(box);
