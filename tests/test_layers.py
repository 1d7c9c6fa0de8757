"""Dense, Flatten, Dropout, Sequential, Residual, and all activations."""
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from layer_checks import check_layer, few_examples, shake

from dlbook import activations
from dlbook.gradcheck import gradcheck
from dlbook.layers import Dense, Dropout, Flatten, Residual, Sequential

sizes = st.integers(1, 4)
ACTIVATIONS = ("Sigmoid", "Tanh", "ReLU", "LeakyReLU", "ELU", "GELU", "SiLU", "Softmax")


def draws(seed=0):
    return np.random.default_rng(seed)


@few_examples
@given(st.lists(sizes, min_size=1, max_size=3), sizes, sizes)
def test_dense(leading, n_in, n_out):
    check_layer(Dense(n_in, n_out, draws()), draws(1).standard_normal((*leading, n_in)))


def test_dense_is_a_weighted_sum():
    layer = shake(Dense(3, 2, draws()), draws(1))
    x = draws(2).standard_normal((4, 3))
    kernel, bias = layer.params.values()
    expected = [[sum(x[n, i] * kernel[i, o] for i in range(3)) + bias[o] for o in range(2)] for n in range(4)]
    assert np.allclose(layer.forward(x), expected, rtol=1e-12)


@few_examples
@given(st.lists(sizes, min_size=1, max_size=4))
def test_flatten(shape):
    check_layer(Flatten(), draws().standard_normal(shape))


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("shape", [(1, 1), (3, 5), (2, 3, 4)])
def test_activation(name, shape):
    check_layer(getattr(activations, name)(), 2 * draws().standard_normal(shape))


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("precision", [np.float32, np.float64])
def test_activation_survives_extreme_inputs(name, precision):
    x = np.array([[-1e4, 1e4, 0, 1]], dtype=precision)
    layer = getattr(activations, name)()
    with np.errstate(all="raise", under="ignore"):
        y = layer.forward(x)
        grad = layer.backward(np.ones_like(y))
    assert np.isfinite(y).all() and np.isfinite(grad).all()


def test_softmax_of_rows_of_very_different_size():
    scores = np.array([[1e4, 1e4 + 1], [-1e4, -1e4 + 1], [0, 1]])
    assert np.allclose(activations.softmax(scores), activations.softmax(scores[2]), rtol=1e-12)
    assert np.allclose(activations.softmax(scores.T, axis=0), activations.softmax(scores).T, rtol=1e-12)


def test_relu_is_zero_and_flat_at_zero():
    layer = activations.ReLU()
    assert layer.forward(np.zeros((1, 2))).tolist() == [[0, 0]]
    assert layer.backward(np.ones((1, 2))).tolist() == [[0, 0]]


@pytest.mark.parametrize("rate", [0.0, 0.2, 0.7])
def test_dropout_gradient(rate):
    check = gradcheck(Dropout(rate, draws()), draws(1).standard_normal((5, 7)), draws(2), training=True)
    assert check["input"] < 1e-6


def test_dropout_drops_the_rate_and_keeps_the_mean():
    layer = Dropout(0.2, draws())
    x = np.ones((200, 300))
    y = layer.forward(x, training=True)
    assert abs((y == 0).mean() - 0.2) < 0.01  # 60,000 draws: the standard deviation is 0.0016
    assert abs(y.mean() - 1) < 0.01
    assert set(np.unique(y)) == {0, 1 / 0.8}
    assert np.array_equal(layer.backward(x), y)  # the same mask and the same divisor
    assert not np.array_equal(layer.forward(x, training=True), y)
    assert np.array_equal(layer.forward(x), x)
    assert np.array_equal(layer.backward(x), x)


@pytest.mark.parametrize("rate", [1, 1.5, -0.1, float("nan")])
def test_dropout_rejects_a_rate(rate):
    with pytest.raises(ValueError, match=r"\[0, 1\).*" + str(rate)):
        Dropout(rate, draws())


def test_sequential():
    model = Sequential([Dense(3, 4, draws()), activations.Tanh(), Flatten(), Dense(8, 2, draws())])
    check_layer(model, draws(1).standard_normal((3, 2, 3)))


def test_sequential_shows_the_parameters_of_its_layers_not_copies():
    inner = Dense(2, 2, draws())
    model = Sequential([Dense(3, 2, draws()), activations.ReLU(), Sequential([inner])])
    assert list(model.params) == ["0.kernel", "0.bias", "2.0.kernel", "2.0.bias"]
    assert model.params["2.0.kernel"] is inner.params["kernel"]


def test_sequential_passes_training_on():
    x = np.ones((20, 5))
    model = Sequential([Residual([Dropout(0.5, draws())])])
    assert np.array_equal(model.forward(x), 2 * x)
    assert not np.array_equal(model.forward(x, training=True), 2 * x)


def test_residual():
    check_layer(Residual([Dense(3, 4, draws()), activations.Tanh(), Dense(4, 3, draws())]), draws(1).standard_normal((2, 3)))


def test_integers_are_computed_as_float64():
    assert Dense(2, 3, draws()).forward(np.array([[1, 2]])).dtype == np.float64
    assert activations.Sigmoid().forward([[0, 0]]).tolist() == [[0.5, 0.5]]


@pytest.mark.parametrize(
    ("layer", "shape", "message"),
    [
        (Dense(3, 2, draws()), (4, 5), r"Dense expects .*\(batch, \.\.\., 3\), but received \(4, 5\)"),
        (Dense(3, 2, draws()), (3,), r"Dense expects .* but received \(3,\)"),
        (Flatten(), (), r"Flatten expects .* but received \(\)"),
        (Residual([Dense(3, 2, draws())]), (4, 3), r"input is \(4, 3\) and the output \(4, 2\)"),
    ],
)
def test_wrong_input_shape(layer, shape, message):
    with pytest.raises(ValueError, match=message):
        layer.forward(np.zeros(shape))


@pytest.mark.parametrize("layer", [Dense(3, 2, draws()), Flatten(), Dropout(0.5, draws()), activations.ReLU(), activations.Softmax()])
def test_backward_before_forward_and_with_a_wrong_gradient(layer):
    with pytest.raises(RuntimeError, match=f"{type(layer).__name__}.*call forward first"):
        layer.backward(np.zeros((4, 2)))
    y = layer.forward(np.zeros((4, 3)))
    with pytest.raises(ValueError, match=rf"\(4, {y.shape[1]}\), but received \(4,\)"):
        layer.backward(np.zeros(4))
