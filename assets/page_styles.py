"""One small stylesheet a page in place of nine large ones.

The theme brings all of Bootstrap and more; most of its rules speak of classes that no page has. After the build the written pages
and scripts are read, rules for classes that occur in neither are dropped, and the stylesheets that a page links are joined into one file.
"""
import functools
import hashlib
import json
import pathlib
import posixpath
import re

import page_icons

LINK = re.compile(r'[ \t]*<link\b(?=[^>]*\brel="stylesheet")[^>]*\bhref="([^":]*?_static/)([^"?]+\.css)(?:\?[^"]*)?"[^>]*>\n?')
BUNDLES = "_static/bundles.json"  # bundle → the stylesheets it was made of; an unchanged page links only the bundle


def finish(app, exception):
    if exception is None and app.builder.name == "html":
        join(pathlib.Path(app.outdir), pathlib.Path(app.srcdir) / "_build" / "icons")


def join(folder, cache):
    """Join and trim the stylesheets of the site in `folder`; cut icon fonts are kept in `cache`."""
    pages = {page: page.read_text(encoding="utf-8") for page in folder.rglob("*.html") if "_static" not in page.parts}
    record = folder / BUNDLES
    bundles = json.loads(record.read_text()) if record.exists() else {}
    for page, text in pages.items():
        names = [name for _, name in LINK.findall(text) if name not in bundles]
        if names:
            bundle = "styles-" + hashlib.sha256("\n".join(names).encode()).hexdigest()[:8] + ".css"
            bundles[bundle] = names
            pages[page] = _link(text, bundle)
    scripts = [file for kind in ("*.js", "*.mjs") for file in (folder / "_static").rglob(kind) if file.name != "fontawesome.js"]
    used = words_of([*pages.values(), *(file.read_text(encoding="utf-8") for file in scripts)])
    trimmed = functools.cache(lambda name: trim(load(folder / "_static", name), used))
    sheets = {bundle: "\n".join(trimmed(name) for name in names) for bundle, names in bundles.items()}
    codes = set().union(*(page_icons.code_points(css) for css in sheets.values()))
    page_icons.cut_fonts(folder, codes, cache)
    for bundle, css in sheets.items():
        css = page_icons.ask_for_cut_fonts(css)
        (folder / "_static" / bundle).write_text(css, encoding="utf-8")
        version = hashlib.sha256(css.encode()).hexdigest()[:8]
        for page, text in pages.items():
            pages[page] = re.sub(rf"{bundle}(?:\?v=\w+)?", f"{bundle}?v={version}", text)
    for page, text in pages.items():
        if page.read_text(encoding="utf-8") != text:
            page.write_text(text, encoding="utf-8")
    record.write_text(json.dumps(bundles))


def _link(text, bundle):
    first = LINK.search(text)
    linked = f'    <link rel="stylesheet" href="{first[1]}{bundle}">\n'
    return text[:first.start()] + linked + LINK.sub("", text[first.end():])


def load(static, name):
    """A stylesheet with its imports put in, its comments out and its addresses relative to `static`."""
    css = re.sub(r"/\*.*?\*/", "", (static / name).read_text(encoding="utf-8"), flags=re.S)
    folder = posixpath.dirname(name)

    def place(address):
        return posixpath.normpath(posixpath.join(folder, address))

    imports = re.compile(r'@import\s+(?:url\()?["\']?([^"\');]+)["\']?\)?\s*;')
    imported = [load(static, place(address)) for address in imports.findall(css)]  # they stand first in any stylesheet
    css = re.sub(r'@charset\s+"[^"]*";', "", imports.sub("", css))
    css = re.sub(r"url\((['\"]?)(?!data:|https?:|#|/)([^'\")]+)\1\)", lambda match: f"url({match[1]}{place(match[2])}{match[1]})", css)
    return "\n".join([*imported, css])


def words_of(texts):
    """Every word of the given pages and scripts: whatever a class may be called."""
    bare = (re.sub(r"<svg\b.*?</svg>", '<svg class="figure-svg">', text, flags=re.S) for text in texts)
    return set().union(*(re.findall(r"[A-Za-z_][\w-]*", text) for text in bare))


def trim(css, used):
    """The stylesheet without rules that speak of a class which is not among the words `used`."""
    kept = []
    for head, body in rules(css):
        if body is None:
            kept.append(head)
        elif re.match(r"@(media|supports|layer|container)\b", head):
            inner = trim(body, used)
            if inner.strip():
                kept.append(f"{head}{{{inner}}}")
        elif head.startswith("@"):
            kept.append(f"{head}{{{body}}}")
        else:
            selectors = [selector for selector in split(head) if _occurs(selector, used)]
            if selectors:
                kept.append(f"{','.join(selectors)}{{{' '.join(body.split())}}}")
    return "\n".join(kept)


def _occurs(selector, used):
    # A class inside :not(), :is(), :where() or :has() may be missing and the rule still hold.
    while re.search(r"\([^()]*\)", selector):
        selector = re.sub(r"\([^()]*\)", "", selector)
    return all(name in used for name in re.findall(r"(?<!\\)\.((?:[A-Za-z_]|-(?=[A-Za-z_-]))(?:[\w-]|\\.)*)", selector))


def split(head):
    """The selectors of a rule: parted at commas outside brackets."""
    parts, depth, start = [], 0, 0
    for place, letter in enumerate(head):
        depth += (letter in "([") - (letter in ")]")
        if letter == "," and depth == 0:
            parts.append(head[start:place].strip())
            start = place + 1
    return [*parts, head[start:].strip()]


def rules(css):
    """Top-level parts of a stylesheet as (head, body); the body is None for a statement that ends in a semicolon."""
    place = 0
    token = re.compile(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|url\([^"\')]*\)|[{};]', re.S)
    depth, start, opened = 0, 0, None
    while True:
        match = token.search(css, place)
        if match is None:
            if depth or css[start:].strip():
                raise ValueError(f"stylesheet ends inside a rule: {css[start:start + 80]!r}")
            return
        place = match.end()
        sign = match[0]
        if sign == "{":
            depth += 1
            opened = place if depth == 1 else opened
        elif sign == "}":
            depth -= 1
            if depth == 0:
                yield css[start:opened - 1].strip(), css[opened:match.start()]
                start = place
        elif sign == ";" and depth == 0:
            if css[start:match.start()].strip():
                yield css[start:place].strip(), None
            start = place


def setup(app):
    app.connect("build-finished", finish, priority=900)
