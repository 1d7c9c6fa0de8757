"""Handwritten digits that come with scikit-learn: 1,797 images of 8 × 8 pixels, small enough to train on in a second."""
import numpy as np


def digits(test_fraction=0.2, seed=0):
    """Return scikit-learn's handwritten digits, shuffled and split so that both parts hold the ten digits in equal shares.

    Pixels are scaled from 0 … 16 to 0 … 1.
    Shapes: x_train, x_test (n, 64) float64; y_train, y_test (n,) int64. An image is `x.reshape(-1, 8, 8, 1)`.
    Errors: ValueError when test_fraction is not between 0 and 1.
    Source: Alpaydin and Kaynak, Optical Recognition of Handwritten Digits, UCI repository, 1998 (its test part).
    """
    if not 0 < test_fraction < 1:
        raise ValueError(f"test_fraction must lie between 0 and 1, but it is {test_fraction}")
    # Here, and not above, because scikit-learn takes longer to import than the whole package.
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split

    data = load_digits()
    x_train, x_test, y_train, y_test = train_test_split(
        data.data / 16, data.target.astype(np.int64), test_size=test_fraction, random_state=seed, stratify=data.target
    )
    return x_train, y_train, x_test, y_test
