"""The exercises of the chapter on concepts: right answers that look wrong are accepted, near misses get a useful reply."""

import math

import numpy as np
import pytest

from dlbook.exercises import judge
from dlbook.exercises.catalogue import find


def stable_softmax(logits):
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def log_softmax(logits):
    shifted = logits - logits.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def mean_loss(log_shares, labels):
    return -np.mean([row[label] for row, label in zip(log_shares, labels, strict=True)])


def column_softmax(logits):
    return stable_softmax(np.asarray(logits, dtype=float).T.T)


def softmax_by_rows(logits):
    rows = []
    for row in logits:
        powers = [np.exp(score - max(row)) for score in row]
        rows.append([power / sum(powers) for power in powers])
    return rows


def standardize_by_threshold(x_train, x_test):
    mean, deviation = np.mean(x_train, axis=0, keepdims=True), np.std(x_train, axis=0, keepdims=True)
    deviation[deviation < 1e-8] = 1
    return [(x - mean) / deviation for x in (x_train, x_test)]


def standardize_by_loop(x_train, x_test):
    scaled = np.empty(x_train.shape), np.empty(x_test.shape)
    for j in range(x_train.shape[1]):
        column = x_train[:, j]
        deviation = 1 if len(set(column)) == 1 else column.std() + 1e-12
        for table, result in zip((x_train, x_test), scaled, strict=True):
            result[:, j] = (table[:, j] - column.mean()) / deviation
    return scaled


def step_with_plus(x, labels, kernel, bias, learning_rate):
    """The minus sign sits in the difference; 1/n sits in the step; the bias comes back as a row."""
    error = np.eye(len(bias))[labels] - stable_softmax(x @ kernel + bias)
    return kernel + learning_rate / len(x) * (x.T @ error), bias + learning_rate * error.mean(axis=0, keepdims=True)


def step_by_examples(x, labels, kernel, bias, learning_rate):
    new_kernel, new_bias = kernel.copy(), bias.copy()
    for row, label in zip(x, labels, strict=True):
        grad = stable_softmax((row @ kernel + bias)[None])[0]
        grad[label] -= 1
        new_kernel -= learning_rate * np.outer(row, grad) / len(x)
        new_bias -= learning_rate * grad / len(x)
    return new_kernel, new_bias


RIGHT = {
    "line as a list": ("predict_line", lambda x, weight, bias: [weight * value + bias for value in x]),
    "line in single precision": ("predict_line", lambda x, weight, bias: (weight * x + bias).astype(np.float32)),
    "dense by einsum": ("dense", lambda x, kernel, bias: np.einsum("bi,io->bo", x, kernel) + bias.reshape(1, -1)),
    "dense with the bias as a row of the kernel": (
        "dense",
        lambda x, kernel, bias: np.hstack([x, np.ones((len(x), 1))]) @ np.vstack([kernel, bias]),
    ),
    "count as a float": ("count_parameters", lambda sizes: float(sum((a + 1) * b for a, b in zip(sizes, sizes[1:], strict=False)))),
    "count as an array of no axes": (
        "count_parameters",
        lambda sizes: np.dot(np.array(sizes[:-1]) + 1, sizes[1:]),
    ),
    "mse by a column": ("mse", lambda prediction, target: np.mean((prediction - target[:, None]) ** 2)),
    "mse as an array of no axes": ("mse", lambda prediction, target: np.array(((prediction.squeeze() - target) ** 2).mean())),
    "mse in single precision": ("mse", lambda prediction, target: np.float32(np.mean((prediction.ravel() - target) ** 2))),
    "softmax as lists": ("softmax", softmax_by_rows),
    "softmax in single precision": ("softmax", lambda logits: stable_softmax(logits).astype(np.float32)),
    "softmax of float32 scores": ("softmax", lambda logits: stable_softmax(logits.astype(np.float32))),
    "softmax by the logarithm": ("softmax", lambda logits: np.exp(log_softmax(logits))),
    "softmax with a tiny number below the line": (
        "softmax",
        lambda logits: np.exp(logits - logits.max(1)[:, None]) / (np.exp(logits - logits.max(1)[:, None]).sum(1)[:, None] + 1e-12),
    ),
    "cross-entropy by one-hot rows": (
        "cross_entropy",
        lambda logits, labels: -(np.eye(logits.shape[1])[labels] * log_softmax(logits)).sum() / len(labels),
    ),
    "log-softmax of log-softmax": ("cross_entropy", lambda logits, labels: mean_loss(log_softmax(log_softmax(logits)), labels)),
    "cross-entropy as a difference": (
        "cross_entropy",
        lambda logits, labels: np.mean(np.logaddexp.reduce(logits, axis=1) - np.take_along_axis(logits, labels[:, None], 1)[:, 0]),
    ),
    "standardize with a threshold": ("standardize", standardize_by_threshold),
    "standardize column by column": ("standardize", standardize_by_loop),
    "accuracy by a loop": (
        "accuracy",
        lambda logits, labels: sum(int(row.argmax()) == label for row, label in zip(logits, labels, strict=True)) / len(labels),
    ),
    "accuracy of log-probabilities": ("accuracy", lambda logits, labels: (log_softmax(logits).argmax(1) == labels).mean()),
    "step with plus": ("train_step", step_with_plus),
    "step example by example": ("train_step", step_by_examples),
    "collapse with the bias as a row": (
        "collapse",
        lambda kernel1, bias1, kernel2, bias2: [kernel1 @ kernel2, np.array([bias1]) @ kernel2 + bias2],
    ),
    "collapse by trying the layers out": (
        "collapse",
        lambda kernel1, bias1, kernel2, bias2: (np.eye(len(kernel1)) @ kernel1 @ kernel2, (0 * kernel1[0] + bias1) @ kernel2 + bias2),
    ),
}


@pytest.mark.parametrize("name", RIGHT)
def test_right_answers_that_look_wrong_pass(name):
    exercise, answer = RIGHT[name]
    verdict = judge(f"concepts.{exercise}", answer)
    assert verdict.status == "passed", verdict.text


NEAR_MISSES = {
    "twice": ("mse", lambda prediction, target: 2 * np.mean((prediction[:, 0] - target) ** 2), "twice the expected one"),
    "three times": ("mse", lambda prediction, target: 3 * np.mean((prediction[:, 0] - target) ** 2), "Follow one example by hand"),
    "divided by the square of a size": (
        "mse",
        lambda prediction, target: np.sum((prediction[:, 0] - target) ** 2) / len(target) ** 2,
        "divided by the length of prediction",
    ),
    "another logarithm": (
        "cross_entropy",
        lambda logits, labels: mean_loss(log_softmax(logits), labels) / np.log(10),
        "base of your logarithm",
    ),
    "minus a constant": ("mse", lambda prediction, target: np.mean((prediction[:, 0] - target) ** 2) - 2, "off by the same amount, -2"),
    "rounded": ("softmax", lambda logits: stable_softmax(logits).round(2), "Very close"),
    "one row": ("softmax", lambda logits: np.vstack([stable_softmax(logits)[:-1], logits[-1:]]), "not [1]"),
    "overflow in Python": (
        "softmax",
        lambda logits: [[math.exp(score) / sum(map(math.exp, row)) for score in row] for row in logits],
        "OverflowError",
    ),
    "off by one": ("predict_line", lambda x, weight, bias: weight * x + bias + 1, "off by the same amount, 1"),
    "sign": ("softmax", lambda logits: -stable_softmax(logits), "Only the sign is wrong"),
    "divided": ("softmax", lambda logits: stable_softmax(logits) / 7, "Follow one example by hand"),
    "whole numbers": ("predict_line", lambda x, weight, bias: (weight * x + bias) // 1 * 1, ""),
    "transposed": ("softmax", lambda logits: stable_softmax(logits).T, "rows and columns have changed places"),
    "kept axis": ("mse", lambda prediction, target: ((prediction[:, 0] - target) ** 2).mean(keepdims=True), "arrangement"),
    "integers": ("softmax", lambda logits: stable_softmax(logits).astype(int), "whole numbers"),
    "integer array": ("predict_line", lambda x, weight, bias: fill_like(x, weight * x + bias), "decimals are lost"),
    "nan": ("standardize", lambda x_train, x_test: (x_train * np.nan, x_test), "numbers are nan"),
    "one result of two": (
        "collapse",
        lambda kernel1, bias1, kernel2, bias2: kernel1 @ kernel2,
        "one array came back, and 2 values are expected: kernel, bias",
    ),
    "one table of two": ("standardize", lambda x_train, x_test: x_train, "one array came back, and 2 values are expected"),
    "results swapped": (
        "collapse",
        lambda kernel1, bias1, kernel2, bias2: (bias1 @ kernel2 + bias2, kernel1 @ kernel2),
        "order kernel, bias?",
    ),
    "results swapped, and one wrong": (
        "collapse",
        lambda kernel1, bias1, kernel2, bias2: (bias1 @ kernel2 - bias2, kernel1 @ kernel2),
        "order kernel, bias?",
    ),
    "tables swapped": (
        "standardize",
        lambda x_train, x_test: standardize_by_loop(x_train, x_test)[::-1],
        "order x_train_scaled, x_test_scaled?",
    ),
    "product with a number": ("predict_line", lambda x, weight, bias: x @ weight + bias, "one side is a single number"),
    "if on an array": ("standardize", lambda x_train, x_test: (x_train, x_test) if x_train.std(axis=0) == 0 else None, "np.where"),
    "entry as an index": ("predict_line", lambda x, weight, bias: [weight * x[i] + bias for i in x], "An index counts places"),
    "another logarithm, of zero": (
        "cross_entropy",
        lambda logits, labels: -np.mean(np.log2(stable_softmax(logits)[np.arange(len(labels)), labels])),
        "base of your logarithm",
    ),
    "index too large in a list": ("count_parameters", lambda sizes: sizes[5], "pairs of neighbours does a list of 3 have"),
    "index too large in an array": ("accuracy", lambda logits, labels: logits[0, labels + 2].mean(), "which place does not exist?"),
    "three results": ("collapse", lambda kernel1, bias1, kernel2, bias2: (kernel1, bias1, bias2), "3 came back"),
    "wrong second part": ("standardize", lambda x_train, x_test: (standardize_by_loop(x_train, x_test)[0], 2.0), "in x_test_scaled"),
}


def fill_like(x, values):
    result = np.zeros_like(x)
    result[:] = values
    return result


@pytest.mark.parametrize("name", NEAR_MISSES)
def test_other_wrong_answers_are_described(name):
    exercise, answer, words = NEAR_MISSES[name]
    verdict = judge(f"concepts.{exercise}", answer)
    assert verdict.status == "not yet"
    assert words in " ".join(verdict.text.split())


def test_the_mistake_is_found_in_answers_that_make_another_one_as_well():
    """Normalised over the batch and unstable; refitted on the test rows and dividing by zero."""
    assert judge("concepts.softmax", lambda logits: np.exp(logits) / np.exp(logits).sum(axis=0)).mistake.id == "A07"
    clipped = judge("concepts.cross_entropy", lambda logits, labels: mean_loss(np.log(np.clip(stable_softmax(logits), 1e-7, 1)), labels))
    assert clipped.mistake.id == "A12"
    lost = judge("concepts.train_step", lambda x, labels, kernel, bias, learning_rate: x @ kernel / (x @ kernel).sum(axis=1))
    assert lost.mistake.name == "summed axis of the softmax not kept"
    swapped = judge("concepts.dense", lambda x, kernel, bias: bias + np.dot(kernel, x))
    assert swapped.mistake.id == "B02"


MISTAKES = {
    "relu kept": (
        "collapse",
        lambda kernel1, bias1, kernel2, bias2: (
            np.where(kernel1 > 0, kernel1, 0) @ kernel2,
            np.where(bias1 > 0, bias1, 0) @ kernel2 + bias2,
        ),
        "an activation between the layers, or after them",
    ),
    "clipped": ("softmax", lambda logits: stable_softmax(np.clip(logits, -30, 30)), "ratios of the exponentials changed"),
    "powers of 2": (
        "softmax",
        lambda logits: 2.0 ** (logits - logits.max(1)[:, None]) / (2.0 ** (logits - logits.max(1)[:, None])).sum(1)[:, None],
        "ratios of the exponentials changed",
    ),
    "log-softmax, unstable": (
        "softmax",
        lambda logits: logits - np.log(np.exp(logits).sum(axis=1, keepdims=True)),
        "logarithm taken",
    ),
    "one-hot rows times log": (
        "cross_entropy",
        lambda logits, labels: -(np.eye(logits.shape[1])[labels] * np.log(stable_softmax(logits))).sum() / len(labels),
        "zero times the logarithm of zero",
    ),
    "one-hot rows times log of an unstable softmax": (
        "cross_entropy",
        lambda logits, labels: (
            -np.mean(np.sum(np.eye(logits.shape[1])[labels] * np.log(np.exp(logits) / np.exp(logits).sum(1)[:, None]), axis=1))
        ),
        "overflow for large scores",
    ),
    "nan of training rows mended": (
        "standardize",
        lambda x_train, x_test: tuple(np.nan_to_num((x - x_train.mean(0)) / x_train.std(0), posinf=0, neginf=0) for x in (x_train, x_test)),
        "result mended after a division by zero",
    ),
    "small number added": (
        "standardize",
        lambda x_train, x_test: [(x - x_train.mean(0)) / (x_train.std(0) + 1e-8) for x in (x_train, x_test)],
        "constant column divided by a small number",
    ),
    "deviation at least a small number": (
        "standardize",
        lambda x_train, x_test: [(x - x_train.mean(0)) / np.maximum(x_train.std(0), 1e-6) for x in (x_train, x_test)],
        "constant column divided by a small number",
    ),
    "one added where the deviation is 0": (
        "standardize",
        lambda x_train, x_test: [(x - x_train.mean(0)) / (x_train.std(0) + (x_train.std(0) == 0)) for x in (x_train, x_test)],
        "deviation compared with zero",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistakes_written_in_another_way_are_found(name):
    exercise, answer, mistake = MISTAKES[name]
    verdict = judge(f"concepts.{exercise}", answer)
    assert verdict.mistake and verdict.mistake.name == mistake, verdict.text


def test_the_deviation_of_the_constant_column_is_not_zero():
    """Otherwise the check could not find the mistake to compare it with 0."""
    column = find("concepts.standardize").cases[-1].args[0][:, 0]
    assert len(set(column)) == 1 and 0 < column.std() < 1e-15


def test_changing_one_parameter_in_place_is_found():
    def answer(x, labels, kernel, bias, learning_rate):
        new_kernel, new_bias = step_by_examples(x, labels, kernel, bias, learning_rate)
        bias[:] = new_bias
        return new_kernel, bias

    assert judge("concepts.train_step", answer).mistake.id == "B11"
