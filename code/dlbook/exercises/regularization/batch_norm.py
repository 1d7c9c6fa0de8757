"""Batch normalisation in its two modes, with its memory."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake
from dlbook.exercises.inputs import numbers

EPSILON = 1e-3


def batch_norm(x, moving_mean, moving_variance, momentum, training):
    """Return the standardised batch and the moving averages after it: x (batch, units), both averages (units,)."""
    if not training:
        return (x - moving_mean) / np.sqrt(moving_variance + EPSILON), moving_mean, moving_variance
    mean, variance = x.mean(axis=0), x.var(axis=0)
    y = (x - mean) / np.sqrt(variance + EPSILON)
    return y, momentum * moving_mean + (1 - momentum) * mean, momentum * moving_variance + (1 - momentum) * variance


def variant(
    axis=0, swap=False, always=False, frozen=False, spread=False, epsilon=EPSILON, keep=False, replace=False, own=False,
    ahead=False, loose=0, stored=0,
):
    """Return a function with one thing changed."""

    def norm(x, moving_mean, moving_variance, momentum, training):
        mean, variance = x.mean(axis=axis, keepdims=axis == 1), x.var(axis=axis, keepdims=axis == 1)
        batch = (training or always) and not (training and own)
        centre, square = (mean, variance) if batch else (moving_mean, moving_variance)
        if training and ahead:
            centre, square = momentum * centre + (1 - momentum) * mean, momentum * square + (1 - momentum) * variance
        square = x.var(axis=axis, ddof=loose, keepdims=axis == 1) if batch and loose else square
        variance = x.var(axis=axis, ddof=stored, keepdims=axis == 1)
        y = (x - centre) / (np.sqrt(square) + epsilon if spread else np.sqrt(square + epsilon))
        share = 1 - momentum if swap else momentum
        if (training or frozen) and not keep and axis == 0:
            share = 0.0 if replace else share
            return y, share * moving_mean + (1 - share) * mean, share * moving_variance + (1 - share) * variance
        return y, moving_mean, moving_variance

    return norm


X1, M1, V1 = numbers(1, (6, 3), (3,), (3,))
X2, M2, V2 = numbers(2, (5, 2), (2,), (2,), size=2)

EXERCISE = Exercise(
    name="regularization.batch_norm",
    tier=2,
    reference=batch_norm,
    returns=("y", "moving_mean", "moving_variance"),
    rtol=1e-5,
    cases=(
        Case((np.array([[1.0, 10.0], [3.0, 10.0], [5.0, 16.0]]), np.array([0.0, 2.0]), np.array([1.0, 4.0]), 0.9, True)),
        Case((X1, M1, V1**2 + 0.5, 0.8, True)),
        Case((X2, M2, V2**2 + 0.5, 0.9, False)),
        Case((X1[:4] + 3, M1, V1**2 + 0.5, 0.95, False)),
    ),
    hints=(
        "Two questions, two answers: which mean and variance standardise this batch, and which are remembered afterwards?",
        "While training the batch is standardised by itself, and the memory moves a little towards it. For prediction the memory is used.",
    ),
    mistakes=(
        Mistake(
            "Z06",
            "old and new exchanged",
            "After a thousand batches, how much should one more change the stored mean? With momentum 0.9, a tenth.",
            (variant(swap=True),),
        ),
        Mistake(
            "Z03",
            "batch statistics for prediction",
            "Your prediction for one example depends on the others in its batch. What was the memory kept for?",
            (variant(always=True), variant(always=True, frozen=True)),
        ),
        Mistake(
            "Z04",
            "memory changed by predicting",
            "Your averages move while predicting. Should asking change later answers?",
            (variant(frozen=True),),
        ),
        Mistake(
            "",
            "memory used while training",
            "While training the batch is standardised with its own mean and variance; the memory is only kept up to date.",
            (variant(own=True), variant(own=True, ahead=True)),
        ),
        Mistake(
            "",
            "memory never moved",
            "After this batch your averages are what they were. What will prediction use?",
            (variant(keep=True),),
        ),
        Mistake(
            "Z06",
            "memory replaced",
            "Your memory holds the last batch only. An average should remember the ones before.",
            (variant(replace=True),),
        ),
        Mistake(
            "",
            "over the units of an example",
            "You standardise each row: that is layer normalisation. Here each column, one unit over the batch, gets mean 0.",
            (variant(axis=1),),
        ),
        Mistake(
            "",
            "divided by one less",
            "Divide by the size of the batch, in the output and in the memory. (Some libraries store it with one less; not here.)",
            (variant(loose=1, stored=1), variant(loose=1), variant(stored=1)),
        ),
        Mistake("", "epsilon left out", "Where is ε? A unit that is the same for the whole batch would give 0/0.", (variant(epsilon=0.0),)),
        Mistake("", "epsilon behind the root", "ε belongs to the variance, under the root.", (variant(spread=True),)),
    ),
)
