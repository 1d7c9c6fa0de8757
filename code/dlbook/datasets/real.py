"""MNIST, CIFAR-10 and the IMDB reviews: the data of the case studies, checked each time they are loaded.

    (x_train, y_train), (x_test, y_test) = mnist()

looks in the folder that the environment variable DLBOOK_DATA names, then in the cache, and else downloads through `keras.datasets`.
"""
import hashlib
import json
import sys

import numpy as np

from dlbook.datasets import downloads
from dlbook.datasets.files import DataError, cache_folder, complete_or_absent, damaged, find, prepared_folder, read_arrays

# What each file must hold: for each array its shape (None: any length), its kind of numbers, the range and the examples of each class.
IMAGES = {"kind": "u", "low": 0, "high": 255}
CONTENTS = {
    "mnist": {
        "x_train": {"shape": (60000, 28, 28), **IMAGES},
        "y_train": {"shape": (60000,), "counts": [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]},
        "x_test": {"shape": (10000, 28, 28), **IMAGES},
        "y_test": {"shape": (10000,), "counts": [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]},
    },
    "cifar10": {
        "x_train": {"shape": (50000, 32, 32, 3), **IMAGES},
        "y_train": {"shape": (50000, 1), "counts": [5000] * 10},
        "x_test": {"shape": (10000, 32, 32, 3), **IMAGES},
        "y_test": {"shape": (10000, 1), "counts": [1000] * 10},
    },
    "imdb": {
        "tokens_train": {"shape": (None,), "kind": "ui", "low": 1, "high": 10**6},
        "lengths_train": {"shape": (25000,), "kind": "ui", "low": 1, "high": 10**4},
        "y_train": {"shape": (25000,), "counts": [12500] * 2},
        "tokens_test": {"shape": (None,), "kind": "ui", "low": 1, "high": 10**6},
        "lengths_test": {"shape": (25000,), "kind": "ui", "low": 1, "high": 10**4},
        "y_test": {"shape": (25000,), "counts": [12500] * 2},
    },
}
WORDS_FILE = "imdb_word_index.json"
PADDING, START, UNKNOWN, FIRST_WORD = 0, 1, 2, 3  # word ids of `imdb`; the word of rank r has the id FIRST_WORD + r


def wrong_with(name, arrays):
    """Return what is wrong with the arrays of a data set, in words, or None when they are as they should be."""
    for key, expected in CONTENTS[name].items():
        if key not in arrays:
            return f"the array {key!r} is missing; it holds {', '.join(sorted(arrays)) or 'nothing'}"
        array, shape, kind = arrays[key], expected["shape"], expected.get("kind", "ui")
        if array.ndim != len(shape) or any(want not in (None, got) for want, got in zip(shape, array.shape, strict=True)):
            return f"{key} has the shape {array.shape}, but it should be {shape}"
        if array.dtype.kind not in kind:
            return f"{key} holds {array.dtype}, but it should hold integers"
        if "counts" in expected:
            counts = np.bincount(array.ravel().clip(0)).tolist() if array.min() >= 0 else "a negative label among them"
            if counts != expected["counts"]:
                return f"{key} holds {counts} examples of the classes, but it should hold {expected['counts']}"
        elif array.size and not (expected["low"] <= array.min() and array.max() <= expected["high"]):
            return f"{key} ranges from {array.min()} to {array.max()}, but it should lie in {expected['low']} … {expected['high']}"
        elif not array.any():
            return f"{key} is zero everywhere"
    for split in ("train", "test") if name == "imdb" else ():
        n_tokens, total = arrays[f"tokens_{split}"].size, int(arrays[f"lengths_{split}"].sum())
        if n_tokens != total:
            return f"tokens_{split} holds {n_tokens} words, but the lengths add up to {total}"
    return None


def load(name):
    """Return the checked arrays of "mnist", "cifar10" or "imdb", as they lie in the file.

    Errors: DataError when a file is damaged or DLBOOK_DATA is wrong; ConnectionError when a download is needed and fails.
    """
    path = find(f"{name}.npz")
    if path is None:
        arrays = downloads.arrays(name)
        if wrong := wrong_with(name, arrays):
            raise DataError(f"what was downloaded as {name} is not the data set: {wrong}. Nothing was kept; try again later.")
        with complete_or_absent(cache_folder() / f"{name}.npz") as scratch, scratch.open("wb") as file:
            np.savez(file, **arrays)
        return arrays
    arrays = read_arrays(path)
    if wrong := wrong_with(name, arrays):
        raise damaged(path, wrong)
    return arrays


def mnist():
    """Return (x_train, y_train), (x_test, y_test): 60,000 and 10,000 handwritten digits.

    Shapes: x (n, 28, 28) uint8, 0 … 255; y (n,) uint8, 0 … 9. Errors: as for `load`.
    Source: LeCun, Bottou, Bengio and Haffner, Gradient-based learning applied to document recognition, Proc. IEEE 86, 1998.
    """
    return _pairs(load("mnist"))


def cifar10():
    """Return (x_train, y_train), (x_test, y_test): 50,000 and 10,000 colour photographs of ten classes.

    Shapes: x (n, 32, 32, 3) uint8, 0 … 255; y (n, 1) uint8, 0 … 9. Errors: as for `load`.
    Source: Krizhevsky, Learning multiple layers of features from tiny images, University of Toronto, 2009.
    """
    return _pairs(load("cifar10"))


def imdb(num_words=None, maxlen=None):
    """Return (x_train, y_train), (x_test, y_test): 25,000 and 25,000 film reviews as word ids, and 1 for praise, 0 for blame.

    An id is 0 for padding, 1 for the start, 2 for a word left out, and 3 + r for the word of rank r (1 = most frequent). With num_words,
    ids of num_words and above become 2. With maxlen, the *last* maxlen ids are kept and shorter reviews are padded in front.
    Shapes: x (n, maxlen) int32, or with maxlen None a list of n arrays of different lengths; y (n,) int64.
    Errors: as for `load`; ValueError when num_words leaves no word or maxlen is not positive.
    Source: Maas et al., Learning word vectors for sentiment analysis, ACL 2011.
    """
    if num_words is not None and num_words <= FIRST_WORD + 1:
        raise ValueError(f"num_words must be at least {FIRST_WORD + 2}: ids up to {FIRST_WORD} name no word; it is {num_words}")
    if maxlen is not None and maxlen < 1:
        raise ValueError(f"maxlen must be at least 1, but it is {maxlen}")
    arrays = load("imdb")
    splits = []
    for split in ("train", "test"):
        ids = arrays[f"tokens_{split}"].astype(np.int32) + FIRST_WORD
        if num_words is not None:
            ids[ids >= num_words] = UNKNOWN
        reviews = np.split(ids, np.cumsum(arrays[f"lengths_{split}"])[:-1])
        splits.append((_with_start(reviews, maxlen), arrays[f"y_{split}"].astype(np.int64)))
    return tuple(splits)


def imdb_words():
    """Return the dictionary from each word of the reviews to its rank, 1 for the most frequent; its id in `imdb` is 3 higher.

    Errors: DataError when the file is damaged; ConnectionError when a download is needed and fails.
    """
    path = find(WORDS_FILE)
    if path is None:
        words = downloads.words()
        with complete_or_absent(cache_folder() / WORDS_FILE) as scratch:
            scratch.write_text(json.dumps(words), encoding="utf-8")
        return words
    try:
        words = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise damaged(path, f"it is not valid JSON ({error})") from None
    if not isinstance(words, dict) or "the" not in words or not all(isinstance(rank, int) for rank in words.values()):
        raise damaged(path, "it should hold one dictionary from words to ranks")
    return words


def fingerprint(name):
    """Return twelve letters that tell one variant of a data set from another: the digest of its arrays, whatever the file's bytes."""
    digest = hashlib.sha256()
    for key, array in sorted(load(name).items()):
        digest.update(f"{key} {array.shape}".encode() + np.ascontiguousarray(array, dtype=np.int64 if array.ndim == 1 else None).tobytes())
    return digest.hexdigest()[:12]


def _pairs(arrays):
    return (arrays["x_train"], arrays["y_train"]), (arrays["x_test"], arrays["y_test"])


def _with_start(reviews, maxlen):
    """Put START before each review, and with maxlen cut in front and pad in front, as Keras's `pad_sequences` does."""
    reviews = [np.concatenate([[START], review]).astype(np.int32) for review in reviews]
    if maxlen is None:
        return reviews
    padded = np.full((len(reviews), maxlen), PADDING, np.int32)
    for row, review in zip(padded, reviews, strict=True):
        kept = review[-maxlen:]
        row[maxlen - len(kept) :] = kept
    return padded


def main():
    """Fetch every file that is not there yet, say where each lies, and return how many could not be had."""
    missing = 0
    for filename in [f"{name}.npz" for name in CONTENTS] + [WORDS_FILE]:
        try:
            imdb_words() if filename == WORDS_FILE else load(filename.removesuffix(".npz"))
            print(f"{filename:22} {find(filename)}", flush=True)
        except (DataError, ConnectionError) as error:
            missing += 1
            print(f"{filename:22} {error}", flush=True)
    if not missing and prepared_folder() is None:
        print("For machines without a network: copy these files to one folder there, and set DLBOOK_DATA to its path.")
    return missing


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
