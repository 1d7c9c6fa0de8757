"""What the browser tests look for on a page: errors, requests to other hosts, overflow, axe violations, weight."""
import gzip
import mimetypes
import pathlib
from urllib.parse import unquote, urlsplit

from tools.serve import Handler

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
WIDTHS = [1400, 390]  # a desk and a phone
WEIGHT_LIMIT = 400_000  # bytes of a first visit, compressed, without figures


class GzipHandler(Handler):
    """The local server, compressing text as every real one does: weights and speeds are then those of a real site."""

    def do_GET(self):
        path = pathlib.Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file() or path.suffix not in (".html", ".css", ".js", ".mjs", ".svg", ".json"):
            return super().do_GET()
        body = gzip.compress(path.read_bytes(), 6)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)) + ("; charset=utf-8" if path.suffix == ".html" else ""))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def pages_of(folder):
    """Addresses of all pages of the built book, relative to its root."""
    found = [file.relative_to(folder).as_posix() for file in sorted(pathlib.Path(folder).rglob("*.html"))]
    return [page for page in found if not page.startswith("_")]


# A theme changes colours and nothing else: in the dark one only the rules about colours are asked again.
COLOR_RULES = ["color-contrast", "link-in-text-block"]


def visit(browser, site, page, theme="light", widths=WIDTHS, weighed=None):
    """Open a page at the first width, scroll through it, then change to the others. What is wrong, as a list of sentences.

    With a dictionary `weighed` the first load is weighed, and what came is put there as the page's: [(address, bytes)], heaviest first.
    """
    context = browser.new_context(viewport={"width": widths[0], "height": 900}, color_scheme=theme, reduced_motion="reduce")
    problems = []
    try:
        tab = context.new_page()
        host = urlsplit(site).netloc
        tab.on("console", lambda message: problems.append(f"console error: {message.text}") if message.type == "error" else None)
        tab.on("pageerror", lambda error: problems.append(f"script error: {error}"))
        tab.on("response", lambda answer: problems.append(f"{answer.status} for {answer.url}") if answer.status >= 400 else None)

        def inspect(route):
            parts = urlsplit(route.request.url)
            if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != host:
                problems.append(f"request to another host: {route.request.url}")
                return route.abort()
            return route.continue_()

        context.route("**/*", inspect)
        answers = []
        tab.on("response", lambda answer: answers.append(answer))
        tab.goto(f"{site}/{page}", wait_until="load")
        if weighed is not None:
            tab.wait_for_load_state("networkidle")
            weighed[page] = weigh(answers)
            total = sum(size for _, size in weighed[page])
            if total > WEIGHT_LIMIT:
                problems.append(f"weighs {total} bytes, at most {WEIGHT_LIMIT} may be; heaviest: {weighed[page][:6]}")
        # Sections far from the window are laid out late; here everything is looked at.
        tab.add_style_tag(content="* { content-visibility: visible !important; }")
        for number, width in enumerate(widths):
            if number:
                tab.set_viewport_size({"width": width, "height": 900})
                tab.wait_for_timeout(400)  # page.js answers a new width after 300 ms
            if not number or theme == "light":  # what loads late is loaded; what else page.js does near the window has no colour
                scroll_through(tab)
            settle(tab)
            wide = tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if wide > 0:
                problems.append(f"at {width} px the page scrolls sideways by {wide} px: {widest(tab)}")
            if width == WIDTHS[0]:
                problems += [f"at {width} px a formula is {more} px wider than its place: {words}" for more, words in wide_formulas(tab)]
            problems += [f"at {width} px {found}" for found in axe_violations(tab, COLOR_RULES if theme == "dark" else None)]
    finally:
        context.close()
    return [f"{page} ({theme}): {problem}" for problem in problems]


def scroll_through(tab):
    """Bring every part of the page near the viewport once, so that all that loads late is loaded."""
    tab.evaluate("""async () => {
        const frame = () => new Promise(done => requestAnimationFrame(() => setTimeout(done)));
        const go = top => (window.scrollTo({top, behavior: "instant"}), frame());
        for (let top = 0; top < document.documentElement.scrollHeight; top += 800) await go(top);
        await go(0);
        await frame(); }""")


def settle(tab):
    """Wait until the page has come to rest: all is fetched, every interactive figure runs, nothing moves, the layout stays."""
    tab.wait_for_load_state("networkidle")
    tab.wait_for_function("""() => document.documentElement.dataset.theme !== "auto"
        && document.fonts.status === "loaded"
        && [...document.images].every((image) => image.complete)
        && !document.querySelector(".dlbook-explorable[data-name]:not([data-mounted])")
        && document.getAnimations().every((each) => each.playState !== "running" || each.effect.getTiming().iterations === Infinity)
    """)
    tab.evaluate("""async () => {
        let before;
        for (let still = 0; still < 3;) {
            await new Promise(done => requestAnimationFrame(() => setTimeout(done, 20)));
            const now = [...document.querySelectorAll("body *")].length + " " + document.documentElement.scrollHeight;
            still = now === before ? still + 1 : 0;
            before = now;
        } }""")


def widest(tab):
    return tab.evaluate("""() => { const limit = document.documentElement.clientWidth;
        const out = [...document.body.querySelectorAll("*")].filter(e => e.getBoundingClientRect().right > limit + 1);
        return out.slice(0, 3).map(e => `${e.tagName.toLowerCase()}.${e.getAttribute("class") ?? ""}`).join(", "); }""")


def wide_formulas(tab):
    """Formulas that scroll sideways, as they may on a phone only: pairs (how many pixels are hidden, their words)."""
    return tab.evaluate("""() => [...document.querySelectorAll(".math-scroll")]
        .map((box) => [box.scrollWidth - box.clientWidth, box.querySelector("annotation").textContent.trim().slice(0, 80)])
        .filter(([more]) => more > 0)""")


def axe_violations(tab, rules=None):
    """axe's findings, by all its rules or by the given ones: one sentence for each rule, up to three places and what was measured there."""
    # Words of code are thousands of elements in a dozen colours: of each kind the first in a block of its sort stays an element.
    tab.evaluate("""() => {
        const known = new Set();
        for (const word of document.querySelectorAll(".highlight pre span[class]")) {
            const block = word.closest("div.cell, .cell_input, .cell_output") ?? document.body;
            const kind = `${block.className} ${word.closest("[class*=highlight-]")?.className} ${word.className}`;
            if (known.has(kind)) word.replaceWith(...word.childNodes);
            known.add(kind);
        } }""")
    if not tab.evaluate("'axe' in window"):
        tab.add_script_tag(path=str(AXE))
    # Typeset letters, hidden from assistive technology, are thousands of elements without a rule of their own.
    found = tab.evaluate("""async (rules) => (await axe.run({include: [["html"]], exclude: [[".katex-html"]]},
        {resultTypes: ["violations"], ...(rules && {runOnly: rules})})).violations""", rules)
    return [f"axe {each['id']}: {each['help']}: " + " | ".join(place(node) for node in each["nodes"][:3]) for each in found]


def place(node):
    measured = [check["message"] for check in [*node["any"], *node["all"], *node["none"]] if check.get("data")]
    return " ".join([node["html"][:160], *measured[:1]])


def weigh(answers):
    """What came with these answers, compressed, in bytes: [(address, bytes)], heaviest first, the page's own figures left out."""
    files = {}
    for answer in answers:
        path = unquote(urlsplit(answer.url).path)
        if "/_images/" in path or answer.url.startswith("data:"):
            continue
        body = answer.body()
        kind = mimetypes.guess_type(path)[0] or "text/html"
        squeezed = kind.startswith("text/") or kind.endswith(("javascript", "json", "svg+xml"))
        files[path] = len(gzip.compress(body, 6)) if squeezed else len(body)
    return sorted(files.items(), key=lambda item: -item[1])
