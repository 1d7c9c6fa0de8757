"""Backward through a ReLU: the gate that the forward pass has set."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake
from dlbook.exercises.inputs import numbers


def relu_backward(grad, z):
    """Return the gradient with respect to z, given the gradient with respect to ReLU(z): both (batch, units)."""
    return grad * (z > 0)


def in_place(grad, z):
    """Return the right gradient, written into the array that was given."""
    grad[z <= 0] = 0
    return grad


def argument_changed(attempts):
    """Tell whether every result is right, but the gradient that was given is not what it was."""
    right = not any(tried.problem or tried.first.failure for tried in attempts)
    return right and any(tried.first.changed for tried in attempts)


EXERCISE = Exercise(
    name="backpropagation.relu_backward",
    tier=1,
    reference=relu_backward,
    cases=(
        Case((np.array([[5.0, -6.0, 7.0], [-8.0, 9.0, 1.0]]), np.array([[2.0, 3.0, -1.0], [-4.0, 0.5, -0.1]]))),
        Case(tuple(numbers(3, (5, 4), (5, 4)))),
        Case((np.array([[1.0, -2.0, 3.0]]), np.array([[0.0, 0.0, 1.0]]))),
        Case(tuple(numbers(4, (2, 3), (2, 3), size=3))),
    ),
    hints=(
        "Where the unit was switched on, ReLU is the line with slope 1. Where it was off, nothing that happens to z reaches the loss.",
        "Which of the two arrays tells whether a unit was on: the one from the forward pass, or the one that comes back?",
    ),
    mistakes=(
        Mistake(
            "B11",
            "gradient changed in place",
            "The result is right. But the caller's gradient is gone: who else may still need it?",
            (in_place,),
            argument_changed,
        ),
        Mistake(
            "A02",
            "gated by the sign of the gradient",
            "Which array decides whether a unit was on during the forward pass? A negative gradient has every right to pass.",
            (lambda grad, z: np.maximum(grad, 0), lambda grad, z: grad * (grad > 0) * (z > 0)),
        ),
        Mistake(
            "A02",
            "multiplied by the function instead of its slope",
            "Your result grows with z. Is ReLU steeper at z = 3 than at z = 2?",
            (lambda grad, z: grad * np.maximum(z, 0), lambda grad, z: grad * z),
        ),
        Mistake(
            "B04",
            "no gate at all",
            "A unit that was off has had no effect on the loss. Does yours receive a gradient?",
            (lambda grad, z: grad * 1.0,),
        ),
        Mistake(
            "",
            "gate open at zero",
            "At z = 0 there is no slope to derive: the text says which value to take.",
            (lambda grad, z: grad * (z >= 0), lambda grad, z: np.where(z < 0, 0.0, grad)),
        ),
        Mistake(
            "",
            "gate turned round",
            "Look at one unit with z = 2: did it pass its input on, or not?",
            (lambda grad, z: grad * (z < 0),),
        ),
        Mistake(
            "",
            "incoming gradient left out",
            "Yours is the slope alone. What has come back to this layer, and where is it in your result?",
            (lambda grad, z: (z > 0) * 1.0, lambda grad, z: z > 0),
        ),
    ),
)
