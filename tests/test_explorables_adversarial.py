"""The figure's network answers, and is pushed, as the library's is; what it stores is what the library learns."""
import numpy as np
import pytest
import traitlets

from dlbook import datasets, explorables
from dlbook.activations import ReLU, softmax
from dlbook.explorables.adversarial import stored, train
from dlbook.explorables.bundle import FOLDER
from dlbook.layers import Dense, Sequential
from dlbook.losses import softmax_cross_entropy
from tests.explorables_bench import javascript, spoiled


def library_network(parts):
    network = Sequential([Dense(len(parts[0]), len(parts[1]), np.random.default_rng(0)), ReLU(),
                          Dense(len(parts[2]), len(parts[3]), np.random.default_rng(0))])
    for param, values in zip(network.params.values(), parts, strict=True):
        param[...] = values
    return network


def small(seed):
    rng = np.random.default_rng(seed)
    return [rng.normal(size=shape).tolist() for shape in ((6, 5), (5,), (5, 3), (3,))]


def check(folder):
    rng = np.random.default_rng(7)
    for seed in range(4):
        parts, x, label = small(seed), np.round(rng.random(6), 2), seed % 3
        network = library_network(parts)
        logits = network.forward(x[None])
        grad = network.backward(softmax_cross_entropy(logits, np.array([label]))[1])[0]
        code = """return { p: m.answer(v.network, v.x).probabilities, grad: m.pixelGradient(v.network, v.x, v.label),
            pushed: m.push(v.x, v.grad, 0.2) };"""
        received = javascript("adversarial.mjs", code, folder, network=parts, x=x, label=label, grad=grad)
        np.testing.assert_allclose(received["p"], softmax(logits)[0], rtol=1e-10)
        np.testing.assert_allclose(received["grad"], grad, rtol=1e-9, atol=1e-13)
        np.testing.assert_allclose(received["pushed"], np.clip(x + 0.2 * np.sign(grad), 0, 1), rtol=1e-12)


def test_agrees_with_the_library():
    check(FOLDER)


@pytest.mark.parametrize(("right", "wrong"), [
    ("Math.max(z, 0)", "Math.max(z, 0.01 * z)"),
    ("p - (k === label ? 1 : 0)", "p"),
    ("h > 0 ?", "h >= -1 ?"),
    ("value + epsilon * Math.sign(signs[i])", "value - epsilon * Math.sign(signs[i])"),
    ("power / sum", "power"),
])
def test_a_spoiled_formula_is_noticed(right, wrong, tmp_path):
    with pytest.raises(AssertionError):
        check(spoiled(tmp_path, "adversarial.mjs", right, wrong))


def test_what_is_stored_is_what_the_library_learns():
    fresh, kept = train(), stored()
    assert fresh["images"] == kept["images"] and fresh["labels"] == kept["labels"]
    for new, old in zip(fresh["network"], kept["network"], strict=True):
        np.testing.assert_allclose(new, old, atol=0.05)  # another processor rounds otherwise
    *_, x_test, y_test = datasets.digits()
    assert np.mean(library_network(kept["network"]).forward(x_test).argmax(axis=1) == y_test) > 0.94


def test_what_the_figure_promises():
    """Every digit is read right as it is, and wrong after a push along the gradient that no random signs of that size need."""
    kept = stored()
    network = library_network(kept["network"])
    x, labels = np.array(kept["images"]) / 16, np.array(kept["labels"])
    logits = network.forward(x)
    assert (logits.argmax(axis=1) == labels).all()
    grad = network.backward(softmax_cross_entropy(logits, labels)[1])
    pushed = np.clip(x + 0.2 * np.sign(grad), 0, 1)
    assert (network.forward(pushed).argmax(axis=1) != labels).all()
    code = """return v.images.map((x, i) => { const image = x.map((value) => value / 16);
        return m.answer(v.network, m.push(image, m.signsOf(v.network, image, v.labels[i], "random"), 0.1)).probabilities; });"""
    received = np.array(javascript("adversarial.mjs", code, network=kept["network"], images=kept["images"], labels=kept["labels"]))
    assert (received.argmax(axis=1) == labels).all()


def test_the_state_is_checked():
    assert explorables.adversarial(epsilon=0.1, direction="random").state()["image"] == 2
    for wrong in ({"epsilon": 0.5}, {"direction": "up"}, {"image": 5}):
        with pytest.raises(traitlets.TraitError):
            explorables.adversarial(**wrong)
    assert repr(explorables.adversarial(image=1)) == "adversarial(image=1)"
