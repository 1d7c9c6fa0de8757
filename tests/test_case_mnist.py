"""MNIST: one short run is repeated and must land where the recorded ones are; the page shows the networks that the record was made with."""
from functools import partial

import numpy as np
import pytest
from case_pages import defined_in, layers_of

from benchmarks.cases import mnist
from benchmarks.cases.watch import Watch
from dlbook import records
from dlbook.datasets.files import find

DEVIATIONS = 4  # of the recorded runs: a right run is outside once in a thousand times, a broken recipe far off
needs_data = pytest.mark.skipif(find("mnist.npz") is None, reason="there is no mnist.npz: run `make data`, or set DLBOOK_DATA")


def accuracy(recipe, seed):
    from dlbook.frameworks import keras

    keras.utils.set_random_seed(seed)
    watch = Watch(*mnist.load(), mnist.CLASSES)
    recipe(watch, seed)
    return watch.epochs[-1]["test_accuracy"]


def lands(value):
    recorded = records.load("mnist").final("short")
    return abs(value - recorded.mean()) < DEVIATIONS * recorded.std(ddof=1)


@needs_data
def test_a_new_seed_lands_within_the_recorded_spread():
    seeds = [run["seed"] for run in records.load("mnist").runs("short")]
    assert len(seeds) >= 5 and 11 not in seeds
    assert lands(accuracy(mnist.RECIPES["short"], 11))


@needs_data
@pytest.mark.parametrize("broken", [{"peak": 1e-9, "examples": 640}, {"examples": 1500}])
def test_a_broken_recipe_does_not(broken):
    """It hardly steps; it sees a quarter of the images."""
    assert not lands(accuracy(partial(mnist.RECIPES["short"], **broken), 11))


def test_the_page_shows_the_networks_of_the_recipes():
    shown = defined_in("mnist_dense", "article_network", "strided_network")
    assert layers_of(shown["strided_network"]()) == layers_of(mnist.network())
    quick = {key: mnist.QUICK[key] for key in ("channels", "units")}
    assert layers_of(shown["strided_network"](**quick)) == layers_of(mnist.network(**quick)) != layers_of(mnist.network())
    watch = Watch((np.zeros((64, 28, 28), np.uint8), np.zeros(64, int)), (np.zeros((2, 28, 28), np.uint8), np.zeros(2, int)), 10)
    mnist.article(watch, 0)
    assert layers_of(shown["article_network"]()) == layers_of(watch.model)


def test_images_are_moved_by_a_pixel_at_most_and_stay_in_their_row():
    x = np.zeros((200, 28, 28, 1))
    x[:, 14, 15] = 1 + np.arange(200)[:, None]
    assert np.argwhere(mnist.cropped(x)[0, ..., 0]).tolist() == [[12, 13]]
    moved = mnist.moved(x, np.random.default_rng(0))
    assert moved.shape == (200, 24, 24, 1) and np.array_equal(moved.sum(axis=(1, 2, 3)), 1 + np.arange(200))
    assert {tuple(np.argwhere(image[..., 0])[0]) for image in moved} == {(row, column) for row in (11, 12, 13) for column in (12, 13, 14)}


def test_the_triangle_is_the_same_in_the_library_and_in_keras():
    rates = [mnist.triangle(step, 2.0, 100) for step in range(101)]
    assert rates[0] == pytest.approx(0.2) and max(rates) == pytest.approx(2.0) == pytest.approx(rates[30])
    assert rates[-1] == pytest.approx(0.002) and np.all(np.diff(rates[:31]) > 0) and np.all(np.diff(rates[30:]) <= 0)
    assert [float(mnist.schedule(2.0, 100)(step)) for step in range(0, 101, 10)] == pytest.approx(rates[::10], rel=1e-5)


def test_the_library_s_recipe_has_the_same_network():
    """As many parameters, for what one of them would lack; the layers' own agreement with Keras is tested elsewhere."""
    x = np.random.default_rng(0).integers(0, 256, (64, 28, 28), np.uint8)
    watch = Watch((x, np.arange(64) % 10), (x[:20], np.arange(20) % 10), 10)
    facts = mnist.dlbook_quick(watch, 0)
    assert facts["parameters"] == mnist.network(mnist.QUICK["channels"], mnist.QUICK["units"]).count_params()
