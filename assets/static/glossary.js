// A box that shows only the terms that hold what is typed, in English or Chinese. Without this script all terms are simply there.
(() => {
  const terms = [...document.querySelectorAll(".book-terms > dt")].map((dt) => {
    const dd = dt.nextElementSibling;
    return { dt, dd, words: dt.firstChild.textContent.toLowerCase() + dt.querySelector(".chinese").textContent };
  });
  const letters = [...document.querySelectorAll("section:has(> .book-terms)")];
  const box = document.createElement("p");
  box.className = "term-filter";
  box.innerHTML = '<label for="term-filter">Find a term</label> <input type="search" id="term-filter" autocomplete="off"> <span role="status"></span>';
  letters[0].before(box);
  const [input, status] = [box.querySelector("input"), box.querySelector("[role]")];
  input.addEventListener("input", () => {
    const wanted = input.value.trim().toLowerCase();
    const found = terms.filter(({ dt, dd, words }) => !(dt.hidden = dd.hidden = !words.includes(wanted))).length;
    for (const letter of letters) letter.hidden = !letter.querySelector("dt:not([hidden])");
    status.textContent = wanted ? `${found} of ${terms.length}` : "";
  });
  // Whoever follows a link to a term sees it.
  addEventListener("hashchange", () => {
    if (!input.value) return;
    input.value = "";
    input.dispatchEvent(new Event("input"));
    document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
  });
})();
