"""The gradient of softmax and cross-entropy together."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake
from dlbook.exercises.inputs import numbers


def probabilities_of(logits, axis=1):
    """Return the softmax of scores of any size."""
    powers = np.exp(logits - np.max(logits, axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


def truth_of(logits, labels):
    """Return an array shaped like the logits with a one at each label."""
    return np.eye(logits.shape[1])[labels]


def logits_gradient(logits, labels):
    """Return the gradient of the mean cross-entropy with respect to the logits: (batch, classes)."""
    return (probabilities_of(logits) - truth_of(logits, labels)) / len(labels)


def whole_columns(logits, labels):
    """Return the probabilities less one in every column that is anybody's label."""
    p = probabilities_of(logits)
    p[:, labels] -= 1
    return p / len(labels)


def one_maximum(logits, labels):
    """Return the gradient by a softmax that takes the largest score of all rows off every row."""
    powers = np.exp(logits - logits.max())
    return (powers / powers.sum(axis=1, keepdims=True) - truth_of(logits, labels)) / len(labels)


def variant(change):
    """Return a wrong gradient: `change(p, truth, n)` makes it from the probabilities and the truth."""
    return lambda logits, labels: change(probabilities_of(logits), truth_of(logits, labels), len(labels))


EXERCISE = Exercise(
    name="backpropagation.logits_gradient",
    tier=2,
    reference=logits_gradient,
    cases=(
        Case((np.array([[0.0, 0.0, 0.0, 0.0], [2.0, 0.0, 1.0, 0.0]]), np.array([1, 0]))),
        Case((*numbers(7, (5, 3), size=2), np.array([2, 0, 1, 1, 2]))),
        Case((np.array([[1000.0, 998.0], [-1000.0, -999.0], [3.0, 1.0]]), np.array([0, 0, 1]))),
    ),
    hints=(
        "The page derives it for one example: what is left of softmax and logarithm is a difference.",
        "The truth is a row of zeros with a single one, at the label. Every row of the gradient adds up to zero.",
        "The loss is a mean over the batch. And for scores of 1000, which number can be taken off a row without changing a probability?",
    ),
    mistakes=(
        Mistake(
            "",
            "whole columns instead of one place a row",
            "One row, one label: in yours the label of one example has changed other rows. How do you pick one place in each row?",
            (whole_columns,),
        ),
        Mistake(
            "A05",
            "one maximum for all rows",
            "You took one maximum off everything: what is left of a row of -1000s beside a row of 1000s? Each row needs its own.",
            (one_maximum,),
        ),
        Mistake(
            "B05",
            "softmax differentiated once more",
            "The slope of softmax is already inside p minus truth. Which factor is left over in yours? It is never above a quarter.",
            (variant(lambda p, truth, n: (p - truth) * p * (1 - p) / n), variant(lambda p, truth, n: (p - truth) * p * (1 - p))),
        ),
        Mistake(
            "B07",
            "softmax differentiated entry by entry",
            "If the score of class 2 rises, what happens to the probability of class 1? In yours only the true class gets a gradient.",
            (variant(lambda p, truth, n: (p - truth) * truth / n), variant(lambda p, truth, n: (p - truth) * truth)),
        ),
        Mistake(
            "",
            "gradient with respect to the probabilities",
            "How fast the loss changes with p is one link. The logits lie one link further back.",
            (variant(lambda p, truth, n: -truth / np.maximum(p, 1e-300) / n), variant(lambda p, truth, n: -truth / np.maximum(p, 1e-300))),
        ),
        Mistake(
            "G05",
            "summed over the batch",
            "Hand in the same batch twice over: each row should then count half. Where is the mean of the loss?",
            (variant(lambda p, truth, n: p - truth),),
        ),
        Mistake(
            "",
            "divided by the number of classes",
            "The mean of the loss runs over examples. What else did you average over?",
            (variant(lambda p, truth, n: (p - truth) / p.shape[1]), variant(lambda p, truth, n: (p - truth) / p.size)),
        ),
        Mistake(
            "G03",
            "sign turned",
            "Raise the score of the right class: does the loss rise or fall? Which sign must its gradient have?",
            (variant(lambda p, truth, n: (truth - p) / n), variant(lambda p, truth, n: truth - p)),
        ),
        Mistake(
            "",
            "truth not subtracted",
            "Give every example another label: does your gradient change? A row of it should add up to zero.",
            (variant(lambda p, truth, n: p / n), variant(lambda p, truth, n: p)),
        ),
        Mistake(
            "A07",
            "softmax over the batch",
            "Whose probabilities add up to one in yours: one example's classes, or one class's examples?",
            (lambda logits, labels: (probabilities_of(logits, axis=0) - truth_of(logits, labels)) / len(labels),),
        ),
        Mistake(
            "A05",
            "overflow for large scores",
            "What is exp(1000) in NumPy? Which common change of a row of scores leaves its probabilities as they are?",
            (lambda logits, labels: (np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True) - truth_of(logits, labels)) / len(labels),),
        ),
    ),
)
