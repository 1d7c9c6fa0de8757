"""A loss says how wrong the prediction is, in one number; its gradient says how to change the prediction.

Every loss returns both: (loss, gradient with respect to the prediction). All average over the examples, so the size of a step does
not depend on the size of the batch. The two cross-entropies take *logits*, the scores before sigmoid or softmax: then the
exponential and the logarithm can be simplified together, and logits of ±10,000 are as harmless as logits of ±1.
"""
import numpy as np

from dlbook.activations import sigmoid
from dlbook.layers import as_float


def same_shape(prediction, target, name):
    """Return both as arrays of one precision.

    Errors: ValueError for different shapes: (n, 1) against (n,) would be broadcast to n × n differences without a word.
    """
    prediction = as_float(prediction)
    target = np.asarray(target, dtype=prediction.dtype)
    if prediction.shape != target.shape:
        raise ValueError(f"{name} expects two arrays of one shape, but received {prediction.shape} predictions and {target.shape} targets")
    return prediction, target


def mse(prediction, target):
    """Return the mean squared error and its gradient.

    Formula: L = (1/n) Σ (p − t)², ∂L/∂p = (2/n) (p − t), where n counts all numbers of the batch.
    Shapes: prediction and target alike.
    Errors: ValueError for different shapes.
    """
    prediction, target = same_shape(prediction, target, "mse")
    error = prediction - target
    return float(np.mean(error**2)), 2 * error / error.size


def binary_cross_entropy(logits, labels):
    """Return the cross-entropy of yes-or-no questions, and its gradient.

    Formula: L = −(1/n) Σ [y log σ(z) + (1 − y) log(1 − σ(z))] = (1/n) Σ [max(z, 0) − z y + log(1 + e^−|z|)], ∂L/∂z = (σ(z) − y) / n.
    Shapes: logits z and labels y alike; labels are 0 or 1, or probabilities between.
    Errors: ValueError for different shapes and for labels outside [0, 1].
    """
    logits, labels = same_shape(logits, labels, "binary_cross_entropy")
    if labels.size and not (labels.min() >= 0 and labels.max() <= 1):
        raise ValueError(f"binary_cross_entropy expects labels from 0 to 1, but received {labels.min():g} to {labels.max():g}")
    losses = np.maximum(logits, 0) - logits * labels + np.log1p(np.exp(-np.abs(logits)))
    return float(losses.mean()), (sigmoid(logits) - labels) / logits.size


def softmax_cross_entropy(logits, labels):
    """Return the cross-entropy of a choice among classes, and its gradient.

    Formula: L = −(1/n) Σ log softmax(z)[y], ∂L/∂z = (softmax(z) − onehot(y)) / n, where n counts the choices.
    Shapes: logits z (batch, ..., classes); labels y (batch, ...) of class numbers, or (batch, ..., classes) of probabilities.
    Errors: ValueError for labels of another shape and for class numbers outside 0 … classes − 1.
    """
    logits, labels = as_float(logits), np.asarray(labels)
    log_shares = logits - logits.max(axis=-1, keepdims=True)
    log_shares = log_shares - np.log(np.exp(log_shares).sum(axis=-1, keepdims=True))
    n = logits[..., 0].size
    targets = one_hot(labels, logits) if labels.dtype.kind in "iu" else same_shape(logits, labels, "softmax_cross_entropy")[1]
    loss = -(targets * log_shares).sum() / n
    return float(loss), (np.exp(log_shares) - targets) / n


def one_hot(labels, logits):
    """Return an array shaped like the logits, with a one at each label and zeros elsewhere.

    Errors: ValueError for labels of another shape than the logits without their last axis, and for labels outside 0 … classes − 1.
    """
    n_classes = logits.shape[-1]
    if labels.shape != logits.shape[:-1]:
        raise ValueError(f"class numbers for logits {logits.shape} have the shape {logits.shape[:-1]}, but received labels {labels.shape}")
    if labels.size and not (labels.min() >= 0 and labels.max() < n_classes):
        raise ValueError(f"{n_classes} classes have the numbers 0 to {n_classes - 1}, but received labels {labels.min()} to {labels.max()}")
    return (labels[..., None] == np.arange(n_classes)).astype(logits.dtype)
