"""The step of an L1 penalty that ends in exact zeros."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake
from dlbook.exercises.inputs import numbers


def soft_threshold(w, threshold):
    """Return w moved towards zero by threshold, and exactly 0 where it would get there or past it."""
    return np.sign(w) * np.maximum(np.abs(w) - threshold, 0)


EXERCISE = Exercise(
    name="regularization.soft_threshold",
    tier=1,
    reference=soft_threshold,
    cases=(
        Case((np.array([3.0, -2.0, 0.5, -0.5, 1.0, 0.0]), 1.0)),
        Case((numbers(1, (4, 6))[0], 0.4)),
        Case((numbers(2, (7, 3), size=2)[0], 0.25)),
    ),
    hints=(
        "Treat size and sign apart: what happens to the size, and what may a size never become?",
        "`np.sign` gives −1, 0 or 1; `np.maximum` with 0 stops a size on its way down.",
    ),
    mistakes=(
        Mistake(
            "",
            "past zero",
            "Look at a weight of 0.5 and a threshold of 1: on which side of zero does yours end? That is a subgradient step.",
            (lambda w, threshold: w - threshold * np.sign(w), lambda w, threshold: np.sign(w) * (np.abs(w) - threshold)),
        ),
        Mistake(
            "",
            "hard threshold",
            "You remove the small ones and leave the large ones as they are. The penalty pulls at the large ones just as hard.",
            (lambda w, threshold: np.where(np.abs(w) > threshold, w, 0.0),),
        ),
        Mistake(
            "",
            "negative weights lost",
            "What becomes of −2? A weight has a size and a sign.",
            (lambda w, threshold: np.maximum(w - threshold, 0), lambda w, threshold: np.maximum(np.abs(w) - threshold, 0)),
        ),
        Mistake(
            "",
            "negative weights pushed away",
            "A weight of −2 must come nearer to zero. Subtracting moves it the other way.",
            (lambda w, threshold: np.where(np.abs(w) > threshold, w - threshold, 0.0), lambda w, threshold: w - threshold),
        ),
        Mistake(
            "",
            "clipped",
            "Yours limits the large weights; the threshold is what every weight loses.",
            (lambda w, threshold: np.clip(w, -threshold, threshold),),
        ),
        Mistake(
            "",
            "shrunk by a factor",
            "A factor makes weights smaller and never zero: that is the step of L2.",
            (
                lambda w, threshold: w * (1 - threshold),
                lambda w, threshold: w / (1 + threshold),
                lambda w, threshold: w * (1 - 2 * threshold),
            ),
        ),
    ),
)
