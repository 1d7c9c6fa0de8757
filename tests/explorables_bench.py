"""The test bench of the explorables: run a module's mathematics in Node, and a whole figure in Chromium, worked by keyboard.

`javascript` compares numbers. `open_figure` shows a figure in a page without a kernel; `dead_controls`, `nameless_controls` and
`unreachable_controls` find what a figure must not have; the figures themselves need no code for that.
"""
import contextlib
import functools
import http.server
import json
import shutil
import subprocess
import threading
from pathlib import Path

import numpy as np
import pytest

from dlbook.explorables.bundle import FOLDER, asset_files
from tools import vendor
from tools.serve import Handler

THEME = {
    "light": {"text-base": "#222832", "text-muted": "#48566b", "background": "#fff", "primary": "#0a7d91"},
    "dark": {"text-base": "#ced6dd", "text-muted": "#9ca4af", "background": "#14181e", "primary": "#3fb1c5"},
}


def javascript(module, code, folder=FOLDER, **values):
    """Return what the JavaScript `code` returns: `m` holds the exports of the module, `v` the values given here.

    Arrays come back as lists; numbers keep all their digits on both ways.
    """
    try:
        node = vendor.node()
    except vendor.VendorError as error:
        pytest.skip(str(error))
    sent = json.dumps(values, default=lambda value: value.tolist() if isinstance(value, np.ndarray | np.generic) else value)
    text = f"""
        import * as m from {json.dumps((Path(folder) / module).as_uri())};
        const v = {sent};
        const answer = (() => {{ {code} }})();
        console.log(JSON.stringify(answer, (key, value) => (ArrayBuffer.isView(value) ? Array.from(value) : value)));
    """
    done = subprocess.run([node, "--input-type=module"], input=text, capture_output=True, text=True, encoding="utf-8", timeout=60)
    if done.returncode:
        raise RuntimeError(f"{module} failed in Node:\n{done.stderr}")
    return json.loads(done.stdout)


def spoiled(folder, module, right, wrong):
    """Copy all modules to a folder, with `wrong` in the place of `right` in one of them; returns the folder.

    Errors: ValueError unless `right` stands there once. No AssertionError: that is what a comparison raises which notices the harm.
    """
    for path in FOLDER.glob("*.mjs"):
        shutil.copy(path, folder)
    text = (folder / module).read_text(encoding="utf-8")
    if text.count(right) != 1:
        raise ValueError(f"{module} must hold {right!r} once, but holds it {text.count(right)} times")
    (folder / module).write_text(text.replace(right, wrong), encoding="utf-8")
    return folder


class Draws:
    """A `numpy` Generator that remembers what it drew, so that a module can be given the same numbers as its `random`."""

    SCRIPTED = """
        let next = 0;
        const random = { uniform: () => v.draws[next++], normal: () => v.draws[next++], permutation: () => v.order };
    """

    def __init__(self, seed):
        self.rng, self.all = np.random.default_rng(seed), []

    def uniform(self, *args):
        return self.keep(self.rng.uniform(*args))

    def standard_normal(self, shape):
        return self.keep(self.rng.standard_normal(shape))

    def keep(self, values):
        self.all += values.ravel().tolist()
        return values


@contextlib.contextmanager
def served(folder):
    """Serve a folder at a free local port; gives the address."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()  # seconds until it sees that it shall end
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def write_site(folder, html, theme="light"):
    """Write a page with stored outputs, as the book has them, and beside it the modules that are not there yet; returns its name."""
    for path in asset_files():
        if not (folder / path.name).exists():
            shutil.copy(path, folder)
    colours = "".join(f"--pst-color-{name}: {value}; " for name, value in THEME[theme].items())
    (folder / "page.html").write_text(f"""<!doctype html><html lang="en" data-theme="{theme}"><head><meta charset="utf-8">
        <title>Test page</title><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
        <style>html {{ {colours} font: 16px sans-serif; background: var(--pst-color-background); color: var(--pst-color-text-base) }}
        main {{ max-width: 800px; margin: 0 auto }}</style></head>
        <body><main><h1>Test page</h1>{html}</main><script type="module" src="host.mjs"></script></body></html>""", encoding="utf-8")
    return "page.html"


def open_figure(page, address, name="page.html"):
    """Open the page and wait until its first figure runs; returns the list in which complaints gather (console, errors, other hosts)."""
    complaints = []
    own = (address, "data:", f"blob:{address}")
    page.on("console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith(own) else complaints.append(request.url))
    page.goto(f"{address}/{name}")
    page.locator(".dlbook-explorable[data-mounted]").first.wait_for(timeout=10_000)
    return complaints


def picture(page):
    """What the figure shows, without its controls: all lines, points, words and colours of its plots."""
    return page.evaluate("""() => [...document.querySelectorAll(".explorable-plot")].flatMap((plot) =>
        [plot.innerHTML.replaceAll(' data-lm-suppress-shortcuts="true"', ""),
            ...[...plot.querySelectorAll("canvas")].map((canvas) => canvas.toDataURL())]).join("")""")


CONTROLS = ".explorable :is(input, select, button, [role=slider])"


def name_of(control):
    """The name by which a reader and a screen reader know a control."""
    return control.evaluate("""(node) => node.getAttribute("aria-label")
        ?? node.closest("label")?.querySelector(".explorable-name")?.textContent ?? node.textContent""").strip()


def press(control):
    """Work a control by the keyboard alone, one notch."""
    kind = control.evaluate("(node) => node.type || node.getAttribute('role')")
    control.focus()
    if kind == "range":
        before = control.input_value()
        control.press("ArrowRight")
        if control.input_value() == before:
            control.press("ArrowLeft")
    elif kind == "select-one":
        last = control.evaluate("(node) => node.selectedIndex === node.options.length - 1")
        control.press("ArrowUp" if last else "ArrowDown")
    else:
        control.press({"checkbox": "Space", "slider": "ArrowRight"}.get(kind, "Enter"))


def button(page, name):
    return page.locator(".explorable button").get_by_text(name, exact=True)


def dead_controls(page, step=None):
    """Names of the controls that change nothing in the picture, and "… (reset)" of those whose change the reset button leaves.

    `step` names a button that goes on with the work: a control such as the learning rate may show its effect only then.
    """
    def after_step():
        if step:
            button(page, step).press("Enter")
        return picture(page)

    start, dead = picture(page), []
    untouched = after_step()
    button(page, "Reset").press("Enter")
    for control in page.locator(CONTROLS).all():
        name = name_of(control)
        if name in ("Reset", step):
            continue
        press(control)
        page.wait_for_timeout(50)  # what is animated has drawn by then
        if picture(page) == start and (step is None or after_step() == untouched):
            dead.append(name)
        button(page, "Reset").press("Enter")
        if picture(page) != start:
            dead.append(f"{name} (reset)")
    return dead


def nameless_controls(page):
    """Controls without a name, and names that two controls share."""
    names = [name_of(control) for control in page.locator(CONTROLS).all()]
    return [name for i, name in enumerate(names) if not name or name in names[:i]]


def unreachable_controls(page):
    """Names of the controls that the tab key never reaches."""
    page.locator("h1").click()
    reached, wanted = set(), {name_of(control) for control in page.locator(CONTROLS).all()}
    for _ in range(len(wanted) + 2):
        page.keyboard.press("Tab")
        if page.evaluate(f"document.activeElement.matches({json.dumps(CONTROLS)})"):
            reached.add(name_of(page.locator("*:focus")))
    return sorted(wanted - reached)
