"""Fold a batch normalisation into the convolution before it."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake
from dlbook.exercises.inputs import numbers


def fold(kernel, gamma, beta, mean, variance, epsilon):
    """Return the kernel and the bias of one convolution that does what a convolution without bias and its normalisation do.

    Shapes: kernel (rows, columns, channels_in, channels_out); all others but epsilon (channels_out,).
    """
    scale = gamma / np.sqrt(variance + epsilon)
    return kernel * scale, beta - mean * scale


def variant(scale=lambda gamma, variance, epsilon: gamma / np.sqrt(variance + epsilon), bias=lambda beta, mean, scale: beta - mean * scale):
    """Return a function with one thing changed."""

    def folded(kernel, gamma, beta, mean, variance, epsilon):
        factor = scale(gamma, variance, epsilon)
        return kernel * factor, bias(beta, mean, factor)

    return folded


def input_channels(kernel, gamma, beta, mean, variance, epsilon):
    """Scale the input channels."""
    scale = gamma / np.sqrt(variance + epsilon)
    return kernel * scale[:, np.newaxis], beta - mean * scale


def case(seed, rows, columns, channels_in, channels_out, epsilon):
    """Return a case with a positive variance."""
    kernel, gamma, beta, mean, root = numbers(seed, (rows, columns, channels_in, channels_out), *[(channels_out,)] * 4)
    return Case((kernel, gamma + 2, beta, mean, root**2 + 0.3, epsilon))


EXERCISE = Exercise(
    name="cifar10_cnn.fold",
    tier=3,
    reference=fold,
    returns=("kernel", "bias"),
    rtol=1e-5,
    cases=(
        Case((np.array([[[[2.0, 4.0]]]]), np.array([1.0, 3.0]), np.array([0.5, 0.0]), np.array([1.0, 2.0]), np.array([3.0, 8.0]), 1.0)),
        case(1, 3, 2, 4, 4, 0.01),
        case(2, 2, 3, 3, 5, 0.1),
    ),
    hints=(
        "Write the output of the normalisation with the convolution's sum in it, and collect what multiplies the input.",
        "The normalisation is a factor and an offset for each *output* channel. The factor moves into the kernel, the rest is the bias.",
    ),
    mistakes=(
        Mistake(
            "",
            "epsilon left out",
            "Put a variance of 0 into your formula. Which small number stands beside the variance, and under the root?",
            (variant(scale=lambda gamma, variance, epsilon: gamma / np.sqrt(variance)),),
        ),
        Mistake(
            "",
            "epsilon behind the root",
            "ε belongs to the variance, under the root.",
            (variant(scale=lambda gamma, variance, epsilon: gamma / (np.sqrt(variance) + epsilon)),),
        ),
        Mistake(
            "",
            "divided by the variance",
            "You divide by the variance. Which has the unit of the values, the variance or its root?",
            (variant(scale=lambda gamma, variance, epsilon: gamma / (variance + epsilon)),),
        ),
        Mistake(
            "",
            "gamma left out",
            "After the division by the spread, the layer multiplies with a learned number.",
            (variant(scale=lambda gamma, variance, epsilon: 1 / np.sqrt(variance + epsilon)),),
        ),
        Mistake(
            "",
            "mean not scaled",
            "The mean is subtracted *before* the division: does it not feel the factor as well?",
            (variant(bias=lambda beta, mean, scale: beta - mean),),
        ),
        Mistake("", "mean added", "The layer subtracts the mean. With which sign does it come into the bias?",
                (variant(bias=lambda beta, mean, scale: beta + mean * scale),)),
        Mistake("", "beta left out", "If the input is the mean itself, the layer answers beta. What does yours answer?",
                (variant(bias=lambda beta, mean, scale: -mean * scale),)),
        Mistake("", "beta scaled too", "Beta is added after the factor.", (variant(bias=lambda beta, mean, scale: (beta - mean) * scale),)),
        Mistake("", "mean left out", "Your bias ignores the mean that the normalisation subtracts.",
                (variant(bias=lambda beta, mean, scale: beta),)),
        Mistake(
            "",
            "input channels scaled",
            "The normalisation comes after the convolution: which axis of the kernel counts what comes *out* of it?",
            (input_channels,),
        ),
        Mistake(
            "",
            "kernel not scaled",
            "Double gamma: your output hardly changes. Which part of your layer multiplies the input?",
            (lambda kernel, *rest: (kernel, fold(kernel, *rest)[1]),),
        ),
    ),
)  # fmt: skip
