"""Initialisers have the spread that their formula promises, and keep signals in size."""
import numpy as np
import pytest

from dlbook import initializers
from dlbook.activations import ReLU
from dlbook.layers import Dense, Sequential


def draws(seed=0):
    return np.random.default_rng(seed)


@pytest.mark.parametrize(
    ("name", "variance"),
    [("glorot_uniform", 2 / 500), ("glorot_normal", 2 / 500), ("he_uniform", 2 / 200), ("he_normal", 2 / 200), ("lecun_normal", 1 / 200)],
)
def test_variance(name, variance):
    kernel = getattr(initializers, name)((200, 300), draws())
    assert abs(kernel.var() / variance - 1) < 0.03  # 60,000 draws: at most 0.6 % of spread
    assert abs(kernel.mean()) < 0.02 * np.sqrt(variance)


def test_fans_count_the_window():
    assert initializers.fans((20, 30)) == (20, 30)
    assert initializers.fans((3, 5, 20, 30)) == (300, 450)
    with pytest.raises(ValueError, match=r"\(7,\)"):
        initializers.fans((7,))


@pytest.mark.parametrize("shape", [(5, 5), (3, 7), (7, 3)])
def test_orthogonal(shape):
    q = initializers.orthogonal(shape, draws())
    product = q @ q.T if shape[0] <= shape[1] else q.T @ q
    assert q.shape == shape and np.allclose(product, np.eye(min(shape)), atol=1e-12)


def test_he_keeps_the_signal_behind_relu_and_glorot_loses_it():
    x = draws().standard_normal((200, 100))
    spread = {}
    for initializer in (initializers.he_normal, initializers.glorot_normal):
        rng = draws(1)
        model = Sequential([part for _ in range(10) for part in (Dense(100, 100, rng, initializer), ReLU())])
        spread[initializer] = np.sqrt((model.forward(x) ** 2).mean())
    assert 0.4 < spread[initializers.he_normal] < 2.5
    assert spread[initializers.glorot_normal] < 0.1  # about 2 ** −5


def test_constants():
    assert initializers.zeros((2, 3)).tolist() == [[0] * 3] * 2
    assert initializers.ones((3,)).tolist() == [1] * 3
