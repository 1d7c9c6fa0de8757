"""The checker itself: it accepts right gradients, and it must catch wrong ones."""
import numpy as np
import pytest

from dlbook.activations import ReLU, Tanh
from dlbook.gradcheck import gradcheck, gradcheck_loss, numerical_gradient, relative_error
from dlbook.layers import Dense, Dropout, Sequential
from dlbook.losses import mse
from dlbook.normalization import BatchNormalization


def draws(seed=0):
    return np.random.default_rng(seed)


def test_numerical_gradient_of_a_known_function():
    x = draws().standard_normal((2, 3))
    before = x.copy()
    gradient = numerical_gradient(lambda: float((x**3).sum()), x)
    assert relative_error(gradient, 3 * x**2) < 1e-8
    assert np.array_equal(x, before)


def wrong_by(change):
    """A Dense layer whose backward has one mistake."""

    class Wrong(Dense):
        def backward(self, grad):
            return change(self, super().backward(grad))

    return Wrong(3, 4, draws())


def scale(layer, name, factor):
    layer.grads[name] = layer.grads[name] * factor


MISTAKES = {
    "kernel a little too large": (lambda layer, g: scale(layer, "kernel", 1.001) or g, "kernel"),
    "bias of the wrong sign": (lambda layer, g: scale(layer, "bias", -1) or g, "bias"),
    "bias averaged over the batch": (lambda layer, g: scale(layer, "bias", 1 / 5) or g, "bias"),
    "input gradient zero": (lambda layer, g: 0 * g, "input"),
    "input gradient with one wrong entry": (lambda layer, g: g + 1e-4 * (np.arange(g.size) == 7).reshape(g.shape), "input"),
    "examples mixed up": (lambda layer, g: g[::-1], "input"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_wrong_gradients_are_caught(mistake):
    change, name = MISTAKES[mistake]
    errors = gradcheck(wrong_by(change), draws(1).standard_normal((5, 3)), draws(2))
    assert errors.pop(name) > 1e-5
    assert max(errors.values()) < 1e-6


def test_a_wrong_loss_is_caught():
    prediction, target = draws().standard_normal((2, 4, 3))
    assert gradcheck_loss(mse, prediction, target) < 1e-8
    assert gradcheck_loss(lambda p, t: (mse(p, t)[0], mse(p, t)[1] / 2), prediction, target) > 0.4


def test_a_layer_that_forgets_one_of_two_roads_is_caught():
    class Square(Tanh):
        def function(self, x):
            return x * x

        def derivative(self, x, y):
            return x  # the product rule has two terms

    assert gradcheck(Square(), draws().standard_normal((2, 3)), draws(1))["input"] > 0.4


def test_the_layer_is_left_as_it_was():
    model = Sequential([Dense(3, 4, draws()), BatchNormalization(4), Dropout(0.4, draws(1)), ReLU()])
    before = {name: param.copy() for name, param in model.params.items()}
    errors = gradcheck(model, draws(2).standard_normal((5, 3)), draws(3), training=True)
    assert max(errors.values()) < 1e-6
    assert all(np.array_equal(before[name], param) for name, param in model.params.items())
    assert draws(1).random() == model.layers[2].rng.random()


def test_float32_is_refused():
    with pytest.raises(TypeError, match="float32"):
        gradcheck(Dense(3, 4, draws()), np.ones((2, 3), np.float32), draws())


def test_relative_error():
    assert relative_error(np.array([1.0, 2.0]), np.array([1.0, 2.2])) == pytest.approx(0.2 / 2.2)
    assert relative_error(np.zeros(3), np.zeros(3)) == 0
    assert relative_error(np.zeros(3), np.full(3, 1e-3)) == 1
    with pytest.raises(ValueError, match=r"\(3,\) and \(3, 1\)"):
        relative_error(np.zeros(3), np.zeros((3, 1)))
