"""One step against the gradient."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake
from dlbook.exercises.inputs import numbers


def gradient_step(theta, grad, learning_rate):
    """Return the parameters after one step of gradient descent: θ − α g."""
    return theta - learning_rate * grad


def step_in_place(theta, grad, learning_rate):
    """Take the step inside the array that was given."""
    theta -= learning_rate * grad
    return theta


def unit_step(theta, grad, learning_rate):
    """Step a distance of α, whatever the length of the gradient."""
    return theta - learning_rate * grad / np.linalg.norm(grad)


EXERCISE = Exercise(
    name="gradient_descent.gradient_step",
    tier=1,
    reference=gradient_step,
    cases=(
        Case((np.array([1.0, -2.0]), np.array([4.0, 1.0]), 0.1)),
        Case((*numbers(1, (5,), (5,)), 0.03)),
        Case((*numbers(2, (3, 4), (3, 4)), 1.5)),
    ),
    hints=(
        "Which way does the gradient point, and which way do you want to go?",
        "The learning rate is a factor on the gradient. What you return is a place, not a movement.",
    ),
    mistakes=(
        Mistake(
            "G02", "step uphill", "Does the gradient point to higher or to lower loss?", (lambda theta, grad, rate: theta + rate * grad,)
        ),
        Mistake(
            "",
            "movement returned",
            "This is how far to go. From which place do you set out?",
            (lambda theta, grad, rate: -rate * grad, lambda theta, grad, rate: rate * grad),
        ),
        Mistake(
            "",
            "learning rate left out",
            "Double the learning rate: does your step become longer?",
            (lambda theta, grad, rate: theta - grad,),
        ),
        Mistake(
            "",
            "length of the gradient removed",
            "Where the slope is gentle, should the step be as long as where it is steep?",
            (unit_step,),
        ),
        Mistake(
            "",
            "parameters rescaled",
            "Put all parameters at zero, with a gradient that is not: does your step move them?",
            (lambda theta, grad, rate: theta * (1 - rate * grad), lambda theta, grad, rate: theta * (1 - rate)),
        ),
        Mistake(
            "B11",
            "argument changed in place",
            "The place is right, but the old one is gone: which operator writes into the array, and which makes a new one?",
            (step_in_place,),
        ),
    ),
)
