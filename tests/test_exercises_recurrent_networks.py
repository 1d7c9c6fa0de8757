"""The exercises of the chapter on recurrent networks: right answers that look wrong pass, near misses get the hint aimed at them."""

import numpy as np
import pytest

from dlbook.activations import sigmoid
from dlbook.exercises import judge


def states_by_joined_matrix(x, kernel, recurrent_kernel, bias):
    weights = np.vstack([kernel, recurrent_kernel, bias])
    states = [np.zeros((len(x), len(bias)))]
    for t in range(x.shape[1]):
        states.append(np.tanh(np.hstack([x[:, t], states[-1], np.ones((len(x), 1))]) @ weights))
    return np.array(states[1:]).transpose(1, 0, 2)


def gradient_by_unrolled_sums(h, from_outside, recurrent_kernel):
    total = np.zeros_like(recurrent_kernel)
    for end in range(from_outside.shape[1]):  # one pull after another
        g = from_outside[:, end]
        for t in range(end, -1, -1):
            delta = g - g * h[:, t + 1] ** 2
            total = total + h[:, t].T @ delta
            g = delta @ recurrent_kernel.T
    return total


def step_by_blocks(x, h, c, kernel, recurrent_kernel, bias):
    n = h.shape[1]
    i, f, g, o = (
        x @ kernel[:, k * n : (k + 1) * n] + h @ recurrent_kernel[:, k * n : (k + 1) * n] + bias[k * n : (k + 1) * n] for k in range(4)
    )
    c = c / (1 + np.exp(-f)) + np.tanh(g) / (1 + np.exp(-i))
    return np.tanh(c) / (1 + np.exp(-o)), c


def windows_by_index(series, length, ahead):
    starts = np.arange(len(series) - length - ahead + 1)
    return series[starts[:, None] + np.arange(length)], series[starts + length + ahead - 1]


def character_by_search(logits, temperature, u):
    z = np.exp(logits / temperature - np.max(logits / temperature))
    return np.searchsorted(np.cumsum(z) / z.sum(), u, side="right")


RIGHT = {
    "states by one matrix": ("rnn_states", states_by_joined_matrix),
    "last states by take_along_axis": (
        "last_states",
        lambda states, lengths: np.take_along_axis(states, lengths[:, None, None] - 1, axis=1)[:, 0],
    ),
    "count as a float": (
        "count_weights",
        lambda cell, n_in, n_out: float(
            n_out * {"SimpleRNN": n_in + n_out + 1, "LSTM": 4 * (n_in + n_out + 1), "GRU": 3 * (n_in + n_out + 2)}[cell]
        ),
    ),
    "gradient pull by pull": ("recurrent_gradient", gradient_by_unrolled_sums),
    "step block by block": ("lstm_step", step_by_blocks),
    "best accuracy as a mean of places": (
        "best_accuracy",
        lambda time, lags, noise: np.mean([0.5 if t < max(lags) else 0.5 + abs(noise - 0.5) for t in range(1, time + 1)]),
    ),
    "windows by an index table": ("windows_of", windows_by_index),
    "character by searchsorted": ("next_character", character_by_search),
    "tree by a conditional expression": ("tree_state", lambda tree, leaves, combine: fold(tree, leaves, combine)),
}


def test_a_number_just_below_one_draws_the_last_class():
    from dlbook.exercises.recurrent_networks.predictions import next_character

    below_one, draws = np.nextafter(1, 0), np.random.default_rng(0)
    assert all(next_character(draws.standard_normal(75), 1.0, below_one) == 74 for _ in range(100))


def fold(tree, leaves, combine):
    return leaves[tree] if tree in (0, 1) else combine(tree[0], *[fold(child, leaves, combine) for child in tree[1:]])


@pytest.mark.parametrize("name, answer", RIGHT.values(), ids=RIGHT)
def test_right_answers_pass(name, answer):
    verdict = judge(f"recurrent_networks.{name}", answer)
    assert verdict.status == "passed", verdict.text


def states_of_first_step(x, kernel, recurrent_kernel, bias):
    return np.tanh(x @ kernel + bias)


def split_in_another_order(x, h, c, kernel, recurrent_kernel, bias):
    i, f, o, g = np.split(x @ kernel + h @ recurrent_kernel + bias, 4, axis=-1)  # as some libraries store them
    c = sigmoid(i) * np.tanh(g) + c * sigmoid(f)
    return np.tanh(c) * sigmoid(o), c


def scaled_with_everything(series, n_train, length):
    z = (series - np.mean(series)) / np.std(series)
    x, y = windows_by_index(z, length, 1)
    return x[: n_train - length], y[: n_train - length], x[n_train - length :], y[n_train - length :]


def character_by_search_from_the_left(logits, temperature, u):
    z = np.exp((logits - logits.max()) / temperature)
    return int(np.searchsorted(np.cumsum(z / z.sum()), u))


def scaled_by_sample_deviation(series, n_train, length):
    x, y = windows_by_index((series - np.mean(series[:n_train])) / np.std(series[:n_train], ddof=1), length, 1)
    return x[: n_train - length], y[: n_train - length], x[n_train - length :], y[n_train - length :]


def gradient_without_slope_on_the_way(h, from_outside, recurrent_kernel):
    g, total = 0, 0
    for t in range(from_outside.shape[1] - 1, -1, -1):
        g = g + from_outside[:, t]
        total = total + h[:, t].T @ (g * (1 - h[:, t + 1] ** 2))
        g = g @ recurrent_kernel.T
    return total


def gradient_with_the_old_slope(h, from_outside, recurrent_kernel):
    g, total = 0, 0
    for t in range(from_outside.shape[1] - 1, -1, -1):
        delta = (g + from_outside[:, t]) * (1 - h[:, t] ** 2)
        total = total + h[:, t].T @ delta
        g = delta @ recurrent_kernel.T
    return total


def step_split_by_rows(x, h, c, kernel, recurrent_kernel, bias):
    i, f, g, o = np.split(bias + h @ recurrent_kernel + x @ kernel, 4)
    c = c * sigmoid(f) + np.tanh(g) * sigmoid(i)
    return np.tanh(c) * sigmoid(o), c


def peephole_rows_exchanged(x, h, c, kernel, recurrent_kernel, bias, peepholes):
    p_f, p_i, p_o = peepholes
    i, f, g, o = np.split(x @ kernel + h @ recurrent_kernel + bias, 4, axis=1)
    c = c * sigmoid(f + c * p_f) + np.tanh(g) * sigmoid(i + c * p_i)
    return np.tanh(c) * sigmoid(o + c * p_o), c


NEAR = {
    "a dense layer at each step": ("rnn_states", states_of_first_step, "old state not used"),
    "last place": ("last_states", lambda states, lengths: np.squeeze(states[:, -1:]), "last place of the padded array"),
    "four gates of another library": ("lstm_step", split_in_another_order, "blocks in another order"),
    "scaled before the split": ("prepare_series", scaled_with_everything, "scaled by the whole series"),
    "the window ends with its target": (
        "windows_of",
        lambda series, length, ahead: (windows_by_index(series, length, ahead)[0], series[length + ahead - 2 : -1]),
        "target inside the window",
    ),
    "the largest score": ("next_character", lambda logits, temperature, u: logits.argmax(), "always the most probable"),
    "a sum that reaches u": ("next_character", character_by_search_from_the_left, "sum at least u"),
    "deviation of a sample": ("prepare_series", scaled_by_sample_deviation, "divided by n − 1 in the deviation"),
    "always the next year": ("windows_of", lambda series, length, ahead: windows_by_index(series, length, 1), "ahead not used"),
    "the chapter's two tosses": (
        "best_accuracy",
        lambda time, lags, noise: (1 + (time - 2) * max(noise, 1 - noise)) / time,
        "two tosses for all rules",
    ),
    "no slope on the way back": ("recurrent_gradient", gradient_without_slope_on_the_way, "slope lost on the way back"),
    "slope one step early": ("recurrent_gradient", gradient_with_the_old_slope, "slope of the old state"),
    "split without an axis": ("lstm_step", step_split_by_rows, "blocks cut along the batch"),
    "peepholes in the order f, i, o": ("peephole_step", peephole_rows_exchanged, "rows of the peepholes exchanged"),
    "children as they are": (
        "tree_state",
        lambda tree, leaves, combine: combine(tree[0], tree[1], tree[2]) if type(tree) is tuple else leaves[tree],
        "trees handed to combine",
    ),
    "every bit is known": ("best_accuracy", lambda time, lags, noise: max(1 - noise, noise), "tosses not counted"),
}


@pytest.mark.parametrize("name, answer, mistake", NEAR.values(), ids=NEAR)
def test_near_misses_get_their_hint(name, answer, mistake):
    verdict = judge(f"recurrent_networks.{name}", answer)
    assert verdict.status == "not yet" and verdict.mistake and verdict.mistake.name == mistake, verdict.text
