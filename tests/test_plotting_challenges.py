"""The figures of trials show the numbers that they are given."""
import matplotlib.pyplot as plt
import numpy as np
import pytest

from dlbook import plotting


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def test_doses_show_every_run_and_the_means():
    values = np.array([[0.9, 0.8, 1.0], [0.5, 0.3, 0.7]])
    ax = plotting.draw_doses([1, 10], {"a": values, "b": values / 2}, "dose", "accuracy", log_x=True, log_y=True)
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
    means = [line for line in ax.lines if line.get_label() in ("a", "b")]
    np.testing.assert_allclose(means[0].get_ydata(), [0.9, 0.5])
    np.testing.assert_allclose(means[1].get_ydata(), [0.45, 0.25])
    runs = [line for line in ax.lines if line.get_label() not in ("a", "b")]
    np.testing.assert_allclose(sorted(y for line in runs[:3] for y in line.get_ydata()), np.sort(values.ravel()))
    assert plotting.draw_doses([1, 10], {"a": values}, "dose", "accuracy").get_xscale() == "linear"


def test_map_rows_keep_signs_and_give_each_map_its_own_scale():
    rng = np.random.default_rng(0)
    images, maps = rng.random((3, 4, 5)), rng.normal(size=(3, 2, 3)) * np.array([1, 10, 0])[:, None, None]
    axes = plotting.draw_map_rows(images, {"gradient": maps}, ["a", "b", "c"])
    assert axes.shape == (2, 3)
    assert [ax.get_title(loc="center") for ax in axes[0]] == ["a", "b", "c"]
    assert [axes[0, 0].get_ylabel(), axes[1, 0].get_ylabel()] == ["image", "gradient"]
    for ax, values in zip(axes[1], maps, strict=True):
        shown = ax.images[0]
        np.testing.assert_array_equal(shown.get_array(), values)
        low, high = shown.get_clim()
        assert low == -high and high == (np.abs(values).max() or 1)


def test_costs_end_in_a_filled_mark():
    ax = plotting.draw_costs([[1, 10], [2, 20]], [[3.0, 2.0], [4.0, 1.0]], ["small", "large"], "FLOPs", "loss")
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
    ends = [line for line in ax.lines if len(line.get_xdata()) == 1]
    assert [(line.get_xdata()[0], line.get_ydata()[0]) for line in ends] == [(10, 2.0), (20, 1.0)]
    assert [line.get_label() for line in ax.lines if len(line.get_xdata()) == 2] == ["small", "large"]


def test_reliability_shows_share_confidence_and_count_of_each_bin():
    confidence, right = np.array([0.15, 0.95, 0.91, 0.93, 1.0]), np.array([0, 1, 0, 1, 1])
    ax = plotting.draw_reliability(confidence, right)
    assert [bar.get_height() for bar in ax.patches] == [0, 0.75]
    assert [text.get_text() for text in ax.texts] == ["1", "4"]
    gaps = [line for line in ax.lines if line.get_linestyle() == "-"]
    np.testing.assert_allclose([line.get_ydata() for line in gaps], [[0, 0.15], [0.75, confidence[1:].mean()]])
    np.testing.assert_allclose([line.get_xdata()[0] for line in gaps], [0.15, confidence[1:].mean()])
