"""Points on a line and in the plane: data small enough to draw in full.

A straight line with noise is the first regression. Two moons, circles and spirals are classes that no straight line separates;
each is a curve that we can write down, plus Gaussian noise. Classes take turns (0, 1, 0, 1, …), so any slice is balanced.
"""
import numpy as np


def line(n, rng, slope=3.0, intercept=2.0, noise=0.1, low=0.0, high=1.0):
    """Return points scattered about a straight line: `y = slope · x + intercept + noise · ε`, with `ε ~ N(0, 1)`.

    x is uniform between low and high.
    Shapes: x (n, 1), y (n, 1).
    """
    x = rng.uniform(low, high, (n, 1))
    y = slope * x + intercept + noise * rng.standard_normal((n, 1))
    return x, y


def two_moons(n, rng, noise=0.1):
    """Return two interleaved half circles: `(cos a, sin a)` and `(1 − cos a, 1/2 − sin a)`, with `a` uniform in [0, π].

    `noise` is the standard deviation of the Gaussian noise on both coordinates.
    Shapes: x (n, 2), labels (n,) of 0 and 1.
    Source: the same curves as `sklearn.datasets.make_moons`.
    """
    labels = np.arange(n) % 2
    angle = rng.uniform(0, np.pi, n)
    first = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    second = np.stack([1 - np.cos(angle), 0.5 - np.sin(angle)], axis=1)
    x = np.where(labels[:, None] == 0, first, second)
    return x + noise * rng.standard_normal((n, 2)), labels


def circles(n, rng, noise=0.1, factor=0.5):
    """Return a circle inside a circle: `r (cos a, sin a)`, with `r = 1` for class 0 and `r = factor` for class 1.

    `noise` is the standard deviation of the Gaussian noise on both coordinates.
    Shapes: x (n, 2), labels (n,) of 0 and 1.
    Errors: ValueError when factor is not between 0 and 1.
    """
    if not 0 < factor < 1:
        raise ValueError(f"factor is the radius of the inner circle and must lie between 0 and 1, but it is {factor}")
    labels = np.arange(n) % 2
    angle = rng.uniform(0, 2 * np.pi, n)
    radius = np.where(labels == 0, 1.0, factor)
    x = radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return x + noise * rng.standard_normal((n, 2)), labels


def spirals(n, rng, n_classes=3, noise=0.1):
    """Return spiral arms, one a class: `r (cos a, sin a)`, with `r` uniform in [0.2, 2] and `a = 2π (r/2.5 + class / n_classes)`.

    `noise` is the standard deviation of the Gaussian noise on both coordinates.
    Shapes: x (n, 2), labels (n,) from 0 to n_classes − 1.
    Source: after the spirals of the course CS231n (Stanford, 2015).
    """
    labels = np.arange(n) % n_classes
    radius = rng.uniform(0.2, 2.0, n)
    angle = 2 * np.pi * (radius / 2.5 + labels / n_classes)
    x = radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return x + noise * rng.standard_normal((n, 2)), labels
