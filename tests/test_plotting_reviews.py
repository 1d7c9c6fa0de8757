"""What is drawn of recorded runs and of reviews is what was given."""
import matplotlib.pyplot as plt
import numpy as np
import pytest

from dlbook import plotting


@pytest.fixture(autouse=True)
def closing():
    yield
    plt.close("all")


def test_race_draws_every_run_and_names_each_recipe_once():
    runs = {"slow": ([[10, 20], [12, 24]], [[0.5, 0.75], [0.625, 0.875]]), "fast": ([[3]], [[0.875]])}
    ax = plotting.draw_race(runs, target=0.8)
    lines = [(list(line.get_xdata()), list(line.get_ydata())) for line in ax.lines]
    assert lines[:3] == [([10, 20], [50, 75]), ([12, 24], [62.5, 87.5]), ([3], [87.5])]
    assert np.allclose(lines[3][1], 80)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["slow", "fast"]
    assert ax.get_xscale() == "log"
    ax.figure.draw_without_rendering()
    labels = [text.get_text() for text in ax.get_xticklabels(which="both")]
    assert {"5", "10", "20"} <= set(labels) and all(text == "" or float(text) > 0 for text in labels)


def test_calibration_draws_the_bins_of_each_recipe():
    rows = [{"examples": 30, "confidence": 0.6, "accuracy": 0.5}, {"examples": 70, "confidence": 0.9, "accuracy": 0.95}]
    ax = plotting.draw_calibration({"one": rows, "other": rows[:1]})
    assert ax.lines[0].get_xdata().tolist() == [0.6, 0.9] and ax.lines[0].get_ydata().tolist() == [0.5, 0.95]
    areas = ax.collections[0].get_sizes()
    assert areas[1] / areas[0] == pytest.approx(70 / 30)
    assert ax.lines[1].get_xdata().tolist() == [0.6]
    assert ax.lines[2].get_xdata().tolist() == ax.lines[2].get_ydata().tolist() == [0.6, 1]  # as sure as right


def test_weights_of_words_stand_in_order_and_sides():
    ax = plotting.draw_weights_of_words({"superb": 2.0, "dull": -1.5, "fine": 0.5}, "weight")
    assert [bar.get_width() for bar in ax.patches] == [2.0, -1.5, 0.5]
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["superb", "dull", "fine"]
    assert ax.yaxis_inverted() and ax.patches[0].get_facecolor() != ax.patches[1].get_facecolor()


def test_lengths_are_all_counted_and_the_cuts_marked():
    ax = plotting.draw_lengths(np.array([5, 25, 26, 999, 4000]), (100, 500))
    heights = [bar.get_height() for bar in ax.patches]
    assert sum(heights) == 5 and heights[0] == 1 and heights[1] == 2 and heights[-1] == 2
    assert [line.get_xdata()[0] for line in ax.lines] == [100, 500]
