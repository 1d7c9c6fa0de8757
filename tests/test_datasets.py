"""Data made in place: shapes, balance, the same seed the same data, and rules that hold."""
import json
import re

import numpy as np
import pytest

from dlbook import datasets
from dlbook.datasets import expressions, text


def draws(seed=0):
    return np.random.default_rng(seed)


MAKERS = {
    "line": lambda rng: datasets.line(12, rng),
    "two_moons": lambda rng: datasets.two_moons(12, rng),
    "circles": lambda rng: datasets.circles(12, rng),
    "spirals": lambda rng: datasets.spirals(12, rng),
    "shapes": lambda rng: datasets.shapes(12, rng),
    "binary_sequences": lambda rng: datasets.binary_sequences(12, 9, rng),
    "expression_trees": lambda rng: datasets.expression_trees(12, rng),
}


@pytest.mark.parametrize("name", MAKERS)
def test_same_seed_same_data(name):
    a, b, c = MAKERS[name](draws()), MAKERS[name](draws()), MAKERS[name](draws(1))
    assert all(np.array_equal(np.asarray(p, object), np.asarray(q, object)) for p, q in zip(a, b, strict=True))
    assert not np.array_equal(np.asarray(a[0], object), np.asarray(c[0], object))
    assert len(a[0]) == len(a[1]) == 12


def test_line():
    x, y = datasets.line(5000, draws(), slope=-2, intercept=1, noise=0.5, low=3, high=7)
    assert x.shape == y.shape == (5000, 1) and x.min() >= 3 and x.max() <= 7
    assert np.allclose(np.polyfit(x[:, 0], y[:, 0], 1), [-2, 1], atol=0.1)
    assert abs((y + 2 * x - 1).std() - 0.5) < 0.02
    x, y = datasets.line(3, draws(), noise=0)
    assert np.allclose(y, 3 * x + 2)


@pytest.mark.parametrize(("name", "n_classes"), [("two_moons", 2), ("circles", 2), ("spirals", 3)])
def test_points(name, n_classes):
    x, labels = getattr(datasets, name)(300, draws())
    assert x.shape == (300, 2) and x.dtype == float and labels.dtype.kind == "i"
    assert np.bincount(labels).tolist() == [300 // n_classes] * n_classes
    clean, labels = getattr(datasets, name)(300, draws(1), noise=0)
    distances = np.linalg.norm(clean[:, None] - clean, axis=2)
    apart = labels[:, None] != labels
    assert distances[apart].min() > 0.15  # without noise the classes do not touch


def test_noise_has_the_stated_spread():
    x, labels = datasets.circles(5000, draws(), noise=0.05, factor=0.4)
    radius = np.linalg.norm(x, axis=1)
    assert radius[labels == 0].std() == pytest.approx(0.05, rel=0.1)
    assert radius[labels == 1].mean() == pytest.approx(0.4, abs=0.01)
    assert datasets.spirals(50, draws(), n_classes=5)[1].max() == 4
    with pytest.raises(ValueError, match="it is 1.5"):
        datasets.circles(10, draws(), factor=1.5)


def test_digits():
    x_train, y_train, x_test, y_test = datasets.digits()
    assert x_train.shape == (1437, 64) and x_test.shape == (360, 64) and y_train.shape == (1437,) and y_test.shape == (360,)
    assert x_train.dtype == np.float64 and y_train.dtype == np.int64
    assert x_train.min() == 0 and x_train.max() == 1
    assert np.ptp(np.bincount(y_test)) <= 2
    train, test = ({row.tobytes() for row in part} for part in (x_train, x_test))
    assert len(train) == 1437 and len(test) == 360 and not train & test
    assert np.array_equal(datasets.digits()[0], x_train) and not np.array_equal(datasets.digits(seed=1)[0], x_train)
    assert len(datasets.digits(0.5)[0]) == 898
    with pytest.raises(ValueError, match="it is 1"):
        datasets.digits(1)


def test_shapes():
    x, labels = datasets.shapes(400, draws(), size=20, noise=0)
    assert x.shape == (400, 20, 20, 1) and np.bincount(labels).tolist() == [100] * 4
    assert set(np.unique(x)) == {0, 1}
    rows, columns = x[..., 0].any(axis=2), x[..., 0].any(axis=1)
    height, width = rows.sum(axis=1), columns.sum(axis=1)
    assert (height >= 4).all() and (height <= 11).all() and (width >= 4).all()
    filled = x.sum(axis=(1, 2, 3)) / (height * width)
    assert (filled[labels == 1] == 1).all()  # squares fill their frame, and nothing else fills more than a circle
    assert filled[labels == 0].mean() > filled[labels == 2].mean() and filled[labels == 0].mean() > filled[labels == 3].mean()
    assert abs(datasets.shapes(50, draws(), noise=0.2)[0].min() + 0.8) < 0.5  # 12,800 pixels: the least is four spreads below 0
    with pytest.raises(ValueError, match="it is 7"):
        datasets.shapes(4, draws(), size=7)


def test_binary_sequences_follow_their_rule():
    x, labels = datasets.binary_sequences(50, 20, draws(), lags=(2, 5))
    assert x.shape == (50, 20, 1) and labels.shape == (50, 20)
    bits = np.concatenate([x[:, :, 0].astype(int), labels[:, -1:]], axis=1)
    assert np.array_equal(bits[:, 1:], labels)
    assert np.array_equal(bits[:, 5:], bits[:, 3:-2] ^ bits[:, :-5])
    assert 0.4 < bits.mean() < 0.6


def test_binary_sequences_with_noise_break_it_as_often_as_stated():
    x, labels = datasets.binary_sequences(500, 50, draws(), noise=0.1)
    bits = np.concatenate([x[:, :, 0].astype(int), labels[:, -1:]], axis=1)
    assert abs((bits[:, 3:] != bits[:, 2:-1] ^ bits[:, :-3]).mean() - 0.1) < 0.01
    with pytest.raises(ValueError, match=r"lags are \(2, 5\) and time is 4"):
        datasets.binary_sequences(1, 4, draws(), lags=(2, 5))
    with pytest.raises(ValueError, match=r"\(0, 1\)"):
        datasets.binary_sequences(1, 4, draws(), lags=(0, 1))


def depth(tree):
    return 0 if tree in (0, 1) else 1 + max(depth(tree[1]), depth(tree[2]))


def test_expression_trees():
    trees, values = datasets.expression_trees(2000, draws(), depth=4)
    assert {depth(tree) for tree in trees} == {1, 2, 3, 4}
    assert 0.45 < np.mean(values) < 0.55
    python = {tree: eval(expressions.show(tree).replace("xor", "!=")) for tree in trees[:200]}  # noqa: S307
    assert all(python[tree] == value for tree, value in zip(trees[:200], values[:200], strict=True))
    assert expressions.show(("and", 1, ("xor", 0, 1))) == "(1 and (0 xor 1))"
    with pytest.raises(ValueError, match="'nand'"):
        expressions.evaluate(("nand", 0, 1))
    with pytest.raises(ValueError, match="it is 0"):
        datasets.expression_trees(3, draws(), depth=0)


def test_book_text_is_plain_prose():
    book = text.book_text()
    assert len(book) > 20_000
    assert set(book) <= text.PLAIN | {"\n"}
    assert book.count("the ") > 200


def notebook(path, *cells):
    cells = [{"cell_type": kind, "source": source, "metadata": {}} for kind, source in cells]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}), encoding="utf-8")


def test_the_text_can_be_made_anew(tmp_path, monkeypatch):
    notebook(
        tmp_path / "b" / "second.ipynb",
        ("markdown", ["# A title\n", "\n", "It’s a **plain** sentence. One with $x$ falls out.\n", "And so [a link](x.md) stays."]),
        ("code", "x = 1  # This is no prose."),
        ("markdown", "| a table. | is not. |\n\n```python\nThis is code.\n```\n\n- A first point here.\n- A second point here."),
    )
    notebook(tmp_path / "a.ipynb", ("markdown", "The first chapter comes first.<!-- A comment goes away. -->"))
    notebook(tmp_path / ".ipynb_checkpoints" / "a.ipynb", ("markdown", "An old copy stays out."))
    monkeypatch.setattr(text, "PACKAGE", tmp_path)
    (tmp_path / "module.py").write_text('"""A module says this. It costs `1_000`."""\n', encoding="utf-8")
    assert text.collect(tmp_path).splitlines() == [
        "The first chapter comes first.",
        "It's a plain sentence. And so a link stays.",
        "A first point here.",
        "A second point here.",
        "A module says this.",
    ]


def test_without_chapters_the_text_is_read_but_not_made(tmp_path, monkeypatch):
    monkeypatch.setattr(text, "CHAPTERS", tmp_path / "nowhere")
    assert text.book_text()
    with pytest.raises(FileNotFoundError, match="nowhere, but there are none"):
        text.collect(tmp_path / "nowhere")


@pytest.mark.skipif(not text.CHAPTERS.is_dir(), reason="the chapters are not here")
def test_most_of_the_stored_text_is_still_in_the_book():
    stored, now = (set(re.split(r"(?<=[.?!])\s+", book.strip())) for book in (text.book_text(), text.collect()))
    assert len(stored & now) > 0.5 * len(stored), "the book has changed much: run python -m dlbook.datasets.text"
