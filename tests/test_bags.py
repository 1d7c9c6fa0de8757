"""The bag of embeddings: its gradient, padding, order, and Keras's two layers that do the same."""
import numpy as np
import pytest
from layer_checks import check_layer

from dlbook.bags import BagOfEmbeddings
from dlbook.recurrent import Embedding

REVIEWS = np.array([[0, 0, 3, 5, 3], [0, 1, 2, 4, 6], [0, 0, 0, 0, 0]])  # a word twice, and a review of padding alone


@pytest.fixture
def layer():
    return BagOfEmbeddings(7, 4, np.random.default_rng(0))


def test_gradients(layer):
    check_layer(layer, REVIEWS)


def test_mean_over_the_words_that_are_there(layer):
    table = layer.params["embeddings"]
    expected = [(2 * table[3] + table[5]) / 3, table[[1, 2, 4, 6]].mean(axis=0), np.zeros(4)]
    assert np.allclose(layer.forward(REVIEWS), expected)


def test_more_padding_and_another_order_change_nothing(layer):
    y = layer.forward(REVIEWS)
    assert np.array_equal(layer.forward(np.pad(REVIEWS, [(0, 0), (3, 2)])), y)
    assert np.allclose(layer.forward(REVIEWS[:, [4, 2, 0, 3, 1]]), y)


def test_equals_embedding_and_mean_where_nothing_is_padded(layer):
    rng = np.random.default_rng(2)
    x, grad = rng.integers(1, 7, (5, 6)), rng.normal(size=(5, 4))
    embedding = Embedding(7, 4, rng)
    embedding.params["embeddings"][:] = layer.params["embeddings"]
    assert np.allclose(layer.forward(x), embedding.forward(x).mean(axis=1))
    layer.backward(grad)
    embedding.backward(np.repeat(grad[:, None] / 6, 6, axis=1))
    assert np.allclose(layer.grads["embeddings"], embedding.grads["embeddings"])


def test_padding_learns_nothing(layer):
    layer.forward(REVIEWS)
    layer.backward(np.ones((3, 4)))
    assert not layer.grads["embeddings"][0].any()
    assert layer.grads["embeddings"][1:].all()


def test_single_precision_stays(layer):
    layer.params["embeddings"] = layer.params["embeddings"].astype(np.float32)
    y = layer.forward(REVIEWS)
    layer.backward(np.ones_like(y))
    assert y.dtype == layer.grads["embeddings"].dtype == np.float32


@pytest.mark.parametrize("x, error, message", [
    (REVIEWS * 1.0, TypeError, "expects integers, but received float64"),
    (REVIEWS[0], ValueError, r"shape \(batch, time\), but received \(5,\)"),
    (REVIEWS + 1, ValueError, "7 tokens have the numbers 0 to 6, but received 1 to 7"),
])  # fmt: skip
def test_wrong_input(layer, x, error, message):
    with pytest.raises(error, match=message):
        layer.forward(x)
