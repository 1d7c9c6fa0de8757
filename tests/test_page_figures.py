"""The figures of a page: inline, themed, described, with ids that do not clash."""
import base64
import re
import sys

import matplotlib.pyplot as plt
import numpy as np
import pytest

from dlbook import plotting
from tools.build import ROOT

sys.path.insert(0, str(ROOT / "assets"))
import page_figures  # noqa: E402

ALT = 'A line that "rises" from 0 to 1 & back, below <one>'


@pytest.fixture
def drawn():
    """The SVG text of a figure with a line, an image, a legend and text, as the notebooks store it."""
    figure, axes = plt.subplots(1, 2)
    axes[0].plot([0, 1, 0], label="a line")
    axes[0].legend()
    axes[1].imshow(np.eye(3))
    text = plotting.figures.to_svg(figure, ALT)
    plt.close(figure)
    return text


def ids(svg):
    return re.findall(r'\bid="([^"]*)"', svg)


def test_two_figures_share_no_id_and_every_reference_has_its_target(drawn):
    one, two = page_figures.inline_svg(drawn, "a-", ALT), page_figures.inline_svg(drawn, "b-", ALT)
    assert ids(one) and len(ids(one)) == len(set(ids(one)))
    assert not set(ids(one)) & set(ids(two))
    for svg in (one, two):
        targets = set(re.findall(r'href="#([^"]*)"', svg)) | set(re.findall(r"url\(#([^)]*)\)", svg))
        assert targets == set(ids(svg))


def test_ink_follows_the_page(drawn):
    assert plotting.INK == page_figures.INK
    assert plotting.INK in drawn
    svg = page_figures.inline_svg(drawn, "a-", ALT)
    assert plotting.INK not in svg.lower() and "currentColor" in svg


def test_deep_colours_are_the_book_s_colours_and_lightened_in_the_stylesheet():
    assert set(page_figures.DEEP) <= set(plotting.COLORS.values())
    css = (ROOT / "assets" / "static" / "page.css").read_text()
    assert all(f"{name}: #" in css for name in page_figures.DEEP.values())


def test_figure_is_described_and_scales(drawn):
    svg = page_figures.inline_svg(drawn, "a-", ALT)
    root = page_figures.ET.fromstring(svg)
    assert root.get("role") == "img" and root.get("aria-label") == ALT
    box = [float(number) for number in root.get("viewBox").split()]
    assert float(root.get("width")) == pytest.approx(box[2] * 4 / 3)  # points → CSS pixels
    assert float(root.get("height")) == pytest.approx(box[3] * 4 / 3)


def test_no_rule_for_the_whole_page_is_left_and_the_raster_part_stays(drawn):
    assert "<style" in drawn
    svg = page_figures.inline_svg(drawn, "a-", ALT)
    assert "<style" not in svg and "stroke-linejoin" in svg[:svg.index(">")]
    assert re.search(r'href="data:image/png;base64,[A-Za-z0-9+/=]+"', svg)


@pytest.mark.parametrize("text, words", [
    ("<svg><g></svg>", "not well formed"),
    ("<p xmlns='http://www.w3.org/2000/svg'>no figure</p>", "expected an <svg>"),
    ("<svg xmlns='http://www.w3.org/2000/svg'><style>.a { fill: red }</style></svg>", "style rules"),
])
def test_what_is_no_figure_is_refused(text, words):
    with pytest.raises(ValueError, match=words):
        page_figures.inline_svg(text, "a-", ALT)


def test_png_size():
    figure = plt.figure(figsize=(2, 1))
    png = plotting.figures.to_png(figure)
    plt.close(figure)
    assert page_figures.png_size(png) == (2 * plotting.figures.PNG_DPI, plotting.figures.PNG_DPI)
    assert page_figures.png_size(base64.b64encode(b"GIF89a" + bytes(40)).decode()) is None
