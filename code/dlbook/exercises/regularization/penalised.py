"""A loss with an L2 penalty, and its gradients."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake
from dlbook.exercises.inputs import numbers


def penalised(loss, kernel_grad, bias_grad, kernel, l2):
    """Return loss, kernel gradient and bias gradient after l2 · Σ kernel² was added to the loss; the bias is not penalised."""
    return loss + l2 * np.sum(kernel**2), kernel_grad + 2 * l2 * kernel, bias_grad


EXERCISE = Exercise(
    name="regularization.penalised",
    tier=1,
    reference=penalised,
    returns=("loss", "kernel_grad", "bias_grad"),
    cases=(
        Case(
            (
                1.0,
                np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 2.0]]),
                np.array([1.0, 0.0, 0.0]),
                np.array([[1.0, 2.0, 0.0], [-1.0, 0.0, 3.0]]),
                0.1,
            )
        ),
        Case((0.7, *numbers(1, (4, 2), (2,), (4, 2)), 0.03)),
        Case((2.1, *numbers(2, (3, 5), (5,), (3, 5)), 0.5)),
    ),
    hints=(
        "The penalty depends on the kernel alone. What does it add to the loss, and what to the gradient of each weight?",
        "What is the derivative of l2 times w squared with respect to w?",
    ),
    mistakes=(
        Mistake(
            "",
            "factor 2 forgotten",
            "Differentiate l2 · w² once more by hand: a power comes down. (Some books write l2/2 for that reason; here it is l2.)",
            (lambda loss, kernel_grad, bias_grad, kernel, l2: (loss + l2 * (kernel**2).sum(), kernel_grad + l2 * kernel, bias_grad),),
        ),
        Mistake(
            "",
            "only in the loss",
            "Your loss has the penalty, your gradients do not: the optimizer never hears of it.",
            (lambda loss, kernel_grad, bias_grad, kernel, l2: (loss + l2 * (kernel**2).sum(), kernel_grad, bias_grad),),
        ),
        Mistake(
            "",
            "only in the gradient",
            "Your gradients belong to another loss than the one you return: compare them with finite differences of it.",
            (lambda loss, kernel_grad, bias_grad, kernel, l2: (loss, kernel_grad + 2 * l2 * kernel, bias_grad),),
        ),
        Mistake(
            "",
            "mean instead of sum",
            "You averaged the squares. Does the penalty of one weight depend on how many others there are?",
            (
                lambda loss, kernel_grad, bias_grad, kernel, l2: (loss + l2 * np.mean(kernel**2), kernel_grad + 2 * l2 * kernel, bias_grad),
                lambda loss, kernel_grad, bias_grad, kernel, l2: (
                    loss + l2 * np.mean(kernel**2),
                    kernel_grad + 2 * l2 * kernel / kernel.size,
                    bias_grad,
                ),
            ),
        ),
        Mistake(
            "",
            "length instead of square",
            "You took a root. The penalty is the sum of the squares itself.",
            (
                lambda loss, kernel_grad, bias_grad, kernel, l2: (
                    loss + l2 * np.linalg.norm(kernel),
                    kernel_grad + 2 * l2 * kernel,
                    bias_grad,
                ),
            ),
        ),
        Mistake(
            "",
            "pushed away from zero",
            "Step against your gradient: do the weights get smaller or larger?",
            (lambda loss, kernel_grad, bias_grad, kernel, l2: (loss + l2 * (kernel**2).sum(), kernel_grad - 2 * l2 * kernel, bias_grad),),
        ),
        Mistake(
            "",
            "L1 instead of L2",
            "That penalty has a corner at zero. Which of the two squares the weights?",
            (
                lambda loss, kernel_grad, bias_grad, kernel, l2: (
                    loss + l2 * np.abs(kernel).sum(),
                    kernel_grad + l2 * np.sign(kernel),
                    bias_grad,
                ),
            ),
        ),
    ),
)
