"""The figures of generalisation show the numbers that they were given."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from dlbook import plotting


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def test_fits_show_points_curve_and_truth_in_every_panel():
    at, rng = np.linspace(-1, 1, 7), np.random.default_rng(0)
    x, y = rng.uniform(-1, 1, 5), rng.normal(size=5)
    axes = plotting.draw_fits(x, y, {"one": at**2, "two": at**3}, at, np.sin(at))
    assert axes.shape == (1, 2)
    for ax, curve in zip(axes[0], (at**2, at**3), strict=True):
        truth, fit, data = (line.get_xydata() for line in ax.lines)
        np.testing.assert_array_equal(truth[:, 1], np.sin(at))
        np.testing.assert_array_equal(fit, np.stack([at, curve], axis=1))
        np.testing.assert_array_equal(data, np.stack([x, y], axis=1))


def test_a_level_line_touches_the_best_pair():
    minimum, hessian, best = np.array([1.5, 0.5]), np.array([[1.0, 0.3], [0.3, 2.0]]), np.array([1.0, 0.0])
    ax = plotting.draw_balls(minimum, hessian, {"diamond": (np.array([[1, 0], [0, 1], [-1, 0], [0, -1]]), best)})[0, 0]
    levels = ax.collections[0].levels
    assert np.abs(levels - 0.5 * (best - minimum) @ hessian @ (best - minimum)).min() < 1e-12
    assert [tuple(line.get_xydata()[0]) for line in ax.lines] == [tuple(minimum), tuple(best)]


def test_weights_tell_exact_zeros_from_small_ones():
    matter = np.array([True, True, False, False, False])
    axes = plotting.draw_weights({"a": np.array([1.0, 0.0, 0.0, 1e-9, 0.0]), "b": np.ones(5)}, matter)[0]
    for ax, zeros in zip(axes, (3, 0), strict=True):
        assert f"{zeros} of all 5 exactly zero" in ax.get_title(loc="left")
    hollow = sum(len(line.get_xdata()) for line in axes[0].lines if line.get_markerfacecolor() == "none")
    filled = sum(len(line.get_xdata()) for line in axes[0].lines if line.get_markerfacecolor() != "none")
    assert (hollow, filled) == (3, 2)


@pytest.mark.parametrize("inner, words", [(False, 4), (True, 16)])
def test_each_fold_gives_the_score_once(inner, words):
    ax = plotting.draw_folds(4, inner)
    hatched = [(patch.get_y() + patch.get_height() / 2, patch.get_x()) for patch in ax.patches if patch.get_hatch()]
    assert [(round(row), int(column)) for row, column in hatched] == [(i, i) for i in range(4)]
    assert len(ax.patches) == 16 and len(ax.texts) == words


def test_search_marks_the_trials_at_their_values():
    x, y, scores = np.array([1.0, 10.0, 100.0]), np.array([0.1, 1.0]), np.arange(6.0).reshape(2, 3)
    axes = plotting.draw_search(scores, x, y, {"a": [(0, 2), (1, 0)], "b": [(1, 1)]}, "x", "y")[0]
    np.testing.assert_array_equal(axes[0].lines[0].get_xydata(), [[100, 0.1], [1, 1]])
    np.testing.assert_array_equal(axes[1].lines[0].get_xydata(), [[10, 1]])
    np.testing.assert_array_equal(axes[0].collections[0].get_array(), scores)
    assert axes[0].get_xscale() == axes[0].get_yscale() == "log"


def test_differences_show_means_and_intervals():
    ax = plotting.draw_differences({"g": {"one": (2.0, 0.5), "two": (-1.0, 0.25)}}, "gain")
    bars = ax.containers[0]
    np.testing.assert_allclose(bars.lines[0].get_xdata(), [2, -1])
    np.testing.assert_allclose([segment[:, 0] for segment in bars.lines[2][0].get_segments()], [[1.5, 2.5], [-1.25, -0.75]])
    assert [label.get_text() for label in ax.get_yticklabels()] == ["one", "two"]
    assert ax.get_ylim()[0] > ax.get_ylim()[1]  # the first name stands on top


def test_ranges_show_medians_and_extremes():
    rows = np.array([[1.0, 5.0], [2.0, 9.0], [9.0, 6.0]])
    ax = plotting.draw_ranges([1, 10], {"a": rows}, "x", "y")
    np.testing.assert_array_equal(ax.lines[0].get_ydata(), [2, 6])
    corners = ax.collections[0].get_paths()[0].vertices
    assert {tuple(corner) for corner in corners} >= {(1, 1), (1, 9), (10, 5), (10, 9)}
