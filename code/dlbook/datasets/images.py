"""Small grey images of circles, squares, triangles and crosses: what a convolution learns first is to see edges like theirs."""
import numpy as np

SHAPES = ("circle", "square", "triangle", "cross")


def shapes(n, rng, size=16, noise=0.1):
    """Return images with one figure each, bright on dark, somewhere in the image and a third to half of it wide.

    `noise` is the standard deviation of the Gaussian noise on every pixel; before it, pixels are 0 or 1.
    Shapes: x (n, size, size, 1), labels (n,) from 0 to 3, in the order of `SHAPES`.
    Errors: ValueError for images smaller than 8 × 8, which cannot show the figures.
    """
    if size < 8:
        raise ValueError(f"size must be at least 8 pixels, but it is {size}")
    labels = np.arange(n) % len(SHAPES)
    radius = rng.uniform(0.15, 0.25, (n, 1, 1)) * size
    row, column = (rng.uniform(radius, size - 1 - radius) for _ in range(2))
    y = np.arange(size)[:, None] - row  # (n, size, 1), pixels below the centre
    x = np.arange(size)[None, :] - column  # (n, 1, size), pixels to the right of it
    inside = [
        x**2 + y**2 <= radius**2,
        np.maximum(abs(x), abs(y)) <= radius,
        (y <= radius) & (2 * abs(x) <= y + radius),
        (np.maximum(abs(x), abs(y)) <= radius) & (np.minimum(abs(x), abs(y)) <= radius / 3),
    ]
    images = np.choose(labels[:, None, None], inside).astype(float)
    images += noise * rng.standard_normal(images.shape)
    return images[..., None], labels
