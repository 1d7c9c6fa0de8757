"""Automatic differentiation in one page: each operation notes on a tape how to send a gradient back to what it was made of.

`backward` reads the tape from its end to its beginning, so a tensor passes its gradient on only when all its users have paid in.
Gradients add up: a tensor that is used twice receives twice, and so does one that is sent two gradients without a reset between.
"""
import itertools

import numpy as np


def unbroadcast(grad, shape):
    """Return a gradient summed to a shape: broadcasting made copies of one number, and the changes of all copies are its own."""
    grad = grad.sum(axis=tuple(range(grad.ndim - len(shape))))  # the axes that broadcasting put in front
    return grad.sum(axis=tuple(axis for axis, size in enumerate(shape) if size == 1), keepdims=True)


class Tensor:
    """A number or an array on the tape, with its gradient after `backward`; both have the same shape."""

    __array_ufunc__ = None  # so that `array + tensor` comes to Tensor.__radd__
    places = itertools.count()

    def __init__(self, value, parents=(), send_back=None):
        self.value = np.asarray(value)
        self.grad = np.zeros(self.value.shape)
        self.parents, self.send_back = parents, send_back  # send_back(gradient) returns one gradient a parent
        self.place = next(self.places)

    def backward(self):
        """Add to the gradient of every tensor that this number was made of. Errors: ValueError when it is not a single number."""
        if self.value.size != 1:
            raise ValueError(f"backward starts from a single number such as a loss, but received the shape {self.value.shape}")
        found, waiting = {self}, [self]
        for tensor in waiting:  # the list grows while it is read
            waiting += set(tensor.parents) - found
            found |= set(tensor.parents)
        made = sorted((tensor for tensor in found if tensor.parents), key=lambda tensor: tensor.place, reverse=True)
        for tensor in made:
            tensor.grad = np.full(tensor.value.shape, float(tensor is self))
        for tensor in made:
            for parent, grad in zip(tensor.parents, tensor.send_back(tensor.grad), strict=True):
                parent.grad = parent.grad + unbroadcast(grad, parent.value.shape)

    def __add__(self, other):
        other = as_tensor(other)
        return Tensor(self.value + other.value, (self, other), lambda g: (g, g))

    def __mul__(self, other):
        other = as_tensor(other)
        return Tensor(self.value * other.value, (self, other), lambda g: (g * other.value, g * self.value))

    def __matmul__(self, other):
        return Tensor(self.value @ other.value, (self, other), lambda g: (g @ other.value.T, self.value.T @ g))

    def __pow__(self, power):
        return self.elementwise(self.value**power, power * self.value ** (power - 1.0))

    def __getitem__(self, index):
        def send_back(grad):
            whole = np.zeros(self.value.shape)
            np.add.at(whole, index, grad)  # an entry that was taken twice receives twice
            return (whole,)

        return Tensor(self.value[index], (self,), send_back)

    def sum(self, axis=None):
        """Return the sum over an axis, which stays with size 1, or over all."""
        return Tensor(self.value.sum(axis=axis, keepdims=axis is not None), (self,), lambda g: (g * np.ones(self.value.shape),))

    def elementwise(self, value, slope):
        """Return f(self), given the value of f and its derivative at every entry."""
        return Tensor(value, (self,), lambda g: (g * slope,))

    def exp(self):
        return self.elementwise(np.exp(self.value), np.exp(self.value))

    def log(self):
        return self.elementwise(np.log(self.value), 1 / self.value)

    def tanh(self):
        return self.elementwise(np.tanh(self.value), 1 - np.tanh(self.value) ** 2)

    def relu(self):
        return self.elementwise(np.maximum(self.value, 0), self.value > 0)

    def __sub__(self, other):
        return self + other * -1

    def __rsub__(self, other):
        return self * -1 + other

    def __truediv__(self, other):
        return self * as_tensor(other) ** -1.0

    __radd__, __rmul__ = __add__, __mul__


def as_tensor(value):
    return value if isinstance(value, Tensor) else Tensor(value)
