"""Softmax with a temperature, for scores of any size."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake
from dlbook.exercises.inputs import numbers


def softmax_at(logits, temperature):
    """Return the softmax of logits / temperature: (batch, classes), each row adding up to 1."""
    scaled = logits / temperature
    powers = np.exp(scaled - np.max(scaled, axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def softmax(logits):
    """Return the softmax of each row."""
    return softmax_at(logits, 1.0)


def shares(shifted):
    """Return the softmax of scores that were shifted before, for better or worse."""
    return np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)


def softmax_over(axis):
    """Return a stable softmax with temperature over another axis, or over the whole table."""

    def wrong(logits, temperature):
        powers = np.exp((logits - np.max(logits, axis=axis, keepdims=True)) / temperature)
        return powers / powers.sum(axis=axis, keepdims=True)

    return wrong


LARGE = 10_000.0  # exp of this is too large for a floating-point number
EXTREME = np.array([[LARGE, 0.0, -LARGE], [-LARGE, -LARGE, -LARGE - 1], [1.0, 2.0, 3.0], [0.0, LARGE, LARGE - 2]])

EXERCISE = Exercise(
    name="activations.softmax_at",
    tier=2,
    reference=softmax_at,
    cases=(
        Case((np.array([[0.0, 1.0, 2.0], [3.0, 3.0, 5.0]]), 2.0)),
        Case((*numbers(5, (5, 4), size=3), 0.5)),
        Case((*numbers(6, (4, 7), size=2), 5.0)),
        Case((EXTREME, 2.0)),
        Case((np.array([[1.0, 2.0, 3.0], [5.0, -4.0, 4.0]]), 0.001)),
    ),
    hints=(
        "Divide the scores first. What is left is the softmax you know.",
        "Subtracting the same number from all scores of a row changes no probability. Do it before exp, row by row.",
        "A small temperature makes scores large: divide first and then subtract the row's maximum, or subtract first and then divide.",
    ),
    mistakes=(
        Mistake(
            "",
            "temperature forgotten",
            "Change the temperature: does your result change?",
            (lambda logits, temperature: softmax(logits),),
        ),
        Mistake(
            "",
            "multiplied instead of divided",
            "Heat spreads things out: a high temperature must make the probabilities more equal. Do yours?",
            (lambda logits, temperature: softmax(logits * temperature),),
        ),
        Mistake(
            "",
            "probabilities divided instead of scores",
            "Each row must add up to 1, at every temperature. What did you divide, and when?",
            (
                lambda logits, temperature: softmax(logits) / temperature,
                lambda logits, temperature: softmax(logits / temperature) / temperature,
            ),
        ),
        Mistake(
            "A07",
            "normalised over the batch",
            "Whose probabilities must add up to one: one example's classes, or one class's examples?",
            (softmax_over(0), lambda logits, temperature: np.exp(logits / temperature) / np.exp(logits / temperature).sum(axis=0)),
        ),
        Mistake(
            "A07",
            "normalised over the whole table",
            "Add up each row of your result. Why does it matter to one example who else is in the batch?",
            (softmax_over(None), lambda logits, temperature: np.exp(logits / temperature) / np.exp(logits / temperature).sum()),
        ),
        Mistake(
            "A08",
            "summed axis not kept",
            "Print the shapes above and below the division line: is each row divided by its own sum?",
            (
                lambda logits, temperature: np.exp(logits / temperature) / np.exp(logits / temperature).sum(axis=1),
                lambda logits, temperature: shares(logits / temperature - np.max(logits / temperature, axis=1)),
            ),
        ),
        Mistake(
            "A05",
            "overflow for large scores",
            "A score of 10000, or a temperature of 0.001: what is exp of such a number? Which change of all scores keeps the ratios?",
            (lambda logits, temperature: shares(logits / temperature),),
        ),
        Mistake(
            "A06",
            "another number than the row's maximum subtracted",
            "One very small and one very large row are in the same batch: which number do you subtract from each of them?",
            (
                lambda logits, temperature: shares((logits - np.max(logits)) / temperature),
                lambda logits, temperature: shares(np.minimum(logits, 50) / temperature),
                lambda logits, temperature: shares((logits - np.maximum(0, logits.max(axis=1, keepdims=True))) / temperature),
                lambda logits, temperature: shares((logits - logits.mean(axis=1, keepdims=True)) / temperature),
            ),
        ),
        Mistake(
            "",
            "maximum subtracted before the division, from divided scores",
            "After the shift, the largest exponent must be exactly 0. Is your maximum that of the scores from which you subtract it?",
            (lambda logits, temperature: shares(logits / temperature - np.max(logits, axis=1, keepdims=True)),),
        ),
        Mistake(
            "",
            "not divided by the sum",
            "Positive, but not yet shares: what does each row of your result add up to?",
            (lambda logits, temperature: np.exp((logits - logits.max(axis=1, keepdims=True)) / temperature),),
        ),
    ),
)
