"""When training stops, and which epoch's weights are kept."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake


def early_stopping(losses, patience):
    """Return how many epochs are run, and which is kept (both counted from 1), given the validation loss of every epoch."""
    best = 0
    for epoch in range(1, len(losses)):
        if losses[epoch] < losses[best]:
            best = epoch
        elif epoch - best >= patience:
            return epoch + 1, best + 1
    return len(losses), best + 1


def variant(better=lambda new, best, before: new < best, more=0, in_a_row=True):
    """Return a function with another idea of when a loss is better, of how long to wait, or of which bad epochs count."""

    def stop(losses, patience):
        best, bad = 0, 0
        for epoch in range(1, len(losses)):
            if better(losses[epoch], losses[best], losses[epoch - 1]):
                best, bad = epoch, bad if not in_a_row else 0
            else:
                bad += 1
            if bad >= patience + more:
                return epoch + 1, best + 1
        return len(losses), best + 1

    return stop


def rises(fell):
    """Return a function that counts how often in a row the loss did not fall, and keeps the best epoch of those run."""

    def stop(losses, patience):
        bad = 0
        for epoch in range(1, len(losses)):
            bad = 0 if fell(losses[epoch], losses[epoch - 1]) else bad + 1
            if bad == patience:
                break
        return epoch + 1, int(np.argmin(losses[: epoch + 1])) + 1

    return stop


EXERCISE = Exercise(
    name="regularization.early_stopping",
    tier=2,
    reference=early_stopping,
    returns=("epochs_run", "best_epoch"),
    cases=(
        Case((np.array([5.0, 3.0, 2.0, 4.0, 3.5, 3.8, 1.0]), 2)),
        Case((np.array([9.0, 7.0, 8.0, 6.0, 7.0, 5.0, 6.0, 5.5, 5.2, 4.0]), 3)),
        Case((np.array([2.0, 1.0, 1.0, 1.0, 0.5, 0.7, 0.6]), 2)),
        Case((np.array([4.0, 3.0, 2.0, 1.5, 1.2]), 3)),
        Case((np.array([3.0, 1.0, 2.0, 1.8, 1.6, 1.4, 1.2]), 4)),
        Case((np.array([3.0, 1.0, 1.5, 2.0, 0.5]), 2)),
    ),
    hints=(
        "Keep two numbers: the best epoch so far, and how long ago it was. Which of them decides when to stop?",
        "With patience 2, the second epoch in a row without a new best loss is the last one that is run.",
    ),
    mistakes=(
        Mistake(
            "Z11",
            "last epoch kept",
            "Which epoch do the weights that you hand over belong to? By the time you stop, the best one lies behind you.",
            (lambda losses, patience: (early_stopping(losses, patience)[0],) * 2,),
        ),
        Mistake(
            "",
            "compared with the epoch before",
            "A loss can fall from one epoch to the next and still be worse than the best. With what do you compare?",
            (
                variant(lambda new, best, before: new < before),
                rises(lambda new, before: new < before),
                rises(lambda new, before: new <= before),
            ),
        ),
        Mistake(
            "",
            "never stopped",
            "You looked at all the losses and picked the smallest. At training time the later ones do not exist yet.",
            (lambda losses, patience: (len(losses), int(np.argmin(losses)) + 1),),
        ),
        Mistake(
            "",
            "the future consulted",
            "You stopped in time, yet kept an epoch that was never run.",
            (lambda losses, patience: (early_stopping(losses, patience)[0], int(np.argmin(losses)) + 1),),
        ),
        Mistake(
            "",
            "equal taken for better",
            "One case repeats the same loss: is an equal loss a better one?",
            (variant(lambda new, best, before: new <= best),),
        ),
        Mistake(
            "",
            "one epoch too patient",
            "Follow the first case by hand: with patience 2, how many epochs pass after the best one?",
            (variant(more=1),),
        ),
        Mistake(
            "",
            "one epoch too hasty",
            "You stop before patience has run out. How many epochs without a new best did you allow?",
            (variant(more=-1),),
        ),
        Mistake(
            "",
            "bad epochs never forgiven",
            "A new best loss sets the count back to zero. Yours goes on counting.",
            (variant(in_a_row=False),),
        ),
        Mistake(
            "",
            "counted from 0",
            "Both numbers are asked for counted from 1. How many epochs have you run after the first?",
            (
                lambda losses, patience: tuple(number - 1 for number in early_stopping(losses, patience)),
                lambda losses, patience: (early_stopping(losses, patience)[0], early_stopping(losses, patience)[1] - 1),
            ),
        ),
    ),
)
