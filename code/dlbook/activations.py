"""What a network can do beyond one matrix: an activation bends the straight line, number by number.

Each class is a layer without parameters. `forward` applies the function, `backward` multiplies by its derivative. Where the
derivative is easier to write with the output y than with the input x, the output is remembered.
"""
import math

import numpy as np

from dlbook.layers import Layer


def sigmoid(x):
    """Squash x into (0, 1): σ(x) = 1 / (1 + e⁻ˣ) = ½ + ½ tanh(x/2); the second form cannot overflow."""
    return 0.5 + 0.5 * np.tanh(0.5 * x)


def softmax(x, axis=-1):
    """Turn scores into shares that add up to one: eˣⁱ / Σⱼ eˣʲ along the axis.

    The largest score is taken off first, row by row: the shares stay the same, and no exponential overflows.
    """
    exp = np.exp(x - x.max(axis=axis, keepdims=True))
    return exp / exp.sum(axis=axis, keepdims=True)


def softmax_backward(grad, y):
    """Return the gradient with respect to the scores, given the shares y: ∂L/∂xᵢ = yᵢ (gᵢ − Σⱼ gⱼ yⱼ), along the last axis."""
    return y * (grad - (grad * y).sum(axis=-1, keepdims=True))


class Elementwise(Layer):
    """A function applied to each number for itself: y = f(x), ∂L/∂x = ∂L/∂y · f′(x).

    Shapes: x and y (batch, ...).
    """

    def forward(self, x, training=False):
        x = self.receive(x, "batch", ...)
        y = self.function(x)
        return self.remember(y, x, y)

    def backward(self, grad):
        return grad * self.derivative(*self.recall(grad))


class Sigmoid(Elementwise):
    """σ(x) = 1 / (1 + e⁻ˣ), between 0 and 1; σ′ = σ (1 − σ), at most ¼."""

    def function(self, x):
        return sigmoid(x)

    def derivative(self, x, y):
        return y * (1 - y)


class Tanh(Elementwise):
    """tanh x, between −1 and 1; tanh′ = 1 − tanh², at most 1."""

    def function(self, x):
        return np.tanh(x)

    def derivative(self, x, y):
        return 1 - y * y


class ReLU(Elementwise):
    """max(0, x); the derivative is 1 for x > 0 and 0 elsewhere, also at 0.

    Source: Nair and Hinton, ICML 2010, pages 807–814.
    """

    def function(self, x):
        return np.maximum(x, 0)

    def derivative(self, x, y):
        return y > 0


class LeakyReLU(Elementwise):
    """x for x > 0, else slope · x: a unit that never falls silent for good.

    Source: Maas, Hannun and Ng, ICML workshop 2013. The slope is Keras's.
    """

    def __init__(self, negative_slope=0.3):
        super().__init__()
        self.negative_slope = float(negative_slope)

    def function(self, x):
        return np.where(x > 0, x, self.negative_slope * x)

    def derivative(self, x, y):
        return np.where(x > 0, 1, self.negative_slope).astype(x.dtype)


class ELU(Elementwise):
    """x for x > 0, else eˣ − 1: like ReLU, but smooth, and with a mean closer to zero.

    Source: Clevert, Unterthiner and Hochreiter, ICLR 2016, arXiv:1511.07289, with α = 1.
    """

    def function(self, x):
        return np.where(x > 0, x, np.expm1(np.minimum(x, 0)))  # the minimum keeps large x from overflowing unseen

    def derivative(self, x, y):
        return np.where(x > 0, 1, y + 1).astype(x.dtype)


class GELU(Elementwise):
    """x Φ(x), with the normal distribution function Φ in the form ½ (1 + tanh(√(2/π) (x + 0.044715 x³))).

    Source: Hendrycks and Gimpel, 2016, arXiv:1606.08415. It is Keras's `gelu(x, approximate=True)`.
    """

    def tanh_of(self, x):
        return np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3))

    def function(self, x):
        return 0.5 * x * (1 + self.tanh_of(x))

    def derivative(self, x, y):
        t = self.tanh_of(x)
        inner = math.sqrt(2 / math.pi) * (1 + 3 * 0.044715 * x**2)
        return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * inner


class SiLU(Elementwise):
    """x σ(x), also called swish; its derivative is σ(x) + x σ(x) (1 − σ(x)).

    Source: Elfwing, Uchibe and Doya, Neural Networks 107 (2018), pages 3–11.
    """

    def function(self, x):
        return x * sigmoid(x)

    def derivative(self, x, y):
        s = sigmoid(x)
        return s + y * (1 - s)


class Softmax(Layer):
    """Shares that add up to one along the last axis. For training, leave it out: `softmax_cross_entropy` contains it.

    Shapes: x and y (batch, ..., classes).
    """

    def forward(self, x, training=False):
        x = self.receive(x, "batch", ..., "classes")
        y = softmax(x)
        return self.remember(y, y)

    def backward(self, grad):
        (y,) = self.recall(grad)
        return softmax_backward(grad, y)
