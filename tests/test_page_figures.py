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
import page_svg  # noqa: E402

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


def inline(drawn, prefix="a-"):
    return page_svg.inline_svg(page_svg.clean_svg(drawn)[0], prefix, ALT)


def test_two_figures_share_no_id_and_every_reference_has_its_target(drawn):
    one, two = inline(drawn, "a-"), inline(drawn, "b-")
    assert ids(one) and len(ids(one)) == len(set(ids(one)))
    assert not set(ids(one)) & set(ids(two))
    for svg in (one, two):
        targets = set(re.findall(r'href="#([^"]*)"', svg)) | set(re.findall(r"url\(#([^)]*)\)", svg))
        assert targets == set(ids(svg))


def test_ink_follows_the_page(drawn):
    assert plotting.INK == page_svg.INK
    assert plotting.INK in drawn
    svg = inline(drawn)
    assert plotting.INK not in svg.lower() and "currentColor" in svg


def test_colours_of_a_figure_s_file_are_the_book_s_and_the_page_s():
    assert set(page_svg.DEEP) <= set(plotting.COLORS.values())
    css = (ROOT / "assets" / "static" / "page.css").read_text()
    for theme, ink in {"light": page_svg.INK, "dark": page_svg.DARK_INK}.items():
        rule = re.search(rf'html\[data-theme="{theme}"\] {{(.*?)}}', css, re.S)[1]
        assert f"--pst-color-text-base: {ink};" in rule


def test_a_figure_s_file_knows_both_themes_and_keeps_its_references(drawn):
    svg = page_svg.svg_file(page_svg.clean_svg(drawn)[0])
    assert page_svg.ET.fromstring(svg).get("id") == "dark"  # so that `:root:target` holds for `figure.svg#dark`
    assert svg.count("<style") == 1 and page_svg.THEMES in svg
    deep = [color for color in page_svg.DEEP if color in drawn.lower()]
    assert deep and all(f"var({page_svg.DEEP[color][0]},{color})" in svg.lower() for color in deep)
    targets = set(re.findall(r'href="#([^"]*)"', svg)) | set(re.findall(r"url\(#([^)]*)\)", svg))
    assert targets == set(ids(svg)) - {"dark"}


def test_figure_is_described_and_scales(drawn):
    _, width, height = page_svg.clean_svg(drawn)
    root = page_svg.ET.fromstring(inline(drawn))
    assert root.get("role") == "img" and root.get("aria-label") == ALT
    box = [float(number) for number in root.get("viewBox").split()]
    assert float(root.get("width")) == pytest.approx(width) == pytest.approx(box[2] * 4 / 3)  # points → CSS pixels
    assert float(root.get("height")) == pytest.approx(height) == pytest.approx(box[3] * 4 / 3)


def test_no_rule_for_the_whole_page_is_left_and_the_raster_part_stays(drawn):
    assert "<style" in drawn
    svg = inline(drawn)
    assert "<style" not in svg and "stroke-linejoin" in svg[:svg.index(">")]
    assert re.search(r'href="data:image/png;base64,[A-Za-z0-9+/=]+"', svg)


@pytest.mark.parametrize("text, words", [
    ("<svg><g></svg>", "not well formed"),
    ("<p xmlns='http://www.w3.org/2000/svg'>no figure</p>", "expected an <svg>"),
    ("<svg xmlns='http://www.w3.org/2000/svg'><style>.a { fill: red }</style></svg>", "style rules"),
])
def test_what_is_no_figure_is_refused(text, words):
    with pytest.raises(ValueError, match=words):
        page_svg.clean_svg(text)


def test_png_size():
    figure = plt.figure(figsize=(2, 1))
    png = plotting.figures.to_png(figure)
    plt.close(figure)
    assert page_figures.png_size(png) == (2 * plotting.figures.PNG_DPI, plotting.figures.PNG_DPI)
    assert page_figures.png_size(base64.b64encode(b"GIF89a" + bytes(40)).decode()) is None
