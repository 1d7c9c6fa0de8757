"""Optimizers: first steps by hand, clipping, schedules, and the state by parameter. The rules against Keras are elsewhere."""
import numpy as np
import pytest

from dlbook.layers import Dense, Layer, Sequential
from dlbook.optimizers import SGD, Adam, AdamW, RMSprop, global_norm


class Numbers(Layer):
    """A layer that is only parameters, whose gradients the test chooses."""

    def __init__(self, **params):
        super().__init__(**{name: np.array(value, float) for name, value in params.items()})

    def with_gradients(self, **grads):
        self.grads = {name: None if grad is None else np.array(grad, float) for name, grad in grads.items()}
        return self


def steps(optimizer, n, grad=2.0, start=1.0):
    """Return the changes of one parameter in n steps with the same gradient."""
    layer = Numbers(w=[start]).with_gradients(w=[grad])
    path = [start]
    for _ in range(n):
        optimizer.step([layer])
        path.append(float(layer.params["w"][0]))
    return np.diff(path)


def test_sgd():
    assert np.allclose(steps(SGD(0.1), 3), -0.2)


def test_momentum_settles_at_ten_times_the_step():
    changes = steps(SGD(0.1, momentum=0.9), 200)
    assert np.allclose(changes[:2], [-0.2, -0.38]) and np.isclose(changes[-1], -2)


def test_nesterov_looks_ahead():
    assert np.allclose(steps(SGD(0.1, momentum=0.9, nesterov=True), 2), [-0.38, -0.542])


def test_rmsprop_steps_are_long_at_first_and_then_of_the_size_of_the_learning_rate():
    changes = steps(RMSprop(0.1), 200)
    assert np.isclose(changes[0], -0.1 / np.sqrt(0.1)) and np.isclose(changes[-1], -0.1)


@pytest.mark.parametrize("grad", [1e-3, 2.0, -500.0])
def test_adam_steps_by_the_learning_rate_whatever_the_size_of_the_gradient(grad):
    assert np.allclose(steps(Adam(0.01), 5, grad), -0.01 * np.sign(grad), rtol=0.004)  # ε shows for small gradients


def test_adamw_decays_without_a_gradient():
    assert np.allclose(steps(AdamW(0.1, weight_decay=0.01), 2, grad=0.0, start=5.0), [-0.005, -0.005 * 0.999])


def test_counter_goes_up_once_a_step_not_once_a_parameter():
    one, many = Numbers(w=[1]).with_gradients(w=[2]), Numbers(u=[3], v=[[4]], w=[1]).with_gradients(u=[1], v=[[1]], w=[2])
    for layer in (one, many):
        optimizer = Adam(0.1)
        for _ in range(3):
            optimizer.step([layer])
        assert optimizer.iterations == 3
    assert one.params["w"] == many.params["w"]


@pytest.mark.parametrize("optimizer", [SGD, RMSprop, Adam, AdamW, lambda rate: SGD(rate, momentum=0.8)])
def test_state_belongs_to_the_parameter(optimizer):
    """One step over two layers, over their Sequential, or over each in turn of two optimizers: all the same."""
    results = []
    for how in ("layers", "model", "nested", "two optimizers"):
        rng = np.random.default_rng(0)
        layers = [Dense(3, 4, rng), Dense(4, 2, rng)]
        grads = [[rng.standard_normal(p.shape) for p in layer.params.values()] for _ in range(3) for layer in layers]
        whole, halves = optimizer(0.1), [optimizer(0.1), optimizer(0.1)]
        for i in range(3):
            for layer, g in zip(layers, grads[2 * i : 2 * i + 2], strict=True):
                layer.grads = dict(zip(layer.params, g, strict=True))
            if how == "two optimizers":
                for half, layer in zip(halves, layers, strict=True):
                    half.step([layer])
            else:
                whole.step({"layers": layers, "model": [Sequential(layers)], "nested": [Sequential([Sequential(layers)])]}[how])
        results.append(np.concatenate([p.ravel() for layer in layers for p in layer.params.values()]))
    assert all(np.array_equal(results[0], other) for other in results[1:])


def test_parameters_change_in_place_and_gradients_do_not():
    layer = Numbers(w=[1, 2]).with_gradients(w=[3, 4])
    array, grad = layer.params["w"], layer.grads["w"]
    for optimizer in (SGD(0.1, 0.9), RMSprop(), Adam(), AdamW()):
        optimizer.step([layer])
    assert layer.params["w"] is array and array[0] != 1
    assert grad.tolist() == [3, 4]


def test_learning_rate_may_be_a_schedule_of_the_step():
    assert np.allclose(steps(SGD(lambda step: 0.1 / (step + 1)), 3, grad=1), [-0.1, -0.05, -0.1 / 3])


def test_clipping_shortens_all_gradients_together():
    layers = [Numbers(w=[0.0]).with_gradients(w=[3]), Numbers(w=[0.0], fixed=[7]).with_gradients(w=[-4], fixed=None)]
    assert global_norm(layers) == 5
    SGD(0.1, global_clipnorm=2).step(layers)
    assert np.allclose([layer.params["w"][0] for layer in layers], [-0.12, 0.16])
    assert layers[0].grads["w"] == 3
    SGD(0.1, global_clipnorm=5.5).step(layers)
    assert np.allclose([layer.params["w"][0] for layer in layers], [-0.42, 0.56])
    SGD(0.1, global_clipnorm=1).step([Numbers(w=[0.0]).with_gradients(w=[0])])


def test_a_gradient_of_none_leaves_the_parameter():
    layer = Numbers(w=[1.0]).with_gradients(w=None)
    AdamW(0.1, weight_decay=0.5).step([layer])
    assert layer.params["w"] == 1


def test_step_before_backward():
    with pytest.raises(RuntimeError, match="Dense has no gradient for 'kernel': call backward"):
        SGD().step([Dense(2, 3, np.random.default_rng(0))])
