"""Showing a figure: drawn once, published twice (SVG for the page, PNG for a notebook that is not trusted), never without words.

The alt text is for a reader who does not see the figure: say what it shows, with the numbers that matter. The caption is
for everybody: say what to look at.
"""
import base64
import io
import re

import matplotlib.pyplot as plt
from IPython.display import publish_display_data
from matplotlib.figure import Figure

from dlbook.plotting.style import INK

PNG_DPI = 110  # dots per inch; the SVG stays sharp at any zoom


def figure(columns=1, rows=1, width=6.0, height=None, **subplot_options):
    """A new figure with `rows` × `columns` axes in the book's size; returns `(figure, axes)`.

    `width` and `height` in inches; the height defaults to 3.4 for one row of axes and grows with the rows.
    """
    return plt.subplots(rows, columns, figsize=(width, height or 3.4 * rows), **subplot_options)


def show(figure_or_axes, alt, caption=None):
    """Publish the figure with its alt text and an optional caption (Markdown), and close it.

    Raises ValueError for an alt text that is too short to describe anything.
    """
    drawn = figure_or_axes if isinstance(figure_or_axes, Figure) else _figure_of(figure_or_axes)
    alt = re.sub(r"\s+", " ", str(alt)).strip()
    if len(alt.split()) < 5:
        raise ValueError(f"alt text {alt!r} is too short: say in a sentence what the figure shows")
    publish_display_data(
        {"image/svg+xml": to_svg(drawn, alt), "image/png": to_png(drawn), "text/plain": f"Figure: {alt}"},
        metadata={"image/svg+xml": {"alt": alt}, "image/png": {"alt": alt}})
    if caption:
        text = re.sub(r"\s+", " ", caption).strip()
        publish_display_data({"text/markdown": f"*{text}*" if "*" not in text else text, "text/plain": text},
                             metadata={"dlbook": {"caption": True}})
    plt.close(drawn)


def to_svg(drawn, alt):
    """The figure as an SVG text: letters as outlines, no date, ids that depend on the content alone."""
    buffer = io.StringIO()
    drawn.savefig(buffer, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    svg = buffer.getvalue()
    svg = svg[svg.index("<svg"):]  # no XML prolog: the text also stands inside an HTML page
    svg = re.sub(r"\n? *<!--.*?-->", "", svg, flags=re.S)
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.S)
    # 0.001 pt is far below what a screen shows, and a third of the size of what matplotlib writes.
    svg = re.sub(r"-?\d+\.\d{4,}", lambda number: f"{float(number.group()):.3f}".rstrip("0").rstrip("."), svg)
    label = alt.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    return re.sub(r"<svg ", f'<svg role="img" aria-label="{label}" ', svg, count=1)


def to_png(drawn):
    """The figure as a PNG on white, base64-encoded."""
    buffer = io.BytesIO()
    drawn.savefig(buffer, format="png", dpi=PNG_DPI, facecolor="white", metadata={"Software": None})
    return base64.b64encode(buffer.getvalue()).decode()


def _figure_of(axes):
    first = axes.flat[0] if hasattr(axes, "flat") else axes
    if not hasattr(first, "get_figure"):
        raise TypeError(f"expected a figure or axes, got {type(first).__name__}")
    return first.get_figure()


__all__ = ["INK", "figure", "show", "to_png", "to_svg"]
