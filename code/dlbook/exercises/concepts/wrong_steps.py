"""Steps of learning that go wrong in one way, and the right one they start from."""

import numpy as np

from dlbook.exercises.concepts.softmax import softmax


def score_gradient(x, labels, kernel, bias):
    """Return the gradient of the summed losses with respect to the logits."""
    return softmax(x @ kernel + bias) - np.eye(len(bias))[labels]


def train_step(x, labels, kernel, bias, learning_rate):
    """Return kernel and bias after one step of gradient descent on the mean cross-entropy."""
    grad = score_gradient(x, labels, kernel, bias) / len(x)
    return kernel - learning_rate * x.T @ grad, bias - learning_rate * grad.sum(axis=0)


def step_variant(change):
    """Return a wrong step: `change(grad, probabilities, n)` makes the gradient on the logits from the right one."""

    def wrong(x, labels, kernel, bias, learning_rate):
        grad = change(score_gradient(x, labels, kernel, bias) / len(x), softmax(x @ kernel + bias), len(x))
        return kernel - learning_rate * x.T @ grad, bias - learning_rate * grad.sum(axis=0)

    return wrong


def truth_variants(*changes):
    """Return wrong steps, with the mean over the batch and with the sum.

    Each of `changes(logits, labels)` makes the gradient of the summed losses with respect to the logits.
    """

    def variant(change, averaged):
        def wrong(x, labels, kernel, bias, learning_rate):
            grad = change(x @ kernel + bias, labels) / (len(x) if averaged else 1)
            return kernel - learning_rate * x.T @ grad, bias - learning_rate * grad.sum(axis=0)

        return wrong

    return tuple(variant(change, averaged) for change in changes for averaged in (True, False))


def less_one(logits, place):
    """Return the probabilities, less 1 at a place."""
    shares = softmax(logits)
    shares[place] -= 1
    return shares


def bias_variant(bias_gradient):
    """Return a wrong step: `bias_gradient(grad)` makes the gradient of the bias from the averaged gradient on the logits."""

    def wrong(x, labels, kernel, bias, learning_rate):
        grad = score_gradient(x, labels, kernel, bias) / len(x)
        return kernel - learning_rate * x.T @ grad, bias - learning_rate * bias_gradient(grad)

    return wrong


def kernel_variant(kernel_gradient):
    """Return a wrong step: `kernel_gradient(x, grad)` makes the gradient of the kernel."""

    def wrong(x, labels, kernel, bias, learning_rate):
        grad = score_gradient(x, labels, kernel, bias) / len(x)
        return kernel - learning_rate * kernel_gradient(x, grad), bias - learning_rate * grad.sum(axis=0)

    return wrong


def slope_of_input(x, labels, kernel, bias, learning_rate):
    """Move the kernel by the slopes along the inputs."""
    grad = score_gradient(x, labels, kernel, bias) / len(x)
    return kernel - learning_rate * grad @ kernel.T, bias - learning_rate * grad.sum(axis=0)


def bias_after_kernel(x, labels, kernel, bias, learning_rate):
    """Return a step whose bias gradient is taken at the new kernel."""
    new_kernel, _ = train_step(x, labels, kernel, bias, learning_rate)
    return new_kernel, train_step(x, labels, new_kernel, bias, learning_rate)[1]


def step_in_place(x, labels, kernel, bias, learning_rate):
    """Return a right step, written into the arrays that were given."""
    grad = score_gradient(x, labels, kernel, bias) / len(x)
    kernel -= learning_rate * x.T @ grad
    bias -= learning_rate * grad.sum(axis=0)
    return kernel, bias


def parameters_changed(attempts):
    """Tell whether every result is right, but the kernel or the bias that was given is not what it was."""
    right = not any(tried.problem or tried.first.failure for tried in attempts)
    return right and any({2, 3} & set(tried.first.changed) for tried in attempts)


def step_without_bias(x, labels, kernel, bias, learning_rate):
    """Return a step whose probabilities do not know of the bias."""
    new_kernel, move = train_step(x, labels, kernel, np.zeros_like(bias), learning_rate)
    return new_kernel, bias + move


def gradients_only(x, labels, kernel, bias, learning_rate):
    """Return the gradients instead of the new parameters."""
    grad = score_gradient(x, labels, kernel, bias) / len(x)
    return x.T @ grad, grad.sum(axis=0)
