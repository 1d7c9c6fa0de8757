"""How long a training took until it was good enough."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake


def time_to(start, epoch_seconds, accuracy, target):
    """Return the seconds after which the accuracy first stood at target at the end of an epoch: what came before the first epoch counts."""
    return start + np.cumsum(epoch_seconds)[np.argmax(accuracy >= target)]


def variant(which=lambda accuracy, target: np.argmax(accuracy >= target), count_start=True, sums=np.cumsum):
    """Return a function that picks another epoch, forgets the start, or adds up otherwise."""

    def seconds(start, epoch_seconds, accuracy, target):
        return start * count_start + sums(epoch_seconds)[which(accuracy, target)]

    return seconds


def interpolated(start, epoch_seconds, accuracy, target):
    """Guess a moment inside the epoch from a straight line between two measurements."""
    ends = start + np.cumsum(epoch_seconds)
    i = np.argmax(accuracy >= target)
    if i == 0:
        return ends[0]
    return np.interp(target, accuracy[i - 1 : i + 1], ends[i - 1 : i + 1])


def start_again(start, epoch_seconds, accuracy, target):
    """Compile before every epoch."""
    return np.cumsum(epoch_seconds + start)[np.argmax(accuracy >= target)]


def place(start, epoch_seconds, accuracy, target):
    """Return which epoch it was."""
    return np.argmax(accuracy >= target)


def those_below(start, epoch_seconds, accuracy, target):
    """Add up the epochs that end below the target, wherever they stand."""
    return start + epoch_seconds[accuracy < target].sum()


EXERCISE = Exercise(
    name="mnist_dense.time_to",
    tier=2,
    reference=time_to,
    cases=(
        Case((2.0, np.array([3.0, 1.0, 1.0, 1.5]), np.array([0.90, 0.97, 0.98, 0.96]), 0.97)),
        Case((0.5, np.array([2.0, 2.1, 1.9, 2.2, 2.0]), np.array([0.91, 0.94, 0.955, 0.953, 0.96]), 0.95)),
        Case((1.2, np.array([0.4, 0.7, 0.3]), np.array([0.88, 0.86, 0.89]), 0.87)),
    ),
    hints=(
        "Write down for the first case what a clock on the wall shows at the end of each epoch. When did compiling happen?",
        "The first epoch that stands at the target or above decides, even if a later one falls below it again.",
    ),
    mistakes=(
        Mistake(
            "",
            "start forgotten",
            "Compiling and preparing the data take time, too, and a user waits for them. Your clock starts after them.",
            (variant(count_start=False),),
        ),
        Mistake(
            "",
            "last epoch's seconds only",
            "That is how long one epoch took. What about those before it?",
            (variant(sums=np.asarray), variant(sums=np.asarray, count_start=False)),
        ),
        Mistake(
            "",
            "start in every epoch",
            "A program is compiled once. What does the clock show before the first epoch, and what before the second?",
            (start_again,),
        ),
        Mistake(
            "",
            "number of the epoch",
            "That is which epoch it was. What did the clock show at its end?",
            (place, lambda *arguments: place(*arguments) + 1),
        ),
        Mistake(
            "",
            "epochs below the target",
            "You add up the epochs that end below the target. The epoch that reaches it takes time, too, and what comes after it does not "
            "count.",
            (those_below,),
        ),
        Mistake(
            "",
            "whole training",
            "You counted the whole training. How long did it take until the target was reached for the first time?",
            (variant(which=lambda accuracy, target: -1),),
        ),
        Mistake(
            "",
            "best epoch",
            "You waited for the best epoch. An earlier one was good enough.",
            (variant(which=lambda accuracy, target: np.argmax(accuracy)),),
        ),
        Mistake(
            "",
            "above the target",
            "In the first case one epoch ends exactly at the target. That counts as reached.",
            (variant(which=lambda accuracy, target: np.argmax(accuracy > target)),),
        ),
        Mistake(
            "",
            "an epoch too early",
            "You stopped the clock when the epoch began that reached the target. At that moment the model was not yet good enough.",
            (
                lambda start, epoch_seconds, accuracy, target: start
                + np.sum(epoch_seconds[: np.argmax(accuracy >= target)]),
            ),
        ),
        Mistake(
            "",
            "interpolated",
            "You guessed a moment inside an epoch. The accuracy was not measured there: count to the end of the epoch.",
            (interpolated,),
        ),
    ),
)
