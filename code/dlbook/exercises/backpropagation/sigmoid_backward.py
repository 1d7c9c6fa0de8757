"""Backward through a sigmoid, from its output."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake


def sigmoid_backward(grad, a):
    """Return the gradient with respect to z, given the gradient with respect to a = σ(z): both (batch, units)."""
    return grad * a * (1 - a)


def sigmoid(z):
    """Return 1 / (1 + e⁻ᶻ)."""
    return 1 / (1 + np.exp(-z))


def outputs(seed, shape):
    """Return a gradient and the outputs of a sigmoid, both of this shape."""
    rng = np.random.default_rng(seed)
    return np.round(rng.normal(size=shape), 2), np.round(sigmoid(3 * rng.normal(size=shape)), 3)


EXERCISE = Exercise(
    name="backpropagation.sigmoid_backward",
    tier=1,
    reference=sigmoid_backward,
    cases=(
        Case((np.array([[1.0, -2.0, 4.0], [1.0, 1.0, 3.0]]), np.array([[0.5, 0.5, 0.25], [0.9, 0.999, 0.01]]))),
        Case(outputs(1, (5, 3))),
        Case(outputs(2, (3, 4))),
    ),
    hints=(
        "Two things meet in every entry: the gradient that arrives, and the slope of the sigmoid at that place.",
        "The slope of the sigmoid can be written with its output alone. It is a quarter where the output is one half.",
    ),
    mistakes=(
        Mistake(
            "A01",
            "sigmoid applied to its own output",
            "You were given a, not z. Test your slope where a = 0.999: the curve is flat there. Is yours?",
            (lambda grad, a: grad * sigmoid(a) * (1 - sigmoid(a)),),
        ),
        Mistake(
            "",
            "incoming gradient left out",
            "Double `grad`: should what you pass on stay as it is? Yours is the slope alone.",
            (lambda grad, a: a * (1 - a),),
        ),
        Mistake(
            "A02",
            "function instead of its slope",
            "You multiplied by the output. What does a steep place of the curve have that a high place has not?",
            (lambda grad, a: grad * a, lambda grad, a: grad * (1 - a)),
        ),
        Mistake(
            "",
            "slope of tanh",
            "1 − a² is the slope of another function. At a = 0.5 the sigmoid is steepest, with slope 1/4.",
            (lambda grad, a: grad * (1 - a**2),),
        ),
        Mistake(
            "C01",
            "matrix product",
            "Each unit's gradient meets its own slope, and no other's: which operator mixes entries, and which does not?",
            (lambda grad, a: grad @ (a * (1 - a)), lambda grad, a: grad.T @ (a * (1 - a)), lambda grad, a: grad @ (a * (1 - a)).T),
        ),
    ),
)
