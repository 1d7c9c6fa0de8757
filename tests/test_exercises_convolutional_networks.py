"""The exercises on convolutional networks: right answers that look wrong are accepted, near misses get the hint aimed at them."""

import functools
import math

import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view

from dlbook.exercises import judge


def prepare_in_steps(photo, size):
    photo = photo.astype(np.float64) / 255
    photo = photo[(photo.shape[0] - size) // 2 :][:size]
    photo = photo[:, (photo.shape[1] - size) // 2 :][:, :size]
    return np.expand_dims(photo, 0)


def correlate_by_windows(x, kernel):
    return np.einsum("ijab,ab->ij", sliding_window_view(x, kernel.shape), kernel)


def convolve_by_entries(x, kernel, bias, stride):
    height, width = ((n - k) // stride + 1 for n, k in zip(x.shape, kernel.shape[:2], strict=False))
    y = np.zeros((height, width, kernel.shape[3])) + bias
    for a, b in np.ndindex(kernel.shape[:2]):
        y += x[a : a + stride * height : stride, b : b + stride * width : stride] @ kernel[a, b]
    return y


def gradient_by_matrix(grad, kernel):
    rows, columns = np.add(grad.shape, kernel.shape) - 1
    pixels = np.eye(rows * columns).reshape(-1, rows, columns)
    return np.array([np.sum(grad * correlate_by_windows(pixel, kernel)) for pixel in pixels]).reshape(rows, columns)


def gradient_by_turning(grad, kernel):
    frame = [(size - 1, size - 1) for size in kernel.shape]
    return correlate_by_windows(np.pad(grad, frame), np.rot90(kernel, 2))


def pool_backward_by_masks(grad, x, window, stride):
    grad_x = np.zeros_like(x)
    for i in range(grad.shape[0]):
        for j in range(grad.shape[1]):
            places = [(x[i * stride + a, j * stride + b], -a, -b) for a in range(window) for b in range(window)]
            _, a, b = max(places)  # the largest, and of equals the first
            grad_x[i * stride - a, j * stride - b] += grad[i, j]
    return grad_x


def field_from_the_end(layers):
    size = 1
    for kernel, stride in reversed(layers):
        size = (size - 1) * stride + kernel
    return size


RIGHT = {
    "scaled first, cut later": ("prepare", prepare_in_steps),
    "single precision": ("prepare", lambda photo, size: prepare_in_steps(photo, size).astype(np.float32)),
    "all windows at once": ("correlate", correlate_by_windows),
    "size by counting starts": (
        "output_size",
        lambda n, kernel, stride, padding, dilation: len(range(0, n + 2 * padding - dilation * (kernel - 1), stride)),
    ),
    "layer by kernel entries": ("convolve", convolve_by_entries),
    "winner by key": ("max_pool_backward", pool_backward_by_masks),
    "kernel gradient by correlation": ("kernel_gradient", lambda grad, x: correlate_by_windows(x, grad)),
    "input gradient by a matrix": ("input_gradient", gradient_by_matrix),
    "input gradient by turning": ("input_gradient", gradient_by_turning),
    "groups one by one": (
        "conv_parameters",
        lambda kernel, channels_in, channels_out, groups: (
            groups * (kernel * kernel * (channels_in // groups) + 1) * (channels_out // groups)
        ),
    ),
    "places counted": (
        "multiply_adds",
        lambda height, width, kernel, stride, channels_in, channels_out: (
            len(range(0, height, stride)) * len(range(0, width, stride)) * kernel**2 * channels_in * channels_out
        ),
    ),
    "field from the last layer": ("receptive_field", field_from_the_end),
}


@pytest.mark.parametrize("name, answer", RIGHT.values(), ids=RIGHT)
def test_right_answers_pass(name, answer):
    verdict = judge(f"convolutional_networks.{name}", answer)
    assert verdict.status == "passed", verdict.text


NEAR = {
    "rounded instead of cut": (
        "output_size",
        lambda n, kernel, stride, padding, dilation: math.ceil((n + 2 * padding - (dilation * (kernel - 1) + 1)) / stride + 1),
        "rounded up",
    ),
    "true convolution": ("correlate", lambda x, kernel: correlate_by_windows(x, kernel[::-1, ::-1]), "kernel flipped"),
    "one channel": (
        "convolve",
        lambda x, kernel, bias, stride: convolve_by_entries(x[:, :, :1], kernel[:, :, :1], bias, stride),
        "only the first input channel",
    ),
    "all maxima": (
        "max_pool_backward",
        lambda grad, x, window, stride: np.sum(
            [
                np.pad(
                    grad[i, j] * (x[i * stride : i * stride + window, j * stride : j * stride + window] == m),
                    [(i * stride, x.shape[0] - i * stride - window), (j * stride, x.shape[1] - j * stride - window)],
                )
                for (i, j) in np.ndindex(grad.shape)
                for m in [x[i * stride : i * stride + window, j * stride : j * stride + window].max()]
            ],
            axis=0,
        ),
        "the full gradient to all equals",
    ),
    "kernel not turned": (
        "input_gradient",
        lambda grad, kernel: correlate_by_windows(np.pad(grad, [(size - 1, size - 1) for size in kernel.shape]), kernel),
        "kernel not turned",
    ),
    "mean over places": ("kernel_gradient", lambda grad, x: correlate_by_windows(x, grad) / grad.size, "mean over the places"),
    "weights alone": (
        "conv_parameters",
        lambda kernel, channels_in, channels_out, groups: kernel**2 * channels_in * channels_out // groups,
        "biases forgotten",
    ),
    "own stride first": (
        "receptive_field",
        lambda layers: 1 + sum((kernel - 1) * math.prod(s for _, s in layers[: i + 1]) for i, (kernel, _) in enumerate(layers)),
        "own stride counted",
    ),
    "own stride for the jump": (
        "receptive_field",
        lambda layers: 1 + sum((kernel - 1) * stride for kernel, stride in layers),
        "own stride instead of the jump",
    ),
    "rule from the end, loop from the front": (
        "receptive_field",
        lambda layers: functools.reduce(lambda size, layer: (size - 1) * layer[1] + layer[0], layers, 1),
        "walked in the wrong direction",
    ),
    "matrix product": (
        "correlate",
        lambda x, kernel: np.array([[np.sum(window @ kernel) for window in row] for row in sliding_window_view(x, kernel.shape)]),
        "matrix product",
    ),
    "slices that end at minus the margin": (
        "prepare",
        lambda photo, size: photo[
            np.newaxis,
            (photo.shape[0] - size) // 2 : -((photo.shape[0] - size) // 2),
            (photo.shape[1] - size) // 2 : -((photo.shape[1] - size) // 2),
        ]
        / 255,
        "equal margins cut off",
    ),
    "start rounded up": (
        "prepare",
        lambda photo, size: photo[
            np.newaxis,
            math.ceil((photo.shape[0] - size) / 2) : math.ceil((photo.shape[0] - size) / 2) + size,
            math.ceil((photo.shape[1] - size) / 2) : math.ceil((photo.shape[1] - size) / 2) + size,
        ]
        / 255,
        "odd remainder cut in front",
    ),
    "height for width": (
        "prepare",
        lambda photo, size: photo[
            np.newaxis,
            (photo.shape[1] - size) // 2 : (photo.shape[1] - size) // 2 + size,
            (photo.shape[0] - size) // 2 : (photo.shape[0] - size) // 2 + size,
        ]
        / 255,
        "rows and columns exchanged",
    ),
    "one bias a group": (
        "conv_parameters",
        lambda kernel, channels_in, channels_out, groups: (kernel**2 * channels_in // groups + groups) * channels_out,
        "a bias for each group and channel",
    ),
    "bias for each input channel": (
        "convolve",
        lambda x, kernel, bias, stride: convolve_by_entries(x, kernel, x.shape[2] * bias, stride),
        "bias added for each input channel",
    ),
    "places not rounded": (
        "multiply_adds",
        lambda height, width, kernel, stride, channels_in, channels_out: (
            height / stride * width / stride * kernel**2 * channels_in * channels_out
        ),
        "not rounded, or rounded too late",
    ),
    "kernel not squared": (
        "multiply_adds",
        lambda height, width, kernel, stride, channels_in, channels_out: (
            -(-height // stride) * -(-width // stride) * kernel * channels_in * channels_out
        ),
        "kernel counted along one axis",
    ),
    "window starts at its own multiples": (
        "max_pool_backward",
        lambda grad, x, window, stride: pool_backward_by_masks(grad, x, window, window),
        "stride taken for the window",
    ),
    "values handed back": (
        "max_pool_backward",
        lambda grad, x, window, stride: np.where(pool_backward_by_masks(np.ones_like(grad), x, window, stride) > 0, x, 0.0),
        "the largest value handed back",
    ),
}


@pytest.mark.parametrize("name, answer, mistake", NEAR.values(), ids=NEAR)
def test_near_misses_get_their_hint(name, answer, mistake):
    verdict = judge(f"convolutional_networks.{name}", answer)
    assert verdict.status == "not yet" and verdict.mistake and verdict.mistake.name == mistake, verdict.text
