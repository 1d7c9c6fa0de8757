"""Cutting the features of each place into heads."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake
from dlbook.exercises.inputs import numbers


def split_heads(x, n_heads):
    """Return (batch, time, n_model) as (batch, heads, time, d)."""
    return x.reshape(*x.shape[:2], n_heads, -1).swapaxes(1, 2)


TAGGED = np.broadcast_to(np.arange(3.0)[None, :, None], (1, 3, 4)) + np.array([0, 0.1, 0.2, 0.3])

EXERCISE = Exercise(
    name="attention.split_heads",
    tier=2,
    reference=split_heads,
    cases=(Case((TAGGED, 2)), Case((*numbers(1, (2, 5, 12)), 3)), Case((*numbers(2, (3, 4, 10)), 5))),
    hints=(
        "In the first case place t holds t, t.1, t.2, t.3. Which six numbers should the first head hold?",
        "First cut the last axis into two, (heads, d); only then let axes change places.",
    ),
    mistakes=(
        Mistake(
            "T09",
            "reshaped straight away",
            "Look at the first head of the first case: it holds parts of the first two places only. A reshape "
            "never moves a number past another one.",
            (lambda x, n_heads: x.reshape(len(x), n_heads, x.shape[1], -1),),
        ),
        Mistake(
            "T09",
            "axes not changed",
            "The cut is right. But the heads stand behind the places: which two axes must change places?",
            (lambda x, n_heads: x.reshape(*x.shape[:2], n_heads, -1),),
        ),
        Mistake(
            "T09",
            "heads and sizes exchanged",
            "Your heads are made of every h-th feature. Cut the last axis into (heads, d), in this order.",
            (
                lambda x, n_heads: np.moveaxis(x.reshape(*x.shape[:2], -1, n_heads), -1, 1),
                lambda x, n_heads: np.stack([x[..., i::n_heads] for i in range(n_heads)], axis=1),
            ),
        ),
        Mistake(
            "",
            "heads in front of the batch",
            "Your first axis is the head. It was to be the batch.",
            (lambda x, n_heads: np.stack(np.split(x, n_heads, axis=-1)),),
        ),
        Mistake(
            "",
            "heads last",
            "The last two axes should be time and d: attention multiplies along the last.",
            (
                lambda x, n_heads: np.stack(np.split(x, n_heads, axis=-1), axis=-1),
                lambda x, n_heads: x.reshape(*x.shape[:2], n_heads, -1).transpose(0, 2, 3, 1),
            ),
        ),
    ),
)
