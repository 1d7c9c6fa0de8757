"""Backward through a dense layer: three gradients, told apart by their shapes."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake
from dlbook.exercises.inputs import numbers


def dense_backward(grad, x, kernel):
    """Return the gradients with respect to x, kernel and bias of z = x @ kernel + bias, given the one with respect to z."""
    return grad @ kernel.T, x.T @ grad, grad.sum(axis=0)


def bias_variant(bias_gradient):
    """Return a wrong answer whose bias gradient alone is wrong."""
    return lambda grad, x, kernel: (grad @ kernel.T, x.T @ grad, bias_gradient(grad))


def kernel_variant(kernel_gradient):
    """Return a wrong answer whose kernel gradient alone is wrong."""
    return lambda grad, x, kernel: (grad @ kernel.T, kernel_gradient(grad, x), grad.sum(axis=0))


def input_variant(input_gradient):
    """Return a wrong answer whose input gradient alone is wrong."""
    return lambda grad, x, kernel: (input_gradient(grad, x, kernel), x.T @ grad, grad.sum(axis=0))


HAND = (
    np.array([[1.0, 0.0], [0.0, 2.0], [1.0, 1.0]]),
    np.array([[1.0, 2, 3, 0], [0, 1, 0, 1], [2, 0, 1, 1]]),
    np.arange(8.0).reshape(4, 2),
)

EXERCISE = Exercise(
    name="backpropagation.dense_backward",
    tier=2,
    reference=dense_backward,
    cases=(Case(HAND), Case(tuple(numbers(5, (5, 2), (5, 3), (3, 2)))), Case(tuple(numbers(6, (3, 3), (3, 3), (3, 3))))),
    hints=(
        "A gradient has the shape of what it belongs to. Write down the three shapes you have to reach, and the three you start from.",
        "For the kernel: which index do grad and x share that the kernel has not? Sum over it. For x, ask grad and kernel the same.",
        "One bias has touched every example. What its change does to the loss is all of these effects together.",
    ),
    mistakes=(
        Mistake(
            "B01",
            "bias gradient not summed over the batch",
            "Look at the shape of your bias gradient: does it hold the batch size? One bias served every example.",
            (bias_variant(lambda grad: grad),),
        ),
        Mistake(
            "B01",
            "bias gradient over the wrong axis",
            "Which axis has to go: the one of the examples, or the one of the units?",
            (bias_variant(lambda grad: grad.sum(axis=1)), bias_variant(lambda grad: grad.sum(axis=1, keepdims=True)), bias_variant(np.sum)),
        ),
        Mistake(
            "G06",
            "bias gradient averaged",
            "The 1/n of the mean sits in the loss, so `grad` has it already. How often do you divide on the way to the bias?",
            (
                bias_variant(lambda grad: grad.mean(axis=0)),
                lambda grad, x, kernel: (grad @ kernel.T, x.T @ grad / len(x), grad.mean(axis=0)),
                kernel_variant(lambda grad, x: x.T @ grad / len(x)),
            ),
        ),
        Mistake(
            "B02",
            "kernel gradient transposed, or its factors swapped",
            "Each gradient has the shape of what it belongs to: x, kernel or bias. Which factors, in which order, give that shape?",
            (
                kernel_variant(lambda grad, x: grad.T @ x),
                kernel_variant(lambda grad, x: x @ grad),
                kernel_variant(lambda grad, x: grad @ x),
                kernel_variant(lambda grad, x: x * grad),
                kernel_variant(lambda grad, x: x @ grad.T),
            ),
        ),
        Mistake(
            "B02",
            "kernel not transposed on the way back",
            "Forward, the kernel turned n_in numbers into n_out. What turns n_out numbers back into n_in?",
            (
                input_variant(lambda grad, x, kernel: grad @ kernel),
                input_variant(lambda grad, x, kernel: kernel @ grad),
                input_variant(lambda grad, x, kernel: grad * kernel),
                input_variant(lambda grad, x, kernel: kernel.T @ grad),
            ),
        ),
        Mistake(
            "B02",
            "input gradient transposed",
            "Does a row of your first result belong to an example, or to an input?",
            (input_variant(lambda grad, x, kernel: kernel @ grad.T),),
        ),
        Mistake(
            "B06",
            "input gradient from the input",
            "How much the loss changes with x depends on what x is multiplied by. Which array is that?",
            (input_variant(lambda grad, x, kernel: x * grad.sum(axis=1, keepdims=True)), input_variant(lambda grad, x, kernel: x * 1.0)),
        ),
        Mistake(
            "",
            "parts in another order",
            "All three are there. In which order does the exercise want them?",
            (
                lambda grad, x, kernel: (x.T @ grad, grad.sum(axis=0), grad @ kernel.T),
                lambda grad, x, kernel: (x.T @ grad, grad @ kernel.T, grad.sum(axis=0)),
                lambda grad, x, kernel: (grad @ kernel.T, grad.sum(axis=0), x.T @ grad),
            ),
        ),
    ),
    returns=("grad_x", "grad_kernel", "grad_bias"),
)
