"""The exercises of the case study CIFAR-10: right answers in other words are accepted, and the mathematics behind two of them holds."""

import numpy as np
import pytest
from sklearn.metrics import confusion_matrix, precision_score, recall_score

from dlbook.convolution import Conv2D
from dlbook.exercises import judge
from dlbook.exercises.cifar10_cnn.fold import fold
from dlbook.normalization import BatchNormalization


def rates_by_sklearn(labels, predictions, n_classes):
    return (
        confusion_matrix(labels, predictions),
        recall_score(labels, predictions, average=None),
        precision_score(labels, predictions, average=None),
    )


def standardised_by_channel(train, test):
    results = []
    for images in (train, test):
        y = np.empty(images.shape)
        for c in range(images.shape[-1]):
            y[..., c] = (images[..., c] - np.mean(train[..., c])) / np.std(train[..., c])
        results.append(y)
    return results


def augmented_by_rolling(x, rows, columns, flips, margin):
    y = np.zeros_like(x)
    height, width = x.shape[1:3]
    for i, (down, right) in enumerate(zip(margin - rows, margin - columns, strict=True)):
        for r, c in np.ndindex(height, width):
            if 0 <= r - down < height and 0 <= c - right < width:
                y[i, r, width - 1 - c if flips[i] else c] = x[i, r - down, c - right]
    return y


def folded_by_channel(kernel, gamma, beta, mean, variance, epsilon):
    kernels, biases = [], []
    for o in range(kernel.shape[-1]):
        root = (variance[o] + epsilon) ** 0.5
        kernels.append(gamma[o] * kernel[..., o] / root)
        biases.append(beta[o] - gamma[o] * mean[o] / root)
    return np.stack(kernels, axis=-1), biases


RIGHT = {
    "rates": rates_by_sklearn,
    "standardise": standardised_by_channel,
    "augment": augmented_by_rolling,
    "fold": folded_by_channel,
}


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_answer_in_other_words_passes(name):
    verdict = judge(f"cifar10_cnn.{name}", RIGHT[name])
    assert verdict.status == "passed", verdict.text


def test_folding_a_normalisation_changes_no_output():
    rng = np.random.default_rng(0)
    convolution, normalisation = Conv2D(3, 4, 3, rng), BatchNormalization(4)
    convolution.params["bias"][:] = 0
    x = rng.normal(2, 3, (8, 6, 7, 3))
    for _ in range(20):
        normalisation.forward(convolution.forward(x), training=True)
    normalisation.params["gamma"][:], normalisation.params["beta"][:] = rng.normal(size=(2, 4))
    want = normalisation.forward(convolution.forward(x))
    learned = [normalisation.params[name] for name in ("gamma", "beta", "moving_mean", "moving_variance")]
    kernel, bias = fold(convolution.params["kernel"], *learned, normalisation.epsilon)
    folded = Conv2D(3, 4, 3, rng)
    folded.params["kernel"][:], folded.params["bias"][:] = kernel, bias
    np.testing.assert_allclose(folded.forward(x), want, rtol=1e-9, atol=1e-9)
