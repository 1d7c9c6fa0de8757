"""Markdown as the chapters write it, as HTML for slides: mathematics typeset while the deck is built, code coloured, sources named."""
import functools
import html
import pathlib
import re
import sys

from markdown_it import MarkdownIt
from markupsafe import Markup
from mdit_py_plugins.amsmath import amsmath_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.myst_role import myst_role_plugin
from pybtex.database import parse_file
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from tools import notebooks, vendor

ASSETS = notebooks.ROOT / "assets"
if str(ASSETS) not in sys.path:
    sys.path.insert(0, str(ASSETS))

import page_math  # noqa: E402
import page_svg  # noqa: E402, F401

STYLES = {"light": "a11y-high-contrast-light", "dark": "github-dark"}  # those of the pages


class WordsError(Exception):
    """Words of a slide that cannot be set; the message quotes them."""


class Writer:
    """Markdown → HTML. One Node process typesets all formulas; close it at the end (or use `with`)."""

    def __init__(self, bibliography=notebooks.CHAPTERS / "references.bib"):
        self.typesetter = page_math.Typesetter(vendor.node())
        self.typeset = functools.cache(self._typeset)
        self.bibliography = pathlib.Path(bibliography)
        self.parser = MarkdownIt("commonmark").enable("table").use(dollarmath_plugin, double_inline=True).use(amsmath_plugin)
        self.parser.use(myst_role_plugin)
        rules = {"math_inline": self._math_inline, "math_inline_double": self._math_inline_double, "math_block": self._math_block,
                 "math_block_label": self._math_block, "amsmath": self._amsmath, "myst_role": self._myst_role, "fence": self._fence,
                 "link_open": self._link_open, "link_close": self._link_close}
        self.parser.renderer.rules |= rules | dict.fromkeys(("html_inline", "html_block", "image"), self._nothing)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.typesetter.close()

    def block(self, text, output="htmlAndMathml"):
        """Paragraphs, lists, tables, quotations."""
        return Markup(self.parser.render(_clean(text), {"math": output}))

    def line(self, text):
        """Words within a line."""
        return Markup(self.parser.renderInline(_clean(text), {"math": "htmlAndMathml"}))

    def notes(self, text):
        """Paragraphs for the speaker's window, which has no stylesheet for formulas: MathML alone."""
        return self.block(text, "mathml")

    @functools.cached_property
    def sources(self):
        return parse_file(str(self.bibliography), bib_format="bibtex").entries

    def _typeset(self, tex, display, output):
        try:
            return self.typesetter.html(tex, display, output)
        except ValueError as error:
            raise WordsError(f"this TeX cannot be typeset: {tex!r}: {error}") from None

    def _nothing(self, tokens, place, options, env):
        return ""

    def _math_inline(self, tokens, place, options, env):
        made, after = self.typeset(tokens[place].content, False, env["math"]), tokens[place + 1:place + 2]
        if after and after[0].type == "text" and (sign := re.match(r"[,.;:!?)”]+", after[0].content)):
            after[0].content = after[0].content[sign.end():]
            return f'<span class="together">{made}{sign[0]}</span>'  # no sign stands alone at the beginning of a line
        return made

    def _math_inline_double(self, tokens, place, options, env):
        return self.typeset(page_math.display_tex(tokens[place].content, False), True, env["math"])

    def _math_block(self, tokens, place, options, env):
        return f'<div class="formula">{self._math_inline_double(tokens, place, options, env)}</div>\n'

    def _amsmath(self, tokens, place, options, env):
        return f'<div class="formula">{self.typeset(page_math.display_tex(tokens[place].content, True), True, env["math"])}</div>\n'

    def _myst_role(self, tokens, place, options, env):
        name, content = tokens[place].meta["name"], tokens[place].content
        if name in ("cite", "cite:p", "cite:t"):
            cited = [self._cited(key.strip(), name == "cite:t") for key in content.split(",")]
            return html.escape(", ".join(cited) if name == "cite:t" else f"({'; '.join(cited)})")
        if name in ("ref", "doc", "term", "numref", "eq"):
            return html.escape(re.sub(r"\s*<.*>$", "", content)) if "<" in content else ""
        raise WordsError(f"slides do not know the role {{{name}}}: {content!r}")

    def _cited(self, key, in_text):
        if key not in self.sources:
            raise WordsError(f"no source {key!r} in {self.bibliography.name}")
        entry = self.sources[key]
        people = entry.persons.get("author") or entry.persons.get("editor") or []
        names = [re.sub(r"[{}]", "", " ".join([*person.prelast_names, *person.last_names])) for person in people]
        who = " and ".join(names) if len(names) < 3 else f"{names[0]} et al."
        return f"{who} ({entry.fields['year']})" if in_text else f"{who}, {entry.fields['year']}"

    def _fence(self, tokens, place, options, env):
        language = tokens[place].info.strip().split(" ")[0]
        return "" if language.startswith("{") else code(tokens[place].content, language or "text")

    def _link_open(self, tokens, place, options, env):
        target = tokens[place].attrs.get("href", "")
        tokens[place].meta["plain"] = not target.startswith("https://")
        return "" if tokens[place].meta["plain"] else f'<a href="{html.escape(target)}">'

    def _link_close(self, tokens, place, options, env):
        opened = next(token for token in reversed(tokens[:place]) if token.type == "link_open")
        return "" if opened.meta.get("plain") else "</a>"


def _clean(text):
    """The text without comments and targets."""
    return re.sub(r"<!--.*?-->|^\([\w-]+\)=\s*$", "", text, flags=re.S | re.M).strip()


def code(source, language="python"):
    """Coloured code, as HTML."""
    try:
        lexer = get_lexer_by_name(language)
    except ClassNotFound:
        lexer = get_lexer_by_name("text")
    return Markup(highlight(source, lexer, HtmlFormatter(cssclass="highlight")))


def code_styles():
    """The colours of code in both themes, as CSS."""
    return "\n".join(HtmlFormatter(style=style).get_style_defs(f'html[data-theme="{theme}"] .highlight')
                     for theme, style in STYLES.items())
