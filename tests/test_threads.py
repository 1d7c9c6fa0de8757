"""The library gives the same results on one thread and on two."""
import os
import subprocess
import sys

import numpy as np

TRAIN = """
import sys
import numpy as np
from dlbook.activations import ReLU
from dlbook.convolution import Conv2D
from dlbook.layers import Dense, Flatten, Sequential
from dlbook.losses import softmax_cross_entropy
from dlbook.optimizers import Adam

rng = np.random.default_rng(0)
model = Sequential([Conv2D(3, 16, 3, rng), ReLU(), Flatten(), Dense(16 * 14 * 14, 128, rng), ReLU(), Dense(128, 10, rng)])
x, labels, optimizer = rng.normal(size=(64, 16, 16, 3)), rng.integers(0, 10, 64), Adam(0.001)
for _ in range(10):
    loss, grad = softmax_cross_entropy(model.forward(x, training=True), labels)
    model.backward(grad)
    optimizer.step(model.layers)
np.savez(sys.argv[1], loss=loss, **{f"{i}_{name}": value for i, layer in enumerate(model.layers) for name, value in layer.params.items()})
"""


def trained(folder, threads):
    """The parameters after ten steps, in a process of its own: the number of threads is fixed when NumPy is imported."""
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
    path = folder / f"{threads}.npz"
    subprocess.run([sys.executable, "-c", TRAIN, path], check=True, env={**os.environ, **dict.fromkeys(names, str(threads))})
    return np.load(path)


def test_training_does_not_depend_on_the_number_of_threads(tmp_path):
    one, two = trained(tmp_path, 1), trained(tmp_path, 2)
    assert set(one) == set(two) and len(set(one)) == 7
    for name in one:
        np.testing.assert_allclose(two[name], one[name], rtol=1e-6, atol=1e-9, err_msg=name)
