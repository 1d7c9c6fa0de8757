"""The mean squared error, and the column that meets a row."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake
from dlbook.exercises.inputs import numbers


def mse(prediction, target):
    """Return the mean squared error of predictions (n, 1) for targets (n,)."""
    return float(np.mean((prediction[:, 0] - target) ** 2))


def mse_variant(formula):
    """Return a wrong loss that takes the differences of the right pairs."""
    return lambda prediction, target: formula(prediction[:, 0] - target)


EXERCISE = Exercise(
    name="concepts.mse",
    tier=2,
    reference=mse,
    cases=(
        Case((np.array([[1.0], [2.0], [4.0]]), np.array([1.0, 3.0, 2.0]))),
        Case((np.array([[5.0], [1.0], [3.0], [9.0]]), np.array([5.0, 1.0, 3.0, 9.0]))),
        Case(tuple(numbers(4, (7, 1), 7))),
    ),
    hints=(
        "Print prediction.shape, target.shape and the shape of their difference. Is the third what you meant?",
        "Bring both to the same shape before you subtract: there is one difference for each example.",
        "Then square, and average over the examples.",
    ),
    mistakes=(
        Mistake(
            "C04",
            "column minus row",
            "Before you average: how many numbers are in the difference, and how many examples do you have?",
            (
                lambda prediction, target: np.mean((prediction - target) ** 2),
                lambda prediction, target: np.sum((prediction - target) ** 2),
                lambda prediction, target: np.sqrt(np.mean((prediction - target) ** 2)),
                lambda prediction, target: (prediction - target) ** 2,
                lambda prediction, target: np.sum((prediction - target) ** 2) / len(target),
                lambda prediction, target: ((prediction - target) ** 2).mean(axis=0),
                lambda prediction, target: ((prediction - target) ** 2).mean(axis=1),
            ),
        ),
        Mistake(
            "G05",
            "sum instead of mean",
            "Hand in the same examples twice over: should a mean become twice as large?",
            (mse_variant(lambda error: np.sum(error**2)),),
        ),
        Mistake(
            "",
            "root taken",
            "You return an error in the unit of the target; this loss has the unit squared. What did you do last?",
            (
                mse_variant(lambda error: np.sqrt(np.mean(error**2))),
                mse_variant(lambda error: np.sqrt(np.sum(error**2))),
            ),
        ),
        Mistake(
            "",
            "not squared",
            "An error of +1 and an error of -1: may they cancel out?",
            (mse_variant(np.mean), mse_variant(lambda error: -np.mean(error)), mse_variant(lambda error: np.mean(error) ** 2)),
        ),
        Mistake(
            "",
            "absolute differences",
            "How much worse is an error of 2 than an error of 1: twice, or four times?",
            (mse_variant(lambda error: np.mean(np.abs(error))),),
        ),
        Mistake(
            "",
            "half of it",
            "Some books put a factor in front to make the derivative tidy. Does the mean of the squares have one?",
            (mse_variant(lambda error: np.mean(error**2) / 2), mse_variant(lambda error: np.sum(error**2) / 2)),
        ),
        Mistake(
            "",
            "divided by one example too few",
            "By how many do you divide for the mean of three numbers? Count them in the formula of the text.",
            (
                mse_variant(lambda error: np.sum(error**2) / (len(error) - 1)),
                mse_variant(lambda error: np.sum(error**2) / (len(error) + 1)),
            ),
        ),
        Mistake(
            "",
            "not averaged",
            "You have the squares, one for each example. What is left to do?",
            (
                mse_variant(np.square),
                lambda prediction, target: (prediction.T - target) ** 2,
                lambda prediction, target: (prediction - target[:, None]) ** 2,
            ),
        ),
    ),
)
