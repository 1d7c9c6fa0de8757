"""All gradients of a network with one hidden layer."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake
from dlbook.exercises.inputs import numbers


def forward(x, kernel1, bias1, kernel2, bias2):
    """Return weighted sums, hidden values and predictions of a network with tanh units and a linear output."""
    z = x @ kernel1 + bias1
    hidden = np.tanh(z)
    return z, hidden, hidden @ kernel2 + bias2


def two_layer_gradients(x, target, kernel1, bias1, kernel2, bias2):
    """Return the gradients of the mean squared error with respect to kernel1, bias1, kernel2 and bias2."""
    _, hidden, prediction = forward(x, kernel1, bias1, kernel2, bias2)
    grad = 2 * (prediction - target) / target.size  # (batch, n_out)
    grad_z = grad @ kernel2.T * (1 - hidden**2)  # (batch, n_hidden)
    return x.T @ grad_z, grad_z.sum(axis=0), hidden.T @ grad, grad.sum(axis=0)


def variant(
    slope=lambda z, hidden: 1 - hidden**2,
    scale=lambda n, size: 2 / size,
    kernel=lambda kernel2, step: kernel2,
    cache="hidden",
    axis=0,
):
    """Return a wrong answer in which one thing is changed: tanh's slope, the loss's factor, the kernel on the way back, what was kept."""

    def wrong(x, target, kernel1, bias1, kernel2, bias2):
        z, hidden, prediction = forward(x, kernel1, bias1, kernel2, bias2)
        grad = (prediction - target) * scale(len(x), target.size)
        kept = {"hidden": hidden, "z": z}[cache]
        grad_z = grad @ kernel(kernel2, hidden.T @ grad).T * slope(z, hidden)
        if axis is None:
            return x.T @ grad_z, grad_z, kept.T @ grad, grad
        return x.T @ grad_z, grad_z.sum(axis=axis), kept.T @ grad, grad.sum(axis=axis)

    return wrong


def divided_twice(x, target, kernel1, bias1, kernel2, bias2):
    """Return gradients of which those of the first layer are divided by the batch size once more."""
    first = two_layer_gradients(x, target, kernel1, bias1, kernel2, bias2)
    return first[0] / len(x), first[1] / len(x), first[2], first[3]


def case(seed, batch, n_in, n_hidden, n_out):
    """Return a case with these sizes."""
    return Case(tuple(numbers(seed, (batch, n_in), (batch, n_out), (n_in, n_hidden), n_hidden, (n_hidden, n_out), n_out)))


SMALL = Case(
    (
        np.array([[1.0, 0.0, 2.0], [0.0, 1.0, 1.0]]),
        np.array([[1.0], [-1.0]]),
        np.array([[0.5, -0.5], [0.0, 1.0], [0.25, 0.5]]),
        np.array([0.0, 0.5]),
        np.array([[1.0], [2.0]]),
        np.array([0.5]),
    )
)

EXERCISE = Exercise(
    name="backpropagation.two_layer_gradients",
    tier=2,
    reference=two_layer_gradients,
    cases=(SMALL, case(8, 5, 3, 4, 2), case(9, 3, 2, 5, 4)),
    hints=(
        "Run forward first and keep the hidden values. Then walk back: loss, second layer, tanh, first layer.",
        "On the prediction it is 2 (prediction − target) over the number of entries of target. The rest is two dense layers.",
        "Between the two layers stands tanh: multiply entry by entry by its slope, written with the hidden values.",
    ),
    mistakes=(
        Mistake(
            "B04",
            "slope of tanh left out",
            "Your second layer is right. Follow one hidden unit from its z to the loss: which link of the chain is missing?",
            (variant(slope=lambda z, hidden: 1.0),),
        ),
        Mistake(
            "A01",
            "slope of tanh from the wrong array",
            "Your slope of tanh was handed the wrong array: does it want z, or the hidden values? At z = 0 it is 1, at z = 10 nearly 0.",
            (
                variant(slope=lambda z, hidden: 1 - np.tanh(hidden) ** 2),
                variant(slope=lambda z, hidden: 1 - z**2),
                variant(slope=lambda z, hidden: hidden * (1 - hidden)),
                variant(slope=lambda z, hidden: hidden),
            ),
        ),
        Mistake(
            "B06",
            "kernel2 gradient from the sums instead of the hidden values",
            "Name the array that kernel2 was multiplied by in the forward pass. Is it the one in your gradient of kernel2?",
            (variant(cache="z"),),
        ),
        Mistake(
            "B03",
            "error sent through an updated kernel",
            "Which weights made the prediction whose error you send back: those before a step, or those after?",
            (variant(kernel=lambda kernel2, step: kernel2 - step), variant(kernel=lambda kernel2, step: kernel2 - 0.1 * step)),
        ),
        Mistake(
            "",
            "factor 2 of the square lost",
            "Every gradient is half of what it should be: how fast does e² change with e?",
            (variant(scale=lambda n, size: 1 / size),),
        ),
        Mistake(
            "G05",
            "mean of the loss taken for a sum",
            "Hand in the same batch twice over: should the gradients double? The loss is a mean over all entries of target.",
            (variant(scale=lambda n, size: 2.0),),
        ),
        Mistake(
            "G05",
            "mean over the wrong count",
            "How many numbers does the mean squared error average over, when each example has several outputs?",
            (variant(scale=lambda n, size: 2 / n), variant(scale=lambda n, size: 2 * n / size)),
        ),
        Mistake(
            "G06",
            "divided by the batch size twice",
            "Count the places where you divide by the batch size, on the way from the loss to the first layer.",
            (divided_twice,),
        ),
        Mistake(
            "G03",
            "sign turned",
            "All your gradients point downhill. Differentiate (prediction − target)² once by hand and carry the sign to the end.",
            (variant(scale=lambda n, size: -2 / size),),
        ),
        Mistake(
            "B01",
            "bias gradients not summed over the batch",
            "Compare the shapes: does a bias hold one number for each example?",
            (variant(axis=None), variant(axis=1)),
        ),
    ),
    returns=("grad_kernel1", "grad_bias1", "grad_kernel2", "grad_bias2"),
)
