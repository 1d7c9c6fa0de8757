"""Who may look where, when nobody may look ahead."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake


def causal_mask(time):
    """Return the causal mask, (time, time), True where the row's place may look at the column's place."""
    return np.tri(time, dtype=bool)


EXERCISE = Exercise(
    name="attention.causal_mask",
    tier=1,
    reference=causal_mask,
    cases=(Case((3,)), Case((5,)), Case((2,))),
    hints=(
        "Write down the row of the first place: at which places may it look? Then the row of the last.",
        "Compare two numbers: the place that looks and the place that is looked at.",
    ),
    mistakes=(
        Mistake(
            "T06",
            "own place hidden",
            "At which place may the first one look, in your mask? A row of False leaves softmax nothing to share out.",
            (lambda time: np.tri(time, k=-1, dtype=bool),),
        ),
        Mistake(
            "T06",
            "one place too many",
            "Your first place may look at the second. Is that not the one to be predicted?",
            (lambda time: np.tri(time, k=1, dtype=bool),),
        ),
        Mistake(
            "T05",
            "looks at the future only",
            "Your mask lets each place look ahead, and hides what came before. Which of the two indices is the one that looks?",
            (lambda time: np.tri(time, dtype=bool).T,),
        ),
        Mistake(
            "T05",
            "True means hidden",
            "You marked what is to be hidden. Here True stands for what may be seen.",
            (lambda time: ~np.tri(time, dtype=bool),),
        ),
        Mistake(
            "T02",
            "numbers to be added",
            "That is what is added to the scores. The mask itself was asked for: True and False.",
            (lambda time: np.where(np.tri(time, dtype=bool), 0.0, -np.inf), lambda time: np.where(np.tri(time, dtype=bool), 0.0, -1e9)),
        ),
        Mistake(
            "",
            "all may look everywhere",
            "In your mask every place sees all others. Whom must the first place not see?",
            (lambda time: np.ones((time, time), bool),),
        ),
    ),
)
