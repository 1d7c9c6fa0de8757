"""A normalisation moves the numbers inside a network to mean 0 and variance 1, and then lets it learn another mean and spread.

Batch normalisation takes mean and variance of each channel over the batch; so while training, the examples of a batch depend on each
other, and for prediction it needs averages remembered from training. Layer normalisation takes them over the features of each example,
and has no such memory.

Both need the same derivative. Mean and variance depend on every input, so each input acts on the outputs in three ways; what is left
is the gradient minus its mean, and minus its share along x̂.
"""
import numpy as np

from dlbook.initializers import ones, zeros
from dlbook.layers import Layer


def standardise(x, axes, epsilon):
    """Return (x̂, inverse spread) with x̂ = (x − mean) / √(variance + ε) over the axes; the spread keeps them with size 1."""
    centred = x - x.mean(axis=axes, keepdims=True)
    inverse = 1 / np.sqrt((centred**2).mean(axis=axes, keepdims=True) + epsilon)
    return centred * inverse, inverse


def standardise_backward(grad, x_hat, inverse, axes):
    """Return the gradient with respect to x: (g − mean(g) − x̂ mean(g x̂)) / √(variance + ε)."""
    projection = x_hat * (grad * x_hat).mean(axis=axes, keepdims=True)
    return inverse * (grad - grad.mean(axis=axes, keepdims=True) - projection)


class BatchNormalization(Layer):
    """Standardise each channel over the batch (and over height and width); for prediction, with averages remembered from training.

    Formula: y = γ x̂ + β. While training, x̂ has the batch's mean and variance, and moving ← 0.99 moving + 0.01 batch;
    for prediction, x̂ = (x − moving_mean) / √(moving_variance + ε), with ε = 0.001, as in Keras.
    The moving averages stand among `params`, where Keras keeps them, but are not learned: their gradient is None.
    Shapes: x and y (batch, ..., n); gamma, beta, moving_mean and moving_variance (n,).
    Errors: ValueError for an input whose last axis is not n, and for training with a single number per channel, which has no spread.
    Source: Ioffe and Szegedy, ICML 2015, pages 448–456.
    """

    momentum, epsilon = 0.99, 1e-3

    def __init__(self, n):
        super().__init__(gamma=ones((n,)), beta=zeros((n,)), moving_mean=zeros((n,)), moving_variance=ones((n,)))

    def forward(self, x, training=False):
        x = self.receive(x, "batch", ..., self.params["gamma"].size)
        gamma, beta, moving_mean, moving_variance = self.weights(x)
        axes = tuple(range(x.ndim - 1))
        if training:
            if x.size == len(gamma):
                raise ValueError(f"a mean over one number leaves no spread: BatchNormalization cannot train on an input of shape {x.shape}")
            x_hat, inverse = standardise(x, axes, self.epsilon)
            self.update("moving_mean", x.mean(axis=axes))
            self.update("moving_variance", x.var(axis=axes))
        else:
            inverse = 1 / np.sqrt(moving_variance + self.epsilon)
            x_hat = (x - moving_mean) * inverse
        return self.remember(gamma * x_hat + beta, x_hat, inverse, gamma, axes, training)

    def update(self, name, value):
        """Move a moving average a little towards the value of this batch, in place."""
        self.params[name] += (1 - self.momentum) * (value - self.params[name])

    def backward(self, grad):
        x_hat, inverse, gamma, axes, training = self.recall(grad)
        self.grads = {"gamma": (grad * x_hat).sum(axis=axes), "beta": grad.sum(axis=axes), "moving_mean": None, "moving_variance": None}
        grad = grad * gamma
        return standardise_backward(grad, x_hat, inverse, axes) if training else grad * inverse


class LayerNormalization(Layer):
    """Standardise the features of each example, at each place by itself.

    Formula: y = γ x̂ + β, with x̂ = (x − mean) / √(variance + ε) over the last axis, ε = 0.001, as in Keras.
    Shapes: x and y (batch, ..., n), gamma and beta (n,).
    Errors: ValueError for an input whose last axis is not n.
    Source: Ba, Kiros and Hinton, 2016, arXiv:1607.06450.
    """

    epsilon = 1e-3

    def __init__(self, n):
        super().__init__(gamma=ones((n,)), beta=zeros((n,)))

    def forward(self, x, training=False):
        x = self.receive(x, "batch", ..., self.params["gamma"].size)
        gamma, beta = self.weights(x)
        x_hat, inverse = standardise(x, -1, self.epsilon)
        return self.remember(gamma * x_hat + beta, x_hat, inverse, gamma)

    def backward(self, grad):
        x_hat, inverse, gamma = self.recall(grad)
        axes = tuple(range(grad.ndim - 1))
        self.grads = {"gamma": (grad * x_hat).sum(axis=axes), "beta": grad.sum(axis=axes)}
        return standardise_backward(grad * gamma, x_hat, inverse, -1)
