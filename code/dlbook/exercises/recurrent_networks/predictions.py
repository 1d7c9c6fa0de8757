"""What the best predictor scores, and how to draw from a prediction."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake


def best_accuracy(time, lags, noise):
    """Return the mean accuracy of the best predictor of noisy bits with an exclusive-or rule."""
    tosses = max(lags) - 1
    return (tosses * 0.5 + (time - tosses) * max(noise, 1 - noise)) / time


def accuracy_with(tosses=lambda lags: max(lags) - 1, sure=lambda noise: max(noise, 1 - noise), toss=0.5, length=lambda time: time):
    """Return a formula with one part exchanged."""

    def wrong(time, lags, noise):
        return (tosses(lags) * toss + (time - tosses(lags)) * sure(noise)) / length(time)

    return wrong


BEST_ACCURACY = Exercise(
    name="recurrent_networks.best_accuracy",
    tier=2,
    reference=best_accuracy,
    cases=tuple(Case(args) for args in ((4, (1, 2), 0.0), (20, (1, 3), 0.1), (10, (5, 2), 0.25), (12, (2, 4), 0.8), (6, (1, 3), 1.0))),
    hints=(
        "There are two kinds of predictions: those of bits that are coin tosses, and the rest. Count each kind.",
        "The very first bit is never predicted: the first prediction is that of the second bit.",
        "If a bit is flipped nearly always, what should you bet on?",
    ),
    mistakes=(
        Mistake(
            "",
            "first bit counted as a prediction",
            "With lags 1 and 2 the first two bits are tosses. How many of them are ever predicted?",
            (accuracy_with(tosses=lambda lags: max(lags)),),
        ),
        Mistake(
            "",
            "tosses not counted",
            "Can anybody foresee the bits with which the sequence starts?",
            (accuracy_with(tosses=lambda lags: 0),),
        ),
        Mistake(
            "",
            "two tosses for all rules",
            "With lags 5 and 2, how many of the predicted bits are tosses? Is it the same number for all lags?",
            (accuracy_with(tosses=lambda lags: 2),),
        ),
        Mistake(
            "",
            "more noise than one half",
            "A coin that shows the wrong side four times in five: is it useless to you?",
            (accuracy_with(sure=lambda noise: 1 - noise),),
        ),
        Mistake(
            "",
            "noise counted twice, in inputs and targets",
            "The flipped bit is the one you read later. Does an old flip disturb the rule?",
            (
                accuracy_with(
                    sure=lambda noise: (
                        noise**3 + 3 * noise * (1 - noise) ** 2 if noise > 0.5 else (1 - noise) ** 3 + 3 * (1 - noise) * noise**2
                    )
                ),
            ),
        ),
        Mistake(
            "",
            "the shorter lag decides",
            "When can the rule be used for the first time: when one of its two bits is known, or both?",
            (accuracy_with(tosses=lambda lags: min(lags) - 1),),
        ),
        Mistake(
            "",
            "tosses counted as always wrong",
            "Somebody who guesses a coin is right now and then. How often?",
            (accuracy_with(toss=0.0),),
        ),
    ),
)


def next_character(logits, temperature, u):
    """Return the first class at which the running sum of softmax(logits / temperature) exceeds u."""
    ends = np.cumsum(np.exp((logits - np.max(logits)) / temperature))
    return int(np.argmax(ends > u * ends[-1]))


def pick(prepare, choose=lambda p, u: int(np.argmax(np.cumsum(p) > u))):
    """Return a choice with other probabilities, or another choice."""

    def wrong(logits, temperature, u):
        z = prepare(logits, temperature)
        p = np.exp(z - np.max(z))
        return choose(p / p.sum(), u)

    return wrong


SCORES = np.array([1.0, 3.0, 2.0, 0.0, 2.5])

NEXT_CHARACTER = Exercise(
    name="recurrent_networks.next_character",
    tier=2,
    reference=next_character,
    cases=tuple(
        Case(args)
        for args in (
            (np.log([0.25, 0.5, 0.25]), 1.0, 0.3),
            (np.log([0.25, 0.5, 0.25]), 1.0, 0.9),
            (np.log([0.25, 0.5, 0.25]), 1.0, 0.0),
            (SCORES, 0.3, 0.07),
            (SCORES, 3.0, 0.07),
            (SCORES, 3.0, 0.65),
            (SCORES, 3.0, 0.99),
            (SCORES, 0.3, 0.97),
            (np.array([2000.0, 1990.0, 2001.0, 1999.0]), 2.0, 0.85),
            (np.array([2000.0, 1990.0, 2001.0, 1999.0]), 2.0, 0.2),
            (np.array([-2000.0, 0.0, 1.0]), 1.0, 0.0),
        )
    ),
    hints=(
        "Lay the probabilities end to end on a line from 0 to 1. In which piece does u lie?",
        "np.cumsum gives the right ends of the pieces. You look for the first that is beyond u.",
        "Divide the scores by the temperature before the softmax, and keep exp from overflowing.",
    ),
    mistakes=(
        Mistake(
            "", "always the most probable", "Does your answer depend on u?", (pick(lambda z, t: z / t, lambda p, u: int(np.argmax(p))),)
        ),
        Mistake(
            "", "temperature forgotten", "Change the temperature: do other values of u lead to other classes?", (pick(lambda z, t: z),)
        ),
        Mistake(
            "",
            "multiplied by the temperature",
            "A high temperature makes rare classes more likely. Does it in yours?",
            (pick(lambda z, t: z * t),),
        ),
        Mistake(
            "",
            "counted from the last class",
            "From which end do you lay the pieces down: that of class 0?",
            (pick(lambda z, t: z / t, lambda p, u: len(p) - 1 - int(np.argmax(np.cumsum(p[::-1]) > u))),),
        ),
        Mistake(
            "",
            "one class too late",
            "With u = 0, which class must come out?",
            (pick(lambda z, t: z / t, lambda p, u: min(len(p) - 1, 1 + int(np.argmax(np.cumsum(p) > u)))),),
        ),
        Mistake(
            "",
            "sum at least u",
            "The first class has probability 0, and u is 0. Can that class come out? With np.searchsorted, look at its argument `side`.",
            (pick(lambda z, t: z / t, lambda p, u: int(np.searchsorted(np.cumsum(p), u))),),
        ),
        Mistake(
            "",
            "own probability compared",
            "Compare u with where a piece ends on the line, not with how long it is.",
            (pick(lambda z, t: z / t, lambda p, u: int(np.argmax(p > u))),),
        ),
        Mistake(
            "A05",
            "overflow",
            "A score of 2000: what is exp of it? Which change of all scores leaves the probabilities as they are?",
            (
                lambda logits, temperature, u: int(
                    np.argmax(np.cumsum(np.exp(logits / temperature) / np.exp(logits / temperature).sum()) > u)
                ),
            ),
        ),
        Mistake(
            "",
            "sorted before the sum",
            "The answer is the number of a class. Does its place in your line still tell you which?",
            (pick(lambda z, t: z / t, lambda p, u: int(np.argmax(np.cumsum(np.sort(p)[::-1]) > u))),),
        ),
    ),
)

GROUP = (BEST_ACCURACY, NEXT_CHARACTER)
