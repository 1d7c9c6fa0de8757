"""The exercises of the case study on MNIST: right answers that look wrong are accepted, near misses get the hint aimed at them."""

import numpy as np
import pytest

from dlbook.exercises import judge


def as_lists(labels, predictions, n_classes):
    counts = [[0] * n_classes for _ in range(n_classes)]
    for label, prediction in zip(labels, predictions, strict=True):
        counts[label][prediction] += 1
    return counts


def walked(start, epoch_seconds, accuracy, target):
    clock = start
    for seconds, reached in zip(epoch_seconds, accuracy, strict=True):
        clock += seconds
        if reached >= target:
            return clock


RIGHT = {
    "standardised in single precision": ("standardised", lambda train, test: tuple(
        (x.astype(float) - np.mean(train)) * np.std(train) ** -1 for x in (train, test))),
    "counted into lists": ("confusion", as_lists),
    "counted by histogram": (
        "confusion", lambda labels, predictions, n: np.histogram2d(labels, predictions, bins=n, range=[[0, n]] * 2)[0]),
    "clock walked": ("time_to", walked),
    "triangle by cases": ("triangle", lambda step, peak, n, rise: (
        peak * step / (rise * n) if step < rise * n else peak * (n - step) / (n - rise * n))),
}


@pytest.mark.parametrize("name, answer", RIGHT.values(), ids=RIGHT)
def test_right_answers_pass(name, answer):
    verdict = judge(f"mnist_dense.{name}", answer)
    assert verdict.status == "passed", verdict.text


NEAR = {
    "standardised by the test set": (
        "standardised", lambda train, test: tuple((x - x.mean()) / x.std() for x in (train, test)), "test set on its own scale"),
    "mirrored by the transpose": (
        "confusion", lambda labels, predictions, n: np.transpose(as_lists(labels, predictions, n)),
                                  "rows and columns exchanged"),
    "clock of the epochs": ("time_to", lambda start, seconds, accuracy, target: walked(0, seconds, accuracy, target), "start forgotten"),
    "strictly above": ("time_to", lambda start, seconds, accuracy, target: walked(start, seconds, np.nextafter(accuracy, 0), target),
                       "above the target"),
}


@pytest.mark.parametrize("name, answer, mistake", NEAR.values(), ids=NEAR)
def test_near_misses_get_their_own_hint(name, answer, mistake):
    verdict = judge(f"mnist_dense.{name}", answer)
    assert verdict.status == "not yet" and verdict.mistake is not None and verdict.mistake.name == mistake, verdict.text
