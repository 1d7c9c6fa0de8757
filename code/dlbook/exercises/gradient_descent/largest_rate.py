"""The longest step that a linear model survives."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake
from dlbook.exercises.inputs import numbers


def largest_rate(x):
    """Return the learning rate above which gradient descent on the mean squared error of `x @ weights` diverges: 2 / λ_max."""
    hessian = 2 / len(x) * x.T @ x
    return 2 / np.linalg.eigvalsh(hessian)[-1]


def from_hessian(rate):
    """Return a function of x that computes a rate from the Hessian."""
    return lambda x: rate(2 / len(x) * x.T @ x)


def with_ones(x):
    """Give the model a bias."""
    return largest_rate(np.column_stack([x, np.ones(len(x))]))


EXERCISE = Exercise(
    name="gradient_descent.largest_rate",
    tier=2,
    reference=largest_rate,
    cases=(
        Case((np.array([[1.0, 0.0], [0.0, 2.0], [1.0, 0.0], [0.0, 2.0]]),)),
        Case(tuple(numbers(5, (9, 4)))),
        Case((numbers(6, (20, 3))[0] * np.array([1.0, 10.0, 0.1]) + np.array([2.0, 0.0, 1.0]),)),
    ),
    hints=(
        "The gradient of the loss is 2/n · Xᵀ(Xw − y). Differentiate once more: which matrix stands in front of w?",
        "Along each eigenvector the error is multiplied by 1 − αλ at every step. Which eigenvalue goes wrong first?",
        "For a symmetric matrix, `np.linalg.eigvalsh` gives the eigenvalues in rising order.",
    ),
    mistakes=(
        Mistake(
            "",
            "column of ones",
            "This model has no bias. Where does your column of ones come from?",
            (with_ones,),
        ),
        Mistake(
            "",
            "eigenvalues not in order",
            "`np.linalg.eigvals` does not sort. Which function returns rising order, or what picks the largest?",
            (
                from_hessian(lambda h: 2 / np.linalg.eigvals(h)[-1]),
                from_hessian(lambda h: 2 / np.linalg.eigvals(h)[0]),
            ),
        ),
        Mistake(
            "",
            "the rate that arrives in one step",
            "At this rate the steepest direction arrives in a single step. It may still overshoot: by how much before it gets worse?",
            (from_hessian(lambda h: 1 / np.linalg.eigvalsh(h)[-1]),),
        ),
        Mistake(
            "",
            "smallest eigenvalue",
            "This rate suits the flattest direction. Which direction runs away first?",
            (from_hessian(lambda h: 2 / np.linalg.eigvalsh(h)[0]),),
        ),
        Mistake(
            "",
            "factor 2 of the square lost",
            "Twice too large: the loss is a mean of squares. Which factor does its derivative bring with it?",
            (from_hessian(lambda h: 4 / np.linalg.eigvalsh(h)[-1]),),
        ),
        Mistake(
            "G05",
            "summed over the examples",
            "Hand in the same rows twice over: the loss is a mean, so should the rate change?",
            (lambda x: 2 / np.linalg.eigvalsh(2 * x.T @ x)[-1], lambda x: 2 / np.linalg.eigvalsh(x.T @ x)[-1]),
        ),
        Mistake(
            "",
            "diagonal instead of eigenvalues",
            "Right only if the valley runs along an axis. What is the curvature along a slanting direction?",
            (from_hessian(lambda h: 2 / h.diagonal().max()),),
        ),
        Mistake(
            "",
            "sum of the eigenvalues",
            "Safe, but too careful: this divides by the sum of all curvatures. Which single one matters?",
            (from_hessian(lambda h: 2 / np.trace(h)),),
        ),
        Mistake(
            "",
            "columns centred",
            "Does the model subtract the mean of each column? Then neither may you.",
            (lambda x: 2 / np.linalg.eigvalsh(2 * np.cov(x.T, bias=True))[-1], lambda x: 2 / np.linalg.eigvalsh(2 * np.cov(x.T))[-1]),
        ),
        Mistake(
            "",
            "singular value not squared",
            "A singular value of X is a length. How do the eigenvalues of XᵀX follow from it?",
            (lambda x: len(x) / np.linalg.norm(x, 2),),
        ),
    ),
)
