"""The backward pass of a convolution, which is made of convolutions."""

import numpy as np

from dlbook.exercises.convolutional_networks.sliding import correlate
from dlbook.exercises.exercise import Case, Exercise, Mistake
from dlbook.exercises.inputs import numbers


def kernel_gradient(grad, x):
    """Return ∂L/∂kernel of y = correlate(x, kernel), stride 1, no padding: x (height, width), grad (height_out, width_out)."""
    rows, columns = np.subtract(x.shape, grad.shape) + 1
    result = np.empty((rows, columns))
    for a, b in np.ndindex(rows, columns):
        result[a, b] = np.sum(grad * x[a : a + grad.shape[0], b : b + grad.shape[1]])
    return result


def input_gradient(grad, kernel):
    """Return ∂L/∂x of y = correlate(x, kernel), stride 1, no padding: grad (height_out, width_out), kernel (rows, columns)."""
    rows, columns = kernel.shape
    grad_x = np.zeros((grad.shape[0] + rows - 1, grad.shape[1] + columns - 1))
    for i, j in np.ndindex(grad.shape):
        grad_x[i : i + rows, j : j + columns] += grad[i, j] * kernel
    return grad_x


def framed(grad, kernel, turn):
    """Return the correlation of the framed gradient with a kernel that was turned somehow."""
    turned = turn(kernel)
    rows, columns = kernel.shape
    return correlate(np.pad(grad, [(rows - 1, rows - 1), (columns - 1, columns - 1)]), turned)


def overwritten(grad, kernel):
    """Return what is left when overlapping windows overwrite each other."""
    rows, columns = kernel.shape
    grad_x = np.zeros((grad.shape[0] + rows - 1, grad.shape[1] + columns - 1))
    for i, j in np.ndindex(grad.shape):
        grad_x[i : i + rows, j : j + columns] = grad[i, j] * kernel
    return grad_x


KERNEL = Exercise(
    name="convolutional_networks.kernel_gradient",
    tier=2,
    reference=kernel_gradient,
    cases=(
        Case((np.array([[1.0, 0.0, 2.0]]), np.array([[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0]]))),
        Case((*numbers(1, (3, 5), (5, 6)),)),
        Case((*numbers(2, (4, 2), (5, 7)),)),
    ),
    hints=(
        "Entry (a, b) of the kernel met a pixel in every output. Which pixel in output (i, j)?",
        "One entry's gradient is a sum over all outputs of the arriving gradient times the pixel that this entry met there.",
    ),
    mistakes=(
        Mistake(
            "K10",
            "mean over the places",
            "Divided by the number of outputs. The same entry was used at every place: what does the chain rule do with uses?",
            (lambda grad, x: kernel_gradient(grad, x) / grad.size,),
        ),
        Mistake(
            "K10",
            "upside down",
            "The right numbers in reverse order: nothing has to be turned for the kernel's gradient.",
            (lambda grad, x: kernel_gradient(grad, x)[::-1, ::-1],),
        ),
        Mistake(
            "K10",
            "arriving gradient turned",
            "You turned the arriving gradient. Output (i, j) met pixel (i + a, j + b), not its mirror image.",
            (lambda grad, x: kernel_gradient(grad[::-1, ::-1], x),),
        ),
        Mistake(
            "",
            "one place only",
            "The kernel is used at every place, and you counted its use at one.",
            (lambda grad, x: grad[0, 0] * x[: x.shape[0] - grad.shape[0] + 1, : x.shape[1] - grad.shape[1] + 1],),
        ),
        Mistake(
            "",
            "arriving gradient ignored",
            "You added up pixels. Where does the gradient that arrives come in?",
            (lambda grad, x: kernel_gradient(np.ones_like(grad), x),),
        ),
        Mistake(
            "",
            "full size",
            "The result should have the shape of the kernel: x and the arriving gradient overlap fully at so many places only.",
            (lambda grad, x: framed(x, grad, lambda each: each),),
        ),
    ),
)

INPUT = Exercise(
    name="convolutional_networks.input_gradient",
    tier=3,
    reference=input_gradient,
    cases=(
        Case((np.array([[1.0, 0.0, 2.0]]), np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]))),
        Case((*numbers(1, (4, 5), (3, 2)),)),
        Case((*numbers(2, (5, 3), (2, 4)),)),
    ),
    hints=(
        "Which outputs did one pixel influence, and with which entry of the kernel each? A pixel in a corner influenced one.",
        "Each output hands its gradient back to the pixels under its window, weighted as on the way forward. Where "
        "windows overlap, gifts add up.",
    ),
    mistakes=(
        Mistake(
            "K10",
            "kernel not turned",
            "That is the result of sliding an unturned kernel, or of handing back with a turned one. Sliding over the gradient needs "
            "the turned kernel; handing each output back to its window needs it as it is.",
            (lambda grad, kernel: framed(grad, kernel, lambda each: each),),
        ),
        Mistake(
            "K10",
            "turned along one axis",
            "Half a turn reverses rows and columns, both.",
            (
                lambda grad, kernel: framed(grad, kernel, lambda each: each[::-1]),
                lambda grad, kernel: framed(grad, kernel, lambda each: each[:, ::-1]),
            ),
        ),
        Mistake(
            "K09",
            "overwritten where windows overlap",
            "A pixel in the middle lies under many windows. You kept the last gift only.",
            (overwritten,),
        ),
        Mistake(
            "",
            "frame forgotten",
            "Too small: a pixel in the corner also deserves a gradient. How far must the kernel reach beyond the gradient?",
            (
                lambda grad, kernel: (
                    correlate(grad, kernel[::-1, ::-1]) if np.all(np.array(grad.shape) >= kernel.shape) else np.zeros((0, 0))
                ),
            ),
        ),
        Mistake(
            "",
            "cut to the size of the output",
            "The result should have the size of the input, which is larger than that of the gradient.",
            (lambda grad, kernel: input_gradient(grad, kernel)[: grad.shape[0], : grad.shape[1]],),
        ),
        Mistake(
            "",
            "arriving gradient ignored",
            "Your result does not depend on the gradient that arrives.",
            (lambda grad, kernel: input_gradient(np.ones_like(grad), kernel),),
        ),
        Mistake(
            "",
            "mean over the places",
            "Divided by the number of outputs. Where does the formula divide?",
            (lambda grad, kernel: input_gradient(grad, kernel) / grad.size,),
        ),
    ),
)
