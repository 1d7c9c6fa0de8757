"""The case study CIFAR-10: its recipes, its record, and one short run that must land where the recorded ones did."""
import numpy as np
import pytest
from case_pages import defined_in, layers_of

from benchmarks.cases import cifar10, cifar10_small
from benchmarks.cases import run as runs
from benchmarks.cases.watch import Watch
from dlbook import records
from dlbook.datasets.files import find

DEVIATIONS = 4  # from the recorded mean; a broken recipe is an order of magnitude further away
needs_data = pytest.mark.skipif(find("cifar10.npz") is None, reason="there is no cifar10.npz: run `make data`")


@pytest.fixture(scope="module")
def pictures():
    """Made images (96) and labels that a network can learn: the class sets the brightness of the upper half."""
    rng = np.random.default_rng(0)
    y = np.arange(96)[:, np.newaxis] % 10
    x = rng.integers(0, 30, (96, 32, 32, 3))
    x[:, :16] += 20 * y[:, :, np.newaxis, np.newaxis]
    return x.astype(np.uint8), y.astype(np.uint8)


def expected():
    """The recorded accuracies of the short recipe as an interval."""
    recorded = records.load("cifar10").final("short")
    assert len(recorded) >= 5
    margin = DEVIATIONS * recorded.std(ddof=1)
    return recorded.mean() - margin, recorded.mean() + margin


@needs_data
def test_a_short_run_lands_within_the_recorded_spread():
    low, high = expected()
    run = runs.run("cifar10", "short", seed=100)  # a seed that is not in the record
    assert low < run["epochs"][-1]["test_accuracy"] < high


@needs_data
def test_a_short_run_that_does_not_learn_falls_outside():
    low, high = expected()
    assert high - low < 0.2
    (x, y), (x_test, y_test) = cifar10.load()
    watch = Watch((x[:640], y[:640]), (x_test[:2000], y_test[:2000]), 10)
    cifar10.in_one_cycle(watch, 100, cifar10.network(width=16), epochs=1, peak=0.0)
    assert watch.epochs[-1]["test_accuracy"] < low


def test_the_record_holds_every_recipe_with_its_seeds():
    record = records.load("cifar10")
    assert record.recipes == list(cifar10.RECIPES)
    for name in cifar10.RECIPES:
        assert [run["seed"] for run in record.runs(name)] == list(cifar10.SEEDS.get(name, (0, 1, 2)))
        assert all(np.sum(run["confusion"]) == 10000 for run in record.runs(name))


def test_a_moved_image_shows_a_part_of_its_mirrored_border_and_no_label_changes():
    x = np.arange(50 * 8 * 6 * 3).reshape(50, 8, 6, 3)
    before = x.copy()
    moved = cifar10.moved_and_flipped(x, np.random.default_rng(0))
    assert moved.shape == x.shape and (x == before).all()
    wide = np.pad(x, ((0, 0), (2, 2), (2, 2), (0, 0)), mode="reflect")
    seen = set()
    for i, image in enumerate(moved):
        found = [(r, c, flip) for r in range(5) for c in range(5) for flip in (1, -1)
                 if np.array_equal(image, wide[i, r : r + 8, c : c + 6][:, ::flip])]  # fmt: skip
        assert found
        seen |= set(found)
    assert {r for r, _, _ in seen} == {c for _, c, _ in seen} == set(range(5)) and {flip for *_, flip in seen} == {1, -1}


def test_both_small_networks_take_the_same_steps(pictures, monkeypatch):
    monkeypatch.setattr(cifar10_small, "EPOCHS", 3)
    x, y = pictures
    watches = [Watch((x, y), (x, y), 10) for _ in range(2)]
    facts = [recipe(watch, 3) for recipe, watch in zip((cifar10_small.dlbook_small, cifar10_small.keras_small), watches, strict=True)]
    assert facts[0] == facts[1] == {"parameters": 57002}
    assert watches[0].model is None and watches[1].model.count_params() == 57002
    ours, theirs = ([epoch["test_loss"] for epoch in watch.epochs] for watch in watches)
    np.testing.assert_allclose(ours, theirs, rtol=1e-3)
    assert ours[-1] < ours[0]


def test_the_articles_networks_have_their_numbers_of_weights(pictures, monkeypatch):
    monkeypatch.setattr(cifar10, "as_in_the_articles", lambda watch, model, epochs: {"parameters": model.count_params(), "epochs": epochs})
    assert cifar10.article(None, 0) == {"parameters": 122570, "epochs": 10}
    assert cifar10.article_no_dense(None, 0) == {"parameters": 66570, "epochs": 10}


def test_the_mirror_image_is_judged_too(pictures):
    x, y = pictures
    watch = Watch((x, y), (x, y), 10)
    seen = []
    watch.epoch = lambda predict, **measured: seen.append((predict(x), predict(x[:, :, ::-1]), measured))
    network = cifar10.network(width=8)
    cifar10.in_one_cycle(watch, 0, network, epochs=1, batch_size=32, augment=True, mirror=True)
    assert watch.model is network
    straight, mirrored, measured = seen[0]
    np.testing.assert_allclose(straight, mirrored, rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(straight.sum(axis=1), 1, rtol=1e-5)
    assert set(measured) == {"loss", "accuracy"}


def test_the_page_shows_the_networks_and_the_augmentation_of_the_recipes(monkeypatch):
    from dlbook.frameworks import keras

    shown = defined_in("cifar10_cnn", "article_convnet", "convolution", "residual_network", "moved_and_flipped")
    shown.update(keras=keras, np=np)
    built = []
    monkeypatch.setattr(cifar10, "as_in_the_articles", lambda watch, model, epochs: built.append(model))
    cifar10.article(None, 0)
    cifar10.article_no_dense(None, 0)
    assert [layers_of(shown["article_convnet"](dense)) for dense in (True, False)] == [layers_of(model) for model in built]
    assert layers_of(shown["residual_network"]()) == layers_of(cifar10.network())
    assert layers_of(shown["residual_network"](width=16)) == layers_of(cifar10.network(width=16)) != layers_of(cifar10.network())
    x = np.arange(6 * 8 * 8 * 3).reshape(6, 8, 8, 3)
    ours, theirs = (move(x, np.random.default_rng(0)) for move in (cifar10.moved_and_flipped, shown["moved_and_flipped"]))
    assert np.array_equal(ours, theirs)
