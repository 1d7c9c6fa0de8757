"""A gradient check that judges by the relative error."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake


class Formula:
    """A function of an array, with its formula as its name."""

    def __init__(self, text, function):
        self.text, self.function = text, function

    def __call__(self, x):
        return float(self.function(x))

    def __repr__(self):
        return self.text


def asked(answer, f, x, grad):
    """Return the answer's yes or no as 1 or 0."""
    verdict = answer(f, x, grad)
    return verdict if verdict is None else int(bool(verdict))


def differences(f, x, step=1e-5, left=1):
    """Return the slopes of f, from a step to the right and `left` steps to the left of each entry of x."""
    slopes = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        move = np.zeros_like(x)
        move[i] = step
        slopes[i] = (f(x + move) - f(x - left * move)) / ((1 + left) * step)
    return slopes


def gradient_is_right(f, x, grad):
    """Return whether grad agrees with central differences of f at x: no difference above 1e-6 of the largest entry of both."""
    slopes = differences(f, x)
    largest = max(np.abs(slopes).max(), np.abs(grad).max())
    return bool(np.abs(slopes - grad).max() <= 1e-6 * largest)


def distance(a, b):
    """Return the largest difference, relative to the largest entry; 0 where all entries are 0."""
    return np.abs(a - b).max() / max(np.abs(a).max(), np.abs(b).max(), 1e-300)


def variant(step=1e-5, left=1, measure=distance):
    """Return a check with another step, one-sided differences, or another measure of the error."""
    return lambda f, x, grad: bool(measure(differences(f, x, step, left), grad) < 1e-6)


def without_restoring(f, x, grad):
    """Return a check that moves the entries of x and leaves them moved."""
    slopes = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        x[i] += 1e-5
        above = f(x)
        x[i] -= 2e-5
        slopes[i] = (above - f(x)) / 2e-5
    return bool(distance(slopes, grad) < 1e-6)


def restored_by_adding(f, x, grad):
    """Return a check that goes back to where it came from by adding, which rounds."""
    slopes = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        x[i] += 1e-5
        above = f(x)
        x[i] -= 2e-5
        slopes[i] = (above - f(x)) / 2e-5
        x[i] += 1e-5
    return bool(distance(slopes, grad) < 1e-6)


def row_by_row(f, x, grad):
    """Return a check that moves whole rows of x."""
    slopes = np.zeros_like(x)
    for i in range(len(x)):
        move = np.zeros_like(x)
        move[i] = 1e-5
        slopes[i] = (f(x + move) - f(x - move)) / 2e-5
    return bool(distance(slopes, grad) < 1e-6)


def unguarded(a, b):
    """Return the largest difference over the largest entry, which may be zero."""
    return np.abs(a - b).max() / max(np.abs(a).max(), np.abs(b).max())


X = np.array([0.5, -1.0, 2.0, 1.5])
SLOPES = np.array([2.0, 3.0, 5.0, 7.0])
LAST_WRONG = np.exp(X) * np.array([1.0, 1.0, 1.0, 1.01])
SQUARE = np.array([[0.5, -1.0, 2.0], [1.5, 0.25, -0.5]])
FLAT = np.array([0.0, 1.0, -0.5])
NEAR_TOP = np.array([0.01, -0.02, 0.005])

EXERCISE = Exercise(
    name="backpropagation.gradient_is_right",
    tier=2,
    reference=gradient_is_right,
    cases=(
        Case((Formula("sum of x²", lambda x: (x**2).sum()), X, 2 * X), asked),
        Case((Formula("sum of x²", lambda x: (x**2).sum()), X, 4 * X), asked),
        Case((Formula("sum of exp(x)", lambda x: np.exp(x).sum()), X, np.exp(X)), asked),
        Case((Formula("x @ [2, 3, 5, 7]", lambda x: x @ SLOPES), X, SLOPES), asked),
        Case((Formula("sum of exp(x)", lambda x: np.exp(x).sum()), X, LAST_WRONG), asked),
        Case((Formula("1e-9 · sum of x³", lambda x: 1e-9 * (x**3).sum()), X, 2e-9 * X**2), asked),
        Case((Formula("1e7 · sum of sin(x)", lambda x: 1e7 * np.sin(x).sum()), X[:3], 1e7 * np.cos(X[:3])), asked),
        Case((Formula("3, whatever x is", lambda x: 3.0), X, 0 * X), asked),
        Case((Formula("sum of exp(x) - x", lambda x: (np.exp(x) - x).sum()), FLAT, np.exp(FLAT) - 1), asked),
        Case((Formula("sum of x³", lambda x: (x**3).sum()), SQUARE, 3 * SQUARE**2), asked),
        Case((Formula("sum of exp(x)", lambda x: np.exp(x).sum()), X, 2 * np.exp(X) - LAST_WRONG), asked),
        Case((Formula("product of x", np.prod), X, np.prod(X) / X), asked),
        Case((Formula("sum of cos(x)", lambda x: np.cos(x).sum()), NEAR_TOP, -np.sin(NEAR_TOP)), asked),
        Case((Formula("1000 + sum of sin(x)", lambda x: 1000 + np.sin(x).sum()), X, np.cos(X)), asked),
    ),
    hints=(
        "Two parts: slopes by central differences, one entry of x at a time, and one number that says how far they are from grad.",
        "In float64 a step of 1e-5 is a good one: larger, and the curve bends; smaller, and rounding takes over.",
        "Divide the largest difference by the largest entry of both; then a gradient a thousand times larger gets the same verdict.",
    ),
    mistakes=(
        Mistake(
            "",
            "np.abs forgotten",
            "An error may be negative. What does your largest difference say if grad is too large in one entry and right in all others?",
            (
                variant(measure=lambda a, b: (a - b).max() / max(np.abs(a).max(), np.abs(b).max(), 1e-300)),
                variant(measure=lambda a, b: (b - a).max() / max(np.abs(a).max(), np.abs(b).max(), 1e-300)),
            ),
        ),
        Mistake(
            "",
            "zero over zero",
            "Where the loss is flat, a gradient of zeros is right. What do you divide by there? A product needs no division.",
            (variant(measure=unguarded),),
        ),
        Mistake(
            "B13",
            "every entry relative to itself",
            "An entry of a right gradient may be 0, and its central difference is not quite. Relative to what should you judge it?",
            (
                variant(measure=lambda a, b: (np.abs(a - b) / np.maximum(np.abs(b), 1e-300)).max()),
                variant(measure=lambda a, b: (np.abs(a - b) / np.maximum(np.abs(a) + np.abs(b), 1e-300)).max()),
                variant(measure=lambda a, b: (np.abs(a - b) / np.maximum(np.maximum(np.abs(a), np.abs(b)), 1e-300)).max()),
            ),
        ),
        Mistake(
            "",
            "whole rows moved",
            "If x is a matrix, x[i] is a row of it. How do you reach one entry at a time, whatever the shape?",
            (row_by_row,),
        ),
        Mistake(
            "B11",
            "x put back by adding",
            "Adding and subtracting does not restore x exactly: store the old value, or work on a copy.",
            (restored_by_adding,),
        ),
        Mistake(
            "B13",
            "absolute instead of relative difference",
            "Would your verdict change if every gradient were ten million times larger, or smaller?",
            (
                variant(measure=lambda a, b: np.abs(a - b).max()),
                variant(measure=lambda a, b: np.linalg.norm(a - b)),
                variant(measure=lambda a, b: np.abs(a - b).mean()),
                lambda f, x, grad: bool(np.allclose(differences(f, x), grad)),
            ),
        ),
        Mistake(
            "B12",
            "step too small",
            "Try steps from 1e-1 to 1e-12 and watch the error of a right gradient: why does it grow again?",
            (variant(step=1e-11), variant(step=1e-12), variant(step=1e-13)),
        ),
        Mistake(
            "B12",
            "step too large, or to one side only",
            "Your slopes are too rough for 1e-6: how does their error depend on the step, and on stepping to both sides?",
            (
                variant(step=1e-2),
                variant(step=0.1),
                variant(step=5e-3),
                variant(left=0),
                variant(left=0, step=1e-8),
                variant(left=0, step=1e-7),
                variant(left=0, step=1e-6),
                variant(left=0, step=1e-4),
                variant(left=0, step=1e-3),
            ),
        ),
        Mistake(
            "",
            "divided by the wrong distance",
            "You walk one step to the right and one to the left. How far are the two places apart?",
            (lambda f, x, grad: bool(distance(2 * differences(f, x), grad) < 1e-6),),
        ),
        Mistake(
            "",
            "only some of the entries looked at",
            "One entry of a gradient may be wrong and all others right. Have you looked at every one?",
            (
                lambda f, x, grad: bool(abs(differences(f, x)[0] - grad[0]) / abs(grad[0]) < 1e-6),
                lambda f, x, grad: bool((np.abs(differences(f, x) - grad) / np.maximum(np.abs(grad), 1e-300)).min() < 1e-6),
            ),
        ),
        Mistake(
            "B11",
            "x not put back",
            "You moved an entry of x. Where does it stand when you turn to the next one?",
            (without_restoring,),
        ),
    ),
)
