"""Inverted dropout, forward and backward, with a given mask."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake
from dlbook.exercises.inputs import numbers


def dropout(x, grad, kept, rate, training):
    """Return the output, and the gradient with respect to x given that of the output: all (batch, units), kept of True and False."""
    scale = kept / (1 - rate) if training else 1.0
    return x * scale, grad * scale


def variant(train, test=lambda x, kept, rate: x):
    """Return a function that treats x and grad alike: `train` while training, `test` for prediction."""
    return lambda x, grad, kept, rate, training: tuple((train if training else test)(part, kept, rate) for part in (x, grad))


def right(x, kept, rate):
    """Return what is right while training."""
    return x * kept / (1 - rate)


def backward(wrong):
    """Return a function that is wrong on the way back only."""
    return lambda x, grad, kept, rate, training: (
        dropout(x, grad, kept, rate, training)[0],
        wrong(grad, kept, rate) if training else grad,
    )


MASK = np.random.default_rng(5).random((6, 4)) >= 0.3
WIDE = np.random.default_rng(6).random((3, 7)) >= 0.2

EXERCISE = Exercise(
    name="regularization.dropout",
    tier=2,
    reference=dropout,
    returns=("y", "grad_x"),
    cases=(
        Case(
            (
                np.array([[4.0, 8.0, 2.0], [-4.0, 6.0, 1.0]]),
                np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]),
                np.array([[True, False, True], [True, True, True]]),
                0.2,
                True,
            )
        ),
        Case((*numbers(1, (6, 4), (6, 4)), MASK, 0.3, True)),
        Case((*numbers(2, (3, 7), (3, 7)), WIDE, 0.2, True)),
        Case((*numbers(3, (3, 7), (3, 7)), WIDE, 0.2, False)),
    ),
    hints=(
        "While training, what factor does a kept unit get, and what factor a dropped one? What multiplies forward also multiplies back.",
        "With rate 0.2, eight in ten are kept. By which factor must they grow so that the mean stays?",
    ),
    mistakes=(
        Mistake(
            "Z01",
            "not rescaled",
            "Average a unit over many masks: yours comes out too small. What makes up for the dropped ones?",
            (variant(lambda x, kept, rate: x * kept),),
        ),
        Mistake(
            "Z01",
            "scaled for prediction as well",
            "While training you have already made up for the dropped units. What is left to do for prediction?",
            (variant(right, lambda x, kept, rate: x * (1 - rate)), variant(right, lambda x, kept, rate: x / (1 - rate))),
        ),
        Mistake(
            "Z01",
            "the old recipe",
            "That is the first form of dropout: it scales for prediction. Here a prediction must cost nothing: scale while training.",
            (variant(lambda x, kept, rate: x * kept, lambda x, kept, rate: x * (1 - rate)),),
        ),
        Mistake(
            "Z02",
            "divided by the drop rate",
            "With a rate of 0 your layer divides by 0. Which share is kept?",
            (variant(lambda x, kept, rate: x * kept / rate),),
        ),
        Mistake(
            "Z02",
            "mask turned round",
            "The mask says which units are kept. Yours are the others.",
            (variant(lambda x, kept, rate: x * ~kept / (1 - rate)), variant(lambda x, kept, rate: x * ~kept / rate)),
        ),
        Mistake(
            "Z02",
            "multiplied instead of divided",
            "Some units are gone and the rest are smaller, too: that lowers the mean twice.",
            (variant(lambda x, kept, rate: x * kept * (1 - rate)),),
        ),
        Mistake(
            "Z03",
            "dropped for prediction, too",
            "For prediction nothing is dropped: predict the same example twice, should the answers differ?",
            (variant(right, right),),
        ),
        Mistake(
            "Z05",
            "gradient not masked",
            "A unit that was silent in the forward pass: what share of the blame can it get?",
            (backward(lambda grad, kept, rate: grad), backward(lambda grad, kept, rate: grad / (1 - rate))),
        ),
        Mistake(
            "Z05",
            "gradient not rescaled",
            "Kept units were multiplied by a factor on the way forward. By which one does their gradient come back?",
            (backward(lambda grad, kept, rate: grad * kept),),
        ),
        Mistake(
            "",
            "training and prediction exchanged",
            "You drop for prediction, and leave everything alone while training.",
            (lambda x, grad, kept, rate, training: dropout(x, grad, kept, rate, not training),),
        ),
    ),
)
