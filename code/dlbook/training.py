"""Training is a loop: take a few examples, predict, measure the loss, send its gradient back, take a step. Again.

Everything that learns in the book is trained by `fit`, whose inner loop is the six lines of `train_step` and `minibatches`.
"""
import math
from dataclasses import dataclass, field

import numpy as np


@dataclass
class History:
    """What `fit` measured: one number an epoch, except `step_loss`, one number a step.

    `loss` and `metric` are averages over the batches of an epoch, each batch measured while training and before its step, so
    they lag behind; `validation_loss` and `validation_metric` are measured after the epoch. What was not asked for stays empty.
    """

    loss: list = field(default_factory=list)
    metric: list = field(default_factory=list)
    validation_loss: list = field(default_factory=list)
    validation_metric: list = field(default_factory=list)
    step_loss: list = field(default_factory=list)


def minibatches(x, y, batch_size, rng=None):
    """Yield the examples in batches (x, y), each example once; shuffled when a Generator is given. The last batch may be smaller.

    Errors: ValueError when x and y differ in length or batch_size is not a positive number.
    """
    if len(x) != len(y):
        raise ValueError(f"x and y hold one entry an example, but x has {len(x)} and y has {len(y)}")
    if batch_size < 1:
        raise ValueError(f"batch_size must be at least 1, but it is {batch_size}")
    order = np.arange(len(x)) if rng is None else rng.permutation(len(x))
    for start in range(0, len(x), batch_size):
        batch = order[start : start + batch_size]
        yield x[batch], y[batch]


def train_step(model, x, y, loss, optimizer):
    """Learn from one batch; return the prediction and the loss as they were before the step.

    Errors: FloatingPointError when the loss is not finite; the parameters are then left as they were.
    """
    prediction = model.forward(x, training=True)
    value, grad = loss(prediction, y)
    if not math.isfinite(value):
        raise FloatingPointError(
            f"the loss is {value} at step {optimizer.iterations}: usually the learning rate ({optimizer.learning_rate}) is too large "
            f"or the inputs are not scaled (the largest of this batch is {np.abs(x).max():g})"
        )
    model.backward(grad)
    optimizer.step([model])
    return prediction, value


def fit(model, x, y, loss, optimizer, epochs, batch_size, rng, validation=None, metric=None, progress=True):
    """Train a model for a number of epochs, on shuffled examples, and return a `History`.

    `loss` is a function such as those in `dlbook.losses`, `metric` a function (prediction, y) such as `accuracy`, `validation` a
    pair (x, y) that the model does not learn from, `progress` shows a bar. Training again goes on where it stopped.
    Shapes: x (examples, ...), y (examples, ...).
    Errors: FloatingPointError at the first loss that is not finite; ValueError when x and y differ in length.
    """
    x, y = np.asarray(x), np.asarray(y)
    history = History()
    with progress_bar(epochs * math.ceil(len(x) / batch_size), progress) as bar:
        for _ in range(epochs):
            sizes, losses, metrics = [], [], []
            for batch_x, batch_y in minibatches(x, y, batch_size, rng):
                prediction, value = train_step(model, batch_x, batch_y, loss, optimizer)
                sizes.append(len(batch_x))
                losses.append(value)
                if metric:
                    metrics.append(metric(prediction, batch_y))
                bar.update()
            history.step_loss += losses
            history.loss.append(float(np.average(losses, weights=sizes)))  # the last batch may be smaller
            if metric:
                history.metric.append(float(np.average(metrics, weights=sizes)))
            if validation:
                value, measured = evaluate(model, *validation, loss, metric, batch_size)
                history.validation_loss.append(value)
                if metric:
                    history.validation_metric.append(measured)
            bar.set_postfix(loss=f"{history.loss[-1]:.4f}", refresh=False)
    return history


def evaluate(model, x, y, loss, metric=None, batch_size=256):
    """Return (loss, metric) over all examples without training on them; metric is None when none was given."""
    x, y = np.asarray(x), np.asarray(y)
    sizes, losses, metrics = [], [], []
    for batch_x, batch_y in minibatches(x, y, batch_size):
        prediction = model.forward(batch_x)
        sizes.append(len(batch_x))
        losses.append(loss(prediction, batch_y)[0])
        if metric:
            metrics.append(metric(prediction, batch_y))
    return float(np.average(losses, weights=sizes)), float(np.average(metrics, weights=sizes)) if metric else None


def accuracy(logits, labels):
    """Return the share of right answers.

    Shapes: logits (batch, ..., classes) with class numbers (batch, ...): the largest logit is the answer; or logits and labels of
    0 and 1 of the same shape: a logit above 0, a probability above one half, means 1.
    Errors: ValueError for other shapes.
    """
    logits, labels = np.asarray(logits), np.asarray(labels)
    if logits.shape == labels.shape:
        return float(np.mean((logits > 0) == (labels > 0.5)))
    if logits.shape[:-1] != labels.shape:
        raise ValueError(f"for logits {logits.shape}, labels are {logits.shape[:-1]} or {logits.shape}, but received {labels.shape}")
    return float(np.mean(logits.argmax(axis=-1) == labels))


def progress_bar(total, visible):
    """Return a tqdm bar that vanishes when it is done; the environment variable TQDM_DISABLE=1 switches all bars off."""
    from tqdm.auto import tqdm

    return tqdm(total=total, leave=False) if visible else tqdm(total=total, disable=True)
