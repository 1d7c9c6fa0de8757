"""Finding out by what an attention divides its scores, from the spread of the scores."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake


def divisor_used(scores, d):
    """Return by what scores (n, m) of standard normal queries and keys of size d were divided."""
    return np.sqrt(d / np.mean(scores**2))


def case(seed, n, m, d, divisor):
    """Return a case: scores of random queries and keys, divided by the divisor."""
    rng = np.random.default_rng(seed)
    return Case((rng.normal(size=(n, d)) @ rng.normal(size=(m, d)).T / divisor, d))


EXERCISE = Exercise(
    name="attention.divisor_used",
    tier=1,
    reference=divisor_used,
    rtol=0.05,
    cases=(
        case(1, 300, 200, 64, 8.0),
        case(2, 400, 250, 100, 100.0),
        case(3, 250, 350, 36, 1.0),
        case(4, 300, 280, 48, np.sqrt(192)),
    ),
    hints=(
        "What is the standard deviation of a score before it is divided?",
        "Dividing by a number divides the standard deviation by the same number.",
    ),
    mistakes=(
        Mistake(
            "T01",
            "how it should be",
            "That is what it should divide by. The scores tell what it did divide by: look at their spread.",
            (lambda scores, d: np.sqrt(d), lambda scores, d: float(np.sqrt(d))),
        ),
        Mistake(
            "T01",
            "variances compared",
            "Your number is the square of what was asked: a divisor acts on the standard deviation.",
            (lambda scores, d: d / scores.var(), lambda scores, d: d / np.mean(scores**2)),
        ),
        Mistake(
            "T01",
            "spread before the division taken as d",
            "Before the division the variance is d. What is the standard deviation?",
            (lambda scores, d: d / scores.std(), lambda scores, d: d / np.sqrt(np.mean(scores**2))),
        ),
        Mistake(
            "",
            "inverted",
            "When the scores are small, was the divisor small or large?",
            (lambda scores, d: scores.std() / np.sqrt(d), lambda scores, d: np.sqrt(np.mean(scores**2) / d)),
        ),
        Mistake(
            "",
            "spread of the scores",
            "That is the spread of the scores. What was it before the division?",
            (lambda scores, d: scores.std(), lambda scores, d: 1 / scores.std()),
        ),
    ),
)
