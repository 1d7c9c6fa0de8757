"""Mathematics typeset while the book is built: KaTeX's HTML with MathML for screen readers, and MathML alone in the EPUB.

A formula that KaTeX does not understand is a warning with its place, and so stops the build. A numbered environment carries one
number, the one that `{eq}` refers to: KaTeX's own numbering of `align` and `equation` is switched off.
"""
import json
import pathlib
import re
import subprocess

from docutils import nodes
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

logger = logging.getLogger(__name__)
SCRIPT = pathlib.Path(__file__).with_name("tex.mjs")
SELF_NUMBERING = re.compile(r"\\(begin|end)\{(equation|align|alignat|gather)\}")


class Typesetter:
    """KaTeX in a Node process that lives as long as the build; started with the first formula."""

    def __init__(self, node):
        self.node = node
        self.process = None

    def html(self, tex, display, output="htmlAndMathml"):
        """The markup of one formula. Raises ValueError with KaTeX's words for TeX it does not understand."""
        if self.process is None:
            self.process = subprocess.Popen([self.node, str(SCRIPT)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")
        self.process.stdin.write(json.dumps({"tex": tex, "display": display, "output": output}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"Node stopped while typesetting {tex!r}")
        answer = json.loads(line)
        if "error" in answer:
            raise ValueError(answer["error"])
        return answer["html"]

    def close(self):
        if self.process is not None:
            self.process.stdin.close()
            self.process.stdout.close()
            self.process.wait()
            self.process = None


def display_tex(text, whole):
    """The TeX of a displayed formula as KaTeX wants it; `whole`: it brings its own environment."""
    text = SELF_NUMBERING.sub(r"\\\1{\2*}", text.strip())
    if whole:
        return text
    parts = [part.strip() for part in text.split("\n\n") if part.strip()]
    parts = [r"\begin{aligned}" + part + r"\end{aligned}" if _breaks(part) else part for part in parts]
    return parts[0] if len(parts) == 1 else r"\begin{gathered}" + r"\\".join(parts) + r"\end{gathered}"


def _breaks(part):
    """Whether lines are broken outside every environment."""
    bare = part
    while True:
        shorter = re.sub(r"\\begin\{(\w+\*?)\}(?:(?!\\begin\{).)*?\\end\{\1\}", "", bare, flags=re.S)
        if shorter == bare:
            return r"\\" in bare
        bare = shorter


def _typeset(translator, node, tex, display):
    app = translator.builder.app
    output = "mathml" if translator.builder.name == "epub" else "htmlAndMathml"
    try:
        return app.typesetter.html(tex, display, output)
    except ValueError as error:
        logger.warning("this TeX cannot be typeset: %s", error, location=node)
        return f"<code>{translator.encode(tex)}</code>"


def visit_math(translator, node):
    translator.body.append(_typeset(translator, node, node.astext(), False))
    raise nodes.SkipNode


def visit_math_block(translator, node):
    markup = _typeset(translator, node, display_tex(node.astext(), node.get("nowrap", False)), True)
    number = node.get("number")
    # A wide formula scrolls inside its own box.
    translator.body.append(translator.starttag(node, "div", CLASS="math notranslate nohighlight" + (" numbered" if number else "")))
    translator.body.append(f'<div class="math-scroll">{markup}</div>')
    if number:
        translator.body.append(f'<span class="eqno">({get_node_equation_number(translator, node)})')
        translator.add_permalink_ref(node, "Link to this equation")
        translator.body.append("</span>")
    translator.body.append("</div>\n")
    raise nodes.SkipNode


def setup(app):
    app.add_html_math_renderer("katex", (visit_math, None), (visit_math_block, None))
