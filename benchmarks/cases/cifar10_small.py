"""A small network on small images: on the book's own library and in Keras, with the same first weights and the same batches."""
import numpy as np

IMAGES, EPOCHS, BATCH, RATE = 10000, 6, 64, 0.002


def dlbook_small(watch, seed):
    """The small network on the book's own library, which is NumPy."""
    from dlbook.activations import softmax
    from dlbook.losses import softmax_cross_entropy
    from dlbook.optimizers import Adam
    from dlbook.training import accuracy, fit

    x, y = shrunk(watch.train[0][:IMAGES]), watch.train[1][:IMAGES].ravel()
    model, optimizer, order = network(seed), Adam(RATE), np.random.default_rng([seed, 1])
    for _ in range(EPOCHS):
        history = fit(model, x, y, softmax_cross_entropy, optimizer, 1, BATCH, order, metric=accuracy, progress=False)
        watch.epoch(
            lambda images: softmax(np.concatenate([model.forward(shrunk(part)) for part in np.array_split(images, 10)])),
            loss=history.loss[-1], accuracy=history.metric[-1],
        )  # fmt: skip
    return {"parameters": sum(param.size for layer in model.layers for param in layer.params.values())}


def keras_small(watch, seed):
    """The same network in Keras."""
    from dlbook.frameworks import keras

    x, y = shrunk(watch.train[0][:IMAGES]), watch.train[1][:IMAGES].ravel()
    layers = keras.layers
    model = keras.Sequential([
        keras.Input((16, 16, 3)),
        layers.Conv2D(16, 3, activation="relu"), layers.MaxPooling2D(2), layers.Conv2D(32, 3, activation="relu"),
        layers.Flatten(), layers.Dense(64, activation="relu"), layers.Dense(10),
    ])  # fmt: skip
    model.set_weights([param for layer in network(seed).layers for param in layer.params.values()])
    model.compile(keras.optimizers.Adam(RATE), keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
    judge = keras.Sequential([model, layers.Softmax()])
    watch.model = model
    order = np.random.default_rng([seed, 1])
    for _ in range(EPOCHS):
        places = order.permutation(len(x))
        history = model.fit(x[places], y[places], batch_size=BATCH, shuffle=False, verbose=0).history
        watch.epoch(lambda images: judge.predict(shrunk(images), batch_size=1000, verbose=0), **{k: v[-1] for k, v in history.items()})
    return {"parameters": model.count_params()}


def shrunk(x):
    """Return images of 32 × 32 bytes with 16 × 16 pixels, each the mean of four, as float32 in 0 … 1."""
    return (x.reshape(-1, 16, 2, 16, 2, 3).mean(axis=(2, 4)) / 255).astype("float32")


def network(seed):
    """Return the network on the book's own library, with its first weights."""
    from dlbook.activations import ReLU
    from dlbook.convolution import Conv2D, MaxPooling2D
    from dlbook.layers import Dense, Flatten, Sequential

    rng = np.random.default_rng(seed)
    return Sequential([
        Conv2D(3, 16, 3, rng), ReLU(), MaxPooling2D(2), Conv2D(16, 32, 3, rng), ReLU(),
        Flatten(), Dense(800, 64, rng), ReLU(), Dense(64, 10, rng),
    ])  # fmt: skip
