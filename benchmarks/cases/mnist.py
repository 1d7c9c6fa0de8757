"""MNIST: the articles' dense network, step by step to a better one, and the book's own library."""
from dlbook.datasets import mnist

CLASSES = 10
SEEDS = {}  # seeds of a recipe where they are not 0, 1, 2


def load():
    """Return (x_train, y_train), (x_test, y_test) as the data set gives them."""
    return mnist()


def article(watch, seed):
    """The articles' program: 784 → Dense(512, relu) → Dense(10, softmax), RMSprop, 5 epochs, batches of 128."""
    from dlbook.frameworks import keras

    x, y = watch.train
    model = keras.Sequential([keras.layers.Dense(512, activation="relu"), keras.layers.Dense(10, activation="softmax")])
    model.compile("rmsprop", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(flat(x), y, batch_size=128, epochs=5, verbose=0, callbacks=[watch.callback(model, flat)])
    return {"parameters": model.count_params()}


def flat(x):
    """Return images (n, 28, 28) of bytes as rows (n, 784) of float32 in 0 … 1."""
    return x.reshape(len(x), -1).astype("float32") / 255


RECIPES = {"article": article}
