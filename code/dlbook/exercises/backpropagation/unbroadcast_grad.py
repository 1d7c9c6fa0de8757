"""The way back through broadcasting."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake
from dlbook.exercises.inputs import numbers


def unbroadcast_grad(grad, shape):
    """Return the gradient of an operand of this shape, given the gradient of the result that it was copied into."""
    front = tuple(range(grad.ndim - len(shape)))
    grad = grad.sum(axis=front)
    stretched = tuple(axis for axis, size in enumerate(shape) if size == 1)
    return grad.sum(axis=stretched, keepdims=True)


def without_keeping(grad, shape):
    """Return the sums without the axes of size 1."""
    return unbroadcast_grad(grad, shape).squeeze()


def front_only(grad, shape):
    """Return sums over the new axes in front alone."""
    return grad.sum(axis=tuple(range(grad.ndim - len(shape))))


def first_copy(grad, shape):
    """Return the gradient of the first copy of each number."""
    grad = grad[(0,) * (grad.ndim - len(shape))]
    return grad[tuple(slice(0, 1) if size == 1 else slice(None) for size in shape)]


def stretched_only(grad, shape):
    """Return sums over the axes of size 1, aligned at the right, with the new axes in front left in."""
    extra = grad.ndim - len(shape)
    return grad.sum(axis=tuple(extra + axis for axis, size in enumerate(shape) if size == 1), keepdims=True)


def first_axis(grad, shape):
    """Return the sum over the first axis, whatever the shapes are."""
    return grad.sum(axis=0)


def from_the_front(grad, shape):
    """Return sums over the axes whose sizes differ, comparing the shapes from the left."""
    axes = tuple(i for i, (size, wanted) in enumerate(zip(grad.shape, shape, strict=False)) if size != wanted)
    return grad.sum(axis=axes, keepdims=True)


def from_the_front_reshaped(grad, shape):
    """Return sums over the axes whose sizes differ, compared from the left, in the shape that was asked for."""
    return from_the_front(grad, shape).reshape(shape)


EXERCISE = Exercise(
    name="backpropagation.unbroadcast_grad",
    tier=2,
    reference=unbroadcast_grad,
    cases=(
        Case((np.array([[1.0, 2.0, 3.0], [10.0, 20.0, 30.0]]), (3,))),
        Case((np.array([[1.0, 2.0, 3.0], [10.0, 20.0, 30.0]]), (2, 1))),
        Case((*numbers(10, (4, 3, 5)), (3, 1))),
        Case((*numbers(11, (5, 2)), (5, 2))),
        Case((*numbers(12, (3, 4)), (1, 4))),
        Case((*numbers(13, (2, 5)), ())),
    ),
    hints=(
        "Each number of the small operand was copied several times. A change of it changes all copies at once.",
        "Broadcasting did two things: it put new axes in front, and it stretched axes of size 1. Undo both, the new axes first.",
        "The result must have exactly the shape that was asked for: sizes of 1 stay. `keepdims` keeps them.",
    ),
    mistakes=(
        Mistake(
            "B10",
            "gradient left in the broadcast shape",
            "Compare your result's shape with `shape`. Each small entry was copied: what becomes of the copies' gradients?",
            (lambda grad, shape: grad * 1.0,),
        ),
        Mistake(
            "B10",
            "one copy instead of all",
            "You kept one copy's gradient. If every example uses the same bias, do the other examples have no say?",
            (first_copy, lambda grad, shape: grad[(slice(0, 1),) * (grad.ndim - len(shape))].reshape(shape)),
        ),
        Mistake(
            "G06",
            "mean over the copies",
            "Change one bias by 0.01 and 100 copies change: is the effect on the loss that of an average copy?",
            (
                lambda grad, shape: unbroadcast_grad(grad, shape) * (np.prod(shape) / grad.size),
                lambda grad, shape: front_only(grad, shape).mean(axis=tuple(i for i, size in enumerate(shape) if size == 1), keepdims=True),
            ),
        ),
        Mistake(
            "",
            "shapes compared from the front",
            "Broadcasting aligns shapes at the right: write (4, 3, 5) and below it (3, 1), right-aligned. Which axes differ now?",
            (from_the_front, from_the_front_reshaped),
        ),
        Mistake(
            "",
            "axes of size 1 not summed",
            "What if the operand had the shape (2, 1)? Broadcasting stretches axes, too; it does not only add them in front.",
            (front_only,),
        ),
        Mistake(
            "",
            "axes of size 1 dropped",
            "A gradient has exactly the shape of its operand. Where has the size 1 gone?",
            (without_keeping,),
        ),
        Mistake(
            "",
            "axes in front not summed",
            "What if the operand has fewer axes than the gradient? Broadcasting puts the new ones in front.",
            (stretched_only,),
        ),
        Mistake(
            "",
            "always the first axis",
            "You always sum over the first axis. Which axes have to go depends on `shape`: try (2, 1).",
            (first_axis, lambda grad, shape: grad.sum(axis=0, keepdims=True)),
        ),
    ),
)
