"""The figure's encoding is that of dlbook.attention, and its likeness depends on the distance alone."""

import numpy as np
import pytest
import traitlets

from dlbook import explorables
from dlbook.attention import positional_encoding
from dlbook.explorables.bundle import FOLDER
from tests.explorables_bench import javascript, spoiled


def check(folder):
    for features in (2, 4, 32):
        expected = positional_encoding(64, features)
        received = javascript(
            "positions.mjs", "return v.places.map((t) => m.encoding(t, v.n, 10000));", folder, places=np.arange(64), n=features
        )
        np.testing.assert_allclose(received, expected, atol=1e-12)
        alike = javascript(
            "positions.mjs", "return v.places.map((t) => m.likeness(20, t, v.n, 10000));", folder, places=np.arange(64), n=features
        )
        np.testing.assert_allclose(alike, expected @ expected[20] / (features / 2), atol=1e-12)
    few = javascript(
        "positions.mjs",
        "return v.places.map((t) => [m.likeness(20, t, 8, 10), m.likeness(33, t + 13, 8, 10)]);",
        folder,
        places=np.arange(40),
    )
    np.testing.assert_allclose(np.array(few)[:, 0], np.array(few)[:, 1], atol=1e-12)


def test_agrees_with_the_library():
    check(FOLDER)


@pytest.mark.parametrize("right, wrong", [("(-2 * i) / features", "(-i) / features"), ("/ (features / 2);", "/ features;")])
def test_a_spoiled_formula_is_noticed(right, wrong, tmp_path):
    with pytest.raises(AssertionError):
        check(spoiled(tmp_path, "positions.mjs", right, wrong))


def test_the_starting_state_can_be_chosen_within_limits():
    assert explorables.positions(features=4).state()["features"] == 4
    with pytest.raises(traitlets.TraitError):
        explorables.positions(place=64)
