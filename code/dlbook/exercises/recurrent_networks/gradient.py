"""The gradient of the recurrent kernel: back through all steps of the simple layer."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake
from dlbook.exercises.inputs import numbers


def recurrent_gradient(h, from_outside, recurrent_kernel):
    """Return ∂L/∂R = Σₜ hₜ₋₁ᵀ δₜ, with δₜ = (eₜ + δₜ₊₁ Rᵀ)(1 − hₜ²)."""
    delta, total = np.zeros_like(h[:, 0]), np.zeros_like(recurrent_kernel)
    for t in reversed(range(from_outside.shape[1])):
        delta = (from_outside[:, t] + delta @ recurrent_kernel.T) * (1 - h[:, t + 1] ** 2)
        total += np.einsum("ni,nj->ij", h[:, t], delta)
    return total


def slope_lost_on_the_way(h, from_outside, recurrent_kernel):
    """Return the gradient when the gradient of the state, without the slope, is sent back through R."""
    arriving, gradient = 0.0, np.zeros_like(recurrent_kernel)
    for t in reversed(range(from_outside.shape[1])):
        whole = from_outside[:, t] + arriving
        gradient += h[:, t].T @ (whole * (1 - h[:, t + 1] ** 2))
        arriving = whole @ recurrent_kernel.T
    return gradient


def gradient_with(carry=lambda delta, r: delta @ r.T, slope=lambda h: 1 - h**2, before=0, finish=lambda grads: sum(grads), slope_at=1):
    """Return a backward pass with one part exchanged."""

    def wrong(h, from_outside, recurrent_kernel):
        delta, grads = np.zeros_like(h[:, 0]), []
        for t in reversed(range(from_outside.shape[1])):
            delta = (from_outside[:, t] + carry(delta, recurrent_kernel)) * slope(h[:, t + slope_at])
            grads.append(h[:, t + before].T @ delta)
        return finish(grads)

    return wrong


def walk(seed, batch, time, n):
    """Return states, gradients from outside and a recurrent kernel; the states come from a random layer."""
    from_x, outside, kernel = numbers(seed, (batch, time, n), (batch, time, n), (n, n), size=0.7)
    states = [np.zeros((batch, n))]
    for t in range(time):
        states.append(np.tanh(from_x[:, t] + states[-1] @ kernel))
    return np.round(np.stack(states, axis=1), 3), outside, kernel


RECURRENT_GRADIENT = Exercise(
    name="recurrent_networks.recurrent_gradient",
    tier=2,
    reference=recurrent_gradient,
    cases=(
        Case((np.array([[[0.0], [0.5], [-0.5]], [[0.0], [0.1], [0.6]]]), np.array([[[1.0], [2.0]], [[0.0], [1.0]]]), np.array([[2.0]]))),
        Case(walk(5, 3, 4, 2)),
        Case(walk(6, 2, 5, 3)),
    ),
    hints=(
        "Walk from the last step to the first, and carry one array: what arrives from the next step.",
        "At each step add what comes from outside and what arrives, multiply by the slope of tanh, and only then send it on.",
        "The state that the recurrent kernel was multiplied with is the one before the step. The gradients of all steps add up.",
    ),
    mistakes=(
        Mistake(
            "R08",
            "nothing arrives from the next step",
            "On how many roads does the state at one step reach the loss?",
            (gradient_with(carry=lambda d, r: 0 * d),),
        ),
        Mistake(
            "",
            "kernel not transposed on the way back",
            "Forward, the state was multiplied by R from the right. By what is its gradient multiplied?",
            (gradient_with(carry=lambda d, r: d @ r),),
        ),
        Mistake(
            "",
            "slope lost on the way back",
            "What travels back through R: the gradient of the state, or that of the sum inside tanh?",
            (slope_lost_on_the_way,),
        ),
        Mistake(
            "",
            "slope of the old state",
            "The slope belongs to the tanh that made the state of step t: which entry of `h` is that?",
            (gradient_with(slope_at=0),),
        ),
        Mistake(
            "",
            "slope forgotten",
            "Between the state and the sum stands a tanh. Where does its slope enter?",
            (gradient_with(slope=lambda h: 1),),
        ),
        Mistake(
            "",
            "slope taken at the wrong place",
            "The slope of tanh, written with its output h, is 1 − h². Is that what you have?",
            (gradient_with(slope=lambda h: h * (1 - h)), gradient_with(slope=lambda h: 1 - np.tanh(h) ** 2)),
        ),
        Mistake(
            "",
            "state after the step",
            "Which state did the recurrent kernel read at step t: the old or the new one?",
            (gradient_with(before=1),),
        ),
        Mistake(
            "",
            "overwritten instead of added",
            "The kernel is used at every step. What happens to the gradient of the step before when the next one comes?",
            (gradient_with(finish=lambda grads: grads[-1]),),
        ),
        Mistake(
            "R08",
            "mean over the steps",
            "Repeat the pull of the last step alone, in longer and longer sequences: should its effect be divided by the length?",
            (gradient_with(finish=lambda grads: sum(grads) / len(grads)),),
        ),
        Mistake(
            "",
            "only the last step counts",
            "The steps before the last use the same kernel. Where is their share?",
            (gradient_with(finish=lambda grads: grads[0]),),
        ),
    ),
)

GROUP = (RECURRENT_GRADIENT,)
