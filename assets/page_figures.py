"""Figures of the notebooks as inline SVG: sharp at any size, in the ink of the page, described in words.

A figure output needs alt text in its metadata ({"image/svg+xml": {"alt": …}}); without it the build stops. A caption output
(metadata {"dlbook": {"caption": true}}) right after a figure becomes its <figcaption>.
"""
import hashlib
import re
import struct
import xml.etree.ElementTree as ET
from base64 import b64decode

from docutils import nodes
from myst_nb.core.render import load_mime_renders
from sphinx.transforms.post_transforms import SphinxPostTransform

INK = "#262626"  # dlbook.plotting.INK; the page cannot import matplotlib
# Colours of dlbook.plotting that the dark theme replaces by lighter ones of the same hue, through a custom property of that name.
DEEP = {"#0072b2": "--figure-blue", "#d55e00": "--figure-red", "#009e73": "--figure-green"}
SVG = "{http://www.w3.org/2000/svg}"
XLINK = "{http://www.w3.org/1999/xlink}href"
DEEP_COLOR = re.compile("|".join(DEEP), re.I)
CHECKED = re.compile(r"^(?:exercises\.)?check\(", re.M)
VERDICT = re.compile(r"[\w.]+: (not attempted|not yet|passed)\b")
REFERENCE = re.compile(r"url\(#([^)]+)\)")


class svg_figure(nodes.General, nodes.Element):
    """One figure as SVG text, attribute `svg`."""


class book_figure(nodes.General, nodes.Element):
    """A figure, and its caption if there is one."""


class book_caption(nodes.General, nodes.Element):
    """The words below a figure."""


def inline_svg(text, prefix, alt):
    """The SVG document `text` as an element for a page.

    Ids get `prefix` (those that nothing refers to go), ink becomes `currentColor`, the rules that matplotlib writes for every element
    of a document are kept to this one, sizes in points become CSS pixels. Raises ValueError for a text that is no SVG.
    """
    try:
        root = ET.fromstring(text)
    except ET.ParseError as error:
        raise ValueError(f"the SVG is not well formed: {error}") from None
    if root.tag != SVG + "svg":
        raise ValueError(f"expected an <svg> element, got <{root.tag}>")
    _remove_style(root)
    used = set()
    for element in root.iter():
        if XLINK in element.attrib:
            element.set("href", element.attrib.pop(XLINK))
        for name, value in element.attrib.items():
            used.update(REFERENCE.findall(value))
            if name == "href" and value.startswith("#"):
                used.add(value[1:])
    for element in root.iter():
        _rewrite(element, used, prefix)
    width, height = _pixels(root)
    root.attrib.update({"class": "figure-svg", "role": "img", "aria-label": alt, "width": f"{width:g}", "height": f"{height:g}"})
    root.attrib.setdefault("viewBox", f"0 0 {width:g} {height:g}")
    ET.register_namespace("", SVG[1:-1])
    return ET.tostring(root, encoding="unicode")


def _remove_style(root):
    for parent in list(root.iter()):
        for child in list(parent):
            rules = (child.text or "").strip() if child.tag == SVG + "style" else None
            if rules is None and child.tag == SVG + "metadata":
                parent.remove(child)
            elif rules is not None:
                # A <style> inside a page holds for the whole page: what is said of `*` goes to the root and is inherited.
                whole = re.fullmatch(r"\*\s*\{([^}]*)\}", rules)
                if not whole:
                    raise ValueError(f"the SVG brings style rules that would hold for the whole page: {rules[:80]!r}")
                root.set("style", f"{root.get('style', '')}{';' if root.get('style') else ''}{whole[1].strip()}")
                parent.remove(child)


def _rewrite(element, used, prefix):
    for name, value in list(element.attrib.items()):
        if name == "id":
            if value in used:
                element.set("id", prefix + value)
            else:
                del element.attrib["id"]
        elif name == "href":
            element.set("href", "#" + prefix + value[1:] if value.startswith("#") else re.sub(r"\s+", "", value))
        elif name != "aria-label":
            value = REFERENCE.sub(lambda match: f"url(#{prefix}{match[1]})", value)
            value = re.sub(INK, "currentColor", value, flags=re.I)
            element.set(name, re.sub(r"\s+", " ", value).strip())
    for field in ("text", "tail"):
        if not (getattr(element, field) or "").strip():
            setattr(element, field, None)


def _pixels(root):
    """Width and height in CSS pixels, from lengths in pt, px or none (then the view box)."""
    box = [float(number) for number in root.get("viewBox", "0 0 300 150").split()]
    sizes = []
    for name, fallback in (("width", box[2]), ("height", box[3])):
        match = re.fullmatch(r"([\d.]+)\s*(pt|px|)", root.get(name, ""))
        sizes.append(float(match[1]) * (4 / 3 if match[2] == "pt" else 1) if match else fallback)
    return sizes


def png_size(data):
    """Width and height in pixels, from the header of a PNG given in base64; None for other data."""
    head = b64decode(re.sub(r"\s+", "", data)[:64])
    return struct.unpack(">II", head[16:24]) if head.startswith(b"\x89PNG") else None


class FigureRenderer:
    """What myst-nb asks for each output of a notebook; None leaves the output to myst-nb."""

    mime_priority_overrides = [(builder, "application/vnd.jupyter.widget-view+json", None) for builder in ("html", "singlehtml", "epub")]

    @staticmethod
    def handle_mime(renderer, data, inline):
        if data.mime_type == "text/markdown" and data.output_metadata.get("dlbook", {}).get("caption"):
            return [book_caption("", *renderer.render_markdown(data))]
        if not data.mime_type.startswith("image/"):
            return None
        alt = str(data.output_metadata.get(data.mime_type, {}).get("alt", "")).strip()
        if not alt:
            words = "figure without alt text; show it with dlbook.plotting.show(figure, alt=…)"
            renderer.logger.warning(words, subtype="alt", line=data.line)
        if data.mime_type == "image/svg+xml":
            where = f"{renderer.source}:{data.cell_index}:{data.output_index}".replace("\\", "/").rsplit("/", 1)[-1]
            prefix = "f" + hashlib.sha256(where.encode()).hexdigest()[:6] + "-"
            try:
                return [svg_figure("", svg=inline_svg(data.string, prefix, alt))]
            except ValueError as error:
                renderer.logger.warning(str(error), subtype="svg", line=data.line)
                return []
        made = renderer.render_image(data)
        size = png_size(data.string) if data.mime_type == "image/png" else None
        for image in made:
            image["alt"] = alt
            if size:
                image["width"], image["height"] = (f"{pixels}px" for pixels in size)
        return made


class JoinCaptions(SphinxPostTransform):
    """Put each figure of a cell's output into a <figure>, together with the caption that follows it."""

    default_priority = 5  # right after myst-nb has chosen one form of each output

    def run(self, **kwargs):
        for output in list(self.document.findall(nodes.container)):
            if output.get("nb_element") != "cell_code_output":
                continue
            joined, last = [], None
            for child in output.children:
                if isinstance(child, (svg_figure, nodes.image)):
                    last = book_figure("", child)
                    joined.append(last)
                elif isinstance(child, book_caption) and last is not None:
                    last.append(child)
                    last = None
                else:
                    joined.append(child)
                    last = None
            output.children = []
            output.extend(joined)


class MarkExercises(SphinxPostTransform):
    """Give cells that check an answer, and what the check said, a class of their own: the stylesheet tells them apart."""

    default_priority = 6

    def run(self, **kwargs):
        for cell in self.document.findall(nodes.container):
            if cell.get("nb_element") != "cell_code":
                continue
            blocks = list(cell.findall(nodes.literal_block))
            source = "\n".join(block.astext() for block in blocks if "output" not in block["classes"])
            if CHECKED.search(source) and "tag_solution" not in cell["classes"]:
                cell["classes"].append("exercise")
            for block in blocks:
                verdict = VERDICT.match(block.astext()) if "stream" in block["classes"] else None
                if verdict:
                    block["classes"] += ["verdict", "verdict-" + verdict[1].replace(" ", "-")]


def visit_svg(translator, node):
    svg = node["svg"]
    if translator.builder.name == "html":
        # Only inside style="…": a presentation attribute takes no custom property.
        svg = re.sub(r'style="[^"]*"', lambda style: DEEP_COLOR.sub(_themed, style[0]), svg)
    translator.body.append(svg + "\n")
    raise nodes.SkipNode


def _themed(color):
    return f"var({DEEP[color[0].lower()]},{color[0]})"


def visit_figure(translator, node):
    translator.body.append('<figure class="book-figure">\n')


def visit_caption(translator, node):
    # A caption that follows no figure is a paragraph of its own.
    translator.body.append("<figcaption>" if isinstance(node.parent, book_figure) else '<div class="book-caption">')


def depart_caption(translator, node):
    translator.body.append("</figcaption>\n" if isinstance(node.parent, book_figure) else "</div>\n")


def setup(app):
    app.add_node(svg_figure, html=(visit_svg, None))
    app.add_node(book_figure, html=(visit_figure, lambda translator, node: translator.body.append("</figure>\n")))
    app.add_node(book_caption, html=(visit_caption, depart_caption))
    app.add_post_transform(JoinCaptions)
    app.add_post_transform(MarkExercises)
    # myst-nb finds its plugins among installed packages; this one lives beside the book, so it joins their list.
    plugins = load_mime_renders()
    if FigureRenderer not in plugins:
        plugins.append(FigureRenderer)
