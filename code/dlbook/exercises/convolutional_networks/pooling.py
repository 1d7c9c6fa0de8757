"""The way back through max pooling: who wins, and how often."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake
from dlbook.exercises.inputs import numbers


def max_pool_backward(grad, x, window, stride):
    """Return the gradient with respect to x: each number of grad goes to the first largest entry of its window, and they add up."""
    grad_x = np.zeros_like(x)
    for i, j in np.ndindex(grad.shape):
        part = x[i * stride : i * stride + window, j * stride : j * stride + window]
        row, column = np.unravel_index(part.argmax(), part.shape)
        grad_x[i * stride + row, j * stride + column] += grad[i, j]
    return grad_x


def spread_by(share):
    """Return a wrong answer that gives each entry of a window the share(part) of its number."""

    def backward(grad, x, window, stride):
        grad_x = np.zeros_like(x)
        for i, j in np.ndindex(grad.shape):
            place = slice(i * stride, i * stride + window), slice(j * stride, j * stride + window)
            grad_x[place] += share(x[place]) * grad[i, j]
        return grad_x

    return backward


def assigned(grad, x, window, stride):
    """Return the gradient with = where + is due."""
    grad_x = np.zeros_like(x)
    for i, j in np.ndindex(grad.shape):
        part = x[i * stride : i * stride + window, j * stride : j * stride + window]
        row, column = np.unravel_index(part.argmax(), part.shape)
        grad_x[i * stride + row, j * stride + column] = grad[i, j]
    return grad_x


def stride_as_window(grad, x, window, stride):
    """Return the gradient when windows start at multiples of their size, which may lie outside."""
    return max_pool_backward(grad, x, window, window)


def starts_outside(attempts):
    """Tell whether the answer failed or went wrong only where stride and window differ."""
    wrong = [bool(tried.first.failure or tried.problem) for tried in attempts]
    return any(wrong) and wrong == [tried.case.args[2] != tried.case.args[3] for tried in attempts]


def first_only(grad, x, window, stride):
    """Return the gradient of the first window alone."""
    only = np.zeros_like(grad)
    only[0, 0] = grad[0, 0]
    return max_pool_backward(only, x, window, stride)


def winner(part):
    """Return the window with everything but its first maximum set to 0."""
    return np.where(np.arange(part.size).reshape(part.shape) == part.argmax(), part, 0)


def value_kept(grad, x, window, stride):
    """Return each winner's value, once."""
    return np.where(max_pool_backward(np.ones_like(grad), x, window, stride) > 0, x, 0)


X = np.array([[1.0, 5.0, 2.0], [3.0, 4.0, 0.0], [7.0, 6.0, 6.0], [0.0, 2.0, 6.0]])
TIED = np.maximum(numbers(3, (6, 8))[0], 0)
BACKWARD = Exercise(
    name="convolutional_networks.max_pool_backward",
    tier=2,
    reference=max_pool_backward,
    cases=(
        Case((np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), X, 2, 1)),
        Case((*numbers(1, (3, 4), (6, 8)), 2, 2)),
        Case((*numbers(2, (3, 4)), TIED, 2, 2)),
        Case((*numbers(4, (3, 2), (7, 5)), 3, 2)),
    ),
    hints=(
        "Only one entry of each window had any influence. Where did it stand in x? `argmax` counts row by row.",
        "With windows that overlap, one entry may win twice. What becomes of two gradients that arrive at one place?",
    ),
    mistakes=(
        Mistake(
            "K11",
            "the full gradient to all equals",
            "Add up what you hand back for one window: may it exceed what came in?",
            (spread_by(lambda part: part == part.max()),),
        ),
        Mistake(
            "K11",
            "equals share",
            "Sharing among equals is a fair rule too, and adds up rightly. The text asks for the first one alone.",
            (spread_by(lambda part: (part == part.max()) / (part == part.max()).sum()),),
        ),
        Mistake("K12", "assigned instead of added", "If one entry wins in two windows, how much gradient should it get?", (assigned,)),
        Mistake("K12", "only the first window", "Everything but one corner is zero: does your function return too early?", (first_only,)),
        Mistake(
            "",
            "average pooling",
            "You gave a share to everybody in the window. Would a small change of a loser change the maximum?",
            (spread_by(lambda part: np.full(part.shape, 1 / part.size)),),
        ),
        Mistake(
            "",
            "stride taken for the window",
            "Where does window (i, j) start: at i · window, or at i · stride?",
            (stride_as_window,),
            symptom=starts_outside,
        ),
        Mistake(
            "",
            "the largest value handed back",
            "You handed back the largest *value*. What comes back is the gradient of that window.",
            (lambda grad, x, window, stride: spread_by(winner)(np.ones_like(grad), x, window, stride), value_kept),
        ),
        Mistake("", "everybody gets everything", "Each entry of the window got the whole gradient.", (spread_by(np.ones_like),)),
        Mistake(
            "",
            "multiplied by the winner",
            "The slope of the maximum along its winner is 1, whatever the winner's size.",
            (spread_by(winner),),
        ),
        Mistake(
            "",
            "the smallest wins",
            "The gradient went to the smallest entry of each window.",
            (lambda grad, x, window, stride: max_pool_backward(grad, -x, window, stride),),
        ),
    ),
)
