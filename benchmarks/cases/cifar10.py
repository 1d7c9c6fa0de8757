"""CIFAR-10: the articles' two small convolutional networks, then one change at a time. The small networks are in cifar10_small.py."""
import numpy as np

from benchmarks.cases.cifar10_small import dlbook_small, keras_small
from dlbook.datasets import cifar10

CLASSES = 10
SEEDS = {"short": (0, 1, 2, 3, 4)}  # seeds of a recipe where they are not 0, 1, 2
EPOCHS, LONG = 3, 10  # of each step, and of the best recipe
SHORT = 8000  # images of the short recipe
MEAN, SPREAD = (125.3, 122.9, 113.9), (62.5, 61.9, 66.5)  # of red, green, blue in the training images


def load():
    """Return (x_train, y_train), (x_test, y_test) as the data set gives them."""
    return cifar10()


def article(watch, seed, dense=True):
    """The articles' program: three convolutions, two poolings, Dense(64), Dense(10); Adam, 10 epochs, batches of 32, pixels / 255."""
    from dlbook.frameworks import keras

    layers = keras.layers
    model = keras.Sequential([
        keras.Input((32, 32, 3)),
        layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D(2),
        layers.Conv2D(64, 3, activation="relu"), layers.MaxPooling2D(2),
        layers.Conv2D(64, 3, activation="relu"), layers.Flatten(),
        *([layers.Dense(64, activation="relu")] if dense else []), layers.Dense(10),
    ])  # fmt: skip
    return as_in_the_articles(watch, model, epochs=10)


def article_no_dense(watch, seed):
    """The articles' other program: the same without the Dense(64) layer."""
    return article(watch, seed, dense=False)


def reshaped(watch, seed):
    """Another network, trained as the articles train theirs: small maps and many channels, two residual layers."""
    return as_in_the_articles(watch, network(normalised=False), EPOCHS)


def one_cycle(watch, seed):
    """The same network; channels standardised, batches of 128, a learning rate that rises and falls."""
    return in_one_cycle(watch, seed, network(normalised=False, standardised=True), EPOCHS, peak=0.003)


def normalised(watch, seed):
    """The same with batch normalisation before each ReLU, and a higher rate."""
    return in_one_cycle(watch, seed, network(), EPOCHS)


def augmented(watch, seed):
    """The same on images that are moved and flipped anew in each epoch."""
    return in_one_cycle(watch, seed, network(), EPOCHS, augment=True)


def best(watch, seed):
    """The same for longer, and each answer is the mean over an image and its mirror image."""
    return in_one_cycle(watch, seed, network(), LONG, augment=True, mirror=True)


def short(watch, seed):
    """A few seconds: a narrower network on a part of the images."""
    watch.train = tuple(part[:SHORT] for part in watch.train)
    return in_one_cycle(watch, seed, network(width=16), epochs=3, batch_size=64)


def scaled(x):
    """Return images of bytes as float32 in 0 … 1."""
    return (x / 255).astype("float32")


def network(width=24, normalised=True, standardised=None):
    """Five convolutions on maps of 16, 8, 8, 4 and 4 pixels a side, the largest value of each map, ten classes."""
    from dlbook.frameworks import keras

    layers = keras.layers

    def convolution(x, channels, size, stride):
        start = "he_normal" if normalised else "glorot_uniform"
        x = layers.Conv2D(channels, size, strides=stride, padding="same", use_bias=not normalised, kernel_initializer=start)(x)
        return layers.ReLU()(layers.BatchNormalization(momentum=0.9)(x) if normalised else x)

    standardise = normalised if standardised is None else standardised
    image = keras.Input((32, 32, 3), dtype="uint8" if standardise else "float32")
    x = layers.Normalization(mean=MEAN, variance=np.square(SPREAD))(image) if standardise else image
    x = convolution(x, width, 4, 2)
    for channels in (2 * width, 4 * width):
        x = convolution(x, channels, 3, 2)
        x = layers.add([x, convolution(x, channels, 3, 1)])
    return keras.Model(image, layers.Dense(10)(layers.GlobalMaxPooling2D()(x)))


def as_in_the_articles(watch, model, epochs):
    """Train with Adam's default rate, batches of 32, pixels / 255."""
    from dlbook.frameworks import keras

    x, y = watch.train
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
    judge = keras.Sequential([model, keras.layers.Softmax()])  # the same weights, with probabilities for the record
    model.fit(scaled(x), y, epochs=epochs, verbose=0, callbacks=[watch.callback(judge, scaled)])
    return {"parameters": model.count_params()}


def in_one_cycle(watch, seed, model, epochs, peak=0.01, batch_size=128, augment=False, mirror=False):
    """Train with a rate that rises to its peak in a quarter of the steps and falls to zero, on bytes that the model standardises."""
    from dlbook.frameworks import keras

    x, y = watch.train
    rng = np.random.default_rng(seed)
    steps = epochs * -(-len(x) // batch_size)
    rate = keras.optimizers.schedules.CosineDecay(peak / 25, steps - steps // 4, warmup_target=peak, warmup_steps=steps // 4)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(rate), loss, metrics=["accuracy"], steps_per_execution=8)
    judge = keras.Sequential([model, keras.layers.Softmax()])

    def predict(images):
        views = [images, images[:, :, ::-1]] if mirror else [images]
        return np.mean([judge.predict(view, batch_size=1000, verbose=0) for view in views], axis=0)

    watch.model = model
    for _ in range(epochs):
        shown = moved_and_flipped(x, rng) if augment else x
        history = model.fit(shown, y, batch_size=batch_size, verbose=0).history
        watch.epoch(predict, **{name: values[-1] for name, values in history.items()})
    return {"parameters": model.count_params()}


def moved_and_flipped(x, rng, margin=2):
    """Return images moved by up to `margin` pixels over a mirrored border, half of them flipped left to right."""
    wide = np.pad(x, ((0, 0), (margin, margin), (margin, margin), (0, 0)), mode="reflect")
    windows = np.lib.stride_tricks.sliding_window_view(wide, x.shape[1:3], axis=(1, 2))  # (n, rows, columns, channels, height, width)
    rows, columns = rng.integers(0, 2 * margin + 1, (2, len(x)))
    moved = np.moveaxis(windows[np.arange(len(x)), rows, columns], 1, -1)
    return np.where(rng.random((len(x), 1, 1, 1)) < 0.5, moved[:, :, ::-1], moved)


RECIPES = {
    "article": article, "article_no_dense": article_no_dense, "reshaped": reshaped, "one_cycle": one_cycle, "normalised": normalised,
    "augmented": augmented, "best": best, "short": short, "keras_small": keras_small, "dlbook_small": dlbook_small,
}  # fmt: skip
