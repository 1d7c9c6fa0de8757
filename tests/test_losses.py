"""Losses: central differences, values by hand, extreme logits, and the shapes that must not be broadcast."""
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from layer_checks import few_examples

from dlbook.gradcheck import gradcheck_loss
from dlbook.losses import binary_cross_entropy, mse, softmax_cross_entropy

shapes = st.lists(st.integers(1, 4), min_size=1, max_size=3)


def draws(seed=0):
    return np.random.default_rng(seed)


@few_examples
@given(shapes)
def test_gradients_of_mse_and_binary_cross_entropy(shape):
    rng = draws()
    assert gradcheck_loss(mse, rng.standard_normal(shape), rng.standard_normal(shape)) < 1e-6
    assert gradcheck_loss(binary_cross_entropy, rng.standard_normal(shape), rng.integers(0, 2, shape)) < 1e-6
    assert gradcheck_loss(binary_cross_entropy, rng.standard_normal(shape), rng.uniform(0, 1, shape)) < 1e-6


@few_examples
@given(shapes, st.integers(2, 5))
def test_gradients_of_softmax_cross_entropy(shape, n_classes):
    rng = draws()
    logits = rng.standard_normal((*shape, n_classes))
    assert gradcheck_loss(softmax_cross_entropy, logits, rng.integers(0, n_classes, shape)) < 1e-6
    assert gradcheck_loss(softmax_cross_entropy, logits, rng.dirichlet(np.ones(n_classes), shape)) < 1e-6


def test_values_by_hand():
    assert mse(np.array([1.0, 2.0]), np.array([0.0, 4.0]))[0] == 2.5
    assert math.isclose(binary_cross_entropy(np.zeros(3), np.array([0, 1, 1]))[0], math.log(2))
    assert math.isclose(softmax_cross_entropy(np.zeros((2, 10)), np.array([3, 7]))[0], math.log(10))
    assert math.isclose(softmax_cross_entropy(np.zeros((2, 4, 3)), np.ones((2, 4), int))[0], math.log(3))  # a mean over all choices
    assert math.isclose(softmax_cross_entropy(np.log([[1.0, 2.0, 5.0]]), np.array([2]))[0], math.log(8 / 5))


def test_one_hot_rows_equal_class_numbers():
    logits, labels = draws().standard_normal((4, 3)), np.array([0, 2, 1, 2])
    (a, grad_a), (b, grad_b) = softmax_cross_entropy(logits, labels), softmax_cross_entropy(logits, np.eye(3)[labels])
    assert a == b and np.array_equal(grad_a, grad_b)


def test_two_classes_are_a_yes_or_no_question():
    z, y = draws().standard_normal(5), np.array([0, 1, 1, 0, 1])
    two = softmax_cross_entropy(np.stack([np.zeros(5), z], axis=1), y)
    one = binary_cross_entropy(z, y)
    assert math.isclose(one[0], two[0]) and np.allclose(one[1], two[1][:, 1])


@pytest.mark.parametrize("precision", [np.float32, np.float64])
def test_extreme_logits(precision):
    with np.errstate(all="raise", under="ignore"):
        loss, grad = binary_cross_entropy(np.array([1e4, -1e4, 1e4, -1e4], precision), np.array([1, 0, 0, 1]))
        assert math.isclose(loss, 5000, rel_tol=1e-6) and grad.tolist() == [0, 0, 0.25, -0.25]
        loss, grad = softmax_cross_entropy(np.array([[1e4, -1e4, 0], [1e4, -1e4, 0]], precision), np.array([0, 1]))
        assert math.isclose(loss, 10000, rel_tol=1e-6) and grad.tolist() == [[0, 0, 0], [0.5, -0.5, 0]]


def test_rows_of_very_different_size_do_not_disturb_each_other():
    loss, grad = softmax_cross_entropy(np.array([[1e4, 1e4], [-1e4, -1e4], [0, 0]]), np.array([0, 0, 0]))
    assert math.isclose(loss, math.log(2))
    assert np.allclose(grad, [[-1 / 6, 1 / 6]] * 3)


def test_twice_the_same_batch_has_the_same_loss_and_half_the_gradient_for_each():
    rng = draws()
    cases = [
        (mse, rng.standard_normal((4, 3)), rng.standard_normal((4, 3))),
        (binary_cross_entropy, rng.standard_normal((4, 1)), rng.integers(0, 2, (4, 1))),
        (softmax_cross_entropy, rng.standard_normal((4, 3)), rng.integers(0, 3, 4)),
    ]
    for loss, prediction, target in cases:
        value, grad = loss(prediction, target)
        twice, grad_twice = loss(np.concatenate([prediction] * 2), np.concatenate([target] * 2))
        assert math.isclose(value, twice) and np.allclose(np.concatenate([grad, grad]), 2 * grad_twice)


def test_precision_follows_the_prediction():
    assert mse(np.ones(3, np.float32), np.zeros(3))[1].dtype == np.float32
    assert softmax_cross_entropy(np.ones((2, 3), np.float32), np.array([0, 1]))[1].dtype == np.float32


@pytest.mark.parametrize(
    ("loss", "prediction", "target", "message"),
    [
        (mse, np.zeros((4, 1)), np.zeros(4), r"\(4, 1\) predictions and \(4,\) targets"),
        (binary_cross_entropy, np.zeros((4, 1)), np.zeros(4), r"\(4, 1\) predictions and \(4,\) targets"),
        (binary_cross_entropy, np.zeros(3), np.array([0, 1, 2]), "from 0 to 1, but received 0 to 2"),
        (binary_cross_entropy, np.zeros(2), np.array([-1, 1]), "received -1 to 1"),
        (softmax_cross_entropy, np.zeros((4, 3)), np.array([0, 1, 2, 3]), "0 to 2, but received labels 0 to 3"),
        (softmax_cross_entropy, np.zeros((2, 3)), np.array([-1, 1]), "received labels -1 to 1"),
        (softmax_cross_entropy, np.zeros((4, 3)), np.array([[0], [1], [2], [0]]), r"\(4,\), but received labels \(4, 1\)"),
        (softmax_cross_entropy, np.zeros((4, 3)), np.zeros(4), r"\(4, 3\) predictions and \(4,\) targets"),
    ],
)
def test_errors(loss, prediction, target, message):
    with pytest.raises(ValueError, match=message):
        loss(prediction, target)
