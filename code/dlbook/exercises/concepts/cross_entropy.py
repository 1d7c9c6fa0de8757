"""The cross-entropy of class scores, without taking the logarithm of zero."""

import numpy as np

from dlbook.exercises.concepts.softmax import EXTREME, log_softmax, softmax, softmax_after, softmax_axis_lost, softmax_over
from dlbook.exercises.exercise import Case, Exercise, Mistake
from dlbook.exercises.inputs import numbers


def cross_entropy(logits, labels):
    """Return the mean of −log softmax(logits)[label] over the batch."""
    return float(-log_softmax(logits)[np.arange(len(labels)), labels].mean())


def at_labels(table, labels):
    """Return from each row the entry at its label."""
    return table[np.arange(len(labels)), labels]


def loss_of_extreme_scores(attempts):
    """Return the loss of the batch with the extreme scores, if only this one is wrong."""
    *normal, extreme = attempts
    if any(tried.problem or tried.first.failure for tried in normal) or not extreme.problem:
        return None
    loss = np.asarray(extreme.first.value)
    return loss if loss.dtype.kind == "f" and loss.ndim == 0 else None


def log_of_zero(attempts):
    """Tell whether only the extreme scores are wrong, and not by nan."""
    loss = loss_of_extreme_scores(attempts)
    return loss is not None and not np.isnan(loss)


def zero_times_log(attempts):
    """Tell whether only the extreme scores give nan, and the first that NumPy warned of was the logarithm of 0."""
    loss = loss_of_extreme_scores(attempts)
    return loss is not None and bool(np.isnan(loss)) and "encountered in log" in attempts[-1].first.warning


def one_hot(logits, labels):
    """Return rows with a single 1 at the label."""
    return np.eye(logits.shape[1])[labels]


EXERCISE = Exercise(
    name="concepts.cross_entropy",
    tier=2,
    reference=cross_entropy,
    cases=(
        Case((np.array([[0.0, 0.0, 0.0], [1.0, 2.0, 3.0]]), np.array([1, 0]))),
        Case((*numbers(6, (5, 4), size=2), np.array([3, 0, 2, 2, 1]))),
        Case((EXTREME, np.array([1, 2, 0, 1]))),
    ),
    hints=(
        "Take the first example alone: turn its scores into probabilities, pick one of them, take minus its logarithm.",
        "To pick one entry from each row, index with two lists: the numbers of the rows and the labels.",
        "A tiny probability becomes 0, and log 0 is minus infinity. Write out the log of a quotient: what is the log of exp?",
    ),
    mistakes=(
        Mistake(
            "A12",
            "zero times the logarithm of zero",
            "0 times log 0 is nan: pick the entry at the label instead of multiplying, and take the log before anything can be 0.",
            (lambda logits, labels: -np.mean(np.sum(one_hot(logits, labels) * np.log(softmax(logits)), axis=1)),),
            zero_times_log,
        ),
        Mistake(
            "A07",
            "softmax over the batch",
            "Whose probabilities must add up to 1: one example's classes, or one class's examples?",
            (
                lambda logits, labels: -np.log(at_labels(softmax_over(0)(logits), labels)).mean(),
                lambda logits, labels: -at_labels(log_softmax(logits.T).T, labels).mean(),
            ),
        ),
        Mistake(
            "A09",
            "softmax applied twice",
            "What does your loss say when the model is perfectly sure and right? It should be near 0. How often is softmax applied?",
            (lambda logits, labels: cross_entropy(softmax(logits), labels),),
        ),
        Mistake(
            "A11",
            "logarithm left out",
            "Can a sensible negative log-likelihood be below zero? Which step between probability and loss is missing?",
            (
                lambda logits, labels: -at_labels(softmax(logits), labels).mean(),
                lambda logits, labels: at_labels(softmax(logits), labels).mean(),
            ),
        ),
        Mistake(
            "",
            "minus sign left out",
            "Is a better prediction a smaller loss in your version? The logarithm of a probability is never positive.",
            (lambda logits, labels: -cross_entropy(logits, labels),),
        ),
        Mistake(
            "G05",
            "sum instead of mean",
            "Hand in the same batch twice over: should the loss double?",
            (lambda logits, labels: cross_entropy(logits, labels) * len(labels),),
        ),
        Mistake(
            "",
            "label not used",
            "Change a label by hand: does your loss notice? Whose probability should it look at?",
            (
                lambda logits, labels: -log_softmax(logits).max(axis=1).mean(),
                lambda logits, labels: -log_softmax(logits).mean(),
                lambda logits, labels: -log_softmax(logits).sum() / len(labels),
            ),
        ),
        Mistake(
            "",
            "whole columns or rows picked",
            "Print the shape of what you picked: how many numbers are there, and how many examples do you have?",
            (
                lambda logits, labels: -log_softmax(logits)[:, labels].mean(),
                lambda logits, labels: -log_softmax(logits)[:, labels].sum() / len(labels),
                lambda logits, labels: -log_softmax(logits)[labels].mean(),
            ),
        ),
        Mistake(
            "",
            "averaged over the classes, too",
            "After picking, how many numbers are left for the average: one for each example, or one for each example and class?",
            (lambda logits, labels: cross_entropy(logits, labels) / logits.shape[1],),
        ),
        Mistake(
            "",
            "not averaged",
            "You return one number for each example; the loss is one number for the batch.",
            (lambda logits, labels: -at_labels(log_softmax(logits), labels),),
        ),
        Mistake(
            "",
            "scores not turned into probabilities",
            "Do the scores of one row add up to 1? A logarithm of raw scores is not the logarithm of a probability.",
            (lambda logits, labels: -at_labels(logits, labels).mean(), lambda logits, labels: -np.log(at_labels(logits, labels)).mean()),
        ),
        Mistake(
            "C10",
            "labels taken for one-hot rows",
            "Look at one label: is it the number of a class, or a row with a single one? Which does your formula need?",
            (lambda logits, labels: -np.mean(np.sum(labels * log_softmax(logits), axis=1)),),
        ),
        Mistake(
            "A08",
            "summed axis not kept",
            "Print the shape of the scores and of the maxima, or sums, of their rows: does each row meet its own?",
            (lambda logits, labels: -at_labels(np.log(softmax_axis_lost(logits)), labels).mean(),),
        ),
        Mistake(
            "A05",
            "overflow for large scores",
            "What is exp(10000) in NumPy? Make the scores harmless before they meet exp, as in softmax.",
            (
                lambda logits, labels: -np.log(at_labels(softmax_after(logits), labels)).mean(),
                lambda logits, labels: -at_labels(logits - np.log(np.exp(logits).sum(axis=1, keepdims=True)), labels).mean(),
            ),
        ),
        Mistake(
            "A12",
            "logarithm of zero",
            "Which single prediction spoilt the loss? Its probability was rounded to 0: what is lost when you go through the probability?",
            (
                lambda logits, labels: -np.log(at_labels(softmax(logits), labels)).mean(),
                lambda logits, labels: -np.log(at_labels(softmax(logits), labels) + 1e-12).mean(),
            ),
            log_of_zero,
        ),
    ),
)
