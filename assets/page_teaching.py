"""The `{teaching}` directive of the instructor's guide: lists that are made from the chapters and the exercises whenever the book is built.

    :::{teaching} chapters
    :::

puts the objectives and key points of all chapters; `{teaching} misconceptions C` the misconceptions of the topic C.
"""
import pathlib

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

ROOT = pathlib.Path(__file__).resolve().parent.parent
SOURCES = {"chapters": ("chapters/**/*.ipynb", "_toc.yml"), "misconceptions": ("code/dlbook/exercises/**/*.py",)}


class Teaching(SphinxDirective):
    """A list of the book's own, parsed as if it stood in the page."""

    required_arguments = 1
    optional_arguments = 1

    def run(self):
        from tools import teaching  # here, because the exercises need NumPy and most pages do not

        what, *which = self.arguments
        if what not in SOURCES or (what == "misconceptions") != bool(which):
            raise self.error(f"expected `chapters`, or `misconceptions` and a letter, received {' '.join(self.arguments)!r}")
        for pattern in (*SOURCES[what], "tools/teaching.py"):
            for path in ROOT.glob(pattern):
                self.env.note_dependency(str(path))
        lines = teaching.chapter_lines() if what == "chapters" else teaching.misconception_lines(*which)
        if not lines:
            raise self.error(f"nothing found for {' '.join(self.arguments)!r}")
        box = nodes.container(classes=["teaching"])
        self.state.nested_parse(StringList(lines, self.get_source_info()[0]), self.content_offset, box)
        return box.children


def setup(app):
    app.add_directive("teaching", Teaching)
