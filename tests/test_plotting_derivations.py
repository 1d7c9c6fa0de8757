"""The pictures of derivations and of repeated runs show the numbers they were given."""
import matplotlib.pyplot as plt
import numpy as np
import pytest

from dlbook import plotting


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def words(ax):
    return [text.get_text() for text in ax.texts]


def test_graph_writes_values_slopes_and_gradients():
    places, values = {"w": (0, 0), "b": (0, 1), "z": (1, 0)}, {"w": 2.0, "b": -1.0, "z": 5.0}
    slopes = {("w", "z"): 3.0, ("b", "z"): 1.0}
    forward = words(plotting.draw_graph(places, list(slopes), values, slopes, signs={"z": "+"}))
    assert {"2.00", "−1.00", "5.00", "×3.00", "×1.00", "$z$  +", "$w$", "$b$"} <= set(forward)
    backward = words(plotting.draw_graph(places, list(slopes), values, slopes, grads={"z": 1.0, "w": -0.25}))
    assert "−0.25" in backward and "−0.25" not in forward


def test_graph_turns_its_arrows_when_it_shows_gradients():
    def tip(**options):
        ax = plotting.draw_graph({"a": (0, 0), "b": (1, 0)}, [("a", "b")], {"a": 1, "b": 2}, **options)
        return next(text.xy[0] for text in ax.texts if getattr(text, "arrow_patch", None))

    assert tip() > tip(grads={"b": 1.0})


def test_sloping_arrows_end_at_the_sides_of_their_squares():
    ax = plotting.draw_graph({"a": (0, 1), "b": (1, 0)}, [("a", "b")], {"a": 1, "b": 2})
    arrow = next(text for text in ax.texts if getattr(text, "arrow_patch", None))
    squares = [np.array(patch.get_xy()) + patch.get_width() / 2 for patch in ax.patches if hasattr(patch, "get_xy") and patch.get_width()]
    half = ax.patches[0].get_width() / 2
    for point, middle in ((arrow.xyann, squares[0]), (arrow.xy, squares[1])):
        assert half < np.abs(np.array(point) - middle).max() < 1.3 * half


def test_products_are_drawn_to_scale():
    sizes = {"n": 1.0, "in": 2.0, "out": 0.5}
    ax = plotting.draw_products([[("X", "n", "in", "sky"), "@", ("W", "in", "out", "green"), "=", ("Z", "n", "out", "orange")]], sizes)
    outlines = [(patch.get_width(), patch.get_height()) for patch in ax.patches[1::2]]
    assert outlines == [(2.0, 1.0), (0.5, 2.0), (0.5, 1.0)]
    assert {"X", "W", "Z", "@", "="} <= set(words(ax))


def test_repeats_draw_every_run_and_name_each_kind_once():
    ax = plotting.run_curves({"a": [[3, 2, 1], [4, 2, 1]], "b": [[5, 5, 5]]}, "step", "loss")
    assert [line.get_ydata().tolist() for line in ax.lines] == [[3, 2, 1], [4, 2, 1], [5, 5, 5]]
    assert ax.get_legend_handles_labels()[1] == ["a", "b"]


def test_bands_reach_from_the_smallest_to_the_largest():
    ax = plotting.bands([1, 2], {"a": np.array([[1.0, 10.0], [3.0, 30.0]])}, "layer", "size")
    assert ax.lines[0].get_ydata().tolist() == [2.0, 20.0]
    heights = ax.collections[0].get_paths()[0].vertices[:, 1]
    assert (heights.min(), heights.max()) == (1.0, 30.0)


def test_error_dots_show_zero_at_the_left_end():
    ax = plotting.error_dots({"exact": [0.0, 1e-16]}, ["first", "second"], "error")
    assert ax.lines[0].get_xdata().tolist() == [1e-17, 1e-16]
