"""Figures of the notebooks: sharp at any size, in the ink of the page, described in words.

In the web pages a figure is an image that is fetched when the reader comes near; on paper and in the EPUB it is inline SVG.
A figure output needs alt text in its metadata ({"image/svg+xml": {"alt": …}}); without it the build stops. A caption output
(metadata {"dlbook": {"caption": true}}) right after a figure becomes its <figcaption>.
"""
import hashlib
import html
import pathlib
import re
import struct
from base64 import b64decode

import page_svg
from docutils import nodes
from myst_nb.core.render import load_mime_renders
from sphinx.transforms.post_transforms import SphinxPostTransform

CHECKED = re.compile(r"^(?:exercises\.)?check\(", re.M)
VERDICT = re.compile(r"[\w.]+: (not attempted|not yet|passed)\b")


class svg_figure(nodes.General, nodes.Element):
    """One figure: cleaned SVG text `svg`, `width` and `height` in CSS pixels, `alt`, and a `prefix` for its ids in this page."""


class book_figure(nodes.General, nodes.Element):
    """A figure, and its caption if there is one."""


class book_caption(nodes.General, nodes.Element):
    """The words below a figure."""


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
                svg, width, height = page_svg.clean_svg(data.string)
                return [svg_figure("", svg=svg, width=width, height=height, alt=alt, prefix=prefix)]
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
    builder = translator.builder
    if builder.name == "html":
        address = f"{builder.imgpath}/{write_file(node['svg'], pathlib.Path(builder.outdir, builder.imagedir))}"
        translator.body.append(f'<img class="figure-svg" src="{address}" width="{node["width"]:.0f}" height="{node["height"]:.0f}" '
                               f'alt="{html.escape(node["alt"])}" loading="lazy" decoding="async">\n')
    else:
        translator.body.append(page_svg.inline_svg(node["svg"], node["prefix"], node["alt"]) + "\n")
    raise nodes.SkipNode


def write_file(svg, folder):
    """Write a figure of the web book; its name depends on what it shows, so that equal figures are one file."""
    text = page_svg.svg_file(svg)
    name = f"figure-{hashlib.sha256(text.encode()).hexdigest()[:12]}.svg"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return name


def remove_stale(app, exception):
    """Remove the files of figures that no page shows any more."""
    if exception is None and app.builder.name == "html":
        pages = [page.read_text(encoding="utf-8") for page in pathlib.Path(app.outdir).rglob("*.html")]
        shown = set(re.findall(r"figure-\w{12}\.svg", "".join(pages)))
        for file in pathlib.Path(app.outdir, app.builder.imagedir).glob("figure-*.svg"):
            if file.name not in shown:
                file.unlink()


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
    app.connect("build-finished", remove_stale)
    # myst-nb finds its plugins among installed packages; this one lives beside the book, so it joins their list.
    plugins = load_mime_renders()
    if FigureRenderer not in plugins:
        plugins.append(FigureRenderer)
