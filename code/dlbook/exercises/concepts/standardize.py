"""Scaling features with what is known before the test rows arrive."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake


def standardize(x_train, x_test):
    """Return both tables scaled with the mean and the standard deviation of the training columns."""
    mean, spread = x_train.mean(axis=0), x_train.std(axis=0)
    spread = np.where(spread == 0, 1, spread)
    return (x_train - mean) / spread, (x_test - mean) / spread


def scaled(table, mean, spread):
    """Return the table scaled by given statistics, a spread of 0 taken as 1."""
    return (table - mean) / np.where(np.equal(spread, 0), 1, spread)


def scale_both(x_train, x_test, mean, spread):
    """Return both tables scaled by given statistics."""
    return scaled(x_train, mean, spread), scaled(x_test, mean, spread)


def fitted_on_all(x_train, x_test):
    """Return both tables scaled by statistics that have seen the test rows."""
    both = np.concatenate([x_train, x_test])
    return scale_both(x_train, x_test, both.mean(axis=0), both.std(axis=0))


def divided_by_zero(x_train, x_test):
    """Return both tables scaled without care for a feature that never changes."""
    mean, spread = x_train.mean(axis=0), x_train.std(axis=0)
    return (x_train - mean) / spread, (x_test - mean) / spread


def scaled_to_unit(x_train, x_test):
    """Return both tables scaled to the range of the training columns."""
    low = x_train.min(axis=0)
    return scale_both(x_train, x_test, low, x_train.max(axis=0) - low)


TRAIN = np.array([[3, 0, 16, 7], [5, 0, 2, 1], [9, 0, 4, 4], [4, 0, 10, 9], [1, 0, 12, 2]])

EXERCISE = Exercise(
    name="concepts.standardize",
    tier=2,
    reference=standardize,
    cases=(
        Case((np.array([[1.0, 10], [1, 30], [3, 10], [3, 30]]), np.array([[2.0, 20], [4, 0], [1, 40]]))),
        Case((TRAIN.astype(float), np.array([[2.0, 0, 8, 3], [7, 0, 1, 11], [6, 0, 6, 5]]))),
        Case((TRAIN, np.array([[8, 0, 3, 6], [0, 0, 14, 2]]))),
    ),
    hints=(
        "Suppose that the test rows arrive next year. Which numbers can you compute today?",
        "Each column gets a mean and a standard deviation of its own; both tables are scaled with the same numbers.",
        "A column that never changes has spread 0. What could you divide by instead, so that 0 stays 0?",
    ),
    mistakes=(
        Mistake(
            "C11",
            "statistics of both tables",
            "Suppose the test rows arrive next year: could you have computed your mean today?",
            (fitted_on_all,),
        ),
        Mistake(
            "C12",
            "test rows scaled by their own statistics",
            "Try a test set of one row: what does your scaling turn it into?",
            (
                lambda x_train, x_test: (standardize(x_train, x_train)[0], standardize(x_test, x_test)[0]),
                lambda x_train, x_test: (
                    divided_by_zero(x_train, x_train)[0],
                    divided_by_zero(x_test, x_test)[0],
                ),
            ),
        ),
        Mistake(
            "",
            "one number for the whole table",
            "One feature is a length in metres, the next a weight in grams: is one mean right for both? Look at the means of the columns.",
            (
                lambda x_train, x_test: scale_both(x_train, x_test, x_train.mean(), x_train.std()),
                lambda x_train, x_test: scale_both(x_train, x_test, x_train.mean(axis=0), x_train.std()),
            ),
        ),
        Mistake(
            "",
            "row by row",
            "Which axis holds the examples? You have averaged different features of one example.",
            (
                lambda x_train, x_test: (standardize(x_train.T, x_train.T)[0].T, standardize(x_test.T, x_test.T)[0].T),
                lambda x_train, x_test: scale_both(x_train, x_test, x_train.mean(axis=1), x_train.std(axis=1)),
            ),
        ),
        Mistake(
            "",
            "division by zero",
            "One feature never changes in the training set. What is its spread, and what happens at the division?",
            (divided_by_zero,),
        ),
        Mistake(
            "",
            "divided by the variance",
            "If a feature is given in centimetres instead of metres, should your result change?",
            (lambda x_train, x_test: scale_both(x_train, x_test, x_train.mean(axis=0), x_train.var(axis=0)),),
        ),
        Mistake(
            "",
            "sample standard deviation",
            "Nearly right: each spread is a little too large. Divide the sum of squares by the number of rows, as NumPy does by default.",
            (lambda x_train, x_test: scale_both(x_train, x_test, x_train.mean(axis=0), x_train.std(axis=0, ddof=1)),),
        ),
        Mistake(
            "",
            "much added to every spread",
            "What you add to each spread is not small against a spread of 1. Which columns need it at all?",
            tuple(
                lambda x_train, x_test, much=much: scale_both(x_train, x_test, x_train.mean(axis=0), x_train.std(axis=0) + much)
                for much in (1e-3, 1e-2, 0.1, 1)
            ),
        ),
        Mistake(
            "",
            "not centred",
            "Average each column of your scaled training set: is it 0?",
            (lambda x_train, x_test: scale_both(x_train, x_test, 0, x_train.std(axis=0)),),
        ),
        Mistake(
            "",
            "not divided by the spread",
            "Take the spread of each column of your scaled training set: is it 1?",
            (lambda x_train, x_test: (x_train - x_train.mean(axis=0), x_test - x_train.mean(axis=0)),),
        ),
        Mistake(
            "",
            "scaled to the range 0 to 1",
            "This is another scaling, from 0 to 1. What should mean and spread of each training column be here?",
            (scaled_to_unit,),
        ),
        Mistake(
            "",
            "test set left as it was",
            "The model will meet test rows in the same units as training rows: has the second table been scaled at all?",
            (lambda x_train, x_test: (standardize(x_train, x_test)[0], x_test),),
        ),
    ),
    returns=("x_train_scaled", "x_test_scaled"),
    rtol=1e-4,  # so that a small number may be added to every spread
)
