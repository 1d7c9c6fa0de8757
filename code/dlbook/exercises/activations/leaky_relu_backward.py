"""Backward through a leaky ReLU: a gate that never closes."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake
from dlbook.exercises.inputs import numbers


def leaky_relu_backward(grad, z, negative_slope):
    """Return the gradient with respect to z, given that with respect to f(z) = z for z > 0, else negative_slope · z: (batch, units)."""
    return grad * np.where(z > 0, 1, negative_slope)


def in_place(grad, z, negative_slope):
    """Return the right gradient, written into the array that was given."""
    grad[z <= 0] *= negative_slope
    return grad


def argument_changed(attempts):
    """Tell whether every result is right, but the gradient that was given is not what it was."""
    right = not any(tried.problem or tried.first.failure for tried in attempts)
    return right and any(tried.first.changed for tried in attempts)


EXERCISE = Exercise(
    name="activations.leaky_relu_backward",
    tier=1,
    reference=leaky_relu_backward,
    cases=(
        Case((np.array([[5.0, -6.0, 7.0], [-8.0, 9.0, 1.0]]), np.array([[2.0, 3.0, -1.0], [-4.0, 0.5, -0.1]]), 0.1)),
        Case((*numbers(3, (5, 4), (5, 4)), 0.2)),
        Case((*numbers(4, (2, 3), (2, 3), size=3), 0.05)),
    ),
    hints=(
        "The function is made of two straight lines. What is the slope of each?",
        "Which of the two arrays tells on which line a unit was: the one from the forward pass, or the one that comes back?",
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
            "Which array decides on which line a unit was during the forward pass? A negative gradient has every right to pass.",
            (lambda grad, z, negative_slope: np.where(grad > 0, grad, negative_slope * grad),),
        ),
        Mistake(
            "A02",
            "multiplied by the function instead of its slope",
            "Your result grows with z. Is a straight line steeper at z = 3 than at z = 2?",
            (lambda grad, z, negative_slope: grad * np.where(z > 0, z, negative_slope * z), lambda grad, z, negative_slope: grad * z),
        ),
        Mistake(
            "",
            "plain ReLU",
            "Where z is negative you let nothing pass. What is the leak for?",
            (lambda grad, z, negative_slope: grad * (z > 0),),
        ),
        Mistake(
            "",
            "the function, not its backward pass",
            "You applied the leaky ReLU once more. Going back, each gradient is only multiplied by a slope.",
            (lambda grad, z, negative_slope: np.where(z > 0, z, negative_slope * z),),
        ),
        Mistake(
            "",
            "a slope of your own",
            "Change `negative_slope`: does your result follow? The slope is an argument.",
            (
                lambda grad, z, negative_slope: grad * np.where(z > 0, 1, 0.01),
                lambda grad, z, negative_slope: grad * np.where(z > 0, 1, 0.3),
            ),
        ),
        Mistake(
            "",
            "gate turned round",
            "Look at one unit with z = 2: on which of the two lines is it?",
            (lambda grad, z, negative_slope: grad * np.where(z < 0, 1, negative_slope),),
        ),
        Mistake(
            "",
            "incoming gradient left out",
            "Yours is the slope alone. What has come back to this layer, and where is it in your result?",
            (lambda grad, z, negative_slope: np.where(z > 0, 1, negative_slope),),
        ),
    ),
)
