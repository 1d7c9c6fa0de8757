"""How many units a start really has: copies stay copies."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake
from dlbook.exercises.inputs import numbers


def different_units(kernel1, bias1, kernel2):
    """Return how many hidden units can ever differ: kernel1 (n_in, units), bias1 (units,), kernel2 (units, n_out)."""
    everything = np.column_stack([kernel1.T, bias1, kernel2])  # (units, n_in + 1 + n_out)
    return len(np.unique(everything, axis=0))


def copies(kernel1, bias1, kernel2, of):
    """Return a start in which unit i is a copy of unit of[i], in the parts that are given."""
    of = np.array(of)
    return kernel1[:, of], bias1[of], kernel2[of]


def kinds(*columns):
    """Return how many different rows there are."""
    return len(np.unique(np.column_stack(columns), axis=0))


K1, B1, K2 = numbers(1, (3, 6), (6,), (6, 2))
TWIN_IN = copies(K1, 0 * B1, K2, [0, 1, 2, 0, 1, 5])
ONLY_IN = (TWIN_IN[0], TWIN_IN[1], K2)  # equal on the way in, different on the way out
ONLY_OUT = (K1, 0 * B1, TWIN_IN[2])
BIASED = (TWIN_IN[0], np.array([0.0, 0.5, 0.0, 1.0, 0.5, 0.0]), TWIN_IN[2])

EXERCISE = Exercise(
    name="activations.different_units",
    tier=3,
    reference=different_units,
    cases=(
        Case((np.ones((2, 3)), np.zeros(3), np.array([[1.0, 2.0], [1.0, 2.0], [1.0, 3.0]]))),
        Case(TWIN_IN),
        Case(ONLY_IN),
        Case(ONLY_OUT),
        Case(BIASED),
        Case((np.zeros((4, 5)), np.zeros(5), np.zeros((5, 2)))),
    ),
    hints=(
        "Two units that compute the same and receive the same gradient make the same step. What decides what a unit computes?",
        "And what decides which gradient comes back to it? Compare all the numbers that belong to a unit: in, bias, and out.",
        "Put all numbers of a unit into one row; `np.unique` with an axis finds the different rows.",
    ),
    mistakes=(
        Mistake(
            "A13",
            "only the way in compared",
            "Two units with the same weights in, but different weights out: does the same gradient come back to both?",
            (lambda kernel1, bias1, kernel2: kinds(kernel1.T, bias1), lambda kernel1, bias1, kernel2: kinds(kernel1.T)),
        ),
        Mistake(
            "A13",
            "only the way out compared",
            "Two units with the same weights out, but different weights in: do they compute the same?",
            (lambda kernel1, bias1, kernel2: kinds(kernel2),),
        ),
        Mistake(
            "",
            "bias forgotten",
            "One start differs in its biases alone. Does a unit with another bias compute the same?",
            (lambda kernel1, bias1, kernel2: kinds(kernel1.T, kernel2),),
        ),
        Mistake(
            "",
            "inputs compared instead of units",
            "A unit is a column of the first kernel. What is a row of it?",
            (lambda kernel1, bias1, kernel2: len(np.unique(kernel1, axis=0)),),
        ),
        Mistake(
            "",
            "copies counted",
            "You counted the superfluous units. If all five are copies of one, how many different ones are there?",
            (lambda kernel1, bias1, kernel2: len(bias1) - different_units(kernel1, bias1, kernel2),),
        ),
        Mistake(
            "",
            "all units counted",
            "That is how many units were paid for. Can equal ones ever become different?",
            (lambda kernel1, bias1, kernel2: len(bias1), lambda kernel1, bias1, kernel2: kernel1.shape[1]),
        ),
        Mistake(
            "",
            "different numbers counted",
            "You counted different numbers. Two units may share a number and still differ.",
            (lambda kernel1, bias1, kernel2: len(np.unique(kernel1)), lambda kernel1, bias1, kernel2: len(np.unique(kernel2))),
        ),
        Mistake(
            "",
            "rank of the kernel",
            "Units can be combinations of others without being copies: rank asks too much.",
            (lambda kernel1, bias1, kernel2: int(np.linalg.matrix_rank(kernel1)),),
        ),
    ),
)
