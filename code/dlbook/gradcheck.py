"""Is this gradient right? Move one number a little to both sides, watch the loss, and compare.

The slope between f(x − h) and f(x + h) misses the derivative by about h² times the third derivative, plus rounding of about 1e-16 / h.
In float64 both are smallest together near h = 1e-5. So a right gradient agrees to about 1e-8, and a wrong one rarely to 1e-2.
Near a kink, such as ReLU's at 0, central differences are wrong and the gradient may be right.
"""
import copy

import numpy as np


def numerical_gradient(f, x, step=1e-5):
    """Return the gradient of a function by central differences, one entry of x at a time.

    Formula: ∂f/∂xᵢ ≈ (f(x + h eᵢ) − f(x − h eᵢ)) / 2h.
    Shapes: f takes no argument, reads the array x and returns one number; x float64 of any shape, restored afterwards.
    Errors: TypeError when x is not float64: in float32 rounding drowns the difference.
    """
    if x.dtype != np.float64:
        raise TypeError(f"central differences need float64, but received {x.dtype}")
    gradient = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        value = x[i]
        x[i] = value + step
        above = f()
        x[i] = value - step
        below = f()
        x[i] = value
        gradient[i] = (above - below) / (2 * step)
    return gradient


def relative_error(a, b):
    """Return the largest difference between two arrays, relative to their largest entry: max |a − b| / max(|a|, |b|).

    Two arrays below 1e-8 throughout count as equal: there, central differences show only rounding.
    Shapes: a and b alike.
    Errors: ValueError for different shapes.
    """
    if np.shape(a) != np.shape(b):
        raise ValueError(f"gradients of the same number have the same shape, but received {np.shape(a)} and {np.shape(b)}")
    scale = max(np.abs(a).max(initial=0), np.abs(b).max(initial=0))
    return float(np.abs(a - b).max(initial=0) / scale) if scale > 1e-8 else 0.0


def gradcheck(layer, x, rng, training=False, step=1e-5):
    """Compare every gradient of a layer with central differences; return the relative error of each, by name.

    The loss is Σ w y with weights w drawn once, so that no output can hide behind another. Each evaluation runs on a copy of the
    layer: dropout then draws the same mask every time, and running averages do not move.
    Shapes: x (batch, ...), float64, or integers, which have no gradient. The key of the input's error is `input`.
    """
    x = x.copy()
    trial = copy.deepcopy(layer)
    y = trial.forward(x, training)
    w = rng.standard_normal(y.shape)
    grad_x = trial.backward(w)

    def loss():
        return float((w * copy.deepcopy(layer).forward(x, training)).sum())

    exact, arrays = dict(trial.grads), dict(layer.params)
    if x.dtype.kind == "f":
        exact["input"], arrays["input"] = grad_x, x
    return {name: relative_error(grad, numerical_gradient(loss, arrays[name], step)) for name, grad in exact.items() if grad is not None}


def gradcheck_loss(loss, prediction, target, step=1e-5):
    """Compare the gradient that a loss returns with central differences; return the relative error.

    Shapes: prediction float64, target as the loss wants it.
    """
    prediction = prediction.copy()
    return relative_error(loss(prediction, target)[1], numerical_gradient(lambda: loss(prediction, target)[0], prediction, step))
