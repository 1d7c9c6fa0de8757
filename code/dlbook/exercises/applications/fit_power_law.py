"""A straight line through logarithms."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake


def fit_power_law(x, y):
    """Return (a, b) of y = a x^(−b), by least squares between the logarithms."""
    slope, intercept = np.polyfit(np.log(x), np.log(y), 1)
    return np.exp(intercept), -slope


def line(x, y):
    """Return (slope, intercept) between the logarithms."""
    return np.polyfit(np.log(x), np.log(y), 1)


def noisy(seed, a, b, x):
    """Return x and a power law with a little noise in its logarithm."""
    x = np.array(x, float)
    return x, np.round(a * x**-b * np.exp(0.1 * np.random.default_rng(seed).normal(size=len(x))), 4)


def from_ends(x, y):
    """Use the first and the last point alone."""
    b = -np.log(y[-1] / y[0]) / np.log(x[-1] / x[0])
    return y[0] * x[0] ** b, b


def between_values(x, y):
    """Fit by least squares between the values themselves: the best a for each b, and the b whose sum of squares has a slope of 0."""

    def best(b):
        powers = x**-b
        return y @ powers / (powers @ powers)

    def slope(b):
        powers = x**-b
        return (y - best(b) * powers) @ (powers * np.log(x))  # of half the sum of squares, divided by a

    low, high = 0.0, 3.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if slope(middle) < 0 else (low, middle)
    return best(low), low


def fitted_between_values(attempts):
    """Tell whether all results are those of a search for the least squares between the values."""
    if any(tried.first.failure or np.shape(tried.first.value) != (2,) for tried in attempts):
        return False
    return all(np.allclose(tried.first.value, between_values(*tried.case.args), rtol=5e-4) for tried in attempts)


EXERCISE = Exercise(
    name="applications.fit_power_law",
    tier=2,
    reference=fit_power_law,
    cases=(
        Case((np.array([1.0, 4.0, 16.0]), np.array([8.0, 4.0, 2.0]))),
        Case(noisy(1, 3.0, 0.4, [10, 30, 100, 300, 1000])),
        Case(noisy(2, 0.5, 1.2, [2, 3, 5, 9, 20, 50])),
        Case(noisy(3, 20.0, 0.07, [1e3, 4e3, 3e4, 1e5])),
    ),
    hints=(
        "Take the logarithm of both sides of y = a x^(−b): what kind of curve is log y against log x?",
        "`np.polyfit(u, v, 1)` returns slope and intercept of the best line. Which of them is −b, and of what is the other the logarithm?",
    ),
    mistakes=(
        Mistake(
            "",
            "sign of the exponent",
            "The minus sign stands in the formula already. A falling curve has a positive b.",
            (lambda x, y: (np.exp(line(x, y)[1]), line(x, y)[0]),),
        ),
        Mistake(
            "",
            "logarithm of a instead of a",
            "Your first number is the intercept of the line, that is log a. How do you get a from it?",
            (lambda x, y: (line(x, y)[1], -line(x, y)[0]), lambda x, y: (np.log10(np.exp(line(x, y)[1])), -line(x, y)[0])),
        ),
        Mistake(
            "",
            "order exchanged",
            "Both numbers are right, in the wrong order: `(a, b)` was asked for.",
            (lambda x, y: fit_power_law(x, y)[::-1],),
        ),
        Mistake(
            "",
            "two kinds of logarithm",
            "The line was fitted in one kind of logarithm and undone in another. Which function undoes the one that you took?",
            (
                lambda x, y: (10 ** line(x, y)[1], -line(x, y)[0]),
                lambda x, y: (np.exp(line(x, y)[1] / np.log(10)), -line(x, y)[0]),
            ),
        ),
        Mistake(
            "",
            "line through the numbers themselves",
            "A power law is a curve. Of what must you take the logarithm, so that it becomes a line?",
            (
                lambda x, y: (np.polyfit(x, y, 1)[1], -np.polyfit(x, y, 1)[0]),
                lambda x, y: tuple(np.polyfit(x, y, 1)),
            ),
        ),
        Mistake(
            "",
            "only one side in logarithms",
            "With the logarithm on one axis alone you fit an exponential, or a logarithm: y = a x^(−b) needs it on both.",
            (
                lambda x, y: (np.exp(np.polyfit(x, np.log(y), 1)[1]), -np.polyfit(x, np.log(y), 1)[0]),
                lambda x, y: (np.polyfit(np.log(x), y, 1)[1], -np.polyfit(np.log(x), y, 1)[0]),
            ),
        ),
        Mistake(
            "",
            "axes exchanged",
            "You fitted x as a power of y. Which of the two is given, and which is measured?",
            (lambda x, y: (np.exp(line(y, x)[1]), -line(y, x)[0]),),
        ),
        Mistake(
            "",
            "least squares between the values",
            "You fitted the values themselves, where the largest decide. Asked was least squares between the logarithms.",
            (between_values,),
            fitted_between_values,
        ),
        Mistake(
            "",
            "two points used",
            "You used the ends alone. One unlucky run there, and the exponent is wrong: let all points vote.",
            (from_ends,),
        ),
    ),
    returns=("a", "b"),
)
