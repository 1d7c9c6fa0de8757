"""A convolution layer with channels, bias and stride."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake
from dlbook.exercises.inputs import numbers


def convolve(x, kernel, bias, stride):
    """Return a layer's output for one image: x (height, width, channels_in), kernel (rows, columns, channels_in, channels_out)."""
    rows, columns, _, channels_out = kernel.shape
    height, width = (x.shape[0] - rows) // stride + 1, (x.shape[1] - columns) // stride + 1
    y = np.empty((height, width, channels_out))
    for i, j in np.ndindex(height, width):
        window = x[i * stride : i * stride + rows, j * stride : j * stride + columns]
        y[i, j] = np.tensordot(window, kernel, 3) + bias
    return y


def outputs_skipped(x, kernel, bias, stride):
    """Return zeros where the loop over outputs took steps of `stride`."""
    full = convolve(x, kernel, bias, 1)
    y = np.zeros_like(convolve(x, kernel, bias, stride))
    y[::stride, ::stride] = full[: y.shape[0] : stride, : y.shape[1] : stride]
    return y


def window_not_moved(x, kernel, bias, stride):
    """Return the top left part of what stride 1 gives."""
    height, width = convolve(x, kernel, bias, stride).shape[:2]
    return convolve(x, kernel, bias, 1)[:height, :width]


def channels_reversed(x, kernel, bias, stride):
    """Return what comes out when the kernel is turned along all of its axes but the last."""
    return convolve(x, kernel[::-1, ::-1, ::-1], bias, stride)


def one_bias_for_each_entry(x, kernel, bias, stride):
    """Return the output with the bias added once for each entry of the kernel."""
    return convolve(x, kernel, bias * kernel[..., 0].size, stride)


CONVOLVE = Exercise(
    name="convolutional_networks.convolve",
    tier=2,
    reference=convolve,
    cases=(
        Case((*numbers(4, (3, 4, 2), (2, 2, 2, 3), (3,)), 1)),
        Case((*numbers(5, (7, 9, 2), (3, 2, 2, 4), (4,)), 2)),
        Case((*numbers(6, (8, 6, 3), (2, 3, 3, 2), (2,)), 3)),
    ),
    hints=(
        "One number of the output belongs to a row, a column and an output channel. Over which three axes does its sum run?",
        "The loops run over outputs; only the start of the window feels the stride. The window has the shape of one "
        "kernel, channels included.",
    ),
    mistakes=(
        Mistake(
            "K05",
            "only the first input channel",
            "How many numbers does one kernel see at one place of a colour image?",
            (lambda x, kernel, bias, stride: convolve(x[..., :1], kernel[:, :, :1], bias, stride),),
        ),
        Mistake(
            "K05",
            "mean over the input channels",
            "Divided by the channels: the formula has a sum over them.",
            (lambda x, kernel, bias, stride: (convolve(x, kernel, bias, stride) - bias) / x.shape[2] + bias,),
        ),
        Mistake(
            "K04",
            "window without stride",
            "Your loop runs over outputs: where does the window for output number 2 start?",
            (window_not_moved,),
        ),
        Mistake(
            "K04",
            "outputs skipped",
            "Some outputs were never written. The stride moves the window, not the place of the result.",
            (outputs_skipped,),
        ),
        Mistake(
            "K04",
            "stride 1",
            "Your output does not get smaller with a longer stride.",
            (lambda x, kernel, bias, stride: convolve(x, kernel, bias, 1),),
        ),
        Mistake(
            "",
            "bias forgotten",
            "Feed it an image of zeros: what should come out?",
            (lambda x, kernel, bias, stride: convolve(x, kernel, 0 * bias, stride),),
        ),
        Mistake(
            "",
            "bias added for each input channel",
            "The bias joins once, after the sum over all input channels.",
            (lambda x, kernel, bias, stride: convolve(x, kernel, bias * x.shape[2], stride),),
        ),
        Mistake(
            "",
            "bias added for every product",
            "The bias is added once for each output, not once for each product.",
            (one_bias_for_each_entry,),
        ),
        Mistake(
            "K01",
            "kernel flipped",
            "A layer lays its kernel on the image as it is; yours is turned around.",
            (lambda x, kernel, bias, stride: convolve(x, kernel[::-1, ::-1], bias, stride), channels_reversed),
        ),
    ),
)
