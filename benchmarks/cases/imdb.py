"""IMDB: the articles' two LSTMs, cheaper networks, linear models of words and pairs, and the book's own library."""
import numpy as np
from sklearn.linear_model import LogisticRegression  # imported before the clock starts, as everything but Keras, which run.py imports

from benchmarks.cases.probes import probed
from dlbook.activations import sigmoid
from dlbook.bags import BagOfEmbeddings
from dlbook.datasets import imdb
from dlbook.layers import Dense, Sequential
from dlbook.losses import binary_cross_entropy
from dlbook.optimizers import Adam
from dlbook.recurrent import GRU, Embedding
from dlbook.training import accuracy, fit
from dlbook.word_counts import log_count_ratios, presence, weighted

CLASSES = 2
WORDS = 20000
SEEDS = {"article": (0,), "dlbook_quick": (0, 1, 2, 3, 4)}  # seeds of a recipe where they are not 0, 1, 2
QUICK = 5000  # reviews of the quick recipe


def load():
    """Return (x_train, y_train), (x_test, y_test); x is a list of arrays of word ids, one a review, of different lengths."""
    return imdb(num_words=WORDS)


def article(watch, seed, words=500, epochs=3):
    """The articles' program: Embedding(20000, 100) → LSTM(100) → LSTM(100) → Dense(1, sigmoid) on 500 words, Adam.

    Epochs and batch size are not given there: 3 epochs, batches of 128.
    """
    from dlbook.frameworks import keras

    model = keras.Sequential([
        keras.layers.Embedding(WORDS, 100),
        keras.layers.LSTM(100, return_sequences=True),
        keras.layers.LSTM(100),
        keras.layers.Dense(1, activation="sigmoid"),
    ])
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    x, y = watch.train
    note = watch.callback(model, lambda x: last_words(x, words))
    model.fit(last_words(x, words), y, batch_size=128, epochs=epochs, verbose=0, callbacks=[note])
    return facts(watch, model, words)


def article_short(watch, seed):
    """The articles' network on the last 100 words of each review, for 2 epochs."""
    return article(watch, seed, words=100, epochs=2)


def gru(watch, seed):
    """One GRU of 32 units, embeddings of 16 numbers, the last 200 words, a larger learning rate."""
    from dlbook.frameworks import keras

    layers = [keras.layers.Embedding(WORDS, 16), keras.layers.GRU(32), keras.layers.Dense(1, activation="sigmoid")]
    return by_keras(watch, seed, layers, gru_layers, words=200, epochs=2, learning_rate=0.005)


def bag(watch, seed):
    """No recurrence at all: the mean of the words' embeddings, padding masked."""
    from dlbook.frameworks import keras

    layers = [
        keras.layers.Embedding(WORDS, 16, mask_zero=True),
        keras.layers.GlobalAveragePooling1D(),
        keras.layers.Dense(1, activation="sigmoid"),
    ]
    return by_keras(watch, seed, layers, bag_layers, words=500, epochs=3, learning_rate=0.01)


def dlbook_gru(watch, seed):
    """The GRU in the book's own library, from the same start, on the same batches."""
    return by_dlbook(watch, seed, watch.train, gru_layers, words=200, epochs=2, learning_rate=0.005)


def dlbook_bag(watch, seed):
    """The bag of embeddings in the book's own library, from the same start, on the same batches."""
    return by_dlbook(watch, seed, watch.train, bag_layers, words=500, epochs=3, learning_rate=0.01)


def dlbook_quick(watch, seed, learning_rate=0.02):
    """The bag of embeddings on 5,000 reviews: a second of training, which the tests repeat."""
    x, y = watch.train
    some = np.random.default_rng(seed).choice(len(y), QUICK, replace=False)
    return by_dlbook(watch, seed, ([x[i] for i in some], y[some]), bag_layers, words=500, epochs=3, learning_rate=learning_rate)


def linear_words(watch, seed):
    """Logistic regression on the words that occur in a review, each weighted by how much more common it is in praise."""
    return linear(watch, seed, pairs=False)


def linear_pairs(watch, seed):
    """The same with pairs of neighbouring words besides."""
    return linear(watch, seed, pairs=True)


def linear(watch, seed, pairs):
    """Train logistic regression on words, or on words and pairs, and note the one epoch it has."""
    x, y = watch.train
    table, vocabulary = presence(x, WORDS, pairs)
    ratios = log_count_ratios(table, y)
    model = LogisticRegression(C=10, solver="liblinear", dual=True, tol=0.05, random_state=seed).fit(weighted(table, ratios), y)

    def predict(x):
        return model.predict_proba(weighted(presence(x, WORDS, pairs, vocabulary)[0], ratios))[:, 1]

    watch.epoch(predict)
    return {"parameters": len(vocabulary) + 1, **probed(watch, predict)}


def bag_layers(rng):
    """Return the layers of the bag of embeddings, with their first weights."""
    return [BagOfEmbeddings(WORDS, 16, rng), Dense(16, 1, rng)]


def gru_layers(rng):
    """Return the layers of the GRU, with their first weights."""
    return [Embedding(WORDS, 16, rng), GRU(16, 32, rng), Dense(32, 1, rng)]


def by_keras(watch, seed, layers, twin, words, epochs, learning_rate):
    """Train Keras layers from the weights of their twins in the book's library, on the same batches."""
    from dlbook.frameworks import keras

    rng = np.random.default_rng(seed)
    model = keras.Sequential(layers)
    model.build((None, words))
    model.set_weights([param for layer in twin(rng) for param in layer.params.values()])
    model.compile(keras.optimizers.Adam(learning_rate), "binary_crossentropy", metrics=["accuracy"])
    x, y = last_words(watch.train[0], words), watch.train[1]
    note = watch.callback(model, lambda x: last_words(x, words))
    for _ in range(epochs):
        order = rng.permutation(len(x))
        model.fit(x[order], y[order], batch_size=128, shuffle=False, verbose=0, callbacks=[note])
    return facts(watch, model, words)


def by_dlbook(watch, seed, train, layers, words, epochs, learning_rate):
    """Train layers of the book's own library in single precision, 128 reviews a step."""
    rng = np.random.default_rng(seed)
    model, optimizer = Sequential(layers(rng)), Adam(learning_rate)
    for layer in model.layers:
        layer.params = {name: param.astype(np.float32) for name, param in layer.params.items()}
    x, y = last_words(train[0], words), train[1][:, None].astype(np.float32)

    def predict(x):
        return np.concatenate([sigmoid(model.forward(last_words(x[i : i + 1000], words))) for i in range(0, len(x), 1000)])[:, 0]

    for _ in range(epochs):
        history = fit(model, x, y, binary_cross_entropy, optimizer, 1, 128, rng, metric=accuracy, progress=False)
        watch.epoch(predict, loss=history.loss[0], accuracy=history.metric[0])
    return {"parameters": sum(param.size for param in model.params.values()), **probed(watch, predict, words)}


def facts(watch, model, words):
    """Return the size of a finished Keras model, and what the probes say about it."""
    return {
        "parameters": model.count_params(),
        **probed(watch, lambda x: model.predict(last_words(x, words), batch_size=1000, verbose=0), words),
    }


def last_words(x, words):
    """Return reviews as rows (n, words): the last words of each, padded with 0 in front, as Keras's pad_sequences does by default."""
    rows = np.zeros((len(x), words), np.int32)
    for row, review in zip(rows, x, strict=True):
        kept = review[-words:]
        row[words - len(kept) :] = kept
    return rows


RECIPES = {
    recipe.__name__: recipe
    for recipe in (article, article_short, gru, bag, linear_words, linear_pairs, dlbook_gru, dlbook_bag, dlbook_quick)
}
