"""Training to a given test accuracy, by the library and by Keras: the same network, settings and initial weights.

Adam, batches of 32, float32; stopped after the first epoch at whose end 97 % of the test digits are right.
"""
import statistics
import time

import numpy as np

from dlbook.activations import ReLU
from dlbook.convolution import Conv2D, MaxPooling2D
from dlbook.datasets import digits
from dlbook.layers import Dense, Flatten, Sequential
from dlbook.losses import softmax_cross_entropy
from dlbook.optimizers import Adam
from dlbook.training import accuracy, fit

TARGET, MOST_EPOCHS, BATCH, RATE = 0.97, 60, 32, 0.003


def data(images):
    x_train, y_train, x_test, y_test = digits()
    shape = (-1, 8, 8, 1) if images else (-1, 64)
    return x_train.astype(np.float32).reshape(shape), y_train, x_test.astype(np.float32).reshape(shape), y_test


def dense_network(rng):
    return Sequential([Dense(64, 128, rng), ReLU(), Dense(128, 10, rng)])


def small_cnn(rng):
    first = [Conv2D(1, 8, 3, rng, padding="same"), ReLU(), MaxPooling2D(2)]
    return Sequential([*first, Conv2D(8, 16, 3, rng, padding="same"), ReLU(), MaxPooling2D(2), Flatten(), Dense(64, 10, rng)])


def keras_dense_network():
    import keras

    return keras.Sequential([keras.layers.Dense(128, activation="relu"), keras.layers.Dense(10)])


def keras_small_cnn():
    import keras

    layers = keras.layers
    first = [layers.Conv2D(8, 3, padding="same", activation="relu"), layers.MaxPooling2D(2)]
    second = [layers.Conv2D(16, 3, padding="same", activation="relu"), layers.MaxPooling2D(2)]
    return keras.Sequential([*first, *second, layers.Flatten(), layers.Dense(10)])


def train_ours(make_model, seed, images):
    """Return the seconds of every epoch until the test accuracy reaches the target, or of all epochs."""
    x, y, x_test, y_test = data(images)
    begin, marks = time.perf_counter(), []
    rng = np.random.default_rng(seed)
    model, optimizer, reached = make_model(rng), Adam(RATE), False
    while not reached and len(marks) < MOST_EPOCHS:
        history = fit(model, x, y, softmax_cross_entropy, optimizer, 1, BATCH, rng, (x_test, y_test), accuracy, progress=False)
        reached = history.validation_metric[-1] >= TARGET
        marks.append(time.perf_counter())
    return np.diff([begin, *marks]), reached


def train_keras(make_model, make_ours, seed, images):
    """The same with Keras, from the same initial weights; making and compiling the model belong to the first epoch.

    No seed is set: after `keras.utils.set_random_seed`, `fit` shows the examples in the same order in every epoch, and learns slower.
    """
    import keras

    x, y, x_test, y_test = data(images)
    marks, reached = [], []

    class Stop(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            marks.append(time.perf_counter())
            reached.append(logs["val_accuracy"] >= TARGET)
            self.model.stop_training = reached[-1]

    begin = time.perf_counter()
    model = make_model()
    model.build(x.shape)
    model.set_weights(list(make_ours(np.random.default_rng(seed)).params.values()))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(RATE), loss, metrics=["accuracy"])
    model.fit(x, y, batch_size=BATCH, epochs=MOST_EPOCHS, validation_data=(x_test, y_test), callbacks=[Stop()], verbose=0)
    return np.diff([begin, *marks]), reached[-1]


def to_the_target(make_ours, make_theirs, images, seeds=range(5)):
    """Return milliseconds to the target and of one later epoch (in the first Keras builds its graph), ours before Keras's, and a note."""
    runs = [(train_ours(make_ours, seed, images), train_keras(make_theirs, make_ours, seed, images)) for seed in seeds]
    rows = []
    for side in (0, 1):
        epochs = [run[side][0] for run in runs]
        reached = [run[side][1] for run in runs]
        total = statistics.median(float(times.sum()) for times in epochs)
        single = statistics.median(float(seconds) for times in epochs for seconds in times[1:])
        rows.append((total, single, f"{statistics.median(map(len, epochs)):g} epochs, {sum(reached)} of {len(reached)} seeds reach it"))
    (a, b, note), (c, d, note_theirs) = rows
    return 1000 * a, 1000 * c, 1000 * b, 1000 * d, f"ours {note}; Keras {note_theirs}"


NETWORKS = {
    "MLP 64-128-10, digits to 97 %": (dense_network, keras_dense_network, False),
    "small CNN, digits to 97 %": (small_cnn, keras_small_cnn, True),
}
