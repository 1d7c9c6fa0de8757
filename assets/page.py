"""Sphinx extension of the book's pages: inline and interactive figures, mathematics, the API reference, the glossary, a mended theme."""
import pathlib
import shutil
import sys

from sphinx.errors import ExtensionError

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
for folder in (HERE, ROOT):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

import page_api  # noqa: E402
import page_explorable  # noqa: E402
import page_figures  # noqa: E402
import page_glossary  # noqa: E402
import page_math  # noqa: E402
import page_social  # noqa: E402
import page_styles  # noqa: E402
import page_teaching  # noqa: E402
import page_theme  # noqa: E402

from tools import vendor  # noqa: E402

EXPLORABLES = ROOT / "code" / "dlbook" / "explorables"


def configure(app, config):
    """Where the files of the pages lie, and the defaults of Sphinx and of the theme that do not suit the book."""
    vendored = pathlib.Path(app.srcdir) / "_build" / "vendor"
    try:
        vendor.provide(vendored)
        app.typesetter = page_math.Typesetter(vendor.node())
    except vendor.VendorError as error:
        raise ExtensionError(str(error)) from error
    config.html_math_renderer = "katex"
    config.template_bridge = "page_theme.Templates"
    config.nb_ipywidgets_js = {}
    config.myst_update_mathjax = False
    config.nb_code_prompt_show, config.nb_code_prompt_hide = "Show the code", "Hide the code"
    FORMS[config.book_form](config, vendored)


def configure_web(config, vendored):
    (vendored / "scripts").mkdir()
    (vendored / "scripts" / page_theme.THEME_SCRIPT.name).write_text(page_theme.script(), encoding="utf-8")
    (vendored / "explorables").mkdir()
    for file in [*EXPLORABLES.glob("*.mjs"), *EXPLORABLES.glob("*.css")]:
        shutil.copyfile(file, vendored / "explorables" / file.name)
    page_social.draw(vendored / "social.png", config.html_title)
    config.html_static_path = [*config.html_static_path, str(HERE / "static"), str(vendored)]
    config.html_css_files = [*config.html_css_files, "katex/katex.css", "page.css"]
    config.html_js_files = [*config.html_js_files, ("page.js", {"defer": "defer"})]
    config.html_context = {**config.html_context, "default_mode": "auto"}
    config.html_theme_options = {**config.html_theme_options, "navbar_persistent": [], "logo": {"text": config.html_title},
                                 "pygments_light_style": "a11y-high-contrast-light", "pygments_dark_style": "github-dark"}


def configure_paper(config, vendored):
    """One plain page for Chromium to print."""
    config.html_theme, config.html_theme_options, config.html_sidebars = "basic", {"nosidebar": True}, {}
    config.html_static_path = [str(HERE / "static"), str(HERE / "paper"), str(vendored)]
    config.html_css_files = ["katex/katex.css", "page.css", "paper.css"]
    config.html_permalinks = False
    config.pygments_style = "a11y-high-contrast-light"


def configure_epub(config, vendored):
    """A stylesheet, no script; the reading program brings its own letters."""
    config.html_static_path, config.html_css_files, config.html_js_files = [str(HERE / "paper")], [], []
    config.epub_css_files = ["epub.css"]
    config.epub_title, config.epub_author, config.epub_publisher = config.html_title, config.author, config.author
    config.epub_copyright, config.epub_description = config.copyright, f"{config.html_title}: a textbook that runs"
    config.epub_basename, config.epub_identifier, config.epub_scheme = "deep-learning-unveiled", config.html_baseurl, "URL"
    config.epub_uid, config.epub_contributor = "book-id", config.author
    config.epub_show_urls, config.html_permalinks, config.epub_tocdepth = "no", False, 2
    config.html_logo = config.html_favicon = None
    config.epub_exclude_files = ["search.html", "genindex.xhtml", ".nojekyll"]
    config.pygments_style = "a11y-high-contrast-light"


FORMS = {"html": configure_web, "singlehtml": configure_paper, "epub": configure_epub}


def stop(app, exception):
    if hasattr(app, "typesetter"):
        app.typesetter.close()


def setup(app):
    app.add_config_value("book_form", "html", "env")
    app.connect("config-inited", configure)
    app.connect("build-finished", stop)
    for part in (page_api, page_explorable, page_figures, page_glossary, page_math, page_styles, page_teaching, page_theme):
        part.setup(app)
    return {"parallel_read_safe": True, "parallel_write_safe": False}
