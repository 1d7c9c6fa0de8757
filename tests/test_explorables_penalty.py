"""The best pair of weights in a ball: against a search over the whole ball, and against the conditions of an optimum."""

import numpy as np
import pytest
import traitlets

from dlbook import explorables
from dlbook.explorables.bundle import FOLDER
from tests.explorables_bench import javascript, spoiled

PLACES = [
    (ball, budget, m, c)
    for ball in ("L1", "L2")
    for budget, m, c in [
        (1.0, (1.6, 0.7), 0.3),
        (0.4, (1.2, 1.1), -0.5),
        (1.5, (-1.8, 0.9), 0.8),
        (0.8, (0.2, -1.9), 0.0),
        (3.0, (0.5, 0.5), 0.3),
    ]
]


def loss(w1, w2, m, c):
    a, b = w1 - m[0], w2 - m[1]
    return 0.5 * (a**2 + 2 * c * a * b + b**2)


def by_search(ball, budget, m, c):
    """The smallest loss on a fine net over the ball and its edge."""
    angle = np.linspace(0, 2 * np.pi, 4001)
    unit = np.array([np.cos(angle), np.sin(angle)])
    unit /= np.abs(unit).sum(axis=0) if ball == "L1" else 1
    w = (unit[:, None, :] * np.linspace(0, budget, 101)[:, None]).reshape(2, -1)
    return loss(*w, m, c).min()


CODE = """return v.places.map(([ball, budget, m2, c]) => {
    const w = m.best(ball, budget, m2, c);
    return [w, m.loss(w, m2, c), m.size(ball, w), m.multiplier(ball, w, m2, c)];
});"""


def check(folder):
    received = javascript("penalty.mjs", CODE, folder, places=PLACES)
    for (ball, budget, m, c), (w, value, size, multiplier) in zip(PLACES, received, strict=True):
        assert value == pytest.approx(loss(*w, m, c), abs=1e-12)
        assert size == pytest.approx(np.linalg.norm(w, 1 if ball == "L1" else 2), abs=1e-12)
        assert size <= budget + 1e-9
        assert value <= by_search(ball, budget, m, c) + 1e-6
        gradient = np.array([[1, c], [c, 1]]) @ (np.array(w) - m)
        pull = np.sign(w) if ball == "L1" else np.array(w)
        for g, p, weight in zip(gradient, pull, w, strict=True):
            if weight == 0:
                assert abs(g) <= multiplier + 1e-9
            else:
                assert g + multiplier * p == pytest.approx(0, abs=1e-6)


def test_is_the_optimum_of_budget_and_of_penalty():
    check(FOLDER)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("+ c * (w2 - m2)", "- c * (w2 - m2)"),
        ("2 * c * direction[0] * direction[1]", "c * direction[0] * direction[1]"),
        ("(a * b2 - c * b1)", "(a * b2 + c * b1)"),
        ("Math.max(...g) : Math.hypot(...g)", "Math.min(...g) : Math.hypot(...g)"),
        ("Math.abs(w1) + Math.abs(w2)", "Math.abs(w1 + w2)"),
    ],
)
def test_a_spoiled_formula_is_noticed(right, wrong, tmp_path):
    with pytest.raises(AssertionError):
        check(spoiled(tmp_path, "penalty.mjs", right, wrong))


def test_only_the_diamond_makes_an_exact_zero():
    zeros = {ball: javascript("penalty.mjs", "return m.best(v.ball, 0.5, [1.6, 0.4], 0.3);", ball=ball).count(0) for ball in ("L1", "L2")}
    assert zeros == {"L1": 1, "L2": 0}


def test_the_state_is_checked():
    assert explorables.penalty(ball="L2", budget=0.5).state()["ball"] == "L2"
    for wrong in ({"ball": "L3"}, {"budget": 0.0}, {"minimum": [1.0]}, {"minimum": [3.0, 0.0]}, {"correlation": 1.0}):
        with pytest.raises(traitlets.TraitError):
            explorables.penalty(**wrong)
