"""MNIST: the articles' dense network, step by step to a small convolutional one, and both with the book's own library."""
from functools import partial

import numpy as np

from dlbook.datasets import mnist

CLASSES = 10
MEAN, DEVIATION = 0.1307, 0.3081  # of all training pixels, on a scale of 0 … 1
SIZE, MARGIN = 24, 4  # the network's images, and what is left of 28
RISE = 0.3


def load():
    """Return (x_train, y_train), (x_test, y_test) as the data set gives them."""
    return mnist()


def flat(x):
    """Return images (n, 28, 28) of bytes as rows (n, 784) of float32 in 0 … 1."""
    return x.reshape(len(x), -1).astype("float32") / 255


def scaled(x):
    """Return images (n, height, width) of bytes as (n, height, width, 1) of float32, on the scale of all training pixels."""
    return (x[..., None].astype("float32") / 255 - MEAN) / DEVIATION


def cropped(x, down=MARGIN // 2, right=MARGIN // 2):
    """Return a part (n, 24, 24, ...) of images (n, 28, 28, ...): the middle, or moved by a pixel or two."""
    return x[:, down : down + SIZE, right : right + SIZE]


def moved(x, rng):
    """Return of each image a part (n, 24, 24, ...) that is off the middle by -1, 0 or 1 pixel both ways."""
    moves, y = rng.integers(0, 9, len(x)), np.empty_like(cropped(x))
    for move in range(9):
        rows = np.flatnonzero(moves == move)
        y[rows] = cropped(x[rows], 1 + move // 3, 1 + move % 3)
    return y


def triangle(step, peak, n_steps):
    """Return the learning rate at a step: from a tenth of peak up along a line, and down along another to nearly nothing."""
    share = step / n_steps
    return peak * min(0.1 + 0.9 * share / RISE, max((1 - share) / (1 - RISE), 0.001))


def article(watch, seed):
    """The articles' program: 784 → Dense(512, relu) → Dense(10, softmax), RMSprop, 5 epochs, batches of 128."""
    from dlbook.frameworks import keras

    x, y = watch.train
    model = keras.Sequential([keras.layers.Dense(512, activation="relu"), keras.layers.Dense(10, activation="softmax")])
    model.compile("rmsprop", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(flat(x), y, batch_size=128, epochs=5, verbose=0, callbacks=[watch.callback(model, flat)])
    return {"parameters": model.count_params()}


def network(channels=(32, 32), units=128, normalised=True):
    """Return the small convolutional network: images (24, 24, 1) to ten logits. channels: of one convolution or of two."""
    from dlbook.frameworks import keras

    layers = keras.layers

    def active():
        return [layers.BatchNormalization(momentum=0.9), layers.ReLU()] if normalised else [layers.ReLU()]

    first, *second = channels
    return keras.Sequential([
        keras.Input((SIZE, SIZE, 1)),
        layers.Conv2D(first, 6, strides=3, activation="relu"),
        *[layer for width in second for layer in (layers.Conv2D(width, 3), *active())],
        layers.Flatten(),
        layers.Dense(units), *active(),
        layers.Dense(CLASSES),
    ])  # fmt: skip


def small(watch, seed, epochs=3, batch=256, optimizer="adam", peak=None, move=False, steps=1, examples=None, **kind):
    """The small network. optimizer: with its usual rate, unless peak names that of a triangle. move: cut each image anew in each epoch.

    steps: how many TensorFlow runs before it returns to Python, which changes no result.
    """
    from dlbook.activations import softmax
    from dlbook.frameworks import keras

    x, y = (part[:examples] for part in watch.train)
    x, rng = scaled(x), np.random.default_rng(seed)
    watch.model = model = network(**kind)
    if peak:
        optimizer = keras.optimizers.Adam(schedule(peak, epochs * -(-len(x) // batch)))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer, loss, metrics=["accuracy"], steps_per_execution=steps)

    def predict(images):
        return softmax(model.predict(cropped(scaled(images)), batch_size=1000, verbose=0))

    for epoch in range(epochs):
        part = moved(x, rng) if move else cropped(x)
        history = model.fit(part, y, batch_size=batch, initial_epoch=epoch, epochs=epoch + 1, verbose=0).history
        watch.epoch(predict, **{name: values[0] for name, values in history.items()})
    return {"parameters": model.count_params()}


def schedule(peak, n_steps):
    """Return the triangle as a schedule of Keras."""
    from dlbook.frameworks import keras

    ops = keras.ops

    class Triangle(keras.optimizers.schedules.LearningRateSchedule):
        def __call__(self, step):
            share = ops.cast(step, "float32") / n_steps
            return peak * ops.minimum(0.1 + 0.9 * share / RISE, ops.maximum((1 - share) / (1 - RISE), 0.001))

    return Triangle()


def dlbook_article(watch, seed):
    """The articles' program with the book's own library."""
    from dlbook.activations import ReLU
    from dlbook.layers import Dense, Sequential
    from dlbook.optimizers import RMSprop

    rng = np.random.default_rng(seed)
    model = Sequential([Dense(784, 512, rng), ReLU(), Dense(512, 10, rng)])
    return trained_by_the_library(watch, model, flat, RMSprop(), rng, epochs=5, batch=128)


def dlbook_quick(watch, seed):
    """The quick recipe with the book's own library."""
    from dlbook.activations import ReLU
    from dlbook.convolution import Conv2D
    from dlbook.layers import Dense, Flatten, Sequential
    from dlbook.normalization import BatchNormalization
    from dlbook.optimizers import Adam

    rng, (first,), units, batch = np.random.default_rng(seed), QUICK["channels"], QUICK["units"], 256
    normal = BatchNormalization(units)
    normal.momentum = 0.9
    model = Sequential([
        Conv2D(1, first, 6, rng, stride=3), ReLU(),
        Flatten(),
        Dense(49 * first, units, rng), normal, ReLU(),
        Dense(units, CLASSES, rng),
    ])  # fmt: skip
    optimizer = Adam(partial(triangle, peak=QUICK["peak"], n_steps=-(-len(watch.train[1]) // batch)))
    return trained_by_the_library(watch, model, lambda x: cropped(scaled(x)), optimizer, rng, epochs=1, batch=batch)


def trained_by_the_library(watch, model, prepare, optimizer, rng, epochs, batch):
    """Train a model of the book's own library, in single precision, and note each epoch."""
    from dlbook.activations import softmax
    from dlbook.losses import softmax_cross_entropy
    from dlbook.training import accuracy, fit

    x, y = watch.train
    x = prepare(x)

    def predict(images):
        return softmax(np.concatenate([model.forward(prepare(part)) for part in np.array_split(images, 20)]))

    for _ in range(epochs):
        history = fit(model, x, y, softmax_cross_entropy, optimizer, 1, batch, rng, metric=accuracy, progress=False)
        watch.epoch(predict, loss=history.loss[0], accuracy=history.metric[0])
    return {"parameters": sum(p.size for layer in model.layers for p in layer.params.values())}


PEAK = 0.01
QUICK = {"epochs": 1, "peak": PEAK, "channels": (16,), "units": 96}
RECIPES = {
    "article": article,
    "convolutions": partial(small, optimizer="rmsprop", normalised=False),
    "adam": partial(small, normalised=False),
    "triangle": partial(small, normalised=False, peak=PEAK / 3),
    "normalised": partial(small, peak=PEAK),
    "moved": partial(small, peak=PEAK, move=True),
    "best": partial(small, peak=PEAK, move=True, steps=8),
    "quick": partial(small, **QUICK),
    "short": partial(small, **QUICK, batch=64, examples=6000),
    "dlbook_article": dlbook_article,
    "dlbook_quick": dlbook_quick,
}
SEEDS = dict.fromkeys(RECIPES, range(5)) | {"short": range(6)}
