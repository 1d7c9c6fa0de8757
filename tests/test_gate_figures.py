"""Gate 1, figures: drift that a reader could see fails, the noise of rendering passes."""
import base64
import io
import re

import matplotlib
import numpy as np
import pytest
from PIL import Image

matplotlib.use("agg")
from dlbook import plotting  # noqa: E402
from tools.cells import Tolerance  # noqa: E402
from tools.compare_figures import compare_png, compare_svg, largest_block_difference  # noqa: E402

STRICT, WIDE = Tolerance(), Tolerance(rtol=0.03)


def curve(scale=1.0, shift=0.0, word="training loss", title="A loss", move=0.0, limits=None, color=0, noise=0.0):
    """A loss curve with a scatter of points, as a chapter draws it."""
    x = np.arange(1, 21)
    y = scale * (2.3 * np.exp(-x / 6) + 0.1) + shift + noise * np.random.default_rng(1).normal(size=20)
    fig, ax = plotting.figure()
    ax.plot(x, y, label=word, color=f"C{color}")
    points = np.array([[4.0, 1.0], [9.0, 0.9 + move], [15.0, 0.7]])
    ax.scatter(*points.T, label="validation")
    ax.set(xlabel="epoch", ylabel="loss", title=title, ylim=limits)
    ax.legend()
    return fig


def heat(scale=1.0, pixel=0.0, noise=0.0):
    """A heat map with a fixed colour range."""
    values = np.outer(np.linspace(0, 1, 12), np.linspace(0, 1, 10)) * 0.8 * scale + noise * np.random.default_rng(0).normal(size=(12, 10))
    values[3, 4] += pixel
    fig, ax = plotting.figure()
    ax.imshow(values, vmin=0, vmax=1, aspect="auto")
    return fig


def colored(scale=1.0):
    fig, ax = plotting.figure()
    ax.scatter(np.arange(10), np.zeros(10), c=scale * np.linspace(0, 0.9, 10), vmin=0, vmax=1)
    return fig


def drawn(fig, kind):
    try:
        return plotting.figures.to_svg(fig, "A figure for a test of figures.") if kind == "svg" else plotting.figures.to_png(fig)
    finally:
        plotting.figures.plt.close(fig)


def compared(before, after, kind, tolerance=STRICT):
    return (compare_svg if kind == "svg" else compare_png)(drawn(before, kind), drawn(after, kind), tolerance)


DRIFTS = {
    "a moved point": lambda: curve(move=0.08),
    "a legend word": lambda: curve(word="testing loss"),
    "a letter of the title": lambda: curve(title="A lose"),
    "1 % with axes that follow": lambda: curve(scale=1.01),
    "an offset with axes that follow": lambda: curve(shift=0.02),
    "another colour": lambda: curve(color=1),
    "axis limits": lambda: curve(limits=(0, 2.25)),
}


@pytest.mark.parametrize("kind", ["svg", "png"])
@pytest.mark.parametrize("drift", DRIFTS)
def test_drift_fails(drift, kind):
    assert compared(curve(), DRIFTS[drift](), kind)


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_one_percent_fails_with_fixed_axes(kind):
    assert compared(curve(limits=(0, 3)), curve(limits=(0, 3), scale=1.01), kind)


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_rounding_noise_passes(kind):
    assert compared(curve(), curve(noise=1e-6), kind) is None
    assert compared(curve(), curve(), kind) is None


def test_small_change_of_rendering_passes_in_png():
    image = np.asarray(Image.open(io.BytesIO(base64.b64decode(drawn(curve(), "png")))).convert("RGB")).astype(int)
    noisy = np.clip(image + np.random.default_rng(0).integers(-6, 7, image.shape), 0, 255).astype(np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(noisy).save(buffer, "png")
    assert compare_png(drawn(curve(), "png"), base64.b64encode(buffer.getvalue()).decode(), STRICT) is None


def test_ids_made_from_coordinates_may_change():
    svg = drawn(curve(), "svg")
    made = sorted(set(re.findall(r'id="([mp][0-9a-f]{10})"', svg)))
    assert made
    renamed = svg
    for number, name in enumerate(made):
        renamed = renamed.replace(name, f"{name[0]}{number:010x}")
    assert renamed != svg and compare_svg(svg, renamed, STRICT) is None
    swapped = svg.replace(made[0], "X").replace(made[-1], made[0]).replace("X", made[-1]).replace(f"#{made[0]}", f"#{made[-1]}", 1)
    assert compare_svg(svg, swapped, STRICT)


def test_heat_map():
    assert compared(heat(), heat(noise=1e-7), "svg") is None
    assert "image" in compared(heat(), heat(scale=1.01), "svg")
    assert "image" in compared(heat(), heat(pixel=0.1), "svg")


def test_colours_that_carry_data():
    assert compared(colored(), colored(1 + 1e-7), "svg") is None
    assert "colour" in compared(colored(), colored(1.05), "svg")


def test_size_mismatch_fails():
    small = drawn(plotting.figure(width=5.0)[0], "png")
    assert "size changed" in compare_png(drawn(plotting.figure()[0], "png"), small, STRICT)


def test_stated_tolerance_is_a_fraction_of_the_figure():
    fixed = {"limits": (0, 3)}
    assert compared(curve(**fixed), curve(**fixed, scale=1.02), "svg", WIDE) is None
    assert compared(curve(**fixed), curve(**fixed, scale=1.2), "svg", WIDE)
    assert compared(curve(**fixed), curve(**fixed, scale=1.02), "png", WIDE) is None
    assert compared(curve(**fixed), curve(**fixed, word="testing loss"), "svg", WIDE)  # words stay words


def contour(radius, points):
    x = np.linspace(-1, 1, points)
    fig, ax = plotting.figure()
    ax.contour(x, x, x[:, None] ** 2 + x ** 2, levels=[radius ** 2])
    return fig


def test_contours_may_have_other_vertices_where_a_tolerance_is_stated():
    assert compared(contour(0.8, 40), contour(0.8, 47), "svg")
    assert compared(contour(0.8, 40), contour(0.805, 47), "svg", WIDE) is None
    assert "moved by" in compared(contour(0.8, 40), contour(0.6, 47), "svg", WIDE)


def test_block_mean():
    a, b = np.zeros((20, 20, 3)), np.zeros((20, 20, 3))
    b[17, 9] = 160  # alone in a block of 4 × 8 pixels at the edge
    assert largest_block_difference(a, b, 8) == (160 / 32, (16, 8))


def test_broken_images_are_reported():
    assert "not a readable image" in compare_png("AAAA", drawn(curve(), "png"), STRICT)
    assert "not a readable SVG" in compare_svg("<svg", drawn(curve(), "svg"), STRICT)
