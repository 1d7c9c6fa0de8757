"""The score of nested cross-validation from its two tables."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake
from dlbook.exercises.inputs import numbers


def nested(inner, outer):
    """Return the honest mean score: inner and outer are (folds, settings), scores from inside the training part and on the outer fold."""
    chosen = inner.argmax(axis=1)
    return outer[np.arange(len(outer)), chosen].mean()


EXERCISE = Exercise(
    name="regularization.nested",
    tier=2,
    reference=nested,
    cases=(
        Case((np.array([[0.7, 0.9, 0.8], [0.6, 0.5, 0.4]]), np.array([[0.5, 0.6, 0.9], [0.7, 0.8, 0.3]]))),
        Case(tuple(np.abs(table) for table in numbers(1, (5, 3), (5, 3)))),
        Case(tuple(np.abs(table) for table in numbers(2, (4, 7), (4, 7)))),
    ),
    hints=(
        "In each outer fold one setting is chosen. Which of the two tables may choose, and which may only be read?",
        "One row is one outer fold: find the place of its best inner score, and look up the outer score at the same place.",
    ),
    mistakes=(
        Mistake(
            "Z10",
            "chosen on the outer fold",
            "You chose the setting by the very scores that you report. The outer fold may be looked at once, after the choice.",
            (lambda inner, outer: outer.max(axis=1).mean(),),
        ),
        Mistake(
            "Z10",
            "best column of the outer table",
            "You tried all settings on the outer folds and reported the best. That is choosing on the test data.",
            (lambda inner, outer: outer.mean(axis=0).max(),),
        ),
        Mistake(
            "Z10",
            "inner score reported",
            "The best of many inner scores was chosen because it is high. Which table was not part of the choice?",
            (lambda inner, outer: inner.max(axis=1).mean(), lambda inner, outer: inner.mean(axis=0).max()),
        ),
        Mistake(
            "",
            "one choice for all folds",
            "You averaged the inner scores over all folds first. The inner data of one fold are another's outer data: choose in each.",
            (lambda inner, outer: outer[:, inner.mean(axis=0).argmax()].mean(),),
        ),
        Mistake(
            "",
            "no choice at all",
            "That is the mean over all settings, good and bad. Only the chosen ones count.",
            (lambda inner, outer: outer.mean(),),
        ),
        Mistake(
            "",
            "not averaged",
            "You have the right score of every fold. One number is asked for.",
            (lambda inner, outer: outer[np.arange(len(outer)), inner.argmax(axis=1)],),
        ),
        Mistake(
            "",
            "worst instead of best",
            "A score is better when it is higher.",
            (lambda inner, outer: outer[np.arange(len(outer)), inner.argmin(axis=1)].mean(),),
        ),
    ),
)
