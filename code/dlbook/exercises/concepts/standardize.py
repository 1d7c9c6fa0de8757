"""Scaling features with what is known before the test rows arrive."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake


def standardize(x_train, x_test):
    """Return both tables scaled with the mean and the standard deviation of the training columns; constant columns are divided by 1."""
    constant = x_train.max(axis=0) == x_train.min(axis=0)  # rounding keeps some deviations just above 0
    mean, deviation = x_train.mean(axis=0), np.where(constant, 1, x_train.std(axis=0))
    return (x_train - mean) / deviation, (x_test - mean) / deviation


def scaled(table, mean, deviation):
    """Return the table scaled by given statistics; a deviation of 0, but for rounding, is taken as 1."""
    return (table - mean) / np.where(np.less(deviation, 1e-9), 1, deviation)


def scale_both(x_train, x_test, mean, deviation):
    """Return both tables scaled by given statistics."""
    return scaled(x_train, mean, deviation), scaled(x_test, mean, deviation)


def fitted_on_all(x_train, x_test):
    """Return both tables scaled by statistics that have seen the test rows."""
    both = np.concatenate([x_train, x_test])
    return scale_both(x_train, x_test, both.mean(axis=0), both.std(axis=0))


def divided(x_train, x_test, divisor=lambda deviation: deviation, mend=lambda table: table):
    """Return both tables with `divisor` to guard the division, or `mend` to repair the result; with neither, 0 is divided by 0."""
    mean, deviation = x_train.mean(axis=0), divisor(x_train.std(axis=0))
    return mend((x_train - mean) / deviation), mend((x_test - mean) / deviation)


def added(number):
    """Return a scaling that adds a number to every deviation."""
    return lambda x_train, x_test: divided(x_train, x_test, divisor=lambda deviation: deviation + number)


def mended(repair):
    """Return a scaling that repairs the results of dividing by 0."""
    return lambda x_train, x_test: divided(x_train, x_test, mend=repair)


def compared_with_zero(x_train, x_test):
    """Return both tables scaled, a deviation that is exactly 0 taken as 1."""
    return divided(x_train, x_test, divisor=lambda deviation: np.where(deviation == 0, 1, deviation))


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
        Case((np.array([[4.0, 1], [4, 3], [4, 5]]), np.array([[6.0, 2], [4, 9]]))),  # constant in training only
        Case((np.array([[0.1, 1], [0.1, 3], [0.1, 5]]), np.array([[0.1, 2], [0.3, 9]]))),  # the deviation of three 0.1s is not 0
    ),
    hints=(
        "Suppose that the test rows arrive next year. Which numbers can you compute today?",
        "Each column gets a mean and a standard deviation of its own; both tables are scaled with the same numbers.",
        "Rounding can keep the deviation of a column that never changes just above 0. What else tells you that all its entries are equal?",
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
                lambda x_train, x_test: (divided(x_train, x_train)[0], divided(x_test, x_test)[0]),
            ),
        ),
        Mistake(
            "C12",
            "test rows centred by their own mean",
            "The training rows are right. Which mean did you subtract from the test rows, and could you know it before they arrive?",
            (
                lambda x_train, x_test: (
                    standardize(x_train, x_test)[0],
                    scaled(x_test, x_test.mean(axis=0), x_train.std(axis=0)),
                ),
            ),
        ),
        Mistake(
            "C12",
            "test rows divided by their own deviation",
            "The training rows are right. By whose deviation did you divide the test rows, and could you know it before they arrive?",
            (
                lambda x_train, x_test: (
                    standardize(x_train, x_test)[0],
                    scaled(x_test, x_train.mean(axis=0), x_test.std(axis=0)),
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
            "One feature never changes in the training set. What is its deviation, and what happens at the division?",
            (divided,),
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
            "Nearly right: each deviation is a little too large. The text takes the mean squared distance: by what do you divide the sum?",
            (lambda x_train, x_test: scale_both(x_train, x_test, x_train.mean(axis=0), x_train.std(axis=0, ddof=1)),),
        ),
        Mistake(
            "",
            "constant column divided by a small number",
            "A feature was constant in training and changes next year. How large is your result there, and by what did you divide?",
            tuple(added(number) for number in (*(10.0**-i for i in range(16)), np.finfo(float).eps)),
        ),
        Mistake(
            "",
            "result mended after a division by zero",
            "You mend the result, not the divisor. A feature was constant in training and changes next year: what is left of the change?",
            (
                mended(np.nan_to_num),
                mended(lambda table: np.where(np.isfinite(table), table, 0)),
                mended(lambda table: np.where(np.isnan(table), 0, table)),
            ),
        ),
        Mistake(
            "",
            "deviation compared with zero",
            "Print the standard deviation of three 0.1s: is it exactly 0? How else can you tell that a column never changes?",
            (compared_with_zero,),
        ),
        Mistake(
            "",
            "not centred",
            "Average each column of your scaled training set: is it 0?",
            (lambda x_train, x_test: scale_both(x_train, x_test, 0, x_train.std(axis=0)),),
        ),
        Mistake(
            "",
            "not divided by the deviation",
            "Take the deviation of each column of your scaled training set: is it 1?",
            (lambda x_train, x_test: (x_train - x_train.mean(axis=0), x_test - x_train.mean(axis=0)),),
        ),
        Mistake(
            "",
            "scaled to the range 0 to 1",
            "This is another scaling, from 0 to 1. What should mean and deviation of each training column be here?",
            (scaled_to_unit,),
        ),
        Mistake(
            "",
            "test rows scaled by half",
            "The training rows are right. Put the training rows in as test rows, too: should the two results differ?",
            (
                lambda x_train, x_test: (standardize(x_train, x_test)[0], scaled(x_test, 0, x_train.std(axis=0))),
                lambda x_train, x_test: (standardize(x_train, x_test)[0], x_test - x_train.mean(axis=0)),
            ),
        ),
        Mistake(
            "",
            "test set left as it was",
            "The model will meet test rows in the same units as training rows: has the second table been scaled at all?",
            (lambda x_train, x_test: (standardize(x_train, x_test)[0], x_test),),
        ),
    ),
    returns=("x_train_scaled", "x_test_scaled"),
)
