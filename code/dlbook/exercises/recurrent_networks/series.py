"""From a series to examples: windows, scaling, and no look into the future."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake
from dlbook.exercises.inputs import numbers


def windows_of(series, length, ahead):
    """Return all windows (windows, length) and their targets (windows,), `ahead` places after each window's last value."""
    n = len(series) - length - ahead + 1
    x = np.lib.stride_tricks.sliding_window_view(series, length)[:n].copy()
    return x, series[len(series) - n :]


def windows_with(shift=0, drop=0, stride=1, turn=lambda x: x):
    """Return windows whose targets stand elsewhere, or of which some are missing."""

    def wrong(series, length, ahead):
        starts = range(0, len(series) - length - max(ahead + shift, 0) + 1 - drop, stride)
        x = np.array([series[start : start + length] for start in starts])
        return turn(x), np.array([series[start + length - 1 + ahead + shift] for start in starts])

    return wrong


def stepped(series, length, ahead):
    """Return windows that do not overlap."""
    starts = range(0, len(series) - length - ahead + 1, length)
    return np.array([series[start : start + length] for start in starts]), np.array(
        [series[start + length - 1 + ahead] for start in starts]
    )


WINDOWS_OF = Exercise(
    name="recurrent_networks.windows_of",
    tier=2,
    reference=windows_of,
    cases=(
        Case((np.array([10.0, 11.0, 12.0, 13.0, 14.0, 15.0, 16.0]), 3, 1)),
        Case((*numbers(11, (12,)), 4, 3)),
        Case((*numbers(12, (9,)), 2, 2)),
    ),
    returns=("x", "y"),
    hints=(
        "Write down the places of the first window, and the place of its target, for a series 0, 1, 2, …",
        "The last window is the one whose target is the last value of the series. How many windows are there?",
    ),
    mistakes=(
        Mistake(
            "",
            "ahead not used",
            "Change `ahead` from 1 to 2: does your result change?",
            (lambda series, length, ahead: windows_of(series, length, 1),),
        ),
        Mistake(
            "R10",
            "target inside the window",
            "Write down the time stamps of one window and of its target. Does the window know the answer already?",
            (
                windows_with(shift=-1),
                lambda series, length, ahead: windows_with()(series, length, 0),
                lambda series, length, ahead: (windows_of(series, length, ahead)[0], series[length + ahead - 2 : -1]),
            ),
        ),
        Mistake(
            "",
            "always the next value",
            "Change `ahead`: do your targets move?",
            (lambda series, length, ahead: (windows_of(series, length, ahead)[0], series[length : len(series) - ahead + 1]),),
        ),
        Mistake(
            "",
            "one place too far",
            "The value one place after the window's last: is it the one right behind the window?",
            (windows_with(shift=1),),
        ),
        Mistake("", "last window lost", "Is the last value of the series ever a target?", (windows_with(drop=1),)),
        Mistake("", "windows without overlap", "The exercise wants all windows. How far apart do two of yours begin?", (stepped,)),
        Mistake("", "windows turned round", "In which order should a window tell the story?", (windows_with(turn=lambda x: x[:, ::-1]),)),
        Mistake("", "time along the first axis", "Each row should be one window.", (windows_with(turn=lambda x: x.T),)),
    ),
)


def prepare_series(series, n_train, length):
    """Return (x_train, y_train, x_test, y_test), scaled by the first n_train values; a window belongs where its target lies."""
    mean, deviation = series[:n_train].mean(), series[:n_train].std()
    x, y = windows_of((series - mean) / deviation, length, 1)
    cut = n_train - length
    return x[:cut], y[:cut], x[cut:], y[cut:]


def prepared_with(
    scale=lambda series, n_train: series[:n_train], cut=lambda n_train, length: n_train - length, rescale=False, ddof=0, divide=True
):
    """Return a preparation with one part exchanged."""

    def wrong(series, n_train, length):
        known = scale(series, n_train)
        z = (series - known.mean()) / (known.std(ddof=ddof) if divide else 1)
        if rescale:
            later = series[n_train:]
            z = np.concatenate([z[:n_train], (later - later.mean()) / later.std()])
        x, y = windows_of(z, length, 1)
        at = cut(n_train, length)
        return x[:at], y[:at], x[at:], y[at:]

    return wrong


def without_past(series, n_train, length):
    """Return windows cut from the two parts separately: the first test years have no forecast."""
    past = series[:n_train]
    train, test = ((part - past.mean()) / past.std() for part in (past, series[n_train:]))
    return *windows_of(train, length, 1), *windows_of(test, length, 1)


def scaled_by_windows(series, n_train, length):
    """Return windows scaled by the mean of the training windows, in which middle values count several times."""
    x, y = windows_of(series, length, 1)
    cut = n_train - length
    mean, deviation = x[:cut].mean(), x[:cut].std()
    x, y = (x - mean) / deviation, (y - mean) / deviation
    return x[:cut], y[:cut], x[cut:], y[cut:]


def targets_unscaled(series, n_train, length):
    """Return scaled windows with targets as they were."""
    x_train, y_train, x_test, y_test = prepare_series(series, n_train, length)
    return x_train, series[length:n_train], x_test, series[n_train:]


PREPARE_SERIES = Exercise(
    name="recurrent_networks.prepare_series",
    tier=2,
    reference=prepare_series,
    cases=(
        Case((np.array([1.0, 2.0, 3.0, 2.0, 1.0, 3.0, 6.0, 5.0]), 5, 2)),
        Case((numbers(13, (17,), size=3)[0] + np.arange(17), 10, 3)),
        Case((numbers(14, (14,), size=2)[0] + 5, 9, 4)),
    ),
    returns=("x_train", "y_train", "x_test", "y_test"),
    hints=(
        "Suppose the test years have not happened yet: which mean and which deviation can you compute?",
        "The first target of all is the value at place `length`. How many targets come before place `n_train`?",
        "Cut all windows from the scaled series first, and split them afterwards by the place of their target.",
    ),
    mistakes=(
        Mistake(
            "C11",
            "scaled by the whole series",
            "Suppose the test years come next year: could you have computed this mean today?",
            (prepared_with(scale=lambda series, n: series),),
        ),
        Mistake(
            "C12",
            "test part scaled by itself",
            "A test part of a single value: what does your scaling make of it?",
            (prepared_with(rescale=True),),
        ),
        Mistake(
            "C11",
            "scaled by windows",
            "In overlapping windows, values in the middle count several times. What was the mean to be taken over?",
            (scaled_by_windows,),
        ),
        Mistake(
            "",
            "scaled by the values before the first target",
            "How many values does the training part have?",
            (lambda series, n_train, length: prepared_with(scale=lambda s, n: s[: n - length])(series, n_train, length),),
        ),
        Mistake(
            "R09",
            "cut too late",
            "Look at the last training target: at which place of the series does it stand?",
            (prepared_with(cut=lambda n, length: n), prepared_with(cut=lambda n, length: n - length + 1)),
        ),
        Mistake(
            "",
            "cut too early",
            "Is the last training value a target of the training part?",
            (prepared_with(cut=lambda n, length: n - length - 1),),
        ),
        Mistake(
            "",
            "test windows do not reach back",
            "When the first test year is to be forecast, are the years before it unknown?",
            (without_past,),
        ),
        Mistake(
            "",
            "divided by n − 1 in the deviation",
            "Your results are off by one factor: does your deviation divide by n, as np.std does, or by n − 1?",
            (prepared_with(ddof=1),),
        ),
        Mistake("", "targets not scaled", "A forecast and its target should be in the same units. Are they?", (targets_unscaled,)),
        Mistake(
            "",
            "not divided by the deviation",
            "Your numbers have the right mean. How widely are they spread?",
            (prepared_with(divide=False),),
        ),
    ),
)

GROUP = (WINDOWS_OF, PREPARE_SERIES)
