"""The figure's map and answers are those of dlbook.attention."""

import numpy as np
import pytest
import traitlets

from dlbook import explorables
from dlbook.attention import attend
from dlbook.explorables.bundle import FOLDER
from tests.explorables_bench import javascript, spoiled

CODE = "return m.attention(v);"


def check(folder):
    rng = np.random.default_rng(4)
    start = explorables.attention_map()
    cases = [
        (np.array(start.query_points), np.array(start.key_points), np.array(start.values)),
        (*3 * rng.normal(size=(2, 5, 2)), rng.normal(size=5)),
    ]
    for queries, keys, values in cases:
        for sharpness in (0, 1, 8):
            for causal in (False, True):
                mask = np.tri(5, dtype=bool) if causal else None
                answers, shares = attend(sharpness * queries, keys, values[:, None], mask)
                received = javascript(
                    "attention_map.mjs", CODE, folder, queries=queries, keys=keys, values=values, sharpness=sharpness, causal=causal
                )
                np.testing.assert_allclose(received["shares"], shares, atol=1e-12)
                np.testing.assert_allclose(received["answers"], answers[:, 0], atol=1e-10)


def test_agrees_with_the_library():
    check(FOLDER)


@pytest.mark.parametrize(
    "right, wrong", [("Math.sqrt(q.length)", "q.length"), ("j <= i", "j < i + 2"), ("share * values[j]", "share * values[0]")]
)
def test_a_spoiled_formula_is_noticed(right, wrong, tmp_path):
    with pytest.raises(AssertionError):
        check(spoiled(tmp_path, "attention_map.mjs", right, wrong))


def test_the_starting_state_can_be_chosen_within_limits():
    assert explorables.attention_map(causal=True, sharpness=2.0).state()["sharpness"] == 2
    with pytest.raises(traitlets.TraitError):
        explorables.attention_map(moved="value")
