"""Saying in which way numbers differ, for wrong answers that no known mistake explains."""

from dataclasses import dataclass

import numpy as np

from dlbook.exercises.wording import show

COARSE = 1e-4  # relative tolerance for results in single precision


@dataclass(frozen=True)
class Problem:
    """One difference: what is wrong, in which part of the result, what came back, what was expected, and a hint."""

    what: str
    got: object
    want: object
    hint: str
    part: str = ""
    details: str = ""  # `shape` or `dtype`, where that is the matter


def close(got, want, exercise):
    """Tell whether two arrays of one shape agree; single precision is held to a coarser tolerance."""
    rtol, atol = exercise.rtol, exercise.atol
    if got.dtype in (np.float32, np.float16):
        rtol, atol = max(rtol, COARSE), max(atol, COARSE * largest(want) / 10)
    return np.allclose(got, want, rtol=rtol, atol=atol, equal_nan=True)


def largest(array):
    """Return the largest size of a finite number in an array."""
    finite = np.abs(array[np.isfinite(array)])
    return finite.max() if finite.size else 0


def shape_problem(got, want, exercise, part):
    """Say how the shapes differ."""
    what = f"the shape is {got.shape}, expected {want.shape}"
    if got.size == want.size and close(got.reshape(want.shape), want, exercise):
        return Problem(what, got, want, "The numbers are right; only their arrangement is not.", part, "shape")
    if got.ndim == 2 and got.T.shape == want.shape and close(got.T, want, exercise):
        return Problem(what, got, want, "The numbers are right, but rows and columns have changed places.", part, "shape")
    if got.ndim < want.ndim:
        hint = "Something was summed up, or picked out, that should have stayed: write the shape beside every line."
    elif got.ndim > want.ndim:
        hint = "An axis is left that should be gone: write the shape beside every line. Did a column meet a row?"
    else:
        hint = "Write the shape beside every line: where does it first differ from what you meant?"
    return Problem(what, got, want, hint, part, "shape")


def value_problem(got, want, exercise, part):
    """Say how the numbers differ."""
    if got.dtype.kind in "iu" and want.dtype.kind == "f" and np.all(np.abs(got - want) <= 1):
        hint = "The decimals are lost: did you use `//`, `int`, or write into an array of whole numbers?"
        return Problem(f"the result has only whole numbers (dtype {got.dtype})", got, want, hint, part, "dtype")
    bad = ~np.isfinite(got.astype(float)) & np.isfinite(want)
    if bad.any():
        name = "nan" if np.isnan(got[bad].astype(float)).any() else "inf"
        hint = f"Compute it line by line: which operation is the first to give {name}, and for which input?"
        what = f"the value is {name}" if got.ndim == 0 else f"{int(bad.sum())} of {got.size} numbers are {name}"
        return focused(what, got, want, bad, hint, part)
    what, hint = "the numbers differ" if got.ndim > 0 else "the value differs", ""
    if got.ndim == 2 and got.shape == got.T.shape and close(got.T, want, exercise):
        hint = "The numbers are right, but rows and columns have changed places."
    bad = ~np.isclose(got, want, exercise.rtol, exercise.atol)
    if not hint and np.max(np.abs(got.astype(float) - want)) <= 0.01 * largest(want):
        hint = "Very close: is something rounded, or is a small number added that is not small enough?"
    if not hint and got.ndim > 0:
        wrong = np.flatnonzero(bad.reshape(len(bad), -1).any(axis=1))
        if len(wrong) < len(bad):
            hint = f"Some places are right, but not [{wrong[0]}]: what is special there?"
    return focused(what, got, want, bad, hint or "Follow one example by hand, one operation after the other, and print each step.", part)


def focused(what, got, want, bad, hint, part):
    """Return the Problem with whole arrays if they are small, or with the first row, or entry, that is wrong."""
    if "..." in show(got) + show(want):
        place = tuple(int(i) for i in np.argwhere(bad)[0])
        place = place[:-1] if got.ndim > 1 and got.shape[-1] <= 8 else place
        got, want, what = got[place], want[place], f"{what}, first at {list(place)}"
    return Problem(what, got, want, hint, part)
