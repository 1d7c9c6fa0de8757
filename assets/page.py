"""Sphinx extension of the book's pages: inline figures, typeset mathematics and a mended theme."""
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
for folder in (HERE, ROOT):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

import page_figures  # noqa: E402
import page_math  # noqa: E402
import page_theme  # noqa: E402

from tools import vendor  # noqa: E402


def configure(app, config):
    """Where the files of the pages lie, and the defaults of Sphinx and of the theme that do not suit the book."""
    config.html_static_path = [*config.html_static_path, str(HERE / "static"), str(pathlib.Path(app.srcdir) / "_build" / "vendor")]
    config.html_math_renderer = "katex"
    config.nb_ipywidgets_js = {}
    config.html_context = {**config.html_context, "default_mode": "auto"}
    config.template_bridge = "page_theme.Templates"


def start(app):
    app.typesetter = page_math.Typesetter(vendor.node())


def stop(app, exception):
    if hasattr(app, "typesetter"):
        app.typesetter.close()


def setup(app):
    app.connect("config-inited", configure)
    app.connect("builder-inited", start)
    app.connect("build-finished", stop)
    for part in (page_figures, page_math, page_theme):
        part.setup(app)
    return {"parallel_read_safe": True, "parallel_write_safe": False}
