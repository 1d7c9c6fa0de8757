"""Batch and layer normalisation: central differences in both modes, statistics, and the moving averages."""
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from layer_checks import check_layer, few_examples, shake

from dlbook.layers import Sequential
from dlbook.normalization import BatchNormalization, LayerNormalization
from dlbook.optimizers import AdamW


def draws(seed=0):
    return np.random.default_rng(seed)


shapes = st.lists(st.integers(1, 4), min_size=2, max_size=4).filter(lambda shape: np.prod(shape[:-1]) > 1)


@few_examples
@given(shapes, st.booleans())
def test_batch_normalization_gradients(shape, training):
    # Two numbers nearly alike have a spread of the size of ε: the third derivative grows and central differences lose digits.
    check_layer(BatchNormalization(shape[-1]), 3 * draws(1).standard_normal(shape), training, tolerance=1e-6)


@few_examples
@given(shapes)
def test_layer_normalization_gradients(shape):
    check_layer(LayerNormalization(shape[-1]), 3 * draws(1).standard_normal(shape))


def test_batch_of_one_in_prediction():
    check_layer(BatchNormalization(3), draws().standard_normal((1, 3)))
    check_layer(LayerNormalization(3), draws().standard_normal((1, 3)))


def test_mean_zero_and_variance_one():
    x = 5 + 10 * draws().standard_normal((8, 4, 3, 2))
    y = BatchNormalization(2).forward(x, training=True)
    assert np.allclose(y.mean(axis=(0, 1, 2)), 0, atol=1e-12) and np.allclose(y.var(axis=(0, 1, 2)), 1, rtol=1e-3)
    y = LayerNormalization(2000).forward(x[:1].repeat(500, axis=-1).reshape(2, 3, 2000))
    assert np.allclose(y.mean(axis=-1), 0, atol=1e-12) and np.allclose(y.var(axis=-1), 1, rtol=1e-3)


def test_moving_averages_move_by_one_hundredth_and_only_while_training():
    layer = BatchNormalization(3)
    x = 5 + 2 * draws().standard_normal((10, 3))
    layer.forward(x)
    assert (layer.params["moving_mean"] == 0).all()
    layer.forward(x, training=True)
    assert np.allclose(layer.params["moving_mean"], 0.01 * x.mean(axis=0))
    assert np.allclose(layer.params["moving_variance"], 0.99 + 0.01 * x.var(axis=0))
    for _ in range(2000):
        layer.forward(x, training=True)
    assert np.allclose(layer.forward(x), layer.forward(x, training=True), atol=1e-6)


def test_prediction_does_not_depend_on_the_other_examples():
    layer = shake(BatchNormalization(3), draws())
    x = draws(1).standard_normal((6, 3))
    assert np.allclose(layer.forward(x)[2:3], layer.forward(x[2:3]), rtol=1e-12)


def test_a_constant_channel_is_harmless():
    for layer in (BatchNormalization(2), LayerNormalization(2)):
        y = layer.forward(np.full((4, 2), 7.0), training=True)
        assert np.allclose(y, 0) and np.isfinite(layer.backward(np.ones((4, 2)))).all()


def test_optimizers_leave_the_moving_averages_alone():
    layer = shake(BatchNormalization(3), draws())
    model = Sequential([layer])
    y = model.forward(draws(1).standard_normal((6, 3)), training=True)
    model.backward(np.ones_like(y))
    before = {name: param.copy() for name, param in layer.params.items()}
    AdamW(0.1, weight_decay=0.5).step([model])
    assert [name for name in before if np.array_equal(before[name], layer.params[name])] == ["moving_mean", "moving_variance"]


@pytest.mark.parametrize("layer", [BatchNormalization(3), LayerNormalization(3)])
def test_errors(layer):
    with pytest.raises(RuntimeError, match="call forward first"):
        layer.backward(np.zeros((2, 3)))
    with pytest.raises(ValueError, match=r"3\), but received \(2, 4\)"):
        layer.forward(np.zeros((2, 4)))


def test_batch_normalization_cannot_train_on_one_number_a_channel():
    with pytest.raises(ValueError, match=r"no spread: .* \(1, 3\)"):
        BatchNormalization(3).forward(np.zeros((1, 3)), training=True)
