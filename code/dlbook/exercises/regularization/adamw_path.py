"""Adam with decoupled weight decay, followed step by step."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake
from dlbook.exercises.inputs import numbers


def adamw_path(w, grads, learning_rate, weight_decay):
    """Return the weights after each step of AdamW: w (n,), grads (steps, n); result (steps, n)."""
    mean, square, path = np.zeros_like(w), np.zeros_like(w), []
    for t, grad in enumerate(grads, start=1):
        mean = 0.9 * mean + 0.1 * grad
        square = 0.999 * square + 0.001 * grad**2
        step = (mean / (1 - 0.9**t)) / (np.sqrt(square / (1 - 0.999**t)) + 1e-7)
        w = w - learning_rate * weight_decay * w - learning_rate * step
        path.append(w)
    return np.array(path)


def variant(in_gradient=0.0, decay=lambda rate, decay: rate * decay, corrected=(True, True), after=False, first=False):
    """Return a function that makes the steps with one thing changed."""

    def follow(w, grads, learning_rate, weight_decay):
        mean, square, path, shrink = np.zeros_like(w), np.zeros_like(w), [], decay(learning_rate, weight_decay)
        for t, grad in enumerate(grads, start=1):
            grad = grad + in_gradient * weight_decay * (path[0] if first and path else w)
            mean, square = 0.9 * mean + 0.1 * grad, 0.999 * square + 0.001 * grad**2
            one, two = (1 - beta**t if wanted else 1 for beta, wanted in zip((0.9, 0.999), corrected, strict=True))
            step = learning_rate * (mean / one) / (np.sqrt(square / two) + 1e-7)
            w = (w - step) * (1 - shrink) if after else w - shrink * w - step
            path.append(w)
        return np.array(path)

    return follow


def in_place(w, grads, learning_rate, weight_decay):
    """Put the same array into the path again and again."""
    return np.tile(adamw_path(w, grads, learning_rate, weight_decay)[-1], (len(grads), 1))


def none(rate, decay):
    """No decay outside of the gradient."""
    return 0.0


EXERCISE = Exercise(
    name="regularization.adamw_path",
    tier=3,
    reference=adamw_path,
    rtol=1e-5,
    cases=(
        Case((np.array([5.0, -1.0, 0.2]), np.zeros((2, 3)), 0.1, 0.01)),
        Case((*numbers(1, (2,), (5, 2)), 0.05, 0.5)),
        Case((*numbers(2, (4,), (3, 4), size=2), 0.01, 2.0)),
    ),
    hints=(
        "The averages of Adam must know nothing of the decay. Where in the step does it enter, if not through the gradient?",
        "With a data gradient of zero, Adam itself stands still, and each weight loses the share learning rate times decay.",
    ),
    mistakes=(
        Mistake(
            "Z09",
            "L2 through Adam",
            "Look at the case without data gradients: your large and your small weights move by the same amount. Who divides by the size?",
            (variant(1, none), variant(2, none)),
        ),
        Mistake(
            "Z09",
            "decayed twice",
            "Your decay enters twice: once through the averages, once outside. Only one of the two is decoupled.",
            (variant(1), variant(2)),
        ),
        Mistake(
            "",
            "decay without the learning rate",
            "In the formula above, everything stands still if the learning rate is zero. Does your decay?",
            (variant(decay=lambda rate, decay: decay),),
        ),
        Mistake("", "no decay", "In the case without data gradients, nothing moves. What is weight_decay for?", (variant(decay=none),)),
        Mistake(
            "",
            "averages not corrected",
            "Both averages start at zero and are too small at first: Adam divides by one minus a power of its β.",
            (variant(corrected=(False, False)),),
        ),
        Mistake(
            "",
            "one average corrected",
            "Which of the two averages have you corrected for its start? Both need it, each with a power of its own β.",
            (variant(corrected=(True, False)), variant(corrected=(False, True))),
        ),
        Mistake(
            "",
            "one array for all steps",
            "All rows of your path are equal: `-=` changes the array that is already in the list. Make a new one in every step.",
            (in_place,),
        ),
        Mistake(
            "",
            "decay after the step",
            "Nearly the same; but the decay acts on the weights as they were before the step, as in Keras and PyTorch.",
            (variant(after=True),),
        ),
        Mistake(
            "",
            "growing instead of decaying",
            "Without a data gradient, your weights move away from zero.",
            (variant(decay=lambda rate, decay: -rate * decay),),
        ),
    ),
)
