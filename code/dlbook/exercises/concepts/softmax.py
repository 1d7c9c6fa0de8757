"""Scores into probabilities, row by row, however large the scores are."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake
from dlbook.exercises.inputs import numbers


def softmax(logits):
    """Return the probabilities of the classes: (batch, classes), each row adding up to 1."""
    powers = np.exp(logits - np.max(logits, axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def softmax_after(shifted):
    """Return the softmax of scores that were shifted before, for better or worse."""
    return np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)


def softmax_over(axis):
    """Return a stable softmax over another axis, or over the whole table."""

    def wrong(logits):
        powers = np.exp(logits - np.max(logits, axis=axis, keepdims=True))
        return powers / powers.sum(axis=axis, keepdims=True)

    return wrong


def log_softmax(logits):
    """Return the logarithms of the probabilities, finite for all finite scores."""
    shifted = logits - np.max(logits, axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def softmax_over_unshifted(logits):
    """Return shifted exponentials divided by the sum of the unshifted ones."""
    return np.exp(logits - logits.max(axis=1, keepdims=True)) / np.exp(logits).sum(axis=1, keepdims=True)


def ratios_lost(attempts):
    """Tell whether every row is made of shares that add up to 1, and yet they are not those of the softmax."""
    for tried in attempts:
        shares = tried.first.value
        if not isinstance(shares, np.ndarray) or shares.shape != tried.expected.shape or shares.dtype.kind not in "fiu":
            return False
        if not (np.all(shares >= 0) and np.allclose(shares.sum(axis=1), 1)):
            return False
    return any(tried.problem for tried in attempts)


def softmax_axis_lost(logits):
    """Return a softmax that divides by sums of shape (batch,)."""
    powers = np.exp(logits - np.max(logits, axis=1, keepdims=True))
    return powers / powers.sum(axis=1)


LARGE = 10_000.0  # exp of this is too large for a floating-point number
EXTREME = np.array([[LARGE, 0.0, -LARGE], [-LARGE, -LARGE, -LARGE - 1], [1.0, 2.0, 3.0], [0.0, LARGE, LARGE - 2]])

EXERCISE = Exercise(
    name="concepts.softmax",
    tier=2,
    reference=softmax,
    cases=(
        Case((np.array([[0.0, 1.0, 2.0], [3.0, 3.0, 3.0]]),)),
        Case((np.array([[1, 2, 3], [0, 0, 4]]),)),
        Case(tuple(numbers(5, (5, 4), size=3))),
        Case((EXTREME,)),
    ),
    hints=(
        "Two steps: make every score positive, then make every row add up to one.",
        "Sum over the classes, and keep the summed axis, so that every row is divided by its own sum.",
        "For large scores: subtracting the same number from all scores of a row changes no probability. Which number makes exp safe?",
    ),
    mistakes=(
        Mistake(
            "A07",
            "normalised over the batch",
            "Whose probabilities must add up to one: one example's classes, or one class's examples?",
            (
                softmax_over(0),
                lambda logits: np.exp(logits) / np.exp(logits).sum(axis=0),
                lambda logits: softmax(logits.T),
            ),
        ),
        Mistake(
            "A07",
            "normalised over the whole table",
            "Add up each row of your result. Why does it matter to one example who else is in the batch?",
            (softmax_over(None), lambda logits: np.exp(logits) / np.exp(logits).sum()),
        ),
        Mistake(
            "A08",
            "summed axis not kept",
            "Print the shapes above and below the division line: is each row divided by its own sum?",
            (
                softmax_axis_lost,
                lambda logits: np.exp(logits) / np.exp(logits).sum(axis=1),
                lambda logits: softmax_after(logits - np.max(logits, axis=1)),
                lambda logits: np.exp(logits) / np.exp(logits).sum(axis=1)[None],
            ),
        ),
        Mistake(
            "A08",
            "a bracket misplaced",
            "Add up each row of your result: what should it be? Then read your formula from the inside: what is divided before exp?",
            (
                lambda logits: np.exp(logits / np.sum(logits, axis=1, keepdims=True)),
                lambda logits: np.exp(logits / np.exp(logits).sum(axis=1, keepdims=True)),
            ),
        ),
        Mistake(
            "A05",
            "overflow for large scores",
            "What is exp(10000) in NumPy? What can you subtract from all scores of a row, so that no exponent is above 0 and every "
            "probability stays?",
            (softmax_after, lambda logits: np.nan_to_num(softmax_after(logits))),
        ),
        Mistake(
            "A06",
            "another number than the row's maximum subtracted",
            "One very small and one very large row are in the same batch: which number do you subtract from each of them?",
            (
                lambda logits: softmax_after(logits - np.max(logits)),
                lambda logits: softmax_after(logits - np.maximum(0, logits.max(axis=1, keepdims=True))),
                lambda logits: softmax_after(logits - np.max(logits, axis=0)),
                lambda logits: softmax_after(logits - logits.mean(axis=1, keepdims=True)),
                lambda logits: softmax_after(logits - logits.min(axis=1, keepdims=True)),
            ),
        ),
        Mistake(
            "",
            "not divided by the sum",
            "Positive, but not yet shares: what does each row of your result add up to?",
            (lambda logits: np.exp(logits - logits.max(axis=1, keepdims=True)), np.exp),
        ),
        Mistake(
            "",
            "logarithm taken",
            "Do your rows add up to 1? A probability lies between 0 and 1: what was the last thing you did to it?",
            (lambda logits: np.log(softmax(logits)), log_softmax),
        ),
        Mistake(
            "",
            "shifted and unshifted exponentials mixed",
            "Do your rows add up to 1? Compare what stands above the division line with what is summed below it.",
            (
                softmax_over_unshifted,
                lambda logits: np.exp(logits) / np.exp(logits - logits.max(axis=1, keepdims=True)).sum(axis=1)[:, None],
            ),
        ),
        Mistake(
            "",
            "sizes of the scores shared out",
            "By how much should a probability grow when its score grows by 1? And should a score of -3 be worth the same as one of 3?",
            (
                lambda logits: np.abs(logits) / np.abs(logits).sum(axis=1, keepdims=True),
                lambda logits: logits**2 / (logits**2).sum(axis=1, keepdims=True),
            ),
        ),
        Mistake(
            "",
            "exp forgotten",
            "What becomes of a negative score in your formula? A probability cannot be negative.",
            (lambda logits: logits / logits.sum(axis=1, keepdims=True),),
        ),
        Mistake(
            "",
            "each score by itself",
            "Your classes do not compete: raise the score of one class. Do the probabilities of the others fall?",
            (lambda logits: 1 / (1 + np.exp(-logits)),),
        ),
        Mistake(
            "",
            "ratios of the exponentials changed",
            "Take two scores l0 and l1 of one row and compare p0 / p1 with exp(l0 - l1): has your change of the scores kept it?",
            (
                lambda logits: softmax(np.clip(logits, -500, 500)),
                lambda logits: softmax(logits / 100),
                lambda logits: softmax(logits / logits.max(axis=1, keepdims=True)),
            ),
            ratios_lost,
        ),
    ),
)
