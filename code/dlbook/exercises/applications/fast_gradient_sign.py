"""The fast gradient sign method: one step, of the same size in every pixel."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake


def fast_gradient_sign(x, grad, epsilon):
    """Return the images moved by epsilon against the network, pixels kept between 0 and 1: x and grad (batch, pixels)."""
    return np.clip(x + epsilon * np.sign(grad), 0, 1)


def images(seed, shape, epsilon):
    """Return images with some pixels at 0 and at 1, and a gradient with some zeros."""
    rng = np.random.default_rng(seed)
    x = np.round(np.clip(rng.normal(0.5, 0.5, shape), 0, 1), 2)
    grad = np.round(rng.normal(size=shape) * 10.0 ** rng.integers(-3, 1, shape), 4)
    grad[:, 0] = 0
    return x, grad, epsilon


EXERCISE = Exercise(
    name="applications.fast_gradient_sign",
    tier=2,
    reference=fast_gradient_sign,
    cases=(
        Case((np.array([[0.5, 0.2, 0.95], [0.0, 1.0, 0.4]]), np.array([[0.001, -3.0, 2.0], [-1.0, 0.5, 0.0]]), 0.1)),
        Case(images(1, (4, 6), 0.15)),
        Case(images(2, (3, 5), 0.03)),
    ),
    hints=(
        "The gradient says how the loss changes with each pixel. You want the loss to grow. In which direction do you move the pixel?",
        "All pixels move equally far, whatever the size of their gradient: which function keeps only the direction? "
        "And which values may a pixel not leave?",
    ),
    mistakes=(
        Mistake(
            "G02",
            "the loss goes down",
            "That is a step of gradient descent: the network would like your image better. The attacker wants the loss to grow.",
            (
                lambda x, grad, epsilon: np.clip(x - epsilon * np.sign(grad), 0, 1),
                lambda x, grad, epsilon: x - epsilon * np.sign(grad),
            ),
        ),
        Mistake(
            "",
            "no sign taken",
            "One of your pixels moved a hundred times as far as another. Each may move by epsilon: which of them should hold back?",
            (
                lambda x, grad, epsilon: np.clip(x + epsilon * grad, 0, 1),
                lambda x, grad, epsilon: x + epsilon * grad,
                lambda x, grad, epsilon: np.clip(x + epsilon * grad / np.linalg.norm(grad, axis=1, keepdims=True), 0, 1),
                lambda x, grad, epsilon: np.clip(x + epsilon * grad / np.abs(grad).max(), 0, 1),
            ),
        ),
        Mistake(
            "",
            "pixels outside the range",
            "One of your pixels is brighter than the brightest, or darker than black. No camera delivers such an image.",
            (lambda x, grad, epsilon: x + epsilon * np.sign(grad),),
        ),
        Mistake(
            "",
            "the step clipped, not the image",
            "You kept the step in range. It is the image that must stay between 0 and 1, after the step.",
            (
                lambda x, grad, epsilon: x + np.clip(epsilon * np.sign(grad), 0, 1),
                lambda x, grad, epsilon: np.clip(x + np.clip(grad, -epsilon, epsilon), 0, 1),
            ),
        ),
        Mistake(
            "",
            "clipped to plus and minus epsilon",
            "Your image has lost its picture. What must lie between −epsilon and epsilon, and what between 0 and 1?",
            (lambda x, grad, epsilon: np.clip(x + epsilon * np.sign(grad), -epsilon, epsilon),),
        ),
        Mistake(
            "",
            "only the change returned",
            "That is the change alone. The network wants to see an image.",
            (lambda x, grad, epsilon: epsilon * np.sign(grad),),
        ),
        Mistake(
            "",
            "a pixel without gradient moved",
            "Where the gradient is exactly 0, neither direction hurts. Should such a pixel move?",
            (lambda x, grad, epsilon: np.clip(x + epsilon * np.where(grad >= 0, 1, -1), 0, 1),),
        ),
    ),
)
