"""What every layer has to keep, in one function, so that the test of a layer is one line for each case."""
import copy

import numpy as np
from hypothesis import settings

from dlbook.gradcheck import gradcheck

# The same examples on every run, and no limit on time, which depends on the machine's load.
few_examples = settings(max_examples=30, deadline=None, derandomize=True)


def shake(layer, rng):
    """Move all parameters away from zeros and ones, which hide mistakes; variances stay positive."""
    for name, param in layer.params.items():
        param += rng.uniform(0, 1, param.shape) if name.endswith("variance") else rng.normal(0, 0.5, param.shape)
    return layer


def check_layer(layer, x, training=False, tolerance=1e-6):
    """Assert right gradients, untouched inputs, repeatable calls, keys and shapes of params and grads, and the input's precision."""
    rng = np.random.default_rng(1)
    shake(layer, rng)
    errors = gradcheck(layer, x, rng, training)
    assert max(errors.values()) < tolerance, errors

    before = x.copy()
    y = copy.deepcopy(layer).forward(x, training)
    assert np.array_equal(layer.forward(x, training), y)
    assert np.array_equal(x, before)

    grad = rng.standard_normal(y.shape)
    before = grad.copy()
    grad_x = layer.backward(grad)
    first = {name: None if g is None else g.copy() for name, g in layer.grads.items()}
    again = layer.backward(grad)
    assert np.array_equal(grad, before)
    assert list(layer.grads) == list(layer.params)
    for name, g in layer.grads.items():
        assert (g is None and first[name] is None) or (np.array_equal(g, first[name]) and g.shape == layer.params[name].shape), name
    if x.dtype.kind != "f":
        assert grad_x is None
        return
    assert np.array_equal(grad_x, again)
    assert grad_x.shape == x.shape

    y32 = layer.forward(x.astype(np.float32), training)
    grads32 = [layer.backward(np.ones_like(y32)), *layer.grads.values()]
    assert y32.dtype == np.float32
    assert all(g is None or g.dtype == np.float32 for g in grads32)
