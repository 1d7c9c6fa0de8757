"""Recognising that results are wrong by a factor, or a difference, that a learner can place.

A single number always has some factor. So it is told only if it is one that formulas have, and the same one in at least two cases.
"""

import numpy as np

FACTORS = (
    (0.0, "Everything is zero: which line ever writes the result?"),
    (-1.0, "Only the sign is wrong."),
    (2.0, "Your result is twice the expected one: where could the 2 come from?"),
    (0.5, "Your result is half the expected one: where could the 2 come from?"),
    (1 / np.log(2), "What is the base of your logarithm?"),
    (1 / np.log(10), "What is the base of your logarithm?"),
)


def common_change(exercise, attempts):
    """Return a hint if every result is the expected one times a recognisable factor, or off by the same number everywhere."""
    if any(tried.first.failure or tried.problem and tried.problem.details for tried in attempts):
        return ""  # shapes and types come first
    attempts = [tried for tried in attempts if np.isfinite(flat(tried.first.value)).all()]  # nan and inf have no factor
    got = [flat(tried.first.value) for tried in attempts]
    want = [flat(tried.expected) for tried in attempts]
    telling = sum(bool(np.any(np.abs(right) > 1e-9)) for right in want)  # 0 has every factor
    if telling < 2 or any(one.shape != other.shape for one, other in zip(got, want, strict=True)):
        return ""
    for factors, hint in [([factor] * len(want), hint) for factor, hint in FACTORS] + sizes(exercise, attempts):
        if all(np.allclose(one, factor * right, 1e-6, 1e-9) for one, factor, right in zip(got, factors, want, strict=True)):
            return hint
    offsets = np.concatenate(got) - np.concatenate(want)
    same = abs(offsets[0]) > 1e-9 and np.allclose(offsets, offsets[0], 1e-6, 1e-9)
    return f"Every number is off by the same amount, {offsets[0]:.4g}." if same else ""


def sizes(exercise, attempts):
    """Return, for each axis of each argument, its size and its inverse in every case, with a hint."""
    found = []
    for i, name in enumerate(attempts[0].case.names(exercise.reference)):
        shapes = [tried.case.args[i].shape for tried in attempts if isinstance(tried.case.args[i], np.ndarray)]
        if len(shapes) < len(attempts):
            continue
        for axis, what in ((0, "length"), (1, "number of columns")):
            if all(len(shape) > axis and shape[axis] for shape in shapes):
                factors = [float(shape[axis]) for shape in shapes]
                hint = f"the {what} of {name}: where could it come from?"
                found.append((factors, f"Your result is the expected one times {hint}"))
                found.append(([1 / factor for factor in factors], f"Your result is the expected one divided by {hint}"))
    return found


def flat(value):
    """Return all numbers of a result in one row; what is no number gives an empty row."""
    if isinstance(value, dict):
        value = [value[key] for key in sorted(value, key=str)]
    if isinstance(value, (list, tuple)):
        return np.concatenate([np.zeros(0), *map(flat, value)])
    array = np.asarray(value)
    return array.ravel().astype(float) if array.dtype.kind in "biuf" else np.zeros(0)
