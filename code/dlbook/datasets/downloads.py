"""The downloads behind `mnist`, `cifar10` and `imdb`: `keras.datasets`, turned into the arrays of the book's own files.

Keras shows a progress bar, checks each file's digest, and removes a file whose download broke off.
"""
import numpy as np


def arrays(name):
    """Return the arrays of "mnist", "cifar10" or "imdb" as a dictionary, freshly downloaded.

    Errors: ConnectionError that says how to go on without a network.
    """
    from dlbook.frameworks import keras  # here, because nobody who has the data needs TensorFlow

    source = getattr(keras.datasets, name)
    # The words as bare ranks, none left out: the book adds the start and the unknown word itself.
    options = {"start_char": None, "index_from": 0, "oov_char": None, "num_words": 10**9} if name == "imdb" else {}
    (x_train, y_train), (x_test, y_test) = _fetched(name, lambda: source.load_data(**options))
    if name != "imdb":
        return {"x_train": x_train, "y_train": y_train, "x_test": x_test, "y_test": y_test}
    found = {"y_train": y_train, "y_test": y_test}
    for split, reviews in (("train", x_train), ("test", x_test)):
        found[f"tokens_{split}"] = np.concatenate([np.asarray(review, np.uint32) for review in reviews])
        found[f"lengths_{split}"] = np.array([len(review) for review in reviews], np.int32)
    return found


def words():
    """Return Keras's dictionary from words to ranks, freshly downloaded. Errors: as for `arrays`."""
    from dlbook.frameworks import keras

    return _fetched("the words of imdb", keras.datasets.imdb.get_word_index)


def _fetched(what, download):
    try:
        return download()
    except Exception as error:  # Keras raises a bare Exception for an address that does not answer
        raise ConnectionError(
            f"{what}: not on this machine, and the download failed ({error}). Connect to the network and try again,"
            " or set DLBOOK_DATA to a folder that holds the data (on a machine with a network, `make data` writes it)."
        ) from error
