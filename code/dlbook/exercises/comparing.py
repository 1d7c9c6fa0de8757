"""Comparing what came back with what was expected, and saying in which way they differ where no known mistake fits."""
from dataclasses import dataclass

import numpy as np

from dlbook.exercises.running import Other

COARSE = 1e-4  # relative tolerance for results in single precision


@dataclass(frozen=True)
class Problem:
    """One difference: what is wrong, in which part of the result, what came back, what was expected, and a hint."""

    what: str
    got: object
    want: object
    hint: str
    part: str = ""
    details: bool = False  # whether shape and dtype are the matter


def compare(got, want, exercise, part=""):
    """Return the first Problem of a result, or None if it is right."""
    if isinstance(want, dict):
        return compare_dict(got, want, exercise, part)
    if isinstance(want, (list, tuple)):
        return compare_sequence(got, want, exercise, part)
    return strange(got, want, part) or compare_numbers(np.asarray(got), np.asarray(want), exercise, part)


def compare_dict(got, want, exercise, part):
    """Compare key by key."""
    if not isinstance(got, dict):
        return Problem(f"a dict is expected, with the keys {', '.join(map(str, want))}", got, want, "Which names does the result need?", part)
    if set(got) != set(want):
        keys = f"{', '.join(map(str, got)) or 'none'}, expected {', '.join(map(str, want))}"
        return Problem(f"the keys differ: {keys}", got, want, "Compare the two lists of names, letter by letter.", part)
    problems = (compare(got[key], want[key], exercise, f"{part}[{key!r}]") for key in want)
    return next((problem for problem in problems if problem), None)


def compare_sequence(got, want, exercise, part):
    """Compare part by part."""
    names = [f"{part}[{i}]" for i in range(len(want))]
    if not part and len(exercise.returns) == len(want):
        names = exercise.returns
    if got is None:
        return strange(got, want, part)
    listed = ", ".join(names)
    if not isinstance(got, (list, np.ndarray)) or isinstance(got, np.ndarray) and got.ndim == 0:
        return Problem(f"{len(want)} values are expected: {listed}", got, want, f"End with `return {listed}`." if not part else "", part)
    if len(got) != len(want):
        return Problem(f"{len(want)} values are expected ({listed}), and {len(got)} came back", got, want, "Which one is missing, or too many?", part)
    problems = (compare(value, right, exercise, name) for value, right, name in zip(got, want, names))
    return next((problem for problem in problems if problem), None)


def strange(got, want, part):
    """Return the Problem of a result that is not made of real numbers."""
    if got is None:
        return Problem("your function returned None", got, want, "Did you forget `return`?", part)
    if isinstance(got, Other):
        if "generator" in got.kind:
            return Problem("a generator came back", got, want, "`yield`, or a comprehension in round brackets, makes a generator. Return an array.", part)
        if got.kind in ("function", "method", "builtin_function_or_method"):
            return Problem("a function came back", got, want, "Is a pair of brackets missing after a name?", part)
        return Problem(f"an object of type {got.kind} came back", got, want, "Return a number or an array.", part)
    if isinstance(got, (str, bytes)):
        return Problem("a text came back", got, want, "Return the number itself; printing comes later.", part)
    if isinstance(got, dict):
        return Problem("a dict came back", got, want, "Return a number or an array.", part)
    if isinstance(got, list):  # what no array could be made of
        if any(isinstance(item, np.ndarray) and item.ndim or isinstance(item, list) for item in got):
            return Problem("the rows of the result have different lengths", got, want, "Print the length of every row.", part)
        return Problem("the list holds things that are no numbers", got, want, "Print the type of its entries.", part)
    kind = np.asarray(got).dtype
    if kind.kind == "c":
        return Problem("complex numbers came back", got, want, "Which root, power or logarithm met a negative number?", part, True)
    if kind.kind not in "biuf":
        return Problem(f"dtype {kind} came back, which is no type of numbers", got, want, "Which line puts something into the array that is no number?", part, True)
    return None


def compare_numbers(got, want, exercise, part):
    """Return the Problem of an array of numbers, or None."""
    while got.ndim > want.ndim and got.shape[0] == 1:  # a row of shape (1, n) serves as well as (n,)
        got = got[0]
    if got.shape != want.shape:
        return shape_problem(got, want, exercise, part)
    if close(got, want, exercise):
        return None
    return value_problem(got, want, exercise, part)


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
        return Problem(what, got, want, "The numbers are right; only their arrangement is not.", part, True)
    if got.ndim == 2 and got.T.shape == want.shape and close(got.T, want, exercise):
        return Problem(what, got, want, "The numbers are right, but rows and columns have changed places.", part, True)
    if got.ndim < want.ndim:
        hint = "Something was summed up, or picked out, that should have stayed: write the shape beside every line."
    elif got.ndim > want.ndim:
        hint = "An axis is left that should be gone: write the shape beside every line. Did a column meet a row?"
    else:
        hint = "Write the shape beside every line: where does it first differ from what you meant?"
    return Problem(what, got, want, hint, part, True)


def value_problem(got, want, exercise, part):
    """Say how the numbers differ."""
    if got.dtype.kind in "iu" and want.dtype.kind == "f" and np.all(np.abs(got - want) <= 1):
        hint = "The decimals are lost: did you use `//`, `int`, or write into an array of whole numbers?"
        return Problem(f"the result has only whole numbers (dtype {got.dtype})", got, want, hint, part, True)
    bad = ~np.isfinite(got.astype(float)) & np.isfinite(want)
    if bad.any():
        name = "nan" if np.isnan(got[bad].astype(float)).any() else "inf"
        hint = f"Compute it line by line: which operation is the first to give {name}, and for which input?"
        return Problem(f"{int(bad.sum())} of {got.size} numbers are {name}", got, want, hint, part)
    what, hint = "the value differs" if got.ndim == 0 else "the numbers differ", ratio(got.astype(float), want, exercise)
    if not hint and got.ndim == 2 and got.shape == got.T.shape and close(got.T, want, exercise):
        hint = "The numbers are right, but rows and columns have changed places."
    if not hint and got.ndim > 0:
        rows = np.flatnonzero(~np.isclose(got, want, exercise.rtol, exercise.atol).reshape(len(got), -1).all(axis=1))
        if 0 < len(rows) < len(got):
            hint = f"Right in other rows, wrong in row {rows[0]}: what is special about it?"
    return Problem(what, got, want, hint or "Follow the first row by hand, one operation after the other, and print each step.", part)


def ratio(got, want, exercise):
    """Return a hint if the result is a multiple of what was expected, or off by one number everywhere."""
    with np.errstate(all="ignore"):
        nonzero = np.abs(want) > exercise.atol
        factors = got[nonzero] / want[nonzero]
        offsets = got - want
    if factors.size and np.allclose(got, factors[0] * want, exercise.rtol, exercise.atol):
        if np.isclose(factors[0], -1):
            return "Only the sign is wrong."
        if np.isclose(factors[0], 0):
            return "Everything is zero: which line ever writes the result?"
        inverse = 1 / factors[0]
        if abs(factors[0]) < 1 and np.isclose(inverse, round(inverse)):
            return f"Every number is the expected one divided by {round(inverse)}: where could this number come from?"
        return f"Every number is {factors[0]:.4g} times the expected one: where could this factor come from?"
    if got.size > 1 and np.allclose(offsets, offsets.flat[0], exercise.rtol, exercise.atol):
        return f"Every number is off by the same amount, {offsets.flat[0]:.4g}."
    return ""
