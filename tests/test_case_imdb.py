"""The case study on film reviews: its recipes do what the page says, and one of them, trained again, lands where the record stands.

Made reviews of a few words serve for all but the repetition, which needs the real ones and is skipped where they are missing.
"""
import ast
import inspect

import numpy as np
import pytest

from benchmarks.cases import imdb as case
from benchmarks.cases import probes
from benchmarks.cases.watch import Watch
from dlbook import records
from dlbook.datasets import files
from dlbook.layers import Sequential
from dlbook.losses import binary_cross_entropy
from dlbook.optimizers import Adam
from dlbook.training import train_step
from tools import notebooks

DEVIATIONS = 4  # how many standard deviations of the recorded runs a new seed may be away
PAGE = notebooks.ROOT / "chapters" / "case_studies" / "imdb_sentiment.ipynb"


def made(seed, n):
    """Reviews of which every one holds the word 5 (praise) or 6 (blame) among others, and labels."""
    rng = np.random.default_rng(seed)
    y = np.arange(n) % 2
    x = [rng.permutation(np.append(rng.integers(10, 60, rng.integers(3, 30)), 6 - label)).astype(np.int32) for label in y]
    return x, y


@pytest.mark.parametrize("name", ["linear_words", "linear_pairs"])
def test_the_linear_recipes_learn_made_reviews(name):
    watch = Watch(made(0, 800), made(1, 100), 2)
    facts = case.RECIPES[name](watch, 0)
    assert watch.epochs[-1]["test_accuracy"] == 1 and facts["probes"]["words shuffled"] == 1
    assert sum(group["examples"] for group in facts["by_length"]) == 20


@pytest.mark.parametrize("layers", [case.bag_layers, case.gru_layers])
def test_the_books_library_learns_made_reviews_and_notes_every_epoch(layers, monkeypatch):
    monkeypatch.setattr(case, "WORDS", 60)
    watch = Watch(made(0, 1280), made(1, 100), 2)
    case.by_dlbook(watch, 0, watch.train, layers, words=30, epochs=4, learning_rate=0.05)
    assert len(watch.epochs) == 4 and watch.epochs[-1]["train_loss"] < 0.5 * watch.epochs[0]["train_loss"]
    assert watch.epochs[-1]["test_accuracy"] > 0.9


def test_probes_change_the_reviews_as_they_say():
    x, y = made(2, 50)
    x[5] = np.arange(1, 701)
    watch, seen = Watch((x, y), (x, y), 2), []

    def predict(reviews):
        seen.append([np.asarray(review).tolist() for review in reviews])
        return np.full(len(reviews), 0.75)

    found = probes.probed(watch, predict)
    every = [review.tolist() for review in x[:: probes.EVERY]]
    unchanged, shuffled, first, last, behind = seen
    assert unchanged == every
    assert shuffled != every and [sorted(review) for review in shuffled] == [sorted(review) for review in every]
    assert first[1] == every[1][:100] and last[1] == every[1][-100:] and first[0] == every[0]
    assert behind[0] == every[0] + [0] * (500 - len(every[0])) and behind[1] == every[1]
    assert set(found["probes"].values()) == {round(float(np.mean(y[::5])), 4)}
    assert [(group["from"], group["examples"]) for group in found["by_length"]] == [(0, 9), (400, 1)]


@pytest.mark.parametrize("words", [20, 500])
def test_padding_behind_pushes_no_word_out_of_what_a_recipe_reads(words):
    x, y = made(2, 50)
    x[5] = np.arange(1, 701)
    watch, seen = Watch((x, y), (x, y), 2), []

    def predict(reviews):
        seen.append(case.last_words(reviews, words).tolist())
        return np.full(len(reviews), 0.75)

    probes.probed(watch, predict, words)
    kept = [review[-words:].tolist() for review in x[:: probes.EVERY]]
    assert seen[-1] == [review + [0] * (words - len(review)) for review in kept]


def test_rows_are_those_of_keras_pad_sequences():
    x = [np.arange(1, n) for n in (3, 9, 2, 6)]
    assert case.last_words(x, 5).tolist() == [[0, 0, 0, 1, 2], [4, 5, 6, 7, 8], [0, 0, 0, 0, 1], [1, 2, 3, 4, 5]]


def added_adam(keras, tf):
    """Keras's Adam, made to take the gradient of an embedding as one array, in which those of a repeated word are added up."""

    class AddedAdam(keras.optimizers.Adam):
        def update_step(self, gradient, variable, learning_rate):
            super().update_step(tf.convert_to_tensor(gradient), variable, learning_rate)

    return AddedAdam


def test_why_keras_and_the_book_differ_adam_squares_the_gradients_of_a_repeated_word_one_by_one():
    from dlbook.frameworks import keras, tf

    step = []
    for adam in (keras.optimizers.Adam, added_adam(keras, tf)):
        model = keras.Sequential([keras.layers.Embedding(5, 1, embeddings_initializer="zeros"), keras.layers.GlobalAveragePooling1D()])
        model.build((None, 9))
        model.compile(adam(0.01), "mse")
        model.train_on_batch(np.full((1, 9), 3), np.ones((1, 1)))
        step.append(model.get_weights()[0][3, 0])
    assert step == pytest.approx([0.03, 0.01], rel=1e-3)  # √9 times as far


def test_with_gradients_added_first_keras_and_the_book_take_the_same_steps(monkeypatch):
    from dlbook.frameworks import keras, tf

    monkeypatch.setattr(case, "WORDS", 60)
    x, y = made(3, 64)
    rows, target = case.last_words(x, 30), y[:, None].astype(np.float32)
    book = Sequential(case.gru_layers(np.random.default_rng(0)))
    for layer in book.layers:
        layer.params = {name: param.astype(np.float32) for name, param in layer.params.items()}
    model = keras.Sequential([keras.layers.Embedding(60, 16), keras.layers.GRU(32), keras.layers.Dense(1, activation="sigmoid")])
    model.build((None, 30))
    model.set_weights(list(book.params.values()))
    model.compile(added_adam(keras, tf)(0.01), "binary_crossentropy")
    optimizer = Adam(0.01)
    for i in range(0, 64, 16):
        train_step(book, rows[i : i + 16], target[i : i + 16], binary_cross_entropy, optimizer)
        model.train_on_batch(rows[i : i + 16], y[i : i + 16])
    assert all(np.allclose(*pair, atol=1e-4) for pair in zip(book.params.values(), model.get_weights(), strict=True))


def layer_calls(source):
    """Every call of a Keras layer in a function's source, with its arguments, in order."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    texts = [ast.unparse(call) for call in sorted(calls, key=lambda call: call.lineno)]
    return [text.replace("WORDS", str(case.WORDS)) for text in texts if text.startswith("keras.layers")]


def test_the_program_on_the_page_is_the_one_that_was_recorded():
    printed = next(cell.source for cell in notebooks.code_cells(notebooks.read(PAGE)) if "def articles_program" in cell.source)
    assert layer_calls(printed) == layer_calls(inspect.getsource(case.article)) and len(layer_calls(printed)) == 4
    for text in ('"adam", "binary_crossentropy"', "epochs=3", "batch_size=128", "500"):
        assert text in printed and text in inspect.getsource(case.article)


@pytest.fixture(scope="module")
def quick():
    """Mean and standard deviation of the recorded quick runs, and a seed that is not among them."""
    record = records.load("imdb")
    final = record.final("dlbook_quick")
    return final.mean(), final.std(ddof=1), 1 + max(run["seed"] for run in record.runs("dlbook_quick"))


@pytest.mark.skipif(files.find("imdb.npz") is None, reason="no imdb.npz here: set DLBOOK_DATA or run make data")
def test_a_new_seed_lands_within_the_recorded_spread_and_a_broken_recipe_does_not(quick):
    mean, deviation, seed = quick
    train, test = case.load()

    def trained(**changes):
        watch = Watch(train, test, 2)
        case.dlbook_quick(watch, seed, **changes)
        return abs(watch.epochs[-1]["test_accuracy"] - mean) / deviation

    assert trained() < DEVIATIONS
    assert trained(learning_rate=0.002) > DEVIATIONS  # the control: learns, but ten times too slowly


def test_a_recorded_run_holds_what_the_page_reads():
    needed = {"probes", "by_length", "confusion", "calibration", "errors", "peak_memory_mb", "busy_elsewhere", "parameters"}
    for run in records.load("imdb").content["runs"]:
        assert needed <= set(run), run["recipe"]
        assert run["recipe"] in case.RECIPES and np.sum(run["confusion"]) == 25000
