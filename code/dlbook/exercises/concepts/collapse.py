"""Two linear layers are one."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake
from dlbook.exercises.inputs import numbers


def collapse(kernel1, bias1, kernel2, bias2):
    """Return kernel and bias of the one layer that does what the two do."""
    return kernel1 @ kernel2, bias1 @ kernel2 + bias2


def relu(numbers):
    """Return the numbers, with 0 for those below 0."""
    return np.maximum(numbers, 0)


EXERCISE = Exercise(
    name="concepts.collapse",
    tier=2,
    reference=collapse,
    cases=(
        Case(
            (
                np.array([[1.0, 0, 2], [0, 1, 1]]),
                np.array([1.0, 2, 3]),
                np.array([[1.0, 0, 0, 2], [0, 1, 0, 0], [1, 0, 1, 0]]),
                np.array([10.0, 20, 30, 40]),
            )
        ),
        Case(tuple(numbers(11, (4, 5), 5, (5, 2), 2))),
        Case(tuple(numbers(12, (3, 3), 3, (3, 3), 3))),
    ),
    hints=(
        "Write the output of the first layer as a formula, and put it in place of the input of the second.",
        "Multiply the brackets out: what stands beside x is the new kernel, all the rest is the new bias.",
        "The first bias meets the second kernel on its way out; it does not arrive as it started.",
    ),
    mistakes=(
        Mistake(
            "",
            "first bias not sent through the second kernel",
            "Send an input of zeros through both layers by hand: what happens to the first bias on its way?",
            (lambda kernel1, bias1, kernel2, bias2: (kernel1 @ kernel2, bias1 + bias2),),
        ),
        Mistake(
            "C06",
            "first bias lost",
            "Send an input of zeros through both layers by hand: does only the second bias come out?",
            (lambda kernel1, bias1, kernel2, bias2: (kernel1 @ kernel2, bias2),),
        ),
        Mistake(
            "C06",
            "second bias lost",
            "Set the first bias to zero: what does the pair of layers answer to an input of zeros?",
            (lambda kernel1, bias1, kernel2, bias2: (kernel1 @ kernel2, bias1 @ kernel2),),
        ),
        Mistake(
            "C01",
            "entry-by-entry product",
            "Which operation makes the hidden units disappear from the shape: `*`, or the one that a layer uses?",
            (
                lambda kernel1, bias1, kernel2, bias2: (kernel1 * kernel2, bias1 @ kernel2 + bias2),
                lambda kernel1, bias1, kernel2, bias2: (kernel1 * kernel2, bias1 * kernel2 + bias2),
                lambda kernel1, bias1, kernel2, bias2: (kernel1 @ kernel2, bias1 * kernel2 + bias2),
                lambda kernel1, bias1, kernel2, bias2: (kernel1 * kernel2, bias1 + bias2),
                lambda kernel1, bias1, kernel2, bias2: (kernel1 * kernel2, bias1 * bias2),
            ),
        ),
        Mistake(
            "B02",
            "order of the product",
            "Which kernel does the input meet first? Write the two layers one inside the other and read from x outwards.",
            (
                lambda kernel1, bias1, kernel2, bias2: (kernel2 @ kernel1, bias1 @ kernel2 + bias2),
                lambda kernel1, bias1, kernel2, bias2: (kernel2 @ kernel1, kernel2 @ bias1 + bias2),
                lambda kernel1, bias1, kernel2, bias2: (kernel2.T @ kernel1.T, kernel2.T @ bias1 + bias2),
                lambda kernel1, bias1, kernel2, bias2: (kernel2 @ kernel1, bias1 + bias2),
            ),
        ),
        Mistake(
            "",
            "bias on the wrong side of the kernel",
            "Is the first bias a row, like the hidden units, or a column? On which side of the second kernel does a row stand?",
            (lambda kernel1, bias1, kernel2, bias2: (kernel1 @ kernel2, kernel2 @ bias1 + bias2),),
        ),
        Mistake(
            "",
            "first bias counted with the first kernel",
            "Which layer comes after the first bias? The kernel before it can do nothing to it.",
            (lambda kernel1, bias1, kernel2, bias2: (kernel1 @ kernel2, bias1 @ kernel1 + bias2),),
        ),
        Mistake(
            "",
            "kernels added",
            "Where the second layer receives the output of the first, its kernel multiplies: is anything added besides the biases?",
            (lambda kernel1, bias1, kernel2, bias2: (kernel1 + kernel2, bias1 + bias2),),
        ),
        Mistake(
            "C07",
            "an activation between the layers, or after them",
            "These two layers have no activation: which function in your formula is one?",
            (
                lambda kernel1, bias1, kernel2, bias2: (kernel1 @ kernel2, relu(bias1) @ kernel2 + bias2),
                lambda kernel1, bias1, kernel2, bias2: (relu(kernel1) @ kernel2, bias1 @ kernel2 + bias2),
                lambda kernel1, bias1, kernel2, bias2: (relu(kernel1) @ kernel2, relu(bias1) @ kernel2 + bias2),
                lambda kernel1, bias1, kernel2, bias2: (relu(kernel1 @ kernel2), bias1 @ kernel2 + bias2),
                lambda kernel1, bias1, kernel2, bias2: (relu(kernel1 @ kernel2), relu(bias1 @ kernel2 + bias2)),
                lambda kernel1, bias1, kernel2, bias2: (kernel1 @ kernel2, relu(bias1 @ kernel2 + bias2)),
                lambda kernel1, bias1, kernel2, bias2: (kernel1 @ relu(kernel2), bias1 @ relu(kernel2) + bias2),
            ),
        ),
    ),
    returns=("kernel", "bias"),
)
