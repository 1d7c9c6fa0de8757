"""How large a signal is after every layer."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake
from dlbook.exercises.inputs import numbers


def spread_by_layer(x, kernels, f):
    """Return the standard deviation of all numbers of f(x W) after every layer: a list with one number a kernel."""
    spreads = []
    for kernel in kernels:
        x = f(x @ kernel)
        spreads.append(np.std(x))
    return spreads


def relu(z):
    """Return max(z, 0)."""
    return np.maximum(z, 0)


def spreads_of(measure, include_input=False):
    """Return a function that measures each layer with measure(z, f(z))."""

    def wrong(x, kernels, f):
        out = [np.std(x)] if include_input else []
        for kernel in kernels:
            z = x @ kernel
            x = f(z)
            out.append(measure(z, x))
        return out

    return wrong


def linear_inside(x, kernels, f):
    """Apply f only for the measurement."""
    out = []
    for kernel in kernels:
        x = x @ kernel
        out.append(np.std(f(x)))
    return out


EXERCISE = Exercise(
    name="activations.spread_by_layer",
    tier=3,
    reference=spread_by_layer,
    cases=(
        Case(
            (
                np.array([[1.0, 2.0], [-1.0, 0.0], [3.0, 1.0]]),
                [np.array([[1.0, -1.0, 0.0], [0.0, 1.0, -2.0]]), np.array([[2.0], [1.0], [1.0]])],
                relu,
            )
        ),
        Case((numbers(1, (7, 4))[0], numbers(2, (4, 6), (6, 5), (5, 3)), np.tanh)),
        Case((numbers(3, (5, 3))[0], numbers(4, (3, 8), (8, 2)), relu)),
    ),
    hints=(
        "What one layer puts out is what the next one takes in. Measure between the two.",
        "Keep one variable that goes through the layers, and a list that grows by one number a layer.",
    ),
    mistakes=(
        Mistake(
            "",
            "before the activation",
            "You measured the sums. What does the next layer receive: z, or f(z)?",
            (spreads_of(lambda z, x: np.std(z)),),
        ),
        Mistake(
            "",
            "activation not passed on",
            "Your second layer looks at sums that no activation has touched. What should it look at?",
            (linear_inside,),
        ),
        Mistake(
            "",
            "variance",
            "Square roots are missing: the standard deviation is in the units of the signal.",
            (spreads_of(lambda z, x: np.var(x)),),
        ),
        Mistake(
            "",
            "root mean square",
            "You measured the distance from 0. The standard deviation measures it from the mean: after a ReLU the two differ.",
            (spreads_of(lambda z, x: np.sqrt(np.mean(x**2))),),
        ),
        Mistake(
            "",
            "one number a unit",
            "You kept one number for each unit. One number for the whole layer was asked for.",
            (spreads_of(lambda z, x: np.std(x, axis=0)),),
        ),
        Mistake(
            "",
            "averaged over the units",
            "The mean of the units' spreads is not the spread of all numbers: what if the units differ in their means?",
            (spreads_of(lambda z, x: np.mean(np.std(x, axis=0))), spreads_of(lambda z, x: np.mean(np.std(x, axis=1)))),
        ),
        Mistake(
            "",
            "input counted as a layer",
            "One number too many: which of them belongs to no kernel?",
            (spreads_of(lambda z, x: np.std(x), include_input=True),),
        ),
        Mistake(
            "",
            "last layer only",
            "Where is what you measured in the earlier layers? A list was asked for.",
            (lambda x, kernels, f: spread_by_layer(x, kernels, f)[-1], lambda x, kernels, f: spread_by_layer(x, kernels, f)[-1:]),
        ),
    ),
)
