"""The chain rule through one neuron."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake


def neuron_gradients(x, w, b, t):
    """Return the slopes of L = (tanh(w x + b) − t)² with respect to w and to b."""
    a = np.tanh(w * x + b)
    grad_z = 2 * (a - t) * (1 - a**2)
    return grad_z * x, grad_z


def variant(grad_z):
    """Return a wrong pair of slopes: `grad_z(z, a, t)` is the gradient that arrives at the weighted sum."""

    def wrong(x, w, b, t):
        z = w * x + b
        slope = grad_z(z, np.tanh(z), t)
        return slope * x, slope

    return wrong


EXERCISE = Exercise(
    name="backpropagation.neuron_gradients",
    tier=1,
    reference=neuron_gradients,
    cases=(Case((1.5, 0.8, -0.5, 1.0)), Case((-2.0, 0.3, 0.4, 0.5)), Case((0.7, -1.4, 2.0, -1.0))),
    hints=(
        "Walk back from the loss: square, difference, tanh, sum, product. Each has one slope; multiply as you go.",
        "Two of the slopes are 1. The one of the square is twice the difference, the one of tanh is 1 less the square of its output.",
        "Up to the weighted sum the road is the same for w and b. Only the last piece differs: how fast does w x + b change with each?",
    ),
    mistakes=(
        Mistake(
            "B04",
            "slope of tanh left out",
            "Follow a change of z to the loss: which link of the chain have you jumped over?",
            (variant(lambda z, a, t: 2 * (a - t)),),
        ),
        Mistake(
            "A01",
            "slope of tanh taken at its output",
            "Your slope of tanh was handed the wrong number: does it expect z, or tanh(z)? Test it at z = 0 and at z = 10.",
            (variant(lambda z, a, t: 2 * (a - t) * (1 - np.tanh(a) ** 2)), variant(lambda z, a, t: 2 * (a - t) * (1 - z**2))),
        ),
        Mistake(
            "",
            "slope of the sigmoid instead of tanh",
            "a (1 − a) is the slope of another S-shaped function. What is the slope of tanh at 0, where the curve is steepest?",
            (variant(lambda z, a, t: 2 * (a - t) * a * (1 - a)),),
        ),
        Mistake(
            "",
            "factor 2 of the square lost",
            "How fast does e² change with e? Try e = 3 and e = 3.001.",
            (variant(lambda z, a, t: (a - t) * (1 - a**2)),),
        ),
        Mistake(
            "G03",
            "sign turned",
            "If the output lies below the target, should the loss rise or fall when the output rises? Compare the sign of yours.",
            (variant(lambda z, a, t: 2 * (t - a) * (1 - a**2)),),
        ),
        Mistake(
            "",
            "x left out for w, or counted for b",
            "Double x: does a change of w then move z by more? And a change of b?",
            (
                lambda x, w, b, t: (neuron_gradients(x, w, b, t)[1],) * 2,
                lambda x, w, b, t: (neuron_gradients(x, w, b, t)[0],) * 2,
                lambda x, w, b, t: neuron_gradients(x, w, b, t)[::-1],
                lambda x, w, b, t: (neuron_gradients(x, w, b, t)[1] * w, neuron_gradients(x, w, b, t)[1]),
            ),
        ),
    ),
    returns=("grad_w", "grad_b"),
)
