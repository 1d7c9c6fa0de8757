"""The share of right answers."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake
from dlbook.exercises.inputs import numbers


def accuracy(logits, labels):
    """Return the share of rows whose largest score stands at the label."""
    return float(np.mean(np.argmax(logits, axis=1) == labels))


EXERCISE = Exercise(
    name="concepts.accuracy",
    tier=2,
    reference=accuracy,
    cases=(
        Case((np.array([[1.0, 3, 2], [5, 0, 1], [0, 2, 4], [-1, -2, -3]]), np.array([1, 0, 2, 2]))),
        Case((*numbers(7, (7, 4)), np.array([2, 3, 0, 1, 1, 0, 2]))),
        Case((np.array([[0.5, 7, 1], [4, 1, 0], [-1, 0, 2], [2, 5, 4], [0.1, 0.2, 0.3]]), np.array([1, 0, 2, 1, 1]))),
    ),
    hints=(
        "For one example: which class does the model choose, and when is the choice right?",
        "Finding the place of the largest score in each row is the work of one NumPy function; mind its axis.",
        "Comparing two arrays of the same shape gives True and False. Their mean is the share of True.",
    ),
    mistakes=(
        Mistake(
            "C04",
            "labels compared as a column",
            "How many comparisons did you make, and how many examples do you have? Print the shape of the comparison.",
            (
                lambda logits, labels: np.mean(np.argmax(logits, axis=1) == labels[:, None]),
                lambda logits, labels: np.sum(np.argmax(logits, axis=1) == labels[:, None]) / len(labels),
            ),
        ),
        Mistake(
            "A07",
            "largest score of each column",
            "How many choices does the model make: one for each example, or one for each class? Look at the length of what you compare.",
            (
                lambda logits, labels: np.mean(np.argmax(logits, axis=0) == labels),
                lambda logits, labels: np.mean(np.argmax(logits) == labels),
            ),
        ),
        Mistake(
            "",
            "never right",
            "Yours is always 0. Does a division drop the decimals, or do you compare what can never be equal to a label?",
            (
                lambda logits, labels: np.sum(np.argmax(logits, axis=1) == labels) // len(labels),
                lambda logits, labels: np.mean(np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True) == labels[:, None]),
            ),
        ),
        Mistake(
            "",
            "first example only",
            "How many examples did you look at before `return`? Inside a loop it ends everything at once.",
            (
                lambda logits, labels: (np.argmax(logits[0]) == labels[0]) / len(labels),
                lambda logits, labels: float(np.argmax(logits[0]) == labels[0]),
            ),
        ),
        Mistake(
            "",
            "percent",
            "A share lies between 0 and 1. Which unit did you return?",
            (
                lambda logits, labels: 100 * accuracy(logits, labels),
                lambda logits, labels: round(100 * accuracy(logits, labels)),
            ),
        ),
        Mistake(
            "",
            "number instead of share",
            "Test on twice as many examples: should the accuracy double?",
            (lambda logits, labels: np.sum(np.argmax(logits, axis=1) == labels),),
        ),
        Mistake(
            "",
            "share of errors",
            "What should a perfect model score? You have counted the other examples.",
            (lambda logits, labels: 1 - accuracy(logits, labels),),
        ),
        Mistake(
            "",
            "largest score instead of its place",
            "A score of 3.0 and class number 3 are different things: which of them can be compared with a label?",
            (lambda logits, labels: np.mean(np.max(logits, axis=1) == labels),),
        ),
        Mistake(
            "",
            "smallest score",
            "Which class does a model choose: the one it scores highest, or the one it scores lowest?",
            (lambda logits, labels: np.mean(np.argmin(logits, axis=1) == labels),),
        ),
        Mistake(
            "",
            "not averaged",
            "You return one answer for each example; the accuracy is one number for all of them.",
            (lambda logits, labels: np.argmax(logits, axis=1) == labels,),
        ),
    ),
)
