"""Comparing what came back with what was expected, part by part; the first difference is the Problem to be told."""

from itertools import permutations

import numpy as np

from dlbook.exercises.describing import Problem, close, shape_problem, value_problem
from dlbook.exercises.running import Other


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
        return Problem(
            f"a dict is expected, with the keys {', '.join(map(str, want))}", got, want, "Which names does the result need?", part
        )
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
    whole = isinstance(got, np.ndarray) and not (got.ndim and all(np.shape(item) == got.shape[1:] for item in want))
    if whole or not isinstance(got, (list, tuple, np.ndarray)):
        came = "one array" if isinstance(got, np.ndarray) and got.ndim else "one value"
        what = f"{came} came back, and {len(want)} values are expected: {listed}"
        return Problem(what, got, want, f"End with `return {listed}`." if not part else "", part)
    if len(got) != len(want):
        return Problem(
            f"{len(want)} values are expected ({listed}), and {len(got)} came back", got, want, "Which one is missing, or too many?", part
        )
    problems = (compare(value, right, exercise, name) for value, right, name in zip(got, want, names, strict=True))
    problem = next((problem for problem in problems if problem), None)
    if problem and names == exercise.returns and in_another_order(got, want, exercise):
        return Problem("the values are not in the order expected", got, want, f"Are they in the order {listed}?", part)
    return problem


def in_another_order(got, want, exercise):
    """Tell whether parts would be right, or would at least have the right shapes, if they changed places."""
    if not all(isinstance(value, (np.ndarray, float, int)) for value in (*got, *want)):
        return False
    shapes, wanted = [np.shape(value) for value in got], [np.shape(value) for value in want]
    if shapes != wanted:
        return sorted(shapes) == sorted(wanted)
    orders = permutations(got)
    return any(all(compare(value, right, exercise) is None for value, right in zip(order, want, strict=True)) for order in orders)


def strange(got, want, part):
    """Return the Problem of a result that is not made of real numbers."""
    if got is None:
        return Problem("your function returned None", got, want, "Did you forget `return`?", part)
    if isinstance(got, Other):
        hints = {
            "a generator": "`yield`, or a comprehension in round brackets, makes a generator. Return an array.",
            "a function": "Is a pair of brackets missing after a name?",
        }
        return Problem(
            f"{got.what} came back",
            got,
            want,
            hints.get(got.what, f"Compare it with the input: what is expected has shape {np.shape(want)}."),
            part,
        )
    if isinstance(got, (str, bytes)):
        return Problem("a text came back", got, want, "Return the number itself; printing comes later.", part)
    if isinstance(got, dict):
        return Problem("a dict came back", got, want, "Return a number or an array.", part)
    if isinstance(got, tuple) and (len(got) == 1 or any(np.ndim(item) for item in got if isinstance(item, np.ndarray))):
        return Problem(f"a tuple of length {len(got)} came back", got, want, "Return the result alone: is there a comma behind it?", part)
    if isinstance(got, list):  # what no array could be made of
        if any(isinstance(item, np.ndarray) and item.ndim or isinstance(item, list) for item in got):
            return Problem("the rows of the result have different lengths", got, want, "Print the length of every row.", part)
        return Problem("the list holds things that are no numbers", got, want, "Print the type of its entries.", part)
    kind = np.asarray(got).dtype
    if kind.kind == "c":
        return Problem("complex numbers came back", got, want, "Which root, power or logarithm met a negative number?", part, "dtype")
    if kind.kind not in "biuf":
        return Problem(
            f"dtype {kind} came back, which is no type of numbers",
            got,
            want,
            "Which line puts something into the array that is no number?",
            part,
            "dtype",
        )
    return None


def compare_numbers(got, want, exercise, part):
    """Return the Problem of an array of numbers, or None."""
    while got.ndim > want.ndim > 0 and got.shape[0] == 1:  # a row of shape (1, n) serves as well as (n,)
        got = got[0]
    if got.shape != want.shape:
        return shape_problem(got, want, exercise, part)
    if close(got, want, exercise):
        return None
    return value_problem(got, want, exercise, part)
