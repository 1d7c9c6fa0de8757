"""The theme's pages, mended: no foreign or useless script, words for search engines and previews, names for what has none.

Sphinx renders every page through a template bridge; ours lets Sphinx do so and then rewrites the few tags that a reader would miss
or trip over. The rules are plain text rules on the theme's own markup, and the browser tests look at what comes out.
"""
import html
import pathlib
import re
from urllib.parse import quote, urljoin

import pydata_sphinx_theme
from docutils import nodes
from sphinx.errors import ExtensionError
from sphinx.jinja2glue import BuiltinTemplateLoader

STATIC = pathlib.Path(__file__).with_name("static")
THEME_SCRIPT = pathlib.Path(pydata_sphinx_theme.__file__).parent / "theme/pydata_sphinx_theme/static/scripts/pydata-sphinx-theme.js"
# The end of that script: once loaded, and after every change, measure each code block of the page, and so lay out all of it.
MEASURE_ALL = re.compile(r',"complete"===document\.readyState\?(\w)\(\):window\.addEventListener\("load",\1\)(?=\}\)\(\);)')
# Known before anything is painted: which theme it is. The theme's own lines leave "auto" to a script that runs when all is there.
CHOOSE_THEME = """<script>
    (({ dataset }) => {
      let mode;
      try { mode = localStorage.getItem("mode"); } catch {}
      dataset.mode = mode || "auto";
      dataset.theme = /light|dark/.test(mode) ? mode : matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    })(document.documentElement);
  </script>"""
# Part of a file's name → what the body of a page must hold for the file to be loaded. None: never.
WANTED_BY = {
    "fontawesome.js": None,  # half a megabyte that draws the icons which the web font draws as well
    "searchtools.js": r'id="search-results"',
    "language_data.js": r'id="search-results"',
    "searchindex.js": r'id="search-results"',
    "katex.css": r'class="katex',
    "sphinx-design": r'class="sd-',
    "design-tabs.js": r"sd-tab-set",
    "togglebutton": r'class="[^"]*\b(?:dropdown admonition|admonition[^"]* (?:dropdown|toggle))\b',
    "clipboard": r"<pre",
    "copybutton": r"<pre",
}
DESCRIPTION_LENGTH = 160


class Templates(BuiltinTemplateLoader):
    """Sphinx's templates; every page of the web book is mended before it is written."""

    def render(self, template, context):
        text = super().render(template, context)
        if context.get("book_form") == "singlehtml":
            return for_paper(text)
        if context.get("book_form") == "epub":
            return re.sub(r"<script\b.*?</script>", "", text, flags=re.S)
        return mend(text, context) if "page_words" in context else text


def for_paper(text):
    """The whole book on one page, for the printer: in the light theme, nothing folded, no script but the stylesheets."""
    text = re.sub(r"<script\b.*?</script>", "", text, flags=re.S)
    text = text.replace("<html", '<html data-theme="light"', 1).replace('class="body"', 'class="body bd-article"', 1)
    return re.sub(r"<details\b", "<details open", _name(text))


def script():
    """The theme's script without its measuring; page.js measures what is near the window."""
    text, count = MEASURE_ALL.subn("", THEME_SCRIPT.read_text(encoding="utf-8"))
    if count != 1:
        raise ExtensionError(f"{THEME_SCRIPT.name} of pydata-sphinx-theme {pydata_sphinx_theme.__version__} does not end as expected: "
                             "see MEASURE_ALL in page_theme.py")
    return text


def mend(text, context):
    """The text of a page as the theme wrote it → the text that is written."""
    head, closing, body = text.partition("</head>")
    if not closing:
        return text
    head = _lighten(head, body)
    head = _describe(head, context)
    return head + closing + _lighten(_name(body), body)


def _lighten(part, body):
    """Drop the scripts and stylesheets that this page does not need; none of the rest holds up the first picture."""
    def keep(match):
        tag = match[0]
        if "localStorage" in tag and "dataset.theme" in tag:
            return CHOOSE_THEME
        if re.search("thebe|kernelName =", tag, re.I) or ("toggle" in tag and "src=" not in tag and not _wanted("togglebutton", body)):
            return ""
        for name in WANTED_BY:
            if re.search(rf'(?:src|href)="[^"]*{re.escape(name)}', tag) and not _wanted(name, body):
                return ""
        if "DOCUMENTATION_OPTIONS." in tag:
            return tag.replace("<script>", '<script type="module">', 1)  # waits, as the deferred script does that declares the name
        if re.match(r"<script[^>]*\bsrc=", tag) and not re.search(r"<script[^>]*\b(?:defer|async|type=\"module\")", tag):
            return tag.replace("<script", "<script defer", 1)
        return tag

    part = re.sub(r"<script\b[^>]*>.*?</script>|<link\b[^>]*>", keep, part, flags=re.S)
    return re.sub(r"\n\s*\n\s*", "\n", part) if "<head>" in part else part  # in the body, blank lines of code stay


def _wanted(name, body):
    return WANTED_BY[name] is not None and re.search(WANTED_BY[name], body) is not None


def _describe(head, context):
    """Title, description, icons and the tags that a link preview reads."""
    head = re.sub(r'\s*<meta name="viewport"[^>]*>', "", head)
    book = context["docstitle"]
    own = re.sub(r"<[^>]*>", "", context.get("title") or {"search": "Search", "genindex": "Index"}.get(context["pagename"], book))
    title = own if own == html.escape(book, quote=False) else f"{own} — {html.escape(book, quote=False)}"
    head = re.sub(r"<title>.*?</title>", lambda _: f"<title>{title}</title>", head, flags=re.S)
    given = re.search(r'<meta content="([^"]*)" (?:lang="[^"]*" )?(?:xml:lang="[^"]*" )?name="description"', head)
    description = given[1] if given else html.escape(context["page_words"] or "")
    tags = ['<meta name="viewport" content="width=device-width, initial-scale=1">']
    if description and not given:
        tags.append(f'<meta name="description" content="{description}">')
    address = context.get("pageurl") or ""
    preview = {"og:type": "website" if context["pagename"] == context["root_doc"] else "article", "og:site_name": html.escape(book),
               "og:title": title, "og:description": description, "og:url": address,
               "og:image": urljoin(context.get("book_address") or "", "_static/social.png") if address else "",
               "og:image:width": "1200", "og:image:height": "630", "og:image:alt": html.escape(f"{book}: a small neural network")}
    tags += [f'<meta property="{name}" content="{value}">' for name, value in preview.items() if value]
    tags.append('<meta name="twitter:card" content="summary_large_image">')
    tags += ['<meta name="color-scheme" content="light dark">',
             '<meta name="theme-color" media="(prefers-color-scheme: light)" content="#ffffff">',
             '<meta name="theme-color" media="(prefers-color-scheme: dark)" content="#14181e">']
    font = context["pathto"]("_static/fonts/serif.woff2", 1)
    tags.append(f'<link rel="preload" as="font" type="font/woff2" href="{font}" crossorigin>')
    return re.sub(r"(<meta charset[^>]*>)", lambda match: match[1] + "\n    " + "\n    ".join(tags), head, count=1)


def _name(body):
    """Words that assistive technology reads: labels that repeat what is seen, landmarks with a name, no deprecated role."""
    body = re.sub(r'(<button class="btn search-button-field[^>]*?) aria-label="[^"]*"', r"\1", body)
    body = re.sub(r'<summary aria-label="[^"]*">', "<summary>", body)
    body = body.replace(' role="doc-biblioentry"', "")
    body = body.replace(' role="list" class="citation-list"', ' class="citation-list"')
    body = body.replace('<div id="pst-primary-sidebar"', f'<div id="pst-primary-sidebar" role="region" aria-label="{SIDEBARS["primary"]}"')
    for name in ("primary", "secondary"):
        label = f'aria-label="{SIDEBARS[name]}"'
        body = body.replace(f'<dialog id="pst-{name}-sidebar-modal">', f'<dialog id="pst-{name}-sidebar-modal" {label}>')
        body = body.replace(f'title="Toggle {name} sidebar"', f'title="{SIDEBARS[name]}" {label}')
    body = body.replace('<dialog id="pst-search-dialog">', '<dialog id="pst-search-dialog" aria-label="Search">')
    # The choices of a self-check question say in their first word whether they are right.
    for word, kind in (("Right", "right"), ("Not quite", "wrong")):
        plain = rf"<details>(?=\s*<summary>(?:(?!</?details).)*?</summary>\s*<p><strong>{word}\b)"
        body = re.sub(plain, f'<details class="choice {kind}">', body, flags=re.S)
    # What opens in a new window cannot reach back into the page.
    return re.sub(r'target="_blank"(?! rel)', 'target="_blank" rel="noopener"', body)


SIDEBARS = {"primary": "Chapters", "secondary": "On this page"}


def describe(doctree):
    """The first real paragraph of a page, cut at a word to what a search engine shows."""
    for paragraph in doctree.findall(nodes.paragraph) if doctree else ():
        if paragraph.next_node(nodes.math) is not None:
            continue
        text = " ".join(paragraph.astext().split())
        if len(text) >= 40:
            break
    else:
        return ""
    if len(text) <= DESCRIPTION_LENGTH:
        return text
    return text[:DESCRIPTION_LENGTH - 1].rsplit(" ", 1)[0].rstrip(",;:.") + "…"


def add_context(app, pagename, templatename, context, doctree):
    """What `mend` needs to know about a page."""
    context["book_form"] = app.builder.name
    if app.builder.name != "html" or not templatename.endswith(".html"):
        return
    title = app.config.html_title
    context["page_words"] = describe(doctree) or f"{context.get('title') or pagename} in the book {title}"
    context["book_address"] = app.config.html_baseurl
    if 'class="dlbook-explorable"' in (context.get("body") or ""):
        app.add_js_file("explorables/host.mjs", type="module")


def add_pages(app):
    """The page that a server shows for an address that is not there; it loads nothing, because it is shown at any depth."""
    if app.builder.name == "html":
        base = "/" + app.config.html_baseurl.split("://", 1)[-1].partition("/")[2] if app.config.html_baseurl else "/"
        text = STATIC.parent.joinpath("404.html").read_text(encoding="utf-8")
        icon = "data:image/svg+xml," + quote(STATIC.parent.joinpath("favicon.svg").read_text(encoding="utf-8"))
        text = text.replace("{{title}}", html.escape(app.config.html_title)).replace("{{base}}", quote(base)).replace("{{icon}}", icon)
        pathlib.Path(app.outdir, "404.html").write_text(text, encoding="utf-8")
    return []


def renew_all(app, env):
    """Every page shows the titles of all: when one changes, all are written anew."""
    titles = {name: node.astext() for name, node in env.titles.items()}
    changed = getattr(env, "book_titles", None) != titles
    env.book_titles = titles
    return sorted(env.found_docs) if changed else []


def setup(app):
    app.connect("html-page-context", add_context, priority=900)
    app.connect("html-collect-pages", add_pages)
    app.connect("env-updated", renew_all)
