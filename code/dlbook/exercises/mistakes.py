"""Finding the known mistake that explains what an answer did, by the results of functions that make it."""

import warnings
from functools import cache

import numpy as np

from dlbook.exercises.attempts import attempts_of, first_wrong, same
from dlbook.exercises.running import attempt


def find_mistake(exercise, attempts):
    """Return the mistake that explains the attempts, or None: first one that agrees everywhere, then one that agrees where it matters."""
    for agreed in (everywhere, by_value, by_error):
        for mistake in exercise.mistakes:
            if mistake.symptom:
                made = mistake.symptom(attempts)
            else:
                made = any(agreed(attempts, attempted(wrong, exercise)) for wrong in mistake.wrong)
            if made:
                return mistake
    return None


@cache
def attempted(wrong, exercise):
    """Return the attempts of a wrong function, made without a time limit."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return attempts_of(exercise, [attempt(wrong, case) for case in exercise.cases for _ in range(2)])


def everywhere(attempts, wrong):
    """Tell whether all outcomes agree, with the texts of errors and the changes of arguments."""
    return all(alike(tried.first, other.first) and alike(tried.second, other.second) for tried, other in zip(attempts, wrong, strict=True))


def by_value(attempts, wrong):
    """Tell whether the first wrong result is the same wrong result, and at least two numbers agree: one may do so by chance."""
    alike_here = [
        bool(tried.problem and other.problem) and same(tried.first, other.first) for tried, other in zip(attempts, wrong, strict=True)
    ]
    agreeing = sum(count(tried.first.value) for tried, agrees in zip(attempts, alike_here, strict=True) if agrees)
    return alike_here[first_wrong(attempts)] and agreeing >= 2


def count(value):
    """Return how many numbers a result holds."""
    return sum(map(count, value)) if isinstance(value, (list, tuple)) else np.size(value)


def by_error(attempts, wrong):
    """Tell whether the first error has the same cause."""
    i = first_wrong(attempts)
    got, other = attempts[i].first.failure, wrong[i].first.failure
    return bool(got and other) and got.cause == other.cause


def alike(one, other):
    """Tell whether two outcomes agree in all that matters."""
    if one.failure and other.failure:
        return (one.failure.kind, one.failure.message) == (other.failure.kind, other.failure.message)
    return same(one, other) and one.changed == other.changed
