"""What the browser tests look for on a page: errors, requests to other hosts, overflow, axe violations, weight."""
import gzip
import mimetypes
import pathlib
import re
import shutil
from urllib.parse import unquote, urlsplit

from tools.serve import Handler

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
THEMES = ["light", "dark"]
WIDTHS = [1400, 390]  # a desk and a phone
FIGURE = re.compile(rb'<svg\b[^>]*class="figure-svg".*?</svg>', re.S)


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


def find_chromium():
    for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
        if shutil.which(name):
            return shutil.which(name)
    return None


def pages_of(folder):
    """Addresses of all pages of the built book, relative to its root."""
    found = [file.relative_to(folder).as_posix() for file in sorted(pathlib.Path(folder).rglob("*.html"))]
    return [page for page in found if not page.startswith("_")]


def visit(browser, site, page, theme="light", width=1400, axe=True):
    """Open a page, scroll through it, and return what is wrong with it as a list of sentences."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)
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
        tab.goto(f"{site}/{page}", wait_until="load")
        # Sections far from the window are laid out late; here everything is looked at.
        tab.add_style_tag(content="* { content-visibility: visible !important; }")
        scroll_through(tab)
        tab.wait_for_load_state("networkidle")
        wide = tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            problems.append(f"the page scrolls sideways by {wide} px: {widest(tab)}")
        if axe and axe_violations(tab):
            # On a busy machine axe may look while the page still paints. What is wrong with the page itself stays wrong.
            tab.wait_for_timeout(1500)
            problems += axe_violations(tab)
    finally:
        context.close()
    return [f"{page} ({theme}, {width} px): {problem}" for problem in problems]


def scroll_through(tab):
    """Bring every part of the page near the viewport once, so that all that loads late is loaded."""
    tab.evaluate("""async () => {
        const frame = () => new Promise(done => requestAnimationFrame(() => setTimeout(done)));
        const go = top => (window.scrollTo({top, behavior: "instant"}), frame());
        for (let top = 0; top < document.documentElement.scrollHeight; top += 800) await go(top);
        await go(0);
        await frame(); }""")


def widest(tab):
    return tab.evaluate("""() => { const limit = document.documentElement.clientWidth;
        const out = [...document.body.querySelectorAll("*")].filter(e => e.getBoundingClientRect().right > limit + 1);
        return out.slice(0, 3).map(e => `${e.tagName.toLowerCase()}.${e.getAttribute("class") ?? ""}`).join(", "); }""")


def axe_violations(tab):
    """axe's findings with all its rules, one sentence for each rule and up to three places."""
    tab.add_script_tag(path=str(AXE))
    # Typeset letters (hidden from assistive technology) and the strokes of a figure are thousands of elements without a rule of their own.
    found = tab.evaluate("""async () => (await axe.run({include: [["html"]], exclude: [[".katex-html"], [".figure-svg > *"]]},
                                                      {resultTypes: ["violations"]})).violations""")
    return [f"axe {each['id']}: {each['help']}: " + " | ".join(node["html"][:160] for node in each["nodes"][:3]) for each in found]


def weigh(browser, site, page):
    """What a first visit transfers, compressed, in bytes: [(address, bytes)], heaviest first, the page's own figures left out."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    files = {}
    try:
        tab = context.new_page()
        answers = []
        tab.on("response", lambda answer: answers.append(answer))
        tab.goto(f"{site}/{page}", wait_until="networkidle")
        for answer in answers:
            path = unquote(urlsplit(answer.url).path)
            if "/_images/" in path or answer.url.startswith("data:"):
                continue
            body = answer.body()
            kind = mimetypes.guess_type(path)[0] or "text/html"
            if kind == "text/html":
                body = FIGURE.sub(b"", body)
            squeezed = kind.startswith("text/") or kind.endswith(("javascript", "json", "svg+xml"))
            files[path] = len(gzip.compress(body, 6)) if squeezed else len(body)
    finally:
        context.close()
    return sorted(files.items(), key=lambda item: -item[1])
