"""A line: the smallest model, one weight and one bias."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake
from dlbook.exercises.inputs import numbers


def predict_line(x, weight, bias):
    """Return the prediction for each example."""
    return weight * np.asarray(x) + bias


EXERCISE = Exercise(
    name="concepts.predict_line",
    tier=1,
    reference=predict_line,
    cases=(
        Case((np.array([0.0, 1.0, 2.0]), 3.0, 2.0)),
        Case((np.array([1, 2, 5]), 0.5, -1.0)),
        Case((*numbers(1, 7), -1.7, 0.4)),
    ),
    hints=(
        "Work out the answer for x = 1 alone, on paper, before you think of arrays.",
        "NumPy applies `*` and `+` to every entry of an array; no loop is needed.",
    ),
    mistakes=(
        Mistake(
            "C06",
            "bias left out",
            "What does your line answer at x = 0, and what should it answer there?",
            (lambda x, weight, bias: weight * x, lambda x, weight, bias: weight * x + bias * x),
        ),
        Mistake(
            "",
            "weight and bias swapped",
            "At x = 0 only one of the two parameters can matter: which one matters in your code?",
            (lambda x, weight, bias: bias * x + weight,),
        ),
        Mistake(
            "",
            "bias multiplied by the weight as well",
            "How far does your line move up when the bias grows by 1: always by 1?",
            (lambda x, weight, bias: weight * (x + bias),),
        ),
        Mistake(
            "",
            "one example only",
            "How many numbers went in, and how many came back? A `return` inside a loop ends it at once.",
            (
                lambda x, weight, bias: weight * x[0] + bias,
                lambda x, weight, bias: [weight * x[0] + bias],
                lambda x, weight, bias: weight * x[-1] + bias,
            ),
        ),
        Mistake(
            "",
            "summed over the examples",
            "Each example has a prediction of its own: what merges them into one number here?",
            (lambda x, weight, bias: np.sum(weight * x) + bias, lambda x, weight, bias: np.sum(weight * x + bias)),
        ),
    ),
)
