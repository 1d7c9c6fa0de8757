"""A convolution looks at an image through a small window, and computes the same weighted sums wherever the window stands.

So it needs few weights, and what it learns in one corner it knows in all others. The window slides in steps of `stride`; with
`padding="same"` zeros around the image let it stand at the border too. As in every framework, the kernel is not flipped: strictly
speaking this is cross-correlation.

`convolve_loops` says it in loops and is the reference. `Conv2D` turns the loops into one matrix product for each row of the kernel;
the tests hold the two equal. Pooling, which keeps the largest or the mean of each tile of the image, is at the end.
"""
import math

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from dlbook.initializers import glorot_uniform, zeros
from dlbook.layers import Layer


def margins(size, window, stride, padding):
    """Return how many zeros go before and after an axis.

    Formula: "valid" adds none; "same" adds enough for ⌈size / stride⌉ windows, max((⌈size / stride⌉ − 1) stride + window − size, 0) in
    all, the odd one after.
    """
    if padding == "valid":
        return 0, 0
    total = max((math.ceil(size / stride) - 1) * stride + window - size, 0)
    return total // 2, total - total // 2


def pad(x, window, stride, padding):
    """Return the images with the zeros that the padding asks for.

    Shapes: x (batch, height, width, channels), window (height, width).
    """
    rows, columns = (margins(size, extent, stride, padding) for size, extent in zip(x.shape[1:3], window, strict=True))
    return np.pad(x, ((0, 0), rows, columns, (0, 0))) if padding == "same" else x


def unpad(x, shape, window, stride, padding):
    """Return the middle of padded images, of the given shape: the inverse of `pad`."""
    top, left = (margins(size, extent, stride, padding)[0] for size, extent in zip(shape[1:3], window, strict=True))
    return x[:, top : top + shape[1], left : left + shape[2]]


def convolve_loops(x, kernel, bias, stride=1, padding="valid"):
    """Return the convolution of images, in loops.

    Formula: y[n, i, j, o] = Σ_{a, b, c} x[n, i·stride + a, j·stride + b, c] · kernel[a, b, c, o] + bias[o], with x padded.
    Shapes: x (batch, height, width, channels_in), kernel (rows, columns, channels_in, channels_out), bias (channels_out,).
    """
    rows, columns = kernel.shape[:2]
    x = pad(x, (rows, columns), stride, padding)
    height, width = ((size - extent) // stride + 1 for size, extent in zip(x.shape[1:3], kernel.shape[:2], strict=True))
    y = np.zeros((len(x), height, width, kernel.shape[3]), x.dtype)
    for n, i, j, o in np.ndindex(y.shape):
        window = x[n, i * stride : i * stride + rows, j * stride : j * stride + columns]  # (rows, columns, channels_in)
        y[n, i, j, o] = np.sum(window * kernel[..., o]) + bias[o]
    return y


def convolve_loops_backward(grad, x, kernel, stride=1, padding="valid"):
    """Return the gradients of `convolve_loops` with respect to x, kernel and bias: every sum of forward, read backward."""
    rows, columns = kernel.shape[:2]
    padded = pad(x, (rows, columns), stride, padding)
    grad_x, grad_kernel, grad_bias = np.zeros_like(padded), np.zeros_like(kernel), np.zeros(kernel.shape[3], kernel.dtype)
    for n, i, j, o in np.ndindex(grad.shape):
        place = n, slice(i * stride, i * stride + rows), slice(j * stride, j * stride + columns)
        grad_x[place] += grad[n, i, j, o] * kernel[..., o]
        grad_kernel[..., o] += grad[n, i, j, o] * padded[place]
        grad_bias[o] += grad[n, i, j, o]
    return unpad(grad_x, x.shape, (rows, columns), stride, padding), grad_kernel, grad_bias


class Conv2D(Layer):
    """A layer of kernels that slide over images; the formula is that of `convolve_loops`.

    Shapes: x (batch, height, width, channels_in), y (batch, height, width, channels_out) with ⌊(size − kernel) / stride⌋ + 1 rows and
    columns, or ⌈size / stride⌉ for "same"; kernel (rows, columns, channels_in, channels_out), bias (channels_out,).
    `kernel_size` is a number, or (rows, columns).
    Errors: ValueError for a wrong rank or channel count, for a kernel larger than a "valid" input, and for unknown padding.
    Source: LeCun and others, Neural Computation 1 (1989), pages 541–551.
    """

    def __init__(self, channels_in, channels_out, kernel_size, rng, stride=1, padding="valid", kernel_initializer=glorot_uniform):
        if padding not in ("valid", "same"):
            raise ValueError(f'padding must be "valid" or "same", but it is {padding!r}')
        self.window = (kernel_size, kernel_size) if np.ndim(kernel_size) == 0 else tuple(kernel_size)
        self.stride, self.padding = stride, padding
        super().__init__(kernel=kernel_initializer((*self.window, channels_in, channels_out), rng), bias=zeros((channels_out,)))

    def forward(self, x, training=False):
        x = self.receive(x, "batch", "height", "width", self.params["kernel"].shape[2])
        if self.padding == "valid" and (x.shape[1] < self.window[0] or x.shape[2] < self.window[1]):
            raise ValueError(f"the kernel is {self.window} and needs an image at least as large, but received {x.shape}")
        kernel, bias = self.weights(x)
        padded = pad(x, self.window, self.stride, self.padding)
        y = correlate(padded, kernel, self.stride)
        y += bias
        return self.remember(y, x.shape, padded, kernel)

    def backward(self, grad):
        shape, padded, kernel = self.recall(grad)
        # A product with ones is a sum, and faster than `sum` over a long axis.
        grad_bias = np.ones(grad[..., 0].size, grad.dtype) @ grad.reshape(-1, grad.shape[-1])
        self.grads = {"kernel": correlate_kernel_gradient(grad, padded, kernel.shape, self.stride), "bias": grad_bias}

        # x[p] met kernel[a] in output i where p = i·stride + a. So the gradient, spread out by the stride and framed with zeros,
        # goes through a convolution with the kernel turned upside down and its two channel axes swapped.
        batch, height, width, channels_out = grad.shape
        down, right = (size - 1 for size in self.window)
        spread = np.zeros((batch, padded.shape[1] + down, padded.shape[2] + right, channels_out), grad.dtype)
        spread[:, down : down + self.stride * height : self.stride, right : right + self.stride * width : self.stride] = grad
        turned = np.ascontiguousarray(kernel[::-1, ::-1].swapaxes(2, 3))
        return unpad(correlate(spread, turned, 1), shape, self.window, self.stride, self.padding)


def strips_of(x, columns, stride):
    """Return, for each place of the window along a row, the numbers of that row under it, side by side.

    Shapes: x (batch, height, width, channels), result (batch, height, width_out, columns · channels).
    """
    view = sliding_window_view(x, columns, axis=2)[:, :, ::stride]  # (batch, height, width_out, channels, columns)
    return np.ascontiguousarray(view.swapaxes(3, 4)).reshape(*view.shape[:3], -1)


def strips_under(i, strips, height, stride):
    """Return the strips that row i of the kernel meets on its way down: (batch, height · width_out, columns · channels)."""
    return strips[:, i : i + stride * height : stride].reshape(len(strips), -1, strips.shape[3])


def portions(x, columns):
    """Yield slices of so few examples that their strips stay in the processor's cache: big new arrays cost more than the products."""
    step = max(1, 2**18 // (math.prod(x.shape[1:]) * columns))
    for start in range(0, len(x), step):
        yield slice(start, start + step)


def correlate(x, kernel, stride):
    """Return the convolution of `convolve_loops`, without padding and bias: one matrix product for each row of the kernel.

    Copying single rows instead of whole windows takes `rows` times less memory.
    """
    rows, columns, _, channels_out = kernel.shape
    height, width = ((size - extent) // stride + 1 for size, extent in zip(x.shape[1:3], kernel.shape[:2], strict=True))
    matrices = kernel.reshape(rows, -1, channels_out)  # (rows, columns · channels_in, channels_out)
    y = np.empty((len(x), height * width, channels_out), x.dtype)
    for part in portions(x, columns):
        strips = strips_of(x[part], columns, stride)
        np.matmul(strips_under(0, strips, height, stride), matrices[0], out=y[part])
        for i in range(1, rows):
            y[part] += strips_under(i, strips, height, stride) @ matrices[i]
    return y.reshape(-1, height, width, channels_out)


def correlate_kernel_gradient(grad, x, shape, stride):
    """Return the gradient of `correlate` with respect to the kernel, which has the given shape."""
    batch, height, width, channels_out = grad.shape
    grad_kernel = np.zeros((shape[0], shape[1] * shape[2], channels_out), grad.dtype)
    for part in portions(x, shape[1]):
        strips = strips_of(x[part], shape[1], stride)
        outputs = grad[part].reshape(-1, height * width, channels_out)
        for i in range(shape[0]):
            grad_kernel[i] += (strips_under(i, strips, height, stride).swapaxes(1, 2) @ outputs).sum(axis=0)
    return grad_kernel.reshape(shape)


class Pooling2D(Layer):
    """The frame of both poolings: the image falls into tiles of size × size, each becomes one number; what is left over is dropped.

    Shapes: x (batch, height, width, channels), y (batch, ⌊height / size⌋, ⌊width / size⌋, channels).
    Errors: ValueError for a wrong rank and for an image smaller than one tile.
    """

    def __init__(self, size=2):
        super().__init__()
        self.size = size

    def tiles(self, x):
        """Return size² views of x: the numbers in the first corner of each tile, in the second, and so on, row by row."""
        height, width = (extent // self.size * self.size for extent in x.shape[1:3])
        corners = np.ndindex(self.size, self.size)
        return [x[:, i : height : self.size, j : width : self.size] for i, j in corners]

    def receive_image(self, x):
        x = self.receive(x, "batch", "height", "width", "channels")
        if min(x.shape[1:3]) < self.size:
            raise ValueError(f"tiles of {self.size} × {self.size} need an image at least as large, but received {x.shape}")
        return x


class MaxPooling2D(Pooling2D):
    """Keep the largest number of each tile; the gradient goes to it alone, to the first one where several are equal.

    Shapes: x (batch, height, width, channels), y (batch, ⌊height / size⌋, ⌊width / size⌋, channels).
    Errors: ValueError for a wrong rank and for an image smaller than one tile.
    """

    def forward(self, x, training=False):
        x = self.receive_image(x)
        first, *others = self.tiles(x)
        y = first.copy()
        for other in others:
            np.maximum(y, other, out=y)
        return self.remember(y, x, y)

    def backward(self, grad):
        x, y = self.recall(grad)
        grad_x = np.zeros_like(x)
        waiting = np.ones(y.shape, bool)
        for values, grads in zip(self.tiles(x), self.tiles(grad_x), strict=True):
            winners = waiting & (values == y)
            grads[...] = grad * winners
            waiting &= ~winners
        return grad_x


class AveragePooling2D(Pooling2D):
    """Keep the mean of each tile; every number of the tile gets an equal share of the gradient.

    Shapes: x (batch, height, width, channels), y (batch, ⌊height / size⌋, ⌊width / size⌋, channels).
    Errors: ValueError for a wrong rank and for an image smaller than one tile.
    """

    def forward(self, x, training=False):
        x = self.receive_image(x)
        return self.remember(sum(self.tiles(x)) / self.size**2, x.shape)

    def backward(self, grad):
        (shape,) = self.recall(grad)
        grad_x = np.zeros(shape, grad.dtype)
        for grads in self.tiles(grad_x):
            grads[...] = grad / self.size**2
        return grad_x
