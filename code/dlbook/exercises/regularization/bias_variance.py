"""Bias and variance from the predictions of many models."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake
from dlbook.exercises.inputs import numbers


def bias_variance(predictions, truth):
    """Return squared bias and variance, both averaged over the points: predictions (sets, points), truth (points,)."""
    mean = predictions.mean(axis=0)
    return np.mean((mean - truth) ** 2), np.mean((predictions - mean) ** 2)


EXERCISE = Exercise(
    name="regularization.bias_variance",
    tier=2,
    reference=bias_variance,
    returns=("squared_bias", "variance"),
    cases=(
        Case((np.array([[1.0, 2.0, 6.0], [3.0, 2.0, 2.0]]), np.array([1.0, 4.0, 5.0]))),
        Case(tuple(numbers(1, (9, 4), (4,)))),
        Case(tuple(numbers(2, (5, 7), (7,), size=3))),
    ),
    hints=(
        "For one point you have many predictions, one a training set. What is their mean, and how do they scatter about it?",
        "The bias compares the mean prediction with the truth, the variance compares each prediction with the mean prediction.",
    ),
    mistakes=(
        Mistake(
            "",
            "total error instead of bias",
            "That first number is the whole error, variance included. Average over the training sets before you compare with the truth.",
            (
                lambda predictions, truth: (np.mean((predictions - truth) ** 2), predictions.var(axis=0).mean()),
                lambda predictions, truth: (np.mean((predictions - truth) ** 2), predictions.var()),
            ),
        ),
        Mistake(
            "",
            "mean over the points",
            "You averaged each curve over its points. Which axis counts the training sets?",
            (
                lambda predictions, truth: (np.mean((predictions.mean(axis=1) - truth.mean()) ** 2), predictions.var(axis=1).mean()),
                lambda predictions, truth: (
                    np.mean((predictions.mean(axis=1, keepdims=True) - truth) ** 2),
                    predictions.var(axis=1).mean(),
                ),
                lambda predictions, truth: (np.mean((predictions.mean(axis=1) - truth) ** 2), predictions.var(axis=1).mean()),
            ),
        ),
        Mistake(
            "",
            "variance over the points",
            "Your variance is large for a single curve that is not flat. Which axis holds the training sets?",
            (
                lambda predictions, truth: (bias_variance(predictions, truth)[0], predictions.var(axis=1).mean()),
                lambda predictions, truth: (bias_variance(predictions, truth)[0], predictions.var()),
            ),
        ),
        Mistake(
            "",
            "errors of opposite sign cancel",
            "A model that is too high on the left and too low on the right has no bias by your formula. When must you square?",
            (lambda predictions, truth: (np.mean(predictions - truth) ** 2, predictions.var(axis=0).mean()),),
        ),
        Mistake(
            "",
            "bias not squared",
            "Bias in the units of y, variance in their square: can the two be added?",
            (
                lambda predictions, truth: (np.mean(np.abs(predictions.mean(axis=0) - truth)), predictions.var(axis=0).mean()),
                lambda predictions, truth: (np.mean(predictions.mean(axis=0) - truth), predictions.var(axis=0).mean()),
            ),
        ),
        Mistake(
            "",
            "deviation instead of variance",
            "Your second number is a mean deviation. Which power makes it fit beside a squared bias?",
            (lambda predictions, truth: (bias_variance(predictions, truth)[0], predictions.std(axis=0).mean()),),
        ),
        Mistake(
            "",
            "divided by one less",
            "A good estimate for few sets; but then bias and variance do not add up to the error exactly. Divide by the number of sets.",
            (lambda predictions, truth: (bias_variance(predictions, truth)[0], predictions.var(axis=0, ddof=1).mean()),),
        ),
        Mistake(
            "",
            "exchanged",
            "Both numbers are right. Which one was asked for first?",
            (lambda predictions, truth: bias_variance(predictions, truth)[::-1],),
        ),
    ),
)
