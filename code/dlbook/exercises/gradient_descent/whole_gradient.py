"""From the gradients of batches to the gradient of all examples."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake
from dlbook.exercises.inputs import numbers


def whole_gradient(grads, sizes):
    """Return the mean gradient of all examples, given the mean gradient of every batch and the sizes of the batches."""
    return sizes @ grads / np.sum(sizes)


EXERCISE = Exercise(
    name="gradient_descent.whole_gradient",
    tier=1,
    reference=whole_gradient,
    cases=(
        Case((np.array([[1.0, 0.0, 3.0], [4.0, 0.0, 0.0]]), np.array([2, 1]))),
        Case((*numbers(7, (4, 5)), np.array([32, 32, 32, 7]))),
        Case((*numbers(8, (3, 2)), np.array([10, 1, 4]))),
    ),
    hints=(
        "Undo each mean first: what is the sum over the examples of one batch?",
        "Add the sums of all batches. How many examples are there altogether?",
    ),
    mistakes=(
        Mistake(
            "E04",
            "batches weighted equally",
            "A batch of one counts as much here as a batch of thirty-two. Does every example have the same say?",
            (lambda grads, sizes: grads.mean(axis=0),),
        ),
        Mistake(
            "G05",
            "not divided by the number of examples",
            "This is a sum over all examples. Hand in every batch twice over: should the gradient double?",
            (lambda grads, sizes: sizes @ grads, lambda grads, sizes: grads.sum(axis=0)),
        ),
        Mistake(
            "G06",
            "divided twice",
            "The gradients that you received are means already: how often do you divide on the way?",
            (lambda grads, sizes: grads.sum(axis=0) / sizes.sum(), lambda grads, sizes: sizes @ grads / sizes.sum() / len(sizes)),
        ),
        Mistake(
            "",
            "divided by the number of batches",
            "You have added up over examples. What is it, then, that you have to divide by: batches or examples?",
            (lambda grads, sizes: sizes @ grads / len(sizes),),
        ),
        Mistake(
            "",
            "small batches count most",
            "Here the smallest batch has the largest say. Is that what a mean over examples does?",
            (lambda grads, sizes: (1 / sizes) @ grads / np.sum(1 / sizes),),
        ),
        Mistake(
            "",
            "averaged over the parameters",
            "How long is the gradient of a model with as many parameters as each row has entries?",
            (lambda grads, sizes: grads.mean(axis=1), lambda grads, sizes: grads.mean()),
        ),
    ),
)
