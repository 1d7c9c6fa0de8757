"""Sliding a window: sums of products, and the number of places."""

import math

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake
from dlbook.exercises.inputs import numbers


def correlate(x, kernel):
    """Return the cross-correlation y[i, j] = Σ x[i + a, j + b] kernel[a, b], without padding: x (height, width), kernel (rows, columns)."""
    rows, columns = kernel.shape
    y = np.empty((x.shape[0] - rows + 1, x.shape[1] - columns + 1))
    for i, j in np.ndindex(y.shape):
        y[i, j] = np.sum(x[i : i + rows, j : j + columns] * kernel)
    return y


def one_row_short(x, kernel):
    """Return the result without its last row and column."""
    return correlate(x, kernel)[:-1, :-1]


def added_without_kernel(x, kernel):
    """Return window sums that the kernel has no part in."""
    return correlate(x, np.ones_like(kernel))


def matrix_product(x, kernel):
    """Return the sums of `window @ kernel`, which fails for a kernel that is not square."""
    rows, columns = kernel.shape
    y = np.empty((x.shape[0] - rows + 1, x.shape[1] - columns + 1))
    for i, j in np.ndindex(y.shape):
        y[i, j] = np.sum(x[i : i + rows, j : j + columns] @ kernel)
    return y


def sizes_clash(attempts):
    """Tell whether a matrix product failed for its sizes."""
    return any(tried.first.failure and tried.first.failure.family == "product" for tried in attempts)


PIXEL = np.zeros((5, 6))
PIXEL[2, 3] = 1
CORRELATE = Exercise(
    name="convolutional_networks.correlate",
    tier=1,
    reference=correlate,
    cases=(
        Case((PIXEL, np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]))),
        Case((*numbers(1, (5, 7), (3, 2)),)),
        Case((*numbers(2, (6, 4), (2, 3)),)),
    ),
    hints=(
        "Count the places first: at how many rows can a window of 3 start in 5 rows? Then one sum of products for each place.",
        "`x[i : i + rows, j : j + columns]` has the shape of the kernel. What do you do with two arrays of one shape?",
    ),
    mistakes=(
        Mistake(
            "K01",
            "kernel flipped",
            "That is convolution in the strict sense: the kernel is turned upside down. Here it is not.",
            (lambda x, kernel: correlate(x, kernel[::-1, ::-1]),),
        ),
        Mistake(
            "K01",
            "kernel mirrored along one axis",
            "The kernel was turned along one axis. Lay it on the image as it is.",
            (lambda x, kernel: correlate(x, kernel[::-1]), lambda x, kernel: correlate(x, kernel[:, ::-1])),
        ),
        Mistake(
            "K02", "a row and a column short", "The last place is missing: at which row does the last whole window start?", (one_row_short,)
        ),
        Mistake(
            "",
            "products of whole rows added",
            "You averaged or added the window, but the kernel's numbers had no say.",
            (added_without_kernel,),
        ),
        Mistake(
            "",
            "matrix product",
            "`@` is the matrix product. Here numbers that lie on top of each other are multiplied: `*`.",
            (matrix_product,),
            symptom=sizes_clash,
        ),
        Mistake(
            "",
            "mean instead of sum",
            "Your numbers are too small by the size of the kernel. Sum, or mean?",
            (lambda x, kernel: correlate(x, kernel) / kernel.size,),
        ),
        Mistake(
            "K03",
            "zeros put around",
            "Your result is as large as the image: you let the window stand over the border.",
            (lambda x, kernel: correlate(np.pad(x, [(0, kernel.shape[0] - 1), (0, kernel.shape[1] - 1)]), kernel),),
        ),
        Mistake(
            "",
            "rows and columns of the kernel exchanged",
            "Which extent of the kernel belongs to the rows of the image?",
            (lambda x, kernel: correlate(x, kernel.T),),
        ),
    ),
)


def output_size(n, kernel, stride, padding, dilation):
    """Return at how many places a window starts on an axis: ⌊(n + 2 padding − dilation (kernel − 1) − 1) / stride⌋ + 1."""
    extent = dilation * (kernel - 1) + 1
    return (n + 2 * padding - extent) // stride + 1


OUTPUT_SIZE = Exercise(
    name="convolutional_networks.output_size",
    tier=1,
    reference=output_size,
    cases=(
        Case((10, 3, 2, 2, 1)),
        Case((6, 2, 3, 0, 1)),
        Case((224, 7, 2, 3, 1)),
        Case((15, 3, 2, 1, 3)),
        Case((32, 5, 1, 0, 2)),
    ),
    hints=(
        "How many cells does the kernel cover when its entries stand `dilation` cells apart? Start with dilation 1, then 2.",
        "The first window starts at 0; each step moves by the stride; the last must still end inside the padded axis.",
    ),
    mistakes=(
        Mistake(
            "K02",
            "the first place not counted",
            "Count the places on a row of six cells by hand: you have counted the steps between them.",
            (lambda n, kernel, stride, padding, dilation: output_size(n, kernel, stride, padding, dilation) - 1,),
        ),
        Mistake(
            "K02",
            "rounded up",
            "A window that does not fit whole is left out. In which direction do you round?",
            (lambda n, kernel, stride, padding, dilation: math.ceil((n + 2 * padding - dilation * (kernel - 1) - 1) / stride) + 1,),
        ),
        Mistake(
            "K02",
            "not rounded",
            "Half a place is no place.",
            (lambda n, kernel, stride, padding, dilation: (n + 2 * padding - dilation * (kernel - 1) - 1) / stride + 1,),
        ),
        Mistake(
            "",
            "padding on one side",
            "The zeros are added on both ends of the axis.",
            (lambda n, kernel, stride, padding, dilation: output_size(n, kernel, stride, padding / 2, dilation),),
        ),
        Mistake(
            "",
            "dilation ignored",
            "With dilation, how far apart are the first and the last entry of the kernel?",
            (lambda n, kernel, stride, padding, dilation: output_size(n, kernel, stride, padding, 1),),
        ),
        Mistake(
            "",
            "dilation of the whole kernel",
            "A kernel of 3 with dilation 2 covers 5 cells, not 6: how many gaps are there between 3 entries?",
            (lambda n, kernel, stride, padding, dilation: (n + 2 * padding - dilation * kernel) // stride + 1,),
        ),
        Mistake(
            "K04",
            "stride forgotten",
            "Your result does not change with the stride.",
            (lambda n, kernel, stride, padding, dilation: output_size(n, kernel, 1, padding, dilation),),
        ),
        Mistake(
            "K03",
            "the rule of padding 'same'",
            "That is the rule for one special padding. Here the padding is given.",
            (lambda n, kernel, stride, padding, dilation: math.ceil(n / stride),),
        ),
    ),
)
