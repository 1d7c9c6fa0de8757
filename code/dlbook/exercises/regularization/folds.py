"""Cutting the examples into folds for cross-validation."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake


def folds(n, k):
    """Return k pairs (training indices, validation indices); each of n examples is validated once, sizes differ by at most 1."""
    parts = np.array_split(np.arange(n), k)
    return [(np.setdiff1d(np.arange(n), part), part) for part in parts]


def counts(answer, n, k):
    """Return what must hold however the examples are dealt: sizes of the folds, how often each example is validated, and two counts.

    These are the number of examples that stand on both sides of a pair, and of those that stand on neither.
    """
    pairs = [tuple(np.asarray(part, dtype=int).ravel() for part in (train, validation)) for train, validation in answer(n, k)]
    sizes = np.array(sorted((len(validation) for _, validation in pairs), reverse=True))
    times = sum(np.bincount(validation, minlength=n) for _, validation in pairs)
    shared = sum(len(np.intersect1d(*pair)) for pair in pairs)
    missing = sum(n - len(np.union1d(*pair)) for pair in pairs)
    return sizes, times, shared, missing


def from_parts(parts, n):
    """Return the pairs for given validation parts."""
    return [(np.setdiff1d(np.arange(n), part), part) for part in parts]


def equal_parts(n, k):
    """Return k parts of n // k examples; what is left over is in none."""
    return [np.arange(i * (n // k), (i + 1) * (n // k)) for i in range(k)]


def rest_in_last(n, k):
    """Put everything that is left over into the last part."""
    return [*equal_parts(n, k)[:-1], np.arange((k - 1) * (n // k), n)]


EXERCISE = Exercise(
    name="regularization.folds",
    tier=2,
    reference=folds,
    returns=("fold_sizes", "times_validated", "on_both_sides", "on_neither_side"),
    cases=(Case((7, 3), counts), Case((20, 5), counts), Case((23, 4), counts)),
    hints=(
        "Deal the numbers 0 to n − 1 into k parts. For each part, what is left over is what it is trained on.",
        "`np.array_split` also cuts what does not divide evenly; `np.setdiff1d` gives what is in one array and not in another.",
    ),
    mistakes=(
        Mistake(
            "",
            "rest never validated",
            "Some examples are never validated. What happens to the remainder of n divided by k?",
            (
                lambda n, k: from_parts(equal_parts(n, k), n),
                lambda n, k: [(np.setdiff1d(np.arange(n // k * k), part), part) for part in equal_parts(n, k)],
            ),
        ),
        Mistake(
            "",
            "rest in the last fold",
            "One fold is larger than the others by more than 1. Deal the remainder out, one to a fold.",
            (lambda n, k: from_parts(rest_in_last(n, k), n),),
        ),
        Mistake(
            "Z10",
            "trained on everything",
            "Your model trains on the examples that it is validated on.",
            (lambda n, k: [(np.arange(n), part) for _, part in folds(n, k)],),
        ),
        Mistake(
            "",
            "training and validation exchanged",
            "You validate on the large part, and train on the small one. Which comes first in a pair?",
            (lambda n, k: [(part, rest) for rest, part in folds(n, k)],),
        ),
        Mistake(
            "",
            "masks instead of numbers",
            "Your arrays hold True and False. Return the numbers of the examples: `np.flatnonzero` turns a mask into them.",
            (
                lambda n, k: [
                    tuple(np.isin(np.arange(n), part) for part in (np.setdiff1d(np.arange(n), held), held))
                    for held in np.array_split(np.arange(n), k)
                ],
            ),
        ),
        Mistake(
            "",
            "drawn anew for every fold",
            "Some examples are validated twice and some never: draw one order first, then cut it.",
            (
                lambda n, k: from_parts(
                    [np.random.default_rng(i).permutation(n)[: len(part)] for i, (_, part) in enumerate(folds(n, k))], n
                ),
            ),
        ),
        Mistake(
            "",
            "only one split",
            "That is a hold-out: one pair. Cross-validation lets each part be the validation part in turn.",
            (lambda n, k: folds(n, k)[:1],),
        ),
    ),
)
