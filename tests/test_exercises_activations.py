"""The exercises of the chapter on activations: right answers that look wrong are accepted, near misses get the hint aimed at them."""

import numpy as np
import pytest

from dlbook.exercises import judge


def sigmoid_by_masks(z):
    out = np.empty_like(z)
    right = z >= 0
    out[right] = 1 / (1 + np.exp(-z[right]))
    out[~right] = np.exp(z[~right]) / (1 + np.exp(z[~right]))
    return out


def softmax_shifted_first(logits, temperature):
    powers = np.exp((logits - logits.max(axis=1)[:, None]) / temperature)
    return (powers.T / powers.sum(axis=1)).T


def relu_then_count(z):
    return np.sum(~np.maximum(z, 0).any(axis=0))


def spreads_as_array(x, kernels, f):
    out = []
    for kernel in kernels:
        x = f(np.dot(x, kernel))
        out.append(np.sqrt(np.mean((x - x.mean()) ** 2)))
    return np.array(out)


def deviation_by_chance(f, n_in):
    z = np.random.default_rng(7).normal(size=100_000)
    return (n_in * np.mean(f(z) ** 2)) ** -0.5


def slope_of(f, z):
    return (f(z + 1e-5) - f(z - 1e-5)) / 2e-5


def units_by_pairs(kernel1, bias1, kernel2):
    different = []
    for unit in range(len(bias1)):
        numbers = [*kernel1[:, unit], bias1[unit], *kernel2[unit]]
        if numbers not in different:
            different.append(numbers)
    return len(different)


RIGHT = {
    "sigmoid by masks": ("stable_sigmoid", sigmoid_by_masks),
    "sigmoid clipped far out": ("stable_sigmoid", lambda z: 1 / (1 + np.exp(-np.clip(z, -700, 700)))),
    "sigmoid by logaddexp": ("stable_sigmoid", lambda z: np.exp(-np.logaddexp(0, -z))),
    "tanh slope as a product": ("tanh_backward", lambda grad, a: (1 - a) * (1 + a) * grad),
    "leak by arithmetic": ("leaky_relu_backward", lambda grad, z, negative_slope: grad * ((z > 0) + negative_slope * (z <= 0))),
    "dead units after the ReLU": ("dead_units", relu_then_count),
    "dead units as a float": ("dead_units", lambda z: float(sum(column.max() <= 0 for column in z.T))),
    "deviation by a power": (
        "kernel_deviation",
        lambda n_in, n_out, activation: ((n_in if activation == "relu" else n_in + n_out) / 2) ** -0.5,
    ),
    "units by pairs": ("different_units", units_by_pairs),
    "spreads as an array": ("spread_by_layer", spreads_as_array),
    "deviation by chance": ("start_deviation", deviation_by_chance),
    "softmax shifted before the division": ("softmax_at", softmax_shifted_first),
}


@pytest.mark.parametrize("name, answer", RIGHT.values(), ids=RIGHT)
def test_right_answers_pass(name, answer):
    verdict = judge(f"activations.{name}", answer)
    assert verdict.status == "passed", verdict.text


NEAR = {
    "a sigmoid that only warns": ("stable_sigmoid", lambda z: 1.0 / (np.exp(-z) + 1.0), "overflow on the way"),
    "two formulas, both computed everywhere": (
        "stable_sigmoid",
        lambda z: np.where(z < 0, np.exp(z) / (1 + np.exp(z)), 1 / (1 + np.exp(-z))),
        "overflow on the way",
    ),
    "loss first": ("output_layer", lambda task: ["mse", "none"], "order exchanged"),
    "one string": ("output_layer", lambda task: "sigmoid", "no pair"),
    "limit of a uniform draw for both": (
        "kernel_deviation",
        lambda n_in, n_out, activation: (6 / (n_out + n_in)) ** 0.5,
        "limit of the uniform distribution",
    ),
    "a thousand draws": (
        "start_deviation",
        lambda f, n_in: (n_in * np.mean(f(np.random.default_rng(0).normal(size=1000)) ** 2)) ** -0.5,
        "too few draws",
    ),
    "mean size over draws": (
        "start_deviation",
        lambda f, n_in: n_in**-0.5 / np.mean(np.abs(f(np.random.default_rng(5).normal(size=100_000)))),
        "mean size instead of mean square",
    ),
    "mean square of the slope over draws": (
        "start_deviation",
        lambda f, n_in: (n_in * np.mean(slope_of(f, np.random.default_rng(6).normal(size=400_000)) ** 2)) ** -0.5,
        "the factor of the way back",
    ),
    "clipped at 30": ("stable_sigmoid", lambda z: 1 / (1 + np.exp(-np.clip(z, -30, 30))), "scores clipped"),
    "leaves zeros in the left tail": ("stable_sigmoid", lambda z: (1 + np.tanh(z / 2)) / 2, "left tail lost"),
    "a mean of outputs below a threshold": ("dead_units", lambda z: (np.mean(z, axis=0) < 0).sum(), "mean instead of all"),
    "variance of the outputs": (
        "start_deviation",
        lambda f, n_in: 1 / np.sqrt(n_in * np.var(f(np.random.default_rng(3).normal(size=400_000)))),
        "variance behind f instead of mean square",
    ),
}


@pytest.mark.parametrize("name, answer, mistake", NEAR.values(), ids=NEAR)
def test_near_misses_get_their_hint(name, answer, mistake):
    verdict = judge(f"activations.{name}", answer)
    assert verdict.status == "not yet" and verdict.mistake and verdict.mistake.name == mistake, verdict.text


def test_an_answer_from_no_list_is_told_so():
    verdict = judge("activations.output_layer", lambda task: ("linear", "mse"))
    assert verdict.status == "not yet" and "'linear'" in verdict.text
