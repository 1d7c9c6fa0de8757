"""A sigmoid that is right in both tails, with no overflow on the way."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake


def stable_sigmoid(z):
    """Return 1 / (1 + e⁻ᶻ) with all its digits, for scores of any size: same shape as z."""
    shrunk = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, shrunk) / (1 + shrunk)


def sigmoid(z):
    """Return 1 / (1 + e⁻ᶻ)."""
    return 1 / (1 + np.exp(-z))


def without_overflow(answer, z):
    """Return what the answer returns, with an overflow as an error."""
    with np.errstate(over="raise"):
        return answer(z)


def overflowed(attempts):
    """Tell whether all results are right, but an exponential overflowed in the last case."""
    *others, last = (tried.first.failure or tried.problem for tried in attempts)
    return not any(others) and "overflow" in getattr(last, "message", "")


def flat_tail(attempts):
    """Tell whether the third case came back with one and the same positive number for −1000, −800 and −100."""
    value = attempts[2].first.value
    return np.shape(value) == (6,) and np.all(np.asarray(value)[:3] == value[0]) and 0 < value[0] < 0.1


EXERCISE = Exercise(
    name="activations.stable_sigmoid",
    tier=1,
    reference=stable_sigmoid,
    cases=(
        Case((np.array([-2.0, -1.0, 0.0, 1.0, 2.0]),)),
        Case((np.array([[-30.0, 3.5, 30.0], [0.25, -45.0, 45.0]]),)),
        Case((np.array([-1000.0, -800.0, -100.0, 100.0, 800.0, 1000.0]),)),
        Case((np.array([-1000.0, -720.0, 0.0, 720.0, 1000.0]),), without_overflow),
    ),
    hints=(
        "One of the two exponentials, of z and of −z, is never larger than 1. Which one depends on the sign of z.",
        "Multiply numerator and denominator by e to the z: a second form of the same function. Which form is safe on which side?",
        "`np.where` picks one of two results entry by entry; but it computes both, so both must be harmless everywhere.",
    ),
    mistakes=(
        Mistake(
            "A05",
            "overflow on the way",
            "Right, but exp overflowed on the way: which exponential is never above 1?",
            (
                sigmoid,
                lambda z: np.where(z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z))),
                lambda z: np.exp(-np.log1p(np.exp(-z))),
            ),
            overflowed,
        ),
        Mistake(
            "A05",
            "overflow on the right",
            "For large z you divide infinity by infinity. What happens if you divide numerator and denominator by the exponential?",
            (lambda z: np.exp(z) / (1 + np.exp(z)), lambda z: np.where(z < 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z)))),
        ),
        Mistake(
            "",
            "scores clipped",
            "Clipping hides the overflow and changes the answer: below your limit, the curve no longer falls. Is a limit needed?",
            (lambda z: sigmoid(np.clip(z, -20, 20)), lambda z: sigmoid(np.clip(z, -10, 10))),
            flat_tail,
        ),
        Mistake(
            "",
            "left tail lost",
            "Right to sixteen decimals, and yet at z = −45 yours is exactly 0, while the truth is about 3e-20: what is its logarithm? "
            "Which two nearly equal numbers do you subtract?",
            (lambda z: 0.5 + 0.5 * np.tanh(0.5 * z), lambda z: 1 - 1 / (1 + np.exp(z))),
        ),
        Mistake(
            "",
            "turned round",
            "Your curve falls from left to right. For a large positive score, should the answer be near 0 or near 1?",
            (lambda z: 1 / (1 + np.exp(z)),),
        ),
        Mistake(
            "A01",
            "slope instead of value",
            "Yours is 0.25 at z = 0, and small on both sides: that is how steep the curve is. How high is it?",
            (lambda z: sigmoid(z) * (1 - sigmoid(z)),),
        ),
        Mistake(
            "",
            "another squashing function",
            "Yours takes negative values. Between which two numbers must a sigmoid stay?",
            (np.tanh, lambda z: np.tanh(z / 2)),
        ),
    ),
    atol=1e-60,
)
