"""The recurrent figures compute what dlbook's layers compute; a spoiled formula is noticed."""
import numpy as np
import pytest
import traitlets

from dlbook import explorables
from dlbook.explorables.bundle import FOLDER
from dlbook.recurrent import LSTM, SimpleRNN
from tests.explorables_bench import javascript, spoiled

NAMES = ("i", "f", "g", "o")


def check_lstm(folder):
    draws = np.random.default_rng(0)
    layer = LSTM(1, 1, draws, return_sequences=True)
    for param in layer.params.values():
        param += draws.standard_normal(param.shape)
    x = np.round(2 * draws.uniform(-1, 1, 12), 1)
    h = layer.forward(x[None, :, None])[0, :, 0]
    blocks = {name: [float(param.reshape(-1)[k]) for param in layer.params.values()] for k, name in enumerate(NAMES)}
    rows = javascript("lstm.mjs", "return m.lstm(v.x, v.blocks);", folder, x=x, blocks=blocks)
    np.testing.assert_allclose([row["h"] for row in rows], h, rtol=1e-6, atol=1e-9)
    _, _, c, _, gates, *_ = layer.recall(np.zeros((1, 12, 1)))
    np.testing.assert_allclose([[row[name] for name in NAMES] for row in rows], gates[:, :, 0, 0], rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose([row["c"] for row in rows[:-1]], c[1:, 0, 0], rtol=1e-6, atol=1e-9)


def check_gradient(folder):
    for weight, first, bias, steps in ((0.9, -0.5, 0.1, 7), (1.7, 0.3, -0.05, 12), (2.5, 1.0, 0.0, 4)):
        layer = SimpleRNN(1, 1, np.random.default_rng(0), return_sequences=True)
        layer.params.update(kernel=np.ones((1, 1)), recurrent_kernel=np.full((1, 1), weight), bias=np.full(1, bias))
        x = np.zeros((1, steps, 1))
        x[0, 0] = first
        h = layer.forward(x)[0, :, 0]
        given = {"w": weight, "first": first, "b": bias, "n": steps}
        received = javascript("gradient_through_time.mjs", "return m.states(v.w, v.first, v.b, v.n);", folder, **given)
        np.testing.assert_allclose(received, h, rtol=1e-9)
        grad = np.zeros((1, steps, 1))
        grad[0, -1] = 1
        at_sums = layer.backward(grad)[0, :, 0]  # the kernel is 1, so this is ∂h_T/∂h_t times the slope at t
        expected = (at_sums / (1 - h**2))[::-1]
        received = javascript("gradient_through_time.mjs", "return m.factors(v.w, v.first, v.b, v.n);", folder, **given)
        np.testing.assert_allclose(received, expected, rtol=1e-9)
        layer.forward(x)
        layer.backward(2 * (h[-1] - 0.8) * grad)
        received = javascript("gradient_through_time.mjs", "return m.lossAndGradient(v.w, v.first, v.b, v.n);", folder, **given)
        expected = [(h[-1] - 0.8) ** 2, layer.grads["recurrent_kernel"][0, 0]]
        np.testing.assert_allclose([received["loss"], received["gradient"]], expected, rtol=1e-9)
    kept = javascript("gradient_through_time.mjs", "return m.kept(3, 5);", folder)
    np.testing.assert_allclose(kept, (1 / (1 + np.exp(-3.0))) ** np.arange(5), rtol=1e-9)
    assert javascript("gradient_through_time.mjs", "return [-7, -0.5, 0.2, 3].map(m.clipped);", folder) == [-1, -0.5, 0.2, 1]


@pytest.mark.parametrize("check", [check_lstm, check_gradient])
def test_agrees_with_the_library(check):
    check(FOLDER)


@pytest.mark.parametrize(("module", "right", "wrong", "check"), [
    ("lstm.mjs", "c = f * c + i * g", "c = i * c + f * g", check_lstm),
    ("lstm.mjs", "h = o * Math.tanh(c)", "h = o * c", check_lstm),
    ("lstm.mjs", "tanh.f(sum(blocks.g))", "sigmoid.f(sum(blocks.g))", check_lstm),
    ("lstm.mjs", "recurrent * h + bias", "recurrent * c + bias", check_lstm),
    ("gradient_through_time.mjs", "weight * (1 - h[steps - k] ** 2)", "weight * (1 - h[steps - k - 1] ** 2)", check_gradient),
    ("gradient_through_time.mjs", "(1 - h[t] ** 2) * h[t - 1]", "(1 - h[t] ** 2) * h[t]", check_gradient),
    ("gradient_through_time.mjs", "const TARGET = 0.8", "const TARGET = 0.7", check_gradient),
    ("gradient_through_time.mjs", "** k);", "** (k + 1));", check_gradient),
])
def test_a_spoiled_formula_is_noticed(module, right, wrong, check, tmp_path):
    with pytest.raises(AssertionError):
        check(spoiled(tmp_path, module, right, wrong))


def test_the_state_is_checked():
    assert explorables.lstm(sequence=[1, -1, 0.5], gate="o").state()["sequence"] == [1.0, -1.0, 0.5]
    for wrong in ({"sequence": [3.0, 0.0]}, {"sequence": [1.0]}, {"gate": "c"}, {"f": (1.0, 2.0)}):
        with pytest.raises(traitlets.TraitError):
            explorables.lstm(**wrong)
    for wrong in ({"weight": -1.0}, {"steps": 0}, {"first": 2.0}):
        with pytest.raises(traitlets.TraitError):
            explorables.gradient_through_time(**wrong)
