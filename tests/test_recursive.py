"""The recursive network: the same numbers as the plain recursion, central differences, and a chain as the special case."""
import numpy as np
import pytest

from dlbook.datasets.expressions import OPERATORS, expression_trees
from dlbook.gradcheck import numerical_gradient
from dlbook.recursive import Recursive


def layer(seed=0, n_out=3, n_hidden=5):
    model = Recursive(OPERATORS, 2, n_out, n_hidden, np.random.default_rng(seed))
    for param in model.params.values():
        param += 0.3 * np.random.default_rng(seed + 1).standard_normal(param.shape)
    return model


def state(tree, leaves, operators, kernel_1, kernel_2, bias_2):
    params = leaves, operators, kernel_1, kernel_2, bias_2
    if tree in (0, 1):
        return leaves[tree]
    operator, left, right = tree
    pair = np.concatenate([state(left, *params), state(right, *params)])
    return np.tanh(np.tanh(pair @ kernel_1 + operators[OPERATORS.index(operator)]) @ kernel_2 + bias_2)


TREES = [("xor", 1, ("and", 0, 1)), ("or", ("xor", ("and", 1, 1), 0), ("or", 0, 1)), 1, ("and", 0, 0)]


def test_equals_the_plain_recursion():
    model = layer()
    trees = TREES + expression_trees(30, np.random.default_rng(3), depth=5)[0]
    expected = [state(tree, *model.params.values()) for tree in trees]
    np.testing.assert_allclose(model.forward(trees), expected, rtol=1e-12, atol=1e-14)


def test_a_tree_has_the_same_state_in_any_batch():
    model = layer()
    together = model.forward(TREES)
    for tree, row in zip(TREES, together, strict=True):
        np.testing.assert_allclose(model.forward([tree])[0], row, rtol=1e-12)


@pytest.mark.parametrize("name", layer().params)
def test_gradients(name):
    model = layer()
    weights = np.random.default_rng(5).standard_normal(model.forward(TREES).shape)
    model.backward(weights)
    received = model.grads[name].copy()

    by_trial = numerical_gradient(lambda: np.sum(weights * model.forward(TREES)), model.params[name])
    np.testing.assert_allclose(received, by_trial, rtol=1e-6, atol=1e-8)


def test_wrong_trees_are_refused():
    with pytest.raises(ValueError, match="'nand'"):
        layer().forward([("nand", 0, 1)])
    with pytest.raises(ValueError, match="0 to 1, but received 2"):
        layer().forward([("and", 0, 2)])
