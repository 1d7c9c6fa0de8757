"""The figures of attention show the numbers that they are given."""
import matplotlib.pyplot as plt
import numpy as np
import pytest

from dlbook import plotting
from dlbook.attention import positional_encoding


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def test_an_attention_map_shows_and_writes_every_share():
    shares = np.array([[0.25, 0.75, 0.0], [0.5, 0.125, 0.375]])
    ax = plotting.draw_attention(shares, ["a", "b"], ["x", "y", "z"])
    np.testing.assert_array_equal(ax.images[0].get_array(), shares)
    assert ax.images[0].get_clim() == (0, 1)
    assert [text.get_text() for text in ax.texts] == ["0.25", "0.75", "0.00", "0.50", "0.12", "0.38"]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["a", "b"]
    assert not plotting.draw_attention(shares, annotate=False).texts


def test_positions_show_the_encoding_and_how_alike_places_are():
    encoding = positional_encoding(20, 6)
    left, right = plotting.draw_positions(encoding, places=(3, 11))
    np.testing.assert_array_equal(left.images[0].get_array(), encoding.T)
    first, second = right.lines
    np.testing.assert_allclose(first.get_ydata(), encoding @ encoding[3] / 3)
    assert second.get_ydata()[11] == pytest.approx(1)


def test_the_plan_of_a_block_names_its_parts():
    words = " ".join(text.get_text().replace("\n", " ") for text in plotting.draw_block().texts)
    for part in ("multi-head attention", "dense, ReLU, dense", "layer normalisation"):
        assert part in words
    assert words.count("+") == 2 and words.count("layer normalisation") == 2
