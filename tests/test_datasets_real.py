"""The real data sets: where they are looked for, what is checked, and what a reader is told when something is wrong.

Small stand-ins have the form of the real files; the last tests read the real ones where DLBOOK_DATA names a folder that holds them.
"""
import json
import os

import numpy as np
import pytest

from dlbook.datasets import downloads, files, real

SMALL = {
    "x_train": {"shape": (6, 4, 4), **real.IMAGES},
    "y_train": {"shape": (6,), "counts": [2, 2, 2]},
    "x_test": {"shape": (3, 4, 4), **real.IMAGES},
    "y_test": {"shape": (3,), "counts": [1, 1, 1]},
}
REVIEWS = [[5, 1, 40, 2], [3], [2, 2, 9], [1, 60, 7, 8, 1]]


@pytest.fixture
def folders(tmp_path, monkeypatch):
    """Two empty folders in the place of DLBOOK_DATA and of the cache, small contents, and a download that must not be asked."""
    prepared, cache = tmp_path / "prepared", tmp_path / "cache"
    prepared.mkdir()
    monkeypatch.setenv(files.VARIABLE, str(prepared))
    monkeypatch.setattr(files, "cache_folder", lambda: cache)
    monkeypatch.setattr(real, "cache_folder", lambda: cache)
    monkeypatch.setitem(real.CONTENTS, "mnist", SMALL)
    monkeypatch.setattr(downloads, "arrays", lambda name: pytest.fail(f"{name} was downloaded"))
    return prepared, cache


def small_images(seed=0):
    rng = np.random.default_rng(seed)
    return {
        "x_train": rng.integers(0, 256, (6, 4, 4), dtype=np.uint8),
        "y_train": np.array([0, 1, 2, 2, 1, 0], np.uint8),
        "x_test": rng.integers(0, 256, (3, 4, 4), dtype=np.uint8),
        "y_test": np.array([2, 0, 1], np.uint8),
    }


def same(pairs, arrays):
    (x_train, y_train), (x_test, y_test) = pairs
    found = {"x_train": x_train, "y_train": y_train, "x_test": x_test, "y_test": y_test}
    return all(np.array_equal(found[key], arrays[key]) for key in arrays)


def test_the_prepared_folder_comes_first_then_the_cache(folders):
    prepared, cache = folders
    cache.mkdir()
    np.savez(cache / "mnist.npz", **small_images(1))
    assert same(real.mnist(), small_images(1))
    np.savez(prepared / "mnist.npz", **small_images(2))
    assert same(real.mnist(), small_images(2))


def test_a_download_fills_the_cache_and_is_asked_once(folders, monkeypatch):
    asked = []
    monkeypatch.setattr(downloads, "arrays", lambda name: asked.append(name) or small_images(3))
    assert same(real.mnist(), small_images(3)) and same(real.mnist(), small_images(3))
    assert asked == ["mnist"] and [path.name for path in folders[1].iterdir()] == ["mnist.npz"]
    assert not list(folders[0].iterdir())


def test_no_half_file_when_writing_breaks_off(folders, monkeypatch):
    monkeypatch.setattr(downloads, "arrays", lambda name: small_images())

    def broken(file, **arrays):
        file.write(b"PK half of it")
        raise KeyboardInterrupt

    monkeypatch.setattr(real.np, "savez", broken)
    with pytest.raises(KeyboardInterrupt):
        real.mnist()
    assert list(folders[1].iterdir()) == []


def test_a_download_of_something_else_is_not_kept(folders, monkeypatch):
    monkeypatch.setattr(downloads, "arrays", lambda name: {**small_images(), "y_test": np.array([0, 0, 1], np.uint8)})
    with pytest.raises(files.DataError, match="Nothing was kept"):
        real.mnist()
    assert not folders[1].exists()


SPOILED = {
    "truncated": lambda content: content[: len(content) // 2],
    "empty": lambda content: b"",
    "a web page": lambda content: b"<html>Please log in</html>",
    "one byte": lambda content: content[:200] + bytes([content[200] ^ 255]) + content[201:],
}


@pytest.mark.parametrize("spoil", SPOILED.values(), ids=SPOILED)
@pytest.mark.parametrize("place", [0, 1], ids=["prepared", "cache"])
def test_a_damaged_file_is_named_with_the_remedy_and_nothing_is_removed(folders, place, spoil):
    folders[place].mkdir(exist_ok=True)
    path, good = folders[place] / "mnist.npz", folders[place] / "cifar10.npz"
    np.savez(path, **small_images())
    content = spoil(path.read_bytes())
    path.write_bytes(content)
    good.write_bytes(b"not looked at")
    with pytest.raises(files.DataError) as caught:
        real.mnist()
    assert str(path) in str(caught.value) and "make data" in str(caught.value)
    assert ("DLBOOK_DATA" in str(caught.value)) == (place == 0)
    assert path.read_bytes() == content and good.read_bytes() == b"not looked at"


WRONG = {
    "the array 'y_test' is missing": lambda a: a.pop("y_test"),
    r"x_train has the shape \(5, 4, 4\)": lambda a: a.update(x_train=a["x_train"][:5]),
    "x_test holds float64": lambda a: a.update(x_test=a["x_test"] / 255),
    r"y_train holds \[3, 1, 2\] examples": lambda a: a.update(y_train=np.array([0, 0, 0, 1, 2, 2])),
    "negative label": lambda a: a.update(y_train=np.array([0, -1, 0, 1, 2, 2])),
    "x_test is zero everywhere": lambda a: a.update(x_test=np.zeros((3, 4, 4), np.uint8)),
    "x_train ranges from 0 to 300": lambda a: a.update(x_train=np.linspace(0, 300, 96).astype(np.uint16).reshape(6, 4, 4)),
}


@pytest.mark.parametrize("message", WRONG)
def test_the_content_is_checked(folders, message):
    arrays = small_images()
    WRONG[message](arrays)
    np.savez(folders[0] / "mnist.npz", **arrays)
    with pytest.raises(files.DataError, match=message):
        real.mnist()


def test_the_variable_must_name_a_folder(monkeypatch, tmp_path):
    monkeypatch.setenv(files.VARIABLE, str(tmp_path / "nowhere"))
    with pytest.raises(files.DataError, match="nowhere, which is not a folder"):
        real.mnist()


def test_without_a_network_the_reader_is_told_how_to_go_on(folders, monkeypatch):
    from dlbook.frameworks import keras

    monkeypatch.undo()
    monkeypatch.setattr(files, "cache_folder", lambda: folders[1])
    monkeypatch.setenv(files.VARIABLE, str(folders[0]))

    def unreachable(*arguments, **options):
        raise Exception("URL fetch failure on https://…: None -- [Errno -2] Name or service not known")

    monkeypatch.setattr(keras.datasets.mnist, "load_data", unreachable)
    with pytest.raises(ConnectionError, match=r"mnist: not on this machine.*Name or service not known.*DLBOOK_DATA"):
        real.mnist()
    assert not folders[1].exists()


# --------------------------------------------------------------------------- IMDB


def review_arrays(reviews=REVIEWS, labels=(1, 0, 0, 1)):
    arrays = {}
    for split in ("train", "test"):
        arrays[f"tokens_{split}"] = np.concatenate(reviews).astype(np.uint32)
        arrays[f"lengths_{split}"] = np.array([len(review) for review in reviews], np.int32)
        arrays[f"y_{split}"] = np.array(labels)
    return arrays


@pytest.fixture
def reviews(folders, monkeypatch):
    small = {key: dict(value) for key, value in real.CONTENTS["imdb"].items()}
    for split in ("train", "test"):
        small[f"lengths_{split}"]["shape"], small[f"y_{split}"]["shape"], small[f"y_{split}"]["counts"] = (4,), (4,), [2, 2]
    monkeypatch.setitem(real.CONTENTS, "imdb", small)
    np.savez(folders[0] / "imdb.npz", **review_arrays())
    return folders


def test_word_ids(reviews):
    (x, y), _ = real.imdb()
    assert [row.tolist() for row in x] == [[1, 8, 4, 43, 5], [1, 6], [1, 5, 5, 12], [1, 4, 63, 10, 11, 4]] and y.tolist() == [1, 0, 0, 1]
    (x, _), _ = real.imdb(num_words=12, maxlen=4)
    assert x.dtype == np.int32 and x.tolist() == [[8, 4, 2, 5], [0, 0, 1, 6], [1, 5, 5, 2], [2, 10, 11, 4]]


@pytest.mark.parametrize(("options", "message"), [({"num_words": 4}, "num_words"), ({"maxlen": 0}, "maxlen")])
def test_options_out_of_range(reviews, options, message):
    with pytest.raises(ValueError, match=message):
        real.imdb(**options)


def test_lengths_that_do_not_add_up(reviews):
    arrays = review_arrays()
    arrays["tokens_test"] = arrays["tokens_test"][:-1]
    np.savez(reviews[0] / "imdb.npz", **arrays)
    with pytest.raises(files.DataError, match="tokens_test holds 12 words, but the lengths add up to 13"):
        real.imdb()


def test_ids_are_those_of_keras_from_the_same_file(reviews, monkeypatch, tmp_path):
    """Keras's own loader reads a file of bare ranks; our download keeps those ranks, and `imdb` gives Keras's ids for them."""
    from dlbook.frameworks import keras

    monkeypatch.setattr(downloads, "arrays", ORIGINAL_DOWNLOAD)
    ragged = np.array(REVIEWS, dtype=object)
    np.savez(tmp_path / "raw.npz", x_train=ragged, y_train=[1, 0, 0, 1], x_test=ragged, y_test=[1, 0, 0, 1])
    loader = keras.src.datasets.imdb
    monkeypatch.setattr(loader, "get_file", lambda *arguments, **options: str(tmp_path / "raw.npz"))
    np.savez(reviews[0] / "imdb.npz", **downloads.arrays("imdb"))
    for num_words in (None, 12):
        (ours, labels), _ = real.imdb(num_words=num_words)
        (keras_x, keras_y), _ = loader.load_data(num_words=num_words or 10**9)
        assert [row.tolist() for row in ours] == [list(row) for row in keras_x] and labels.tolist() == list(keras_y)
    padded = keras.utils.pad_sequences(keras_x, maxlen=4)
    assert np.array_equal(real.imdb(num_words=12, maxlen=4)[0][0], padded)


ORIGINAL_DOWNLOAD = downloads.arrays


def test_words(folders):
    (folders[0] / real.WORDS_FILE).write_text(json.dumps({"the": 1, "film": 2}))
    assert real.imdb_words() == {"the": 1, "film": 2}
    for content, message in (("{", "not valid JSON"), ("[1]", "one dictionary"), ('{"the": "1"}', "one dictionary")):
        (folders[0] / real.WORDS_FILE).write_text(content)
        with pytest.raises(files.DataError, match=message):
            real.imdb_words()


def test_fingerprints_tell_variants_apart_and_not_file_formats(folders):
    np.savez(folders[0] / "mnist.npz", **small_images())
    plain = real.fingerprint("mnist")
    np.savez_compressed(folders[0] / "mnist.npz", **small_images())
    assert real.fingerprint("mnist") == plain
    np.savez(folders[0] / "mnist.npz", **small_images(1))
    assert real.fingerprint("mnist") != plain


def test_make_data_says_where_everything_lies(reviews, capsys, monkeypatch):
    np.savez(reviews[0] / "mnist.npz", **small_images())
    np.savez(reviews[0] / "cifar10.npz", **small_images())
    monkeypatch.setitem(real.CONTENTS, "cifar10", SMALL)
    (reviews[0] / real.WORDS_FILE).write_text('{"the": 1}')
    assert real.main() == 0
    names = ["mnist.npz", "cifar10.npz", "imdb.npz", real.WORDS_FILE]
    assert [line.split() for line in capsys.readouterr().out.splitlines()] == [[name, str(reviews[0] / name)] for name in names]


def test_make_data_goes_on_after_a_file_that_it_cannot_have(reviews, capsys, monkeypatch):
    def unreachable(name):
        raise ConnectionError(f"{name} could not be downloaded")

    monkeypatch.setattr(downloads, "arrays", unreachable)
    (reviews[0] / "cifar10.npz").write_bytes(b"half")
    (reviews[0] / real.WORDS_FILE).write_text('{"the": 1}')
    assert real.main() == 2
    lines = capsys.readouterr().out.splitlines()
    assert "could not be downloaded" in lines[0] and "Delete this one file" in lines[1]
    assert lines[2].endswith("imdb.npz") and lines[3].endswith(real.WORDS_FILE)


# --------------------------------------------------------------------------- the real ones

with_data = pytest.mark.skipif(not os.environ.get(files.VARIABLE), reason="DLBOOK_DATA names no folder with the real data sets")


@with_data
def test_the_real_images():
    (x, y), (x_test, _) = real.mnist()
    assert (x.mean() / 255, x.std() / 255) == pytest.approx((0.1307, 0.3081), abs=1e-4) and y[:5].tolist() == [5, 0, 4, 1, 9]
    assert len(x_test) == 10000
    (x, _), _ = real.cifar10()
    assert x[..., 0].mean() / 255 == pytest.approx(0.491, abs=0.005)  # the mean red of the original is 0.4914


@with_data
def test_the_real_reviews():
    (x, y), _ = real.imdb(num_words=20000, maxlen=500)
    assert x.shape == (25000, 500) and x.max() == 19999 and y.mean() == 0.5
    words = real.imdb_words()
    assert words["the"] == 1
    by_praise = [((x == words[word] + real.FIRST_WORD).any(1) & (y == 1)).sum() for word in ("excellent", "worst")]
    by_blame = [((x == words[word] + real.FIRST_WORD).any(1) & (y == 0)).sum() for word in ("excellent", "worst")]
    assert by_praise[0] > 2 * by_blame[0] and by_blame[1] > 2 * by_praise[1]
