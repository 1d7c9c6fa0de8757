"""Attention in a batch of sequences of different lengths."""

import numpy as np

from dlbook.activations import softmax
from dlbook.exercises.exercise import Case, Exercise, Mistake
from dlbook.exercises.inputs import numbers


def real_places(keys, lengths):
    """Return True for each place that is no padding: (batch, time)."""
    return np.arange(keys.shape[1]) < np.asarray(lengths)[:, None]


def padded_attention(queries, keys, values, lengths):
    """Return attention's answers, (batch, time, d), where nobody looks at the padding behind each sequence's length."""
    return masked(lambda scores, real: np.where(real[:, None, :], scores, -np.inf))(queries, keys, values, lengths)


def masked(change, after=lambda shares, real: shares, scale=np.sqrt):
    """Return an attention that changes scores before the softmax and shares after it."""

    def answer(queries, keys, values, lengths):
        real = real_places(keys, lengths)
        scores = queries @ keys.swapaxes(1, 2) / scale(queries.shape[-1])
        return after(softmax(change(scores, real)), real) @ values

    return answer


def fill(number):
    """Return an attention that hides places by this score."""
    return masked(lambda scores, real: np.where(real[:, None, :], scores, number))


def hide(scores, real):
    """Return the scores with minus infinity for padding, as it should be."""
    return np.where(real[:, None, :], scores, -np.inf)


def allow(rule):
    """Return an attention for another rule: who may look, by whether the place looked at and the one that looks are real, or the same."""
    return masked(
        lambda scores, real: np.where(rule(real[:, None, :], real[:, :, None], np.eye(scores.shape[1], dtype=bool)), scores, -np.inf)
    )


def shared_out_again(queries, keys, values, lengths):
    """Hide after the softmax and divide each row by what is left: nothing, where a hidden score was far the largest."""
    real = real_places(keys, lengths)[:, None, :]
    shares = softmax(queries @ keys.swapaxes(1, 2) / np.sqrt(queries.shape[-1])) * real
    with np.errstate(invalid="ignore"):
        return shares / shares.sum(axis=-1, keepdims=True) @ values


def case(seed, batch, time, d, lengths, size=1.0):
    """Return a case; padding holds large numbers, so that nobody overlooks it."""
    queries, keys, values = numbers(seed, (batch, time, d), (batch, time, d), (batch, time, d), size=size)
    padding = ~real_places(keys, lengths)
    keys[padding] *= 2
    values[padding] += 50
    return Case((queries, keys, values, np.array(lengths)))


EXERCISE = Exercise(
    name="attention.padded_attention",
    tier=2,
    reference=padded_attention,
    cases=(
        Case(
            (
                np.array([[[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]] * 2),
                np.array([[[1.0, 0.0], [0.0, 1.0], [2.0, 2.0]]] * 2),
                np.array([[[1.0, 2.0], [3.0, 4.0], [70.0, 80.0]]] * 2),
                np.array([2, 3]),
            )
        ),
        case(1, 3, 5, 4, [5, 2, 1]),
        case(2, 2, 7, 3, [6, 4]),
        case(3, 2, 4, 6, [3, 1], size=400.0),
    ),
    hints=(
        "Which axis of the scores (batch, time, time) belongs to the place that is looked at?",
        "A Boolean array (batch, time) says what is real. Give it an axis of size 1 where all rows are to get "
        "the same, and hide the rest before the softmax.",
        "A hidden place needs the score −∞: then e to that power is exactly 0, and the others share out everything.",
    ),
    mistakes=(
        Mistake(
            "T02",
            "hidden by a score of 0",
            "What does softmax make of a score of 0, or of 1e-9? Your padding still gets weight, often more than real places.",
            (fill(0.0), fill(1e-9), masked(lambda scores, real: scores * real[:, None, :])),
        ),
        Mistake(
            "T04",
            "hidden after the softmax",
            "Your padding gets nothing, but do the remaining shares still add up to 1?",
            (masked(lambda scores, real: scores, lambda shares, real: shares * real[:, None, :]),),
        ),
        Mistake(
            "T12",
            "padded queries hidden too",
            "Some of your answers are not numbers. In a row with nothing to look at, every score is −∞ and softmax has "
            "nothing to share out: let padded places look at the real ones.",
            (masked(lambda scores, real: np.where(real[:, None, :] & real[:, :, None], scores, -np.inf)),),
        ),
        Mistake(
            "",
            "hidden after the softmax, and shared out again",
            "Right on paper. But in one case a hidden score is so large that softmax leaves exactly 0 for all real places, and there is "
            "nothing to share out again. Hide before the softmax, and it cannot happen.",
            (shared_out_again,),
        ),
        Mistake(
            "",
            "padded places look at padding",
            "The answers of real places are right. But your padded places look at padding too: let them look at the real places only.",
            (
                allow(lambda looked_at, looking, itself: looked_at | itself & ~looking),
                allow(lambda looked_at, looking, itself: looked_at | ~looking),
                allow(lambda looked_at, looking, itself: looked_at == looking),
                allow(lambda looked_at, looking, itself: looked_at & looking | itself),
                masked(lambda scores, real: np.where(real[:, None, :] & real[:, :, None], scores, -1e9)),
            ),
        ),
        Mistake(
            "T05",
            "mask inverted",
            "Take a sequence with one padding: which single share must be 0? In yours, it is the others.",
            (masked(lambda scores, real: np.where(real[:, None, :], -np.inf, scores)),),
        ),
        Mistake(
            "",
            "rows hidden instead of columns",
            "You hid places that look. Padding must not be *looked at*: which axis of the scores is that?",
            (
                masked(lambda scores, real: np.where(real[:, :, None], scores, -np.inf)),
                masked(lambda scores, real: np.where(real[:, :, None], scores, -1e9)),
            ),
        ),
        Mistake(
            "T03",
            "hidden by a number that is not low enough",
            "In one case real scores are themselves far below zero. Which score is lower than any other?",
            (fill(-1e5), fill(-1e4), fill(-1e3), fill(-100.0)),
        ),
        Mistake(
            "",
            "padding not hidden",
            "Change the padding: your answers change with it. Where do `lengths` come in?",
            (masked(lambda scores, real: scores),),
        ),
        Mistake(
            "T01",
            "no division, or by d",
            "The mask is right. Now test the scale: by what are scores divided?",
            (masked(hide, scale=lambda d: 1), masked(hide, scale=lambda d: d), masked(hide, scale=lambda d: 1 / np.sqrt(d))),
        ),
        Mistake(
            "",
            "padded answers set to zero",
            "The answers of real places are right. Those of padded places were to be numbers from looking at the real ones, not zeros.",
            (
                lambda queries, keys, values, lengths: (
                    padded_attention(queries, keys, values, lengths) * real_places(keys, lengths)[:, :, None]
                ),
            ),
        ),
    ),
)
