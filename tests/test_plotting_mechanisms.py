"""The diagrams of a convolution and of an LSTM cell show what the library computes."""
import re

import matplotlib.pyplot as plt
import numpy as np
import pytest

from dlbook import plotting
from dlbook.convolution import Conv2D
from dlbook.plotting import mechanisms
from dlbook.recurrent import LSTM


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def words(ax):
    return [text.get_text() for text in ax.texts]


@pytest.mark.parametrize("stride, row, column", [(1, 2, 1), (2, 1, 0)])
def test_convolution_shows_the_number_that_the_layer_computes(stride, row, column):
    rng = np.random.default_rng(0)
    image, kernel = rng.integers(0, 9, (5, 4)).astype(float), np.array([[1.0, -2], [0, 3]])
    layer = Conv2D(1, 1, (2, 2), rng, stride=stride)
    layer.params["kernel"] = kernel[:, :, None, None]
    expected = layer.forward(image[None, :, :, None])[0, :, :, 0]
    ax = plotting.draw_convolution(image, kernel, row, column, stride)
    sum_shown = next(text for text in words(ax) if "·" in text)
    terms, result = sum_shown.split(" = ")
    assert float(result) == expected[row, column]
    assert eval(terms.replace("·", "*")) == expected[row, column]
    assert [f"{value:g}" for value in expected.flat] == words(ax)[-2 - expected.size:-2]  # then the title and the sum
    filled = [patch for patch in ax.patches if patch.get_facecolor()[3] > 0]
    assert len(filled) == kernel.size + 1  # the window and the place in the output
    corner = min((patch.get_x(), -patch.get_y() - 1) for patch in filled)
    assert corner == (column * stride, row * stride)


def test_convolution_names_a_place_that_is_not_there():
    with pytest.raises(ValueError, match=r"the output has the shape \(2, 2\), so there is no place \(2, 0\)"):
        plotting.draw_convolution(np.ones((3, 3)), np.ones((2, 2)), 2, 0)


def test_lstm_cell_shows_the_numbers_of_the_layer():
    rng = np.random.default_rng(1)
    layer = LSTM(3, 1, rng, return_sequences=True)
    x = rng.normal(size=(1, 2, 3))
    h = layer.forward(x)[0, :, 0]
    first = mechanisms.lstm_step(layer, x[0, 0], 0.0, 0.0)
    second = mechanisms.lstm_step(layer, x[0, 1], first["h"], first["c"])
    np.testing.assert_allclose([first["h"], second["h"]], h, rtol=1e-12)
    shown = " ".join(words(plotting.draw_lstm_cell(layer, x[0, 1], first["h"], first["c"])))
    numbers = re.findall(r"-?\d+\.\d{3}", shown)
    expected = [second[name] for name in "figoch"] + [first["h"], first["c"], second["i"] * second["g"], second["f"] * first["c"]]
    assert {f"{value:.3f}" for value in expected} <= set(numbers)


def test_lstm_cell_shows_one_unit():
    with pytest.raises(ValueError, match="shows one unit, but the layer has 2"):
        plotting.draw_lstm_cell(LSTM(3, 2, np.random.default_rng(0)), np.zeros(3))
