"""Counting the units of a ReLU layer that no example switches on."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake
from dlbook.exercises.inputs import numbers


def dead_units(z):
    """Return how many units answer 0 to every example, given the sums before the ReLU: (examples, units)."""
    return int((z.max(axis=0) <= 0).sum())


def sums(seed, shape, shift):
    """Return sums of which some columns are never positive; one column has exact zeros."""
    z = numbers(seed, shape)[0] - np.asarray(shift)
    z[:, -1] = np.minimum(z[:, -1], 0)
    return z


EXERCISE = Exercise(
    name="activations.dead_units",
    tier=2,
    reference=dead_units,
    cases=(
        Case((np.array([[1.0, -2.0, 5.0, 0.0, 2.0], [-3.0, -1.0, -2.0, -1.0, 1.0], [-4.0, -5.0, 1.0, 0.0, 3.0]]),)),
        Case((sums(1, (9, 6), [0, 4, 1, 6, 2, 0]),)),
        Case((sums(2, (5, 8), [6, 0, 5, 1, 9, 0, 7, 0]),)),
        Case((np.array([[3.0, -1.0, 0.5], [-2.0, -4.0, -0.5], [-1.0, -1.0, -1.0], [-5.0, -1.0, -2.0]]),)),
    ),
    hints=(
        "A unit is a column. For how many examples is it active, and which answer makes it dead?",
        "Silent for one example is normal; a unit is dead if no example at all switches it on. What does a ReLU do at exactly 0?",
    ),
    mistakes=(
        Mistake(
            "A04",
            "silent for some example",
            "You count a unit as dead as soon as one example leaves it silent. A healthy ReLU is silent about half of the time.",
            (
                lambda z: int(np.any(z <= 0, axis=0).sum()),
                lambda z: int((z.min(axis=0) <= 0).sum()),
                lambda z: int(np.any(z < 0, axis=0).sum()),
            ),
        ),
        Mistake(
            "A04",
            "rows instead of columns",
            "Examples stand in rows, units in columns. Of which of the two did you ask whether all its numbers are silent?",
            (lambda z: int((z <= 0).all(axis=1).sum()), lambda z: int((z < 0).all(axis=1).sum())),
        ),
        Mistake(
            "",
            "silent entries counted",
            "You counted silent entries, one for each example and unit. How many numbers should one unit contribute?",
            (lambda z: int((z <= 0).sum()), lambda z: int((z < 0).sum())),
        ),
        Mistake(
            "",
            "zero taken for alive",
            "One column holds exact zeros. What does a ReLU answer at 0, and what is its slope there?",
            (lambda z: int((z.max(axis=0) < 0).sum()),),
        ),
        Mistake(
            "",
            "mean instead of all",
            "A unit that answers to one example in a hundred has a negative mean, and still learns from that example. Is it dead?",
            (lambda z: int((z.mean(axis=0) <= 0).sum()), lambda z: int((z.sum(axis=0) < 0).sum())),
        ),
        Mistake(
            "",
            "a share, not a count",
            "The question is how many, not which part: a count of units is a whole number.",
            (lambda z: (z.max(axis=0) <= 0).mean(), lambda z: (z <= 0).mean()),
        ),
        Mistake(
            "",
            "the living counted",
            "Your count gets larger when more units answer. Which of them were asked for?",
            (lambda z: int((z.max(axis=0) > 0).sum()),),
        ),
    ),
)
