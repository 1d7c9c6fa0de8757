"""Which class is taken for which."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake


def confusion(labels, predictions, n_classes):
    """Return the matrix (n_classes, n_classes) that counts in row i and column j the examples of class i taken for class j."""
    counts = np.zeros((n_classes, n_classes), int)
    np.add.at(counts, (labels, predictions), 1)
    return counts


def each_pair_once(labels, predictions, n_classes):
    """Add 1 with a fancy index, which counts repeated pairs once."""
    counts = np.zeros((n_classes, n_classes), int)
    counts[labels, predictions] += 1
    return counts


def errors_only(labels, predictions, n_classes):
    """Leave the diagonal empty."""
    counts = confusion(labels, predictions, n_classes)
    return counts - np.diag(np.diag(counts))


def square_of_those_seen(labels, predictions, n_classes):
    """Make the matrix only as large as the largest class that occurs."""
    return confusion(labels, predictions, max(labels.max(), predictions.max()) + 1)


EXERCISE = Exercise(
    name="mnist_dense.confusion",
    tier=1,
    reference=confusion,
    cases=(
        Case((np.array([0, 0, 1, 2, 2, 2]), np.array([0, 1, 1, 2, 0, 2]), 4)),
        Case((np.array([4, 1, 1, 3, 0, 3, 4, 4, 2]), np.array([4, 1, 3, 3, 0, 1, 4, 0, 2]), 5)),
        Case((np.array([1, 0, 0, 1, 0]), np.array([0, 0, 1, 1, 0]), 2)),
    ),
    hints=(
        "Take the examples one by one: its label names a row, its prediction a column. What happens to the number there?",
        "A loop over zip(labels, predictions) will do. If you index with whole arrays, remember pairs that occur twice.",
    ),
    mistakes=(
        Mistake(
            "",
            "rows and columns exchanged",
            "Your matrix is mirrored. Here a row is what the example is, a column what it was taken for.",
            (lambda labels, predictions, n: confusion(predictions, labels, n),),
        ),
        Mistake(
            "",
            "repeated pairs counted once",
            "None of your counts is above 1. `= 1` does not count, and counts[labels, predictions] += 1 adds 1 once for each place, "
            "however often it is named.",
            (each_pair_once,),
        ),
        Mistake(
            "",
            "shares instead of counts",
            "The task asks for counts; yours are shares.",
            (
                lambda labels, predictions, n: confusion(labels, predictions, n) / len(labels),
                lambda labels, predictions, n: confusion(labels, predictions, n)
                / np.maximum(confusion(labels, predictions, n).sum(axis=1, keepdims=True), 1),
            ),
        ),
        Mistake("", "diagonal left out", "Those are the errors. The right answers belong on the diagonal.", (errors_only,)),
        Mistake(
            "",
            "bins between the extremes",
            "`histogram2d` lays its bins from the smallest to the largest value that occurs. The classes go from 0 to n_classes − 1, "
            "whichever occur: give the range.",
            (lambda labels, predictions, n: np.histogram2d(labels, predictions, bins=n)[0],),
        ),
        Mistake(
            "",
            "a class forgotten",
            "A class that does not occur has a row and a column, too, full of zeros. How large should the matrix be?",
            (square_of_those_seen,),
        ),
    ),
)
