"""Figures: shown twice (SVG and PNG) and never without words; diagrams drawn from the numbers they show."""
import base64
import re
import subprocess
import sys

import matplotlib.pyplot as plt
import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from dlbook import plotting
from dlbook.plotting import figures

ALT = "A straight line that rises from zero to two."


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def shown(**options):
    """What `show` publishes for a small figure."""
    InteractiveShell.instance()  # outside of Jupyter nothing would be there to capture
    ax = plotting.curves({"loss": [0.0, 1.0, 2.0]}, "epoch", "loss")
    with capture_output() as captured:
        plotting.show(ax, **options)
    return captured.outputs


def test_show_publishes_svg_and_png_with_the_same_alt_text_and_closes_the_figure():
    figure, = shown(alt=f"  {ALT}\n ")
    assert figure.metadata == {mime: {"alt": ALT} for mime in ("image/svg+xml", "image/png")}
    assert f'aria-label="{ALT}"' in figure.data["image/svg+xml"] and 'role="img"' in figure.data["image/svg+xml"]
    assert base64.b64decode(figure.data["image/png"]).startswith(b"\x89PNG")
    assert figure.data["text/plain"] == f"Figure: {ALT}"
    assert plt.get_fignums() == []


def test_show_adds_the_caption_as_markdown():
    _, caption = shown(alt=ALT, caption="Figure: the loss.")
    assert caption.data["text/markdown"] == "*Figure: the loss.*"
    assert caption.metadata == {"dlbook": {"caption": True}}


@pytest.mark.parametrize("alt", ["", "figure 1", "loss.png"])
def test_show_refuses_a_figure_without_words(alt):
    with pytest.raises(ValueError, match="too short"):
        shown(alt=alt)


def test_show_says_what_it_cannot_draw():
    with pytest.raises(TypeError, match="expected a figure or axes, got str"):
        plotting.show("a figure", alt=ALT)


def test_alt_text_is_escaped_in_the_svg():
    figure, = shown(alt='The "loss" is < 1 & falls.')
    assert 'aria-label="The &quot;loss&quot; is &lt; 1 &amp; falls."' in figure.data["image/svg+xml"]


def test_svg_depends_on_the_content_alone():
    first, again = (shown(alt=ALT)[0].data["image/svg+xml"] for _ in range(2))
    assert first == again
    assert "<?xml" not in first and "<!--" not in first and "<metadata" not in first
    other = plotting.curves({"loss": [0.0, 1.0, 2.1]}, "epoch", "loss")
    assert figures.to_svg(other.figure, ALT) != first


def test_ink_is_the_one_colour_that_the_page_replaces():
    svg = shown(alt=ALT)[0].data["image/svg+xml"]
    used = set(re.findall(r"(?:fill|stroke): ?(#[0-9a-f]{6})", svg)) | set(re.findall(r'(?:fill|stroke)="(#[0-9a-f]{6})', svg))
    assert plotting.INK in used
    assert used <= {plotting.INK, plotting.COLORS["blue"], "#9a9a9a"}  # nothing black, nothing white: both vanish in one theme


def test_line_names_do_not_overlap():
    ax = plotting.curves({"first": [3, 1.0], "second": [3, 1.0], "third": [3, 1.01]}, "epoch", "loss")
    ax.figure.draw_without_rendering()
    heights = sorted(text.get_window_extent().y0 for text in ax.texts)
    assert len(heights) == 3 and np.diff(heights).min() > 10


def test_neuron_shows_the_numbers_it_was_given():
    ax = plotting.draw_neuron([0.5, -1.0], [1.2, -0.7], bias=-0.3, activation=lambda z: max(z, 0))
    words = " ".join(text.get_text() for text in ax.texts)
    for expected in ("0.5", "-1", "w_1=1.2", "w_2=-0.7", "b=-0.3", "1"):
        assert expected in words
    colors = [line.get_color() for line in ax.lines[:2]]
    assert colors == [plotting.COLORS["blue"], plotting.COLORS["red"]]  # by the sign of the weight


def test_network_has_an_edge_for_every_weight():
    kernels = [np.arange(6.0).reshape(2, 3) - 2, np.ones((3, 1))]
    ax = plotting.draw_network([2, 3, 1], kernels)
    assert len(ax.lines) == 2 * 3 + 3 * 1
    negative = [line for line in ax.lines if line.get_color() == plotting.COLORS["red"]]
    assert len(negative) == 2  # the kernel's two entries below zero
    widths = [line.get_linewidth() for line in ax.lines[:6]]
    assert np.argmax(widths) == 5  # the largest weight of the first kernel is its last


def test_long_columns_are_drawn_with_a_gap_and_their_true_size():
    ax = plotting.draw_network([64, 10], most=10)
    assert len(ax.lines) == 10 * 10
    assert [text.get_text() for text in ax.texts] == ["⋮", "input\n64 numbers", "output\n10 units"]


def test_digits_take_flat_images_and_share_one_scale():
    axes = plotting.draw_digits(np.array([np.zeros(9), np.full(9, 0.5), np.ones(9)]), ["a", "b", "c"], columns=2)
    assert axes.shape == (2, 2)
    assert {axes.flat[i].images[0].get_clim() for i in range(3)} == {(0.0, 1.0)}
    assert not axes.flat[3].images


def test_matrix_writes_its_numbers():
    ax = plotting.draw_matrix([[3, 0], [1, 12]], "predicted", "true")
    assert [text.get_text() for text in ax.texts] == ["3", "1", "12"]  # a zero says nothing
    assert [text.get_color() for text in ax.texts] == ["black", "black", "white"]
    lighter = plotting.draw_matrix([[3, 0], [1, 12]], "predicted", "true", darkest=30)
    assert lighter.images[0].get_clim() == (0, 30) and {text.get_color() for text in lighter.texts} == {"black"}


def test_regions_colour_the_plane_by_the_prediction():
    x = np.array([[-1.0, 0.0], [1.0, 0.0]])
    ax = plotting.draw_regions(lambda plane: np.where(plane[:, 0] > 0, 7, 3), x, np.array([3, 7]), steps=10)
    picture = np.asarray(ax.images[0].get_array())
    assert (picture[:, :5] == 0).all() and (picture[:, 5:] == 1).all()


def test_intervals_show_every_value_and_the_mean():
    ax = plotting.intervals({"a": [1.0, 2.0, 6.0], "b": [3.0, 3.0]}, "accuracy")
    assert [label.get_text() for label in ax.get_yticklabels()] == ["a", "b"]
    assert [len(dots.get_offsets()) for dots in ax.collections] == [3, 2]
    assert [bar.get_xdata()[0] for bar in ax.lines] == [3.0, 3.0]


def test_importing_the_package_loads_neither_tensorflow_nor_matplotlib():
    code = "import sys, dlbook; print(sorted({'tensorflow', 'keras', 'matplotlib', 'sklearn'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_frameworks_load_without_a_word():
    code = "from dlbook.frameworks import keras, tf; print(float(tf.constant(2.0)), keras.__name__)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("2.0 keras\n", "")
