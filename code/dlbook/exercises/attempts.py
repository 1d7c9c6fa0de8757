"""What an answer did on every case, beside what was expected."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from dlbook.exercises.comparing import compare
from dlbook.exercises.describing import Problem
from dlbook.exercises.running import Outcome, attempt


@dataclass(frozen=True)
class Attempt:
    """A case with what the answer did on it, twice, what was expected, and the first problem (None if there is none)."""

    case: object
    first: Outcome
    second: Outcome
    expected: object
    problem: Problem | None


def attempts_of(exercise, outcomes):
    """Return the Attempts that two outcomes for each case make."""
    return tuple(
        Attempt(case, first, second, want, None if first.failure else compare(first.value, want, exercise))
        for case, first, second, want in zip(exercise.cases, outcomes[::2], outcomes[1::2], expected(exercise), strict=True)
    )


@cache
def expected(exercise):
    """Return what the reference gives for every case."""
    return tuple(attempt(exercise.reference, case).value for case in exercise.cases)


def first_wrong(attempts):
    """Return the place of the first attempt that is wrong, or of the last one."""
    return next((i for i, tried in enumerate(attempts) if tried.first.failure or tried.problem), len(attempts) - 1)


def same(one, other):
    """Tell whether two outcomes are both errors of one kind, or equal values."""
    if one.failure or other.failure:
        return bool(one.failure and other.failure) and one.failure.kind == other.failure.kind
    return same_value(one.value, other.value)


def same_value(one, other):
    """Tell whether two results are equal but for rounding; a list of numbers, kept as an array, is equal to a tuple of them."""
    if isinstance(one, np.ndarray) and one.ndim and isinstance(other, (list, tuple)):
        one = tuple(one)
    if isinstance(other, np.ndarray) and other.ndim and isinstance(one, (list, tuple)):
        other = tuple(other)
    for kind in ((list, tuple), dict):
        if isinstance(one, kind) != isinstance(other, kind):
            return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same_value(one[key], other[key]) for key in one)
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(same_value, one, other))
    one, other = np.asarray(one), np.asarray(other)
    if one.shape != other.shape:
        return False
    if one.dtype.kind in "biufc" and other.dtype.kind in "biufc":
        scale = np.abs(other[np.isfinite(other)]).max(initial=1)
        return np.allclose(one, other, rtol=1e-5, atol=1e-9 * scale, equal_nan=True)
    return bool(np.all(one == other))
