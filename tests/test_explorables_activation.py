"""The figure's curves, slopes and products are those of dlbook.activations."""
import numpy as np
import pytest
import traitlets

from dlbook import activations, explorables
from dlbook.explorables.bundle import FOLDER
from tests.explorables_bench import javascript, spoiled

LAYERS = {
    "sigmoid": activations.Sigmoid, "tanh": activations.Tanh, "relu": activations.ReLU, "leaky relu": activations.LeakyReLU,
    "elu": activations.ELU, "gelu": activations.GELU, "silu": activations.SiLU,
}
Z = np.linspace(-6, 6, 49)
CODE = "return v.z.map((z) => { const { a, slope } = m.valueAndSlope(v.name, z); return [a, slope]; });"


def check(folder):
    for name, make in LAYERS.items():
        layer = make()
        value = layer.forward(Z[:, None])
        slope = layer.backward(np.ones_like(value))
        received = np.array(javascript("activation.mjs", CODE, folder, name=name, z=Z))
        np.testing.assert_allclose(received, np.hstack([value, slope]), rtol=1e-12, atol=1e-14)
        products = javascript("activation.mjs", "return m.surviving(v.name, v.z, 1.5, 7);", folder, name=name, z=-1.25)
        at = slope[np.flatnonzero(Z == -1.25)[0], 0]
        np.testing.assert_allclose(products, (1.5 * at) ** np.arange(1, 8), rtol=1e-10)


def test_agrees_with_the_library():
    check(FOLDER)


@pytest.mark.parametrize(("right", "wrong"), [
    ("const LEAK = 0.3", "const LEAK = 0.2"),
    ("Math.expm1(x)", "Math.exp(x)"),
    ("y + 1), name", "y), name"),
    ("3 * 0.044715", "2 * 0.044715"),
    ("y * (1 - sigmoid.f(x))", "y * sigmoid.f(x)"),
    ("factor ** (i + 1)", "factor ** i"),
])
def test_a_spoiled_formula_is_noticed(right, wrong, tmp_path):
    with pytest.raises(AssertionError):
        check(spoiled(tmp_path, "activation.mjs", right, wrong))


def test_every_function_of_the_figure_is_compared():
    assert javascript("activation.mjs", "return Object.keys(m.functions);") == list(LAYERS)
    assert list(explorables.activation.class_traits()["activation"].values) == list(LAYERS)


def test_the_state_is_checked():
    assert explorables.activation(activation="gelu", z=-0.5, layers=3).state()["z"] == -0.5
    for wrong in ({"z": 7.0}, {"activation": "swash"}, {"layers": 0}, {"weight": -1.0}):
        with pytest.raises(traitlets.TraitError):
            explorables.activation(**wrong)
