"""A start for an activation that no table lists."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake


def start_deviation(f, n_in):
    """Return the standard deviation of weights that keeps sums of variance 1 at variance 1 behind the activation f."""
    z = np.linspace(-9, 9, 40001)
    bell = np.exp(-(z**2) / 2)
    return np.sqrt(1 / (n_in * np.average(f(z) ** 2, weights=bell)))


def relu(z):
    """Return max(z, 0)."""
    return np.maximum(z, 0)


def shifted(z):
    """Return tanh(z) + 1, an activation whose mean is far from 0."""
    return np.tanh(z) + 1


def softplus(z):
    """Return log(1 + eᶻ)."""
    return np.logaddexp(0, z)


def moments(f):
    """Return mean and mean square of f(z) for normal z."""
    z = np.linspace(-9, 9, 40001)
    bell = np.exp(-(z**2) / 2)
    return np.average(f(z), weights=bell), np.average(f(z) ** 2, weights=bell)


def from_moments(rule):
    """Return a function that computes a deviation from mean, mean square and n_in."""
    return lambda f, n_in: rule(*moments(f), n_in)


def gradients_level(f, n_in):
    """Use the mean square of the slope, which is the factor of the way back."""
    return np.sqrt(1 / (n_in * moments(lambda z: (f(z + 1e-4) - f(z - 1e-4)) / 2e-4)[1]))


def few_draws(f, n_in):
    """Follow the rule, with fifty random numbers."""
    return np.sqrt(1 / (n_in * np.mean(f(np.random.default_rng(25).normal(size=50)) ** 2)))


def nearly_right(attempts):
    """Tell whether all results are right within ten percent, as averages over too few random numbers are."""
    if any(tried.first.failure or np.size(tried.first.value) != 1 for tried in attempts):
        return False
    return all(np.allclose(tried.first.value, tried.expected, rtol=0.1) for tried in attempts)


def evenly_weighted(f, n_in):
    """Weigh all z from −3 to 3 alike."""
    return np.sqrt(1 / (n_in * np.mean(f(np.linspace(-3, 3, 10001)) ** 2)))


def near(wrong):
    """Return a symptom: all results agree with the wrong ones within two percent, as averages over random numbers do."""

    def agrees(attempts):
        values = [tried.first.value for tried in attempts]
        if any(tried.first.failure for tried in attempts) or any(np.size(value) != 1 for value in values):
            return False
        return all(np.allclose(value, wrong(*tried.case.args), rtol=0.02) for value, tried in zip(values, attempts, strict=True))

    return agrees


def from_estimates(id, name, hint, wrong):
    """Return a mistake that is also noticed in results that were averaged over random numbers."""
    return Mistake(id, name, hint, (wrong,), near(wrong))


EXERCISE = Exercise(
    name="activations.start_deviation",
    tier=3,
    reference=start_deviation,
    cases=(Case((relu, 50)), Case((np.tanh, 100)), Case((shifted, 30)), Case((softplus, 200))),
    hints=(
        "In the derivation of He's start, replace the one half by the mean square that is left behind f.",
        "The mean square of f(z) for normal z: draw a hundred thousand z with a fixed seed, apply f, square, and average.",
        "Check yourself: for a ReLU the mean square is one half, so the answer must be He's.",
    ),
    mistakes=(
        from_estimates(
            "",
            "variance behind f instead of mean square",
            "Right for a function with mean 0. A sum of products adds up squares, not squared distances from the mean: try ReLU on paper.",
            from_moments(lambda mean, square, n_in: np.sqrt(1 / (n_in * (square - mean**2)))),
        ),
        from_estimates(
            "",
            "variance of the weights",
            "That is the variance. `rng.normal` wants its square root.",
            from_moments(lambda mean, square, n_in: 1 / (n_in * square)),
        ),
        from_estimates(
            "A14",
            "number of inputs forgotten",
            "A sum of 200 terms is larger than a sum of 50. Where is the number of terms in your formula?",
            from_moments(lambda mean, square, n_in: np.sqrt(1 / square)),
        ),
        Mistake(
            "A14",
            "the rule for straight lines",
            "Your answer does not depend on f. How much of a signal does a ReLU remove?",
            (lambda f, n_in: np.sqrt(1 / n_in), lambda f, n_in: np.sqrt(2 / n_in)),
        ),
        from_estimates(
            "",
            "turned over",
            "Where f leaves less of the signal, must the weights be larger or smaller?",
            from_moments(lambda mean, square, n_in: np.sqrt(square / n_in)),
        ),
        from_estimates(
            "",
            "mean size instead of mean square",
            "You averaged the size of f(z). Which power stands in the derivation?",
            lambda f, n_in: np.sqrt(1 / n_in) / moments(lambda z: np.abs(f(z)))[0],
        ),
        from_estimates(
            "",
            "mean size without the root of the number of inputs",
            "You averaged the size of f(z), and nothing is squared. Which power stands in the derivation?",
            lambda f, n_in: np.sqrt(1 / (n_in * moments(lambda z: np.abs(f(z)))[0])),
        ),
        Mistake(
            "",
            "mean instead of mean square",
            "You averaged f(z) and squared afterwards. The mean of the squares is something else.",
            (from_moments(lambda mean, square, n_in: np.sqrt(1 / n_in) / abs(mean) if abs(mean) > 1e-9 else 1e9),),
        ),
        from_estimates(
            "",
            "the factor of the way back",
            "That keeps gradients level. The question was about the sums: what is averaged, the slope or the value?",
            gradients_level,
        ),
        Mistake(
            "",
            "all sums weighted alike",
            "You let z run evenly over an interval. Most sums of a fresh network are near 0: how are they distributed?",
            (evenly_weighted,),
        ),
        Mistake(
            "",
            "too few draws",
            "Close, within ten percent: your rule may be right, but how many numbers do you average?",
            (few_draws,),
            nearly_right,
        ),
    ),
    rtol=0.03,
)
