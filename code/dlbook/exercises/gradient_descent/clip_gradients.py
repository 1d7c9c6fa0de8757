"""Shortening gradients that are too long, all together."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake
from dlbook.exercises.inputs import numbers


def clip_gradients(grads, limit):
    """Return the gradients, all multiplied by one factor so that their common norm is at most the limit."""
    norm = np.sqrt(sum(np.sum(grad**2) for grad in grads))
    factor = limit / norm if norm > limit else 1.0
    return [factor * grad for grad in grads]


def two_arrays(answer, kernel_grad, bias_grad, limit):
    """Return the clipped gradients of a kernel and a bias."""
    kernel, bias = answer([kernel_grad, bias_grad], limit)
    return kernel, bias


def one_by_one(grads, limit):
    """Clip every array by its own norm."""
    return [clip_gradients([grad], limit)[0] for grad in grads]


def by_norm(norm_of, always=False):
    """Return the clipping with another norm."""

    def clip(grads, limit):
        norm = norm_of(grads)
        factor = limit / norm if norm > limit or always else 1.0
        return [factor * grad for grad in grads]

    return clip


def true_norm(grads):
    """Return the norm of all gradients taken as one vector."""
    return np.sqrt(sum(np.sum(grad**2) for grad in grads))


def clip_in_place(grads, limit):
    """Write the shortened gradients into the arrays that were given."""
    shorter = clip_gradients(grads, limit)
    for grad, new in zip(grads, shorter, strict=True):
        grad[...] = new
    return grads


def divided_by_norm(grads, limit):
    """Bring long gradients to length 1."""
    norm = true_norm(grads)
    return [grad / norm if norm > limit else grad for grad in grads]


EXERCISE = Exercise(
    name="gradient_descent.clip_gradients",
    tier=2,
    reference=clip_gradients,
    cases=(
        Case((np.array([[3.0, 0.0, 0.0], [0.0, 0.0, 0.0]]), np.array([0.0, 4.0]), 2.0), two_arrays),
        Case((*numbers(13, (3, 4), (4,)), 0.5), two_arrays),
        Case((*numbers(14, (2, 5), (5,), size=0.01), 1.0), two_arrays),
        Case((np.zeros((2, 3)), np.zeros(3), 1.0), two_arrays),
    ),
    hints=(
        "Think of all arrays as one long vector: what is its length?",
        "Add up the squares of every entry of every array, and take one root at the end.",
        "If the length is within the limit, nothing changes. Otherwise one factor for all brings it to the limit.",
    ),
    mistakes=(
        Mistake(
            "",
            "every array by itself",
            "One array was shortened and the other not: does their common direction stay the same?",
            (one_by_one,),
        ),
        Mistake(
            "",
            "entry by entry",
            "Compare the directions before and after: cutting single entries turns the vector. What would shorten it without turning it?",
            (lambda grads, limit: [np.clip(grad, -limit, limit) for grad in grads],),
        ),
        Mistake(
            "",
            "short gradients made longer",
            "Hand in a gradient that is short enough: should it change at all?",
            (by_norm(lambda grads: max(true_norm(grads), 1e-300), always=True), by_norm(true_norm, always=True)),
        ),
        Mistake(
            "",
            "root missing",
            "Is the number that you compare with the limit a length, or the square of one?",
            (by_norm(lambda grads: true_norm(grads) ** 2),),
        ),
        Mistake(
            "",
            "norms added up",
            "One side of a right angle has length 3, the other 4. How long is the way straight across?",
            (by_norm(lambda grads: sum(np.linalg.norm(grad) for grad in grads)),),
        ),
        Mistake(
            "",
            "largest entry",
            "You have measured the largest entry. How long is a vector that has many entries of that size?",
            (by_norm(lambda grads: max(np.abs(grad).max() for grad in grads)),),
        ),
        Mistake(
            "", "brought to length 1", "Long gradients should come out as long as the limit says, not as long as 1.", (divided_by_norm,)
        ),
        Mistake(
            "", "nothing clipped", "Compute the common length of what you return: is it within the limit?", (lambda grads, limit: grads,)
        ),
        Mistake(
            "B11",
            "argument changed in place",
            "The result is right, but the caller's arrays have changed: which line writes into them?",
            (clip_in_place,),
        ),
    ),
    returns=("kernel_grad", "bias_grad"),
)
