"""The exercises of the chapter on gradient descent: right answers that look wrong are accepted, near misses get a useful reply."""

import math
import random

import numpy as np
import pytest

from dlbook.exercises import judge
from dlbook.exercises.gradient_descent.diagnose import CURVES, LOOKS


def momentum_without_rate_in_velocity(theta, grads, learning_rate, momentum):
    """v ← μ v + g; θ ← θ − α v: another velocity, the same path."""
    velocity, path = 0, []
    for grad in grads:
        velocity = momentum * velocity + grad
        theta = theta - learning_rate * velocity
        path.append(theta)
    return path


def momentum_by_differences(theta, grads, learning_rate, momentum):
    """The velocity is the difference of two places."""
    places = [theta, theta]
    for grad in grads:
        places.append(places[-1] + momentum * (places[-1] - places[-2]) - learning_rate * grad)
    return np.array(places[2:])


def adam_as_in_keras(theta, grads, learning_rate, beta_1, beta_2, epsilon):
    """Both corrections sit in the learning rate; ε is not corrected."""
    mean, square, path = np.zeros(len(theta)), np.zeros(len(theta)), []
    for i, grad in enumerate(grads):
        mean += (1 - beta_1) * (grad - mean)
        square += (1 - beta_2) * (grad**2 - square)
        rate = learning_rate * math.sqrt(1 - beta_2 ** (i + 1)) / (1 - beta_1 ** (i + 1))
        theta = theta - rate * mean / (np.sqrt(square) + epsilon)
        path.append(theta)
    return path


def batches_by_generator(x, y, batch_size, rng):
    order = np.arange(len(x))
    rng.shuffle(order)
    for start in range(0, len(x), batch_size):
        yield x[order[start : start + batch_size]], y[order[start : start + batch_size]]


def batches_by_split(x, y, batch_size, rng):
    pieces = np.split(rng.permutation(len(x)), range(batch_size, len(x), batch_size))
    return [[x[piece], y[piece]] for piece in pieces]


def line_step_by_matrix(x, y, weight, bias, learning_rate):
    rows = np.column_stack([x, np.ones(len(x))])
    return tuple(np.array([weight, bias]) - learning_rate * 2 / len(x) * rows.T @ (rows @ [weight, bias] - y))


def clip_by_one_vector(grads, limit):
    norm = np.linalg.norm(np.concatenate([grad.ravel() for grad in grads]))
    return tuple(grad * min(1, limit / (norm + 1e-12)) for grad in grads)


def cosine_with_numpy(step, peak, warm_up, n_steps):
    if step + 1 <= warm_up:
        return np.float64(peak * (step + 1) / warm_up)
    return peak * np.cos(np.pi / 2 * (step - warm_up) / (n_steps - warm_up)) ** 2


RIGHT = {
    "step with plus": ("gradient_step", lambda theta, grad, rate: theta + rate * -grad),
    "step as a list": ("gradient_step", lambda theta, grad, rate: (theta - rate * grad).tolist()),
    "step in single precision": ("gradient_step", lambda theta, grad, rate: (theta - rate * grad).astype(np.float32)),
    "line step by a matrix": ("line_step", line_step_by_matrix),
    "largest rate by the singular value": ("largest_rate", lambda x: len(x) / np.linalg.norm(x, 2) ** 2),
    "largest rate by eig": ("largest_rate", lambda x: 1 / np.linalg.eig(x.T @ x / len(x))[0].real.max()),
    "whole gradient by np.average": ("whole_gradient", lambda grads, sizes: np.average(grads, axis=0, weights=sizes)),
    "whole gradient by repeating": ("whole_gradient", lambda grads, sizes: np.repeat(grads, sizes, axis=0).mean(axis=0)),
    "batches by a generator": ("minibatches", batches_by_generator),
    "batches by split": ("minibatches", batches_by_split),
    "momentum, rate outside": ("momentum_path", momentum_without_rate_in_velocity),
    "momentum by differences": ("momentum_path", momentum_by_differences),
    "Adam as in Keras": ("adam_path", adam_as_in_keras),
    "schedule by a squared cosine": ("learning_rate_at", cosine_with_numpy),
    "clipping by one vector": ("clip_gradients", clip_by_one_vector),
}


@pytest.mark.parametrize("name", RIGHT)
def test_right_answers_that_look_wrong_pass(name):
    exercise, answer = RIGHT[name]
    verdict = judge(f"gradient_descent.{exercise}", answer)
    assert verdict.status == "passed", verdict.text


def test_every_diagnosis_occurs_once():
    assert sorted(name for name, _ in CURVES.values()) == sorted(LOOKS)


def test_two_wrong_diagnoses_get_the_hint_for_the_first():
    said = {letter: name for letter, (name, _) in CURVES.items()} | {"B": "healthy", "E": "healthy"}
    verdict = judge("gradient_descent.diagnose", said.get)
    assert verdict.mistake.name == "curve B taken for healthy"


def test_a_diagnosis_that_is_not_on_the_list_is_named():
    verdict = judge("gradient_descent.diagnose", lambda curve: "rate to high")
    assert verdict.status == "not yet" and "'rate to high' is not on the list" in verdict.text


def test_the_verdict_does_not_give_the_diagnosis_away():
    verdict = judge("gradient_descent.diagnose", lambda curve: "healthy")
    assert "overfitting" not in verdict.text.lower()


def test_pairs_torn_apart_are_noticed_with_any_generator():
    def torn(x, y, batch_size, rng):
        order, other = np.random.default_rng(5).permutation(len(x)), np.random.default_rng(6).permutation(len(x))
        return [(x[order[i : i + batch_size]], y[other[i : i + batch_size]]) for i in range(0, len(x), batch_size)]

    verdict = judge("gradient_descent.minibatches", torn)
    assert verdict.mistake is not None and verdict.mistake.id == "G09"


def momentum_in_place(theta, grads, learning_rate, momentum):
    theta, velocity, path = theta.copy(), 0, []
    for grad in grads:
        velocity = momentum * velocity - learning_rate * grad
        theta += velocity
        path.append(theta)
    return path


def adam_in_place(theta, grads, learning_rate, beta_1, beta_2, epsilon):
    mean, square, path = np.zeros_like(theta), np.zeros_like(theta), []
    for t, grad in enumerate(grads, start=1):
        mean += (1 - beta_1) * (grad - mean)
        square += (1 - beta_2) * (grad**2 - square)
        theta -= learning_rate * mean / (1 - beta_1**t) / (np.sqrt(square / (1 - beta_2**t)) + epsilon)
        path.append(theta)
    return np.array(path)


def velocities(theta, grads, learning_rate, momentum):
    path, velocity = [], np.zeros(len(theta))
    for grad in grads:
        velocity = momentum * velocity - learning_rate * grad
        path.append(velocity)
    return path


def cut(x, y, batch_size):
    return [(x[i : i + batch_size], y[i : i + batch_size]) for i in range(0, len(x), batch_size)]


def new_order_at_every_use(x, y, batch_size, rng):
    starts = range(0, len(x), batch_size)
    return [
        (x[rng.permutation(len(x))][i : i + batch_size], y[rng.permutation(len(x))][i : i + batch_size]) for i in starts
    ]


def full_batches_with_replacement(x, y, batch_size, rng):
    rows = [rng.integers(0, len(x), batch_size) for _ in range(len(x) // batch_size)]
    return [(x[i], y[i]) for i in rows]


def order_from_python(x, y, batch_size, rng):
    order = random.sample(range(len(x)), len(x))
    return cut(x[order], y[order], batch_size)


def rate_with_bias(x):
    rows = np.concatenate([np.ones((len(x), 1)), x], axis=1)
    return 2 / np.linalg.eigvalsh(2 / len(x) * rows.T @ rows).max()


def rate_by_unsorted(x):
    return 2 / np.linalg.eigvals(2 / len(x) * x.T @ x)[-1]


def quarter_of_a_wave(step, peak, warm_up, n_steps):
    if step < warm_up:
        return peak * (step + 1) / warm_up
    return peak * np.cos(np.pi / 2 * (step - warm_up) / (n_steps - warm_up))


NEAR_MISSES = {
    "momentum in place": ("momentum_path", momentum_in_place, "one array stored many times"),
    "Adam in place": ("adam_path", adam_in_place, "one array stored many times"),
    "velocities": ("momentum_path", velocities, "steps instead of places"),
    "a new order at every use": ("minibatches", new_order_at_every_use, "inputs and targets shuffled separately"),
    "full batches with replacement": ("minibatches", full_batches_with_replacement, "drawn with replacement"),
    "order from Python": ("minibatches", order_from_python, "drawn from another generator"),
    "rate with a bias": ("largest_rate", rate_with_bias, "column of ones"),
    "eigenvalues not sorted": ("largest_rate", rate_by_unsorted, "eigenvalues not in order"),
    "a quarter of a wave": ("learning_rate_at", quarter_of_a_wave, "a quarter of a wave"),
    "capital letter": ("diagnose", lambda curve: "Overfitting", "not on the list"),
    "number": ("diagnose", lambda curve: 5, "not on the list"),
}


@pytest.mark.parametrize("name", NEAR_MISSES)
def test_near_misses_are_recognised(name):
    exercise, answer, mistake = NEAR_MISSES[name]
    verdict = judge(f"gradient_descent.{exercise}", answer)
    assert verdict.status == "not yet" and verdict.mistake is not None, verdict.text
    assert verdict.mistake.name == mistake
