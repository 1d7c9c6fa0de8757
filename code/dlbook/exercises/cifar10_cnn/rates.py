"""A confusion matrix with its recalls and precisions."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake


def rates(labels, predictions, n_classes):
    """Return the confusion matrix, rows are labels and columns predictions, and recall and precision of each class.

    Shapes: labels and predictions (examples,); result (n_classes, n_classes), (n_classes,), (n_classes,).
    """
    confusion = np.zeros((n_classes, n_classes))
    np.add.at(confusion, (labels, predictions), 1)
    right = np.diag(confusion)
    return confusion, right / confusion.sum(axis=1), right / confusion.sum(axis=0)


def variant(matrix=lambda confusion: confusion, shares=lambda confusion: None):
    """Return a function with one thing changed."""

    def changed(labels, predictions, n_classes):
        confusion, *own = rates(labels, predictions, n_classes)
        return matrix(confusion), *(shares(confusion) or own)

    return changed


def counted_once(labels, predictions, n_classes):
    """Add with an index that names a place more than once: NumPy keeps only one of the additions."""
    confusion = np.zeros((n_classes, n_classes))
    confusion[labels, predictions] += 1
    return confusion, np.diag(confusion) / confusion.sum(axis=1), np.diag(confusion) / confusion.sum(axis=0)


def hits(confusion):
    """Return what stands above the line."""
    return np.diag(confusion)


def case(seed, examples, n_classes):
    """Return a case in which every class occurs, is named, and is confused."""
    rng = np.random.default_rng(seed)
    labels = np.append(np.arange(n_classes), rng.integers(0, n_classes, examples - n_classes))
    predictions = np.where(rng.random(examples) < 0.5, labels, (labels + rng.integers(0, n_classes, examples) ** 2) % n_classes)
    predictions[:n_classes] = np.arange(n_classes)
    return Case((labels, predictions, n_classes))


EXERCISE = Exercise(
    name="cifar10_cnn.rates",
    tier=1,
    reference=rates,
    returns=("confusion", "recall", "precision"),
    cases=(Case((np.array([0, 0, 0, 1, 1]), np.array([0, 0, 1, 1, 1]), 2)), case(1, 17, 3), case(2, 40, 4)),
    hints=(
        "Recall asks: of the images that *are* cats, how many were called cats? Precision: of those *called* cats, how many are?",
        "Both have the diagonal above the line. The images that are cats fill one row; those called cats fill one column.",
    ),
    mistakes=(
        Mistake(
            "",
            "transposed",
            "In your matrix rows are predictions. Recall and precision change places with them: which of the two adds up to the labels?",
            (
                variant(matrix=np.transpose),
                variant(np.transpose, lambda confusion: (hits(confusion) / confusion.sum(axis=0), hits(confusion) / confusion.sum(axis=1))),
            ),
        ),
        Mistake(
            "",
            "recall and precision exchanged",
            "Rows are labels here. Which of the two shares has all images of one label below the line?",
            (variant(shares=lambda confusion: (hits(confusion) / confusion.sum(axis=0), hits(confusion) / confusion.sum(axis=1))),),
        ),
        Mistake(
            "",
            "every place counted once",
            "Your matrix holds only zeros and ones. What does `a[places] += 1` do where a place is named twice?",
            (counted_once,),
        ),
        Mistake(
            "",
            "counts instead of shares",
            "You return how many were right: 2 cats, but of how many? A share lies between 0 and 1.",
            (variant(shares=lambda confusion: (hits(confusion), hits(confusion))),),
        ),
        Mistake(
            "",
            "shares of all images",
            "Add up your recalls: is that the accuracy? Below the line belong the images of one class, not all images.",
            (variant(shares=lambda confusion: (hits(confusion) / confusion.sum(),) * 2),),
        ),
        Mistake(
            "",
            "one number for all classes",
            "Your share is a single number, the accuracy. A cat and a ship have recalls of their own.",
            (
                variant(shares=lambda confusion: (hits(confusion).sum() / confusion.sum(),) * 2),
                variant(shares=lambda confusion: (np.full(len(confusion), hits(confusion).sum() / confusion.sum()),) * 2),
            ),
        ),
        Mistake(
            "",
            "errors instead of hits",
            "Perfect predictions should give ones. What stands above the line in your shares?",
            (variant(shares=lambda confusion: (1 - hits(confusion) / confusion.sum(axis=1), 1 - hits(confusion) / confusion.sum(axis=0))),),
        ),
        Mistake(
            "",
            "whole rows divided",
            "You divided the whole matrix. Only its diagonal counts the images that were right.",
            (
                variant(shares=lambda confusion: (confusion / confusion.sum(axis=1, keepdims=True), confusion / confusion.sum(axis=0))),
                variant(shares=lambda confusion: (confusion / confusion.sum(axis=1), confusion / confusion.sum(axis=0))),
            ),
        ),
    ),
)
