"""Figures of the walk downhill show the numbers they were given."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from dlbook import plotting
from dlbook.training import History


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def drawn(ax):
    """Return the y values of all lines of an axes."""
    return [np.asarray(line.get_ydata(), dtype=float) for line in ax.get_lines()]


def test_walks_lie_on_the_curve():
    ax = plotting.draw_walks(lambda theta: theta**2, {-0.5: np.array([-0.5, -0.2]), 1.0: np.array([1.0, 0.4])}, -1, 1)
    assert any(np.array_equal(values, [0.25, 0.2**2]) for values in drawn(ax))
    assert [text.get_text() for text in ax.texts] == ["start −0.5", "start 1"]


def test_jumps_shrink_below_two_and_grow_above():
    left, _ = plotting.draw_jumps((0.2, 1.5, 1.9, 2.1), n_steps=5)
    last = [values[-1] for values in drawn(left)]
    assert last[2] < 1 < last[3]
    np.testing.assert_allclose(last, np.abs(1 - np.array([0.2, 1.5, 1.9, 2.1])) ** 5)


def test_limits_are_two_over_the_rate():
    ax = plotting.draw_limits({0.5: [3.0, 4.0], 0.25: [5.0, 6.0]}, every=10)
    assert [4.0, 4.0] in [list(values) for values in drawn(ax)]
    assert [8.0, 8.0] in [list(values) for values in drawn(ax)]


def test_tuning_curves_draw_means_and_every_run():
    ax = plotting.tuning_curves({"one": ([0.1, 1.0], [[1.0, 3.0], [2.0, 4.0]])}, "rate", "loss")
    lines = [list(values) for values in drawn(ax)]
    assert lines == [[2.0, 3.0], [1.0, 2.0], [3.0, 4.0]]


def test_labels_outside_the_range_are_left_out():
    ax = plotting.tuning_curves({"one": ([0.1, 1.0], [[1.0], [2.0]])}, "rate", "loss")
    plotting.label_ticks(ax, "x", [0.001, 0.2, 0.5, 100])
    assert [label.get_text() for label in ax.get_xticklabels()] == ["0.2", "0.5"]
    assert ax.get_xscale() == "log"


def test_stops_stand_at_their_epochs():
    ax = plotting.draw_stops([3.0, 2.0, 1.0], [3.0, 2.5, 2.6], {"patience": 2, "budget": 3})
    assert [text.get_text().strip() for text in ax.texts] == ["patience", "budget"]
    assert [text.get_position()[0] for text in ax.texts] == [2, 3]


def test_a_dot_marks_the_lowest_validation_loss():
    ax = plotting.draw_stops([3.0, 2.0, 1.0], [3.0, 2.5, 2.6], {"budget": 3})
    dot = next(line for line in ax.get_lines() if line.get_marker() == "o")
    assert (list(dot.get_xdata()), list(dot.get_ydata()), dot.get_label()) == ([2], [2.5], "best: 2")


def test_gallery_shows_steps_only_where_asked():
    history = History(loss=[2.0, 1.0], validation_loss=[2.5, 1.5], step_loss=[3.0, 2.0, 1.0, 0.5])
    axes = plotting.draw_gallery({"A": history, "B": history}, guess=2.3, highest={"B": 4}, by_step="B", without_guess="A")
    assert [list(values) for values in drawn(axes.flat[0])] == [[2.0, 1.0], [2.5, 1.5]]
    assert list(drawn(axes.flat[1])[0]) == [3.0, 2.0, 1.0, 0.5]
    assert len(drawn(axes.flat[1])) == 2 and axes.flat[1].get_ylim() == (0, 4)


def test_surface_and_path_keep_the_given_range():
    ax = plotting.draw_surface(lambda theta: (theta**2).sum(axis=-1), (-2, 2), (-1, 1))
    plotting.draw_path([[1, 1], [0, 0]], ax, "name")
    assert ax.get_xlim() == (-2, 2) and ax.get_ylim() == (-1, 1)
    assert list(drawn(ax)[0]) == [1, 0]
