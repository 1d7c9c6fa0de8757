"""Backward through a tanh, from its output."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake


def tanh_backward(grad, a):
    """Return the gradient with respect to z, given the gradient with respect to a = tanh z: both (batch, units)."""
    return grad * (1 - a**2)


def outputs(seed, shape):
    """Return a gradient and the outputs of a tanh, both of this shape."""
    rng = np.random.default_rng(seed)
    return np.round(rng.normal(size=shape), 2), np.round(np.tanh(1.5 * rng.normal(size=shape)), 3)


EXERCISE = Exercise(
    name="activations.tanh_backward",
    tier=1,
    reference=tanh_backward,
    cases=(
        Case((np.array([[1.0, -2.0, 4.0], [1.0, 10.0, 3.0]]), np.array([[0.0, 0.5, -0.5], [0.9, 0.999, -1.0]]))),
        Case(outputs(1, (5, 3))),
        Case(outputs(2, (3, 4))),
    ),
    hints=(
        "Two things meet in every entry: the gradient that arrives, and the slope of tanh at that place.",
        "You know the output a. Where a is 0 the slope is 1, and where a is near 1 or −1 it is near 0: which simple formula does that?",
    ),
    mistakes=(
        Mistake(
            "A01",
            "tanh applied to its own output",
            "You were given a, not z. Test your slope where a = 0.999: the curve is flat there. Is yours?",
            (lambda grad, a: grad * (1 - np.tanh(a) ** 2), lambda grad, a: grad / np.cosh(a) ** 2),
        ),
        Mistake(
            "",
            "incoming gradient left out",
            "Double `grad`: should what you pass on stay as it is? Yours is the slope alone.",
            (lambda grad, a: 1 - a**2,),
        ),
        Mistake(
            "",
            "slope of the sigmoid",
            "Your formula belongs to a function with outputs from 0 to 1. What does it give for a = −0.5, and can tanh ever fall?",
            (lambda grad, a: grad * a * (1 - a),),
        ),
        Mistake(
            "A02",
            "function instead of its slope",
            "You multiplied by the output. What does a steep place of the curve have that a high place has not?",
            (lambda grad, a: grad * a, lambda grad, a: grad * np.tanh(a)),
        ),
        Mistake(
            "",
            "not squared",
            "Look at the entry with a = −0.5: your slope there is larger than 1. How steep is tanh at its steepest place?",
            (lambda grad, a: grad * (1 - a),),
        ),
        Mistake(
            "C01",
            "matrix product",
            "Each unit's gradient meets its own slope, and no other's: which operator mixes entries, and which does not?",
            (lambda grad, a: grad @ (1 - a**2), lambda grad, a: grad.T @ (1 - a**2), lambda grad, a: grad @ (1 - a**2).T),
        ),
    ),
)
