"""Putting the heads of each place side by side again."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake
from dlbook.exercises.inputs import numbers


def merge_heads(x):
    """Return (batch, heads, time, d) as (batch, time, heads · d)."""
    return x.swapaxes(1, 2).reshape(len(x), x.shape[2], -1)


TAGGED = np.arange(3.0)[None, None, :, None] + np.array([[0.0, 0.1], [0.2, 0.3]])[None, :, None, :]  # (1, 2 heads, 3 places, 2)

EXERCISE = Exercise(
    name="attention.merge_heads",
    tier=2,
    reference=merge_heads,
    cases=(Case((TAGGED,)), Case(tuple(numbers(1, (2, 3, 5, 4)))), Case(tuple(numbers(2, (3, 5, 4, 2))))),
    hints=(
        "In the first case place t holds t, t.1 in the first head and t.2, t.3 in the second. What should its row be afterwards?",
        "Do the steps of the cut backwards: the last step first.",
    ),
    mistakes=(
        Mistake(
            "T10",
            "reshaped straight away",
            "Of which places is the first row of your result made? Every row should belong to one place.",
            (lambda x: x.reshape(len(x), x.shape[2], -1),),
        ),
        Mistake(
            "T10",
            "features of the heads interleaved",
            "Your rows hold the right numbers in another order: the first feature of all heads, then the "
            "second. The heads should stand side by side.",
            (lambda x: x.transpose(0, 2, 3, 1).reshape(len(x), x.shape[2], -1),),
        ),
        Mistake(
            "",
            "axes exchanged, not merged",
            "The axes are in the right order, but there is one too many: heads and d were to become one.",
            (lambda x: x.swapaxes(1, 2),),
        ),
        Mistake(
            "",
            "heads added",
            "You added the heads up, or averaged them. They were to be put side by side.",
            (lambda x: x.sum(axis=1), lambda x: x.mean(axis=1)),
        ),
        Mistake(
            "",
            "heads one after the other in time",
            "Your sequence has become longer: heads stand one below the other. They belong side by side, at the same place.",
            (lambda x: x.reshape(len(x), -1, x.shape[3]), lambda x: np.concatenate(list(x.swapaxes(0, 1)), axis=1)),
        ),
    ),
)
