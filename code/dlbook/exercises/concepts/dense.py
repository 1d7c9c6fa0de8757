"""A dense layer as one matrix product."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake
from dlbook.exercises.inputs import numbers


def dense(x, kernel, bias):
    """Return the outputs of a dense layer without activation: (batch, n_in) becomes (batch, n_out)."""
    return x @ kernel + bias


DENSE_HAND = (
    np.array([[1.0, 2.0, 3.0], [0.0, 1.0, -1.0]]),
    np.array([[1.0, 0, 2, 0], [0, 1, 0, 1], [1, 1, 0, -1]]),
    np.array([0.5, -1, 2, 1]),
)

EXERCISE = Exercise(
    name="concepts.dense",
    tier=1,
    reference=dense,
    cases=(Case(DENSE_HAND), Case(tuple(numbers(2, (5, 4), (4, 3), 3))), Case(tuple(numbers(3, (3, 3), (3, 3), 3)))),
    hints=(
        "Write down the shapes of x, kernel and bias, and the shape of the result: which size has vanished?",
        "Output j of example i is the sum over all inputs k of x[i, k] times kernel[k, j], plus one more number.",
        "One operator of Python does all these sums at once; a row of n_out numbers is then added to every row by itself.",
    ),
    mistakes=(
        Mistake(
            "C01",
            "entry-by-entry product instead of matrix product",
            "Write the shapes of both factors and of the result side by side: which size has to disappear? Does `*` make any disappear?",
            (lambda x, kernel, bias: x * kernel + bias,),
        ),
        Mistake(
            "C05",
            "one bias for each example",
            "Would the layer still know what to add if tomorrow's batch held a single example?",
            (lambda x, kernel, bias: x @ kernel + bias[:, None], lambda x, kernel, bias: x @ kernel + bias[: len(x), None]),
        ),
        Mistake(
            "C06",
            "bias left out",
            "What does your layer answer to an input of zeros, and what should it answer?",
            (lambda x, kernel, bias: x @ kernel,),
        ),
        Mistake(
            "B02",
            "kernel transposed or factors in the wrong order",
            "Which size of the kernel counts the inputs? It has to stand next to the inputs of x.",
            (
                lambda x, kernel, bias: x @ kernel.T + bias,
                lambda x, kernel, bias: kernel @ x + bias,
                lambda x, kernel, bias: kernel.T @ x + bias,
                lambda x, kernel, bias: np.dot(x, kernel.T) + bias,
            ),
        ),
        Mistake(
            "B02",
            "result transposed",
            "Does a row of your result belong to an example, or to an output?",
            (lambda x, kernel, bias: (x @ kernel + bias).T, lambda x, kernel, bias: kernel.T @ x.T + bias[:, None]),
        ),
        Mistake(
            "",
            "an activation applied",
            "The largest and the smallest outputs are bounded in your result: who asked for that? This layer has no activation.",
            (
                lambda x, kernel, bias: np.maximum(0, x @ kernel + bias),
                lambda x, kernel, bias: 1 / (1 + np.exp(-(x @ kernel + bias))),
                lambda x, kernel, bias: np.tanh(x @ kernel + bias),
            ),
        ),
    ),
)
