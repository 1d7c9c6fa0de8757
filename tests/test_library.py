"""The library as a whole: what importing it costs, threads, and whether every architecture can learn a tiny batch by heart."""
import subprocess
import sys

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from dlbook.activations import GELU, ReLU, Tanh
from dlbook.attention import MultiHeadAttention
from dlbook.convolution import AveragePooling2D, Conv2D, MaxPooling2D
from dlbook.layers import Dense, Flatten, Residual, Sequential
from dlbook.losses import binary_cross_entropy, mse, softmax_cross_entropy
from dlbook.normalization import BatchNormalization, LayerNormalization
from dlbook.optimizers import SGD, Adam, AdamW, RMSprop
from dlbook.recurrent import GRU, LSTM, Embedding, SimpleRNN
from dlbook.training import accuracy, fit

MODULES = (
    "layers activations convolution recurrent attention normalization initializers losses optimizers schedules training "
    "gradcheck autograd datasets"
).split()


def draws(seed=0):
    return np.random.default_rng(seed)


def images(rng):
    return rng.standard_normal((6, 8, 9, 2)), np.array([0, 1, 2, 2, 1, 0])


def sequences(rng):
    return rng.standard_normal((6, 5, 3)), np.array([0, 1, 2, 2, 1, 0])


def words(rng):
    return rng.integers(0, 9, (6, 5)), np.array([0, 1, 2, 2, 1, 0])


def block(n, rng):
    """A Transformer block."""
    attention = Residual([LayerNormalization(n), MultiHeadAttention(n, 2, rng)])
    return Sequential([attention, Residual([LayerNormalization(n), Dense(n, 2 * n, rng), GELU(), Dense(2 * n, n, rng)])])


ARCHITECTURES = {
    "dense": (sequences, lambda r: [Flatten(), Dense(15, 32, r), ReLU(), Dense(32, 3, r)]),
    "convolutional, max pooling": (images, lambda r: [Conv2D(2, 8, 3, r), ReLU(), MaxPooling2D(2), Flatten(), Dense(72, 3, r)]),
    "convolutional, average pooling": (
        images,
        lambda r: [Conv2D(2, 8, 3, r, stride=2, padding="same"), Tanh(), AveragePooling2D(2), Flatten(), Dense(32, 3, r)],
    ),
    "residual": (
        images,
        lambda r: [Residual([Conv2D(2, 2, 3, r, padding="same"), BatchNormalization(2), ReLU()]), Flatten(), Dense(144, 3, r)],
    ),
    "recurrent": (sequences, lambda r: [SimpleRNN(3, 16, r), Dense(16, 3, r)]),
    "two recurrent": (sequences, lambda r: [LSTM(3, 16, r, return_sequences=True), LSTM(16, 16, r), Dense(16, 3, r)]),
    "gated": (words, lambda r: [Embedding(9, 8, r), GRU(8, 16, r), Dense(16, 3, r)]),
    "transformer": (words, lambda r: [Embedding(9, 8, r), block(8, r), Flatten(), Dense(40, 3, r)]),
}


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_a_tiny_batch_is_learned_by_heart(name):
    make, layers = ARCHITECTURES[name]
    x, y = make(draws())
    model = Sequential(layers(draws(1)))
    history = fit(model, x, y, softmax_cross_entropy, Adam(0.01), 300, 6, draws(2), metric=accuracy, progress=False)
    assert history.loss[0] > 0.5 and history.loss[-1] < 0.02 and history.metric[-1] == 1


@pytest.mark.parametrize("optimizer", [SGD(0.3), SGD(0.1, 0.8), SGD(0.1, 0.8, nesterov=True), RMSprop(0.005), AdamW(0.01)])
@pytest.mark.parametrize("loss", [mse, binary_cross_entropy])
def test_every_optimizer_and_loss_learns_it(optimizer, loss):
    x, y = draws().standard_normal((6, 3)), np.array([[0], [1], [1], [0], [1], [0]])
    rng = draws(1)
    model = Sequential([Dense(3, 32, rng), Tanh(), Dense(32, 1, rng)])
    history = fit(model, x, y, loss, optimizer, 600, 6, draws(2), progress=False)
    assert history.loss[-1] < 0.1 * history.loss[0]


@pytest.mark.parametrize("name", ["convolutional, max pooling", "two recurrent", "transformer"])
def test_results_do_not_depend_on_the_number_of_threads(name):
    make, layers = ARCHITECTURES[name]
    x, y = make(draws())
    x, y = np.concatenate([x] * 20), np.concatenate([y] * 20)
    results = []
    for n_threads in (1, 2, 4):
        with threadpool_limits(n_threads):
            model = Sequential(layers(draws(1)))
            fit(model, x, y, softmax_cross_entropy, SGD(0.05), 3, 40, draws(2), progress=False)
        results.append(np.concatenate([param.ravel() for param in model.params.values()]))
    for other in results[1:]:
        assert np.allclose(results[0], other, rtol=1e-6, atol=1e-9)


def test_importing_the_library_loads_nothing_heavy():
    program = f"""
import sys
for name in {MODULES}:
    __import__(f"dlbook.{{name}}")
heavy = {{"tensorflow", "keras", "sklearn", "scipy", "matplotlib", "IPython", "tqdm"}} & set(sys.modules)
sys.exit(f"loaded: {{heavy}}" if heavy else 0)
"""
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
