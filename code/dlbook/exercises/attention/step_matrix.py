"""A step of k places as one matrix for all places."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake


def rotation(k, n_model, sign=1, exponent=lambda i, n_model: i / n_model):
    """Return the matrix that turns the pair of columns i, i + 1 of a row by k times its frequency."""
    m = np.zeros((n_model, n_model))
    for i in range(0, n_model, 2):
        angle = k * 10000.0 ** -exponent(i, n_model)
        m[i : i + 2, i : i + 2] = [[np.cos(angle), -sign * np.sin(angle)], [sign * np.sin(angle), np.cos(angle)]]
    return m


def step_matrix(k, n_model):
    """Return M, (n_model, n_model), with e[t] M = e[t + k] for the rows of the positional encoding and every t."""
    return rotation(k, n_model)


def both_positive(k, n_model):
    """Write both sines with the same sign."""
    m = rotation(k, n_model)
    return np.where(np.tri(n_model, dtype=bool), m, -m)


def first_columns(k, n_model):
    """Turn all pairs by the angle of the first."""
    return rotation(k, n_model, exponent=lambda i, n_model: 0.0)


EXERCISE = Exercise(
    name="attention.step_matrix",
    tier=3,
    reference=step_matrix,
    cases=(Case((1, 2)), Case((3, 6)), Case((-2, 4)), Case((25, 8))),
    hints=(
        "Each pair of columns is turned by itself. What does the matrix look like outside of these blocks of 2 × 2?",
        "The chapter writes the pair as a column, with the matrix on its left. Here a row is multiplied from "
        "the right: what happens to the matrix?",
        "Test it: the rows of the encoding, times your matrix, must be the rows k places further on.",
    ),
    mistakes=(
        Mistake(
            "",
            "turned the other way",
            "Your matrix leads to the place k *before*, or it works on columns: a row is multiplied from the "
            "other side, so the matrix is transposed.",
            (lambda k, n_model: rotation(k, n_model, sign=-1), lambda k, n_model: rotation(-k, n_model)),
        ),
        Mistake(
            "T11", "one angle for all pairs", "Each pair has a frequency of its own, so each is turned by another angle.", (first_columns,)
        ),
        Mistake(
            "T11",
            "index not doubled",
            "Your blocks are turned by too much: the block that begins in column 2i has the frequency 10000^(−2i/n_model).",
            (lambda k, n_model: rotation(k, n_model, exponent=lambda i, n: i / 2 / n),),
        ),
        Mistake(
            "",
            "both signs alike",
            "Your blocks do not keep the length of a pair. A rotation has one sine with a minus sign and one without.",
            (both_positive,),
        ),
        Mistake(
            "",
            "the step forgotten",
            "Your matrix is the same for every k. The angle is k times the frequency.",
            (lambda k, n_model: rotation(1, n_model), lambda k, n_model: np.eye(n_model)),
        ),
    ),
)
