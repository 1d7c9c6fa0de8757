"""The polynomials of the figure are NumPy's: basis, least squares with and without a penalty, the shortest of many exact fits."""

import numpy as np
import pytest
import traitlets
from numpy.polynomial import legendre

from dlbook import explorables
from dlbook.explorables.bundle import FOLDER
from tests.explorables_bench import javascript, spoiled


def points(n, seed=0):
    rng = np.random.default_rng(seed)
    x = -1 + 2 * (np.arange(n) + rng.random(n)) / n
    return x, np.sin(4 * x + 1) + 0.3 * rng.normal(size=n)


def expected(x, y, degree, penalty):
    """The weights by the normal equations, or the shortest exact ones by the pseudo-inverse."""
    table = legendre.legvander(x, degree)
    if penalty == 0:
        return np.linalg.pinv(table) @ y
    part = np.eye(degree + 1)
    part[0, 0] = 0  # the constant is not penalised
    return np.linalg.solve(table.T @ table + len(x) * penalty * part, table.T @ y)


SETTINGS = [(20, 4, 0), (30, 12, 0), (20, 9, 0.01), (6, 10, 0.1), (6, 10, 0), (8, 18, 0), (15, 0, 0.5)]
CODE = """
    const fits = v.fits.map(({ x, y, degree, penalty }) => Array.from(m.fit(Float64Array.from(x), Float64Array.from(y), degree, penalty)));
    const { x, y } = m.sample(40, 0, 3);
    return { basis: v.x.map((x) => m.legendre(x, 6)), lengths: [0, 1, 2].map((d) => m.legendre(0.5, d).length), fits,
        errors: m.errors(v.train, v.fresh, 5, 0.01), drawn: [Array.from(x), Array.from(y)] };
"""


def check(folder):
    x = np.linspace(-1, 1, 9)
    sets = [(points(n), degree, penalty) for n, degree, penalty in SETTINGS]
    (train_x, train_y), (fresh_x, fresh_y) = points(12), points(50, seed=1)
    received = javascript(
        "polynomial.mjs",
        CODE,
        folder,
        x=x,
        fits=[{"x": at, "y": y, "degree": d, "penalty": c} for (at, y), d, c in sets],
        train={"x": train_x, "y": train_y},
        fresh={"x": fresh_x, "y": fresh_y},
    )
    np.testing.assert_allclose(received["basis"], legendre.legvander(x, 6), rtol=1e-12, atol=1e-14)
    assert received["lengths"] == [1, 2, 3]
    for got, ((at, y), degree, penalty) in zip(received["fits"], sets, strict=True):
        np.testing.assert_allclose(np.array(got, float), expected(at, y, degree, penalty), rtol=1e-6, atol=1e-9)
    weights = expected(train_x, train_y, 5, 0.01)
    for part, at, value in [("train", train_x, train_y), ("fresh", fresh_x, fresh_y)]:
        assert received["errors"][part] == pytest.approx(np.mean((legendre.legval(at, weights) - value) ** 2), rel=1e-8)
    at, value = map(np.array, received["drawn"])
    assert np.floor((at + 1) * 20).tolist() == list(range(40))
    np.testing.assert_allclose(value, np.sin(4 * at + 1), rtol=1e-12)


def test_agrees_with_numpy():
    check(FOLDER)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("(2 * k + 1) * x", "(2 * k + 2) * x"),
        ("Math.sqrt(n * penalty)", "Math.sqrt(penalty)"),
        ("for (let j = 1; j < p; j++)", "for (let j = 0; j < p; j++)"),
        ("value -= r[k][i] * v[k]", "value -= r[i][k] * v[k]"),
        ("sum + (y[i] - predict(weights, at)) ** 2", "sum + Math.abs(y[i] - predict(weights, at))"),
        ("Math.sin(4 * x + 1)", "Math.sin(4 * x)"),
    ],
)
def test_a_spoiled_formula_is_noticed(right, wrong, tmp_path):
    with pytest.raises(AssertionError):
        check(spoiled(tmp_path, "polynomial.mjs", right, wrong))


def test_the_state_is_checked():
    assert explorables.overfitting(degree=9, penalty=0.01).state()["degree"] == 9
    for wrong in ({"degree": 19}, {"points": 4}, {"noise": -0.1}, {"penalty": 2.0}):
        with pytest.raises(traitlets.TraitError):
            explorables.overfitting(**wrong)
