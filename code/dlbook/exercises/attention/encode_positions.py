"""The waves that tell a place."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake


def waves(time, exponents, even=np.sin, odd=np.cos):
    """Return alternating waves of t · 10000^(−exponent): (time, 2 · exponents)."""
    angles = np.arange(time)[:, None] * 10000.0 ** -np.asarray(exponents)
    return np.stack([even(angles), odd(angles)], axis=2).reshape(time, -1)


def encode_positions(time, n_model):
    """Return the positional encoding, (time, n_model): e[t, 2i] = sin(t / 10000^(2i/n_model)), e[t, 2i + 1] = cos of the same."""
    return waves(time, np.arange(0, n_model, 2) / n_model)


def own_index(time, n_model):
    """Give the cosine the exponent of its own column."""
    column = np.arange(n_model)
    angles = np.arange(time)[:, None] / 10000 ** (column / n_model)
    return np.where(column % 2, np.cos(angles), np.sin(angles))


def with_frequencies(time, n_model, frequencies):
    """Return the encoding with other frequencies."""
    e = np.empty((time, n_model))
    angles = np.arange(time)[:, None] * frequencies
    e[:, 0::2], e[:, 1::2] = np.sin(angles), np.cos(angles)
    return e


EXERCISE = Exercise(
    name="attention.encode_positions",
    tier=2,
    reference=encode_positions,
    cases=(Case((3, 4)), Case((7, 10)), Case((5, 2)), Case((40, 6))),
    hints=(
        "There are n_model / 2 frequencies, and each has a sine in an even column and its cosine in the next.",
        "Make an array of angles, (time, n_model / 2), first. The exponent of pair i is 2i / n_model.",
    ),
    mistakes=(
        Mistake(
            "",
            "parentheses of the exponent forgotten",
            "The exponent is −2i / n_model, a fraction: stands the division inside it? Without parentheses NumPy takes the power first "
            "(and refuses a negative one of whole numbers).",
            (
                lambda time, n_model: with_frequencies(time, n_model, 10000 ** -np.arange(0, n_model, 2) / n_model),
                lambda time, n_model: with_frequencies(time, n_model, 10000.0 ** -np.arange(0, n_model, 2) / n_model),
            ),
        ),
        Mistake(
            "T11",
            "cosine with its own frequency",
            "A sine and its cosine partner share one frequency: sin² + cos² of each pair must be 1. In yours it is not.",
            (own_index,),
        ),
        Mistake(
            "T11",
            "index not doubled",
            "Your frequencies fall too slowly: pair i has the exponent 2i / n_model.",
            (lambda time, n_model: waves(time, np.arange(n_model // 2) / n_model),),
        ),
        Mistake(
            "T11",
            "index doubled twice",
            "Your frequencies fall too fast. If your index already counts columns (0, 2, 4, …), the factor 2 is in it.",
            (lambda time, n_model: waves(time, 2 * np.arange(0, n_model, 2) / n_model),),
        ),
        Mistake(
            "T11",
            "sines first, cosines after",
            "The right waves, in another order of columns: here a sine and its cosine stand side by side.",
            (lambda time, n_model: np.hstack([encode_positions(time, n_model)[:, 0::2], encode_positions(time, n_model)[:, 1::2]]),),
        ),
        Mistake(
            "",
            "sine and cosine exchanged",
            "Look at place 0: column 0 must hold sin 0.",
            (lambda time, n_model: waves(time, np.arange(0, n_model, 2) / n_model, np.cos, np.sin),),
        ),
        Mistake(
            "",
            "places counted from 1",
            "Your first row belongs to place 1. Places begin at 0.",
            (lambda time, n_model: encode_positions(time + 1, n_model)[1:],),
        ),
        Mistake(
            "T11",
            "frequencies turned upside down",
            "Your waves get faster with the column instead of slower: is the power multiplied or divided?",
            (lambda time, n_model: waves(time, -np.arange(0, n_model, 2) / n_model),),
        ),
        Mistake("", "axes exchanged", "Rows are places, columns are features.", (lambda time, n_model: encode_positions(time, n_model).T,)),
    ),
)
