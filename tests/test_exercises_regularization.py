"""The exercises of the chapter on regularization: right answers that look wrong are accepted, near misses get the hint aimed at them."""

import numpy as np
import pytest

from dlbook.exercises import judge
from dlbook.exercises.regularization.find_leak import STORIES
from dlbook.optimizers import AdamW


def split_by_loops(predictions, truth):
    bias, variance = [], []
    for column, value in zip(predictions.T, truth, strict=True):
        bias.append((np.average(column) - value) ** 2)
        variance.append(np.mean(column**2) - np.mean(column) ** 2)
    return sum(bias) / len(bias), sum(variance) / len(variance)


def threshold_by_cases(w, threshold):
    return np.where(w > threshold, w - threshold, np.where(w < -threshold, w + threshold, 0))


def clipped_off(w, threshold):
    return w - np.clip(w, -threshold, threshold)


def by_the_library(w, grads, learning_rate, weight_decay):
    class Holder:
        params = {"w": w.copy()}

    optimizer, path = AdamW(learning_rate, weight_decay), []
    for grad in grads:
        Holder.grads = {"w": grad}
        optimizer.step([Holder])
        path.append(Holder.params["w"].copy())
    return np.array(path)


def folds_by_turns(n, k):
    number = np.random.default_rng(3).permutation(n) % k
    return [(np.flatnonzero(number != i), np.flatnonzero(number == i)) for i in range(k)]


def folds_as_lists(n, k):
    return (([i for i in range(n) if i % k != j], [i for i in range(n) if i % k == j]) for j in range(k))


def stop_by_counting(losses, patience):
    best, waited, where = float("inf"), 0, 0
    for i, loss in enumerate(losses, 1):
        waited += 1
        if loss < best:
            best, waited, where = loss, 0, i
        if waited == patience:
            return [i, where]
    return [len(losses), where]


def batch_norm_by_steps(x, moving_mean, moving_variance, momentum, training):
    if training:
        mean, variance = np.mean(x, 0), np.mean((x - np.mean(x, 0)) ** 2, 0)
        moving_mean = moving_mean + (1 - momentum) * (mean - moving_mean)
        moving_variance = moving_variance + (1 - momentum) * (variance - moving_variance)
    else:
        mean, variance = moving_mean, moving_variance
    return (x - mean) * (variance + 0.001) ** -0.5, moving_mean, moving_variance


def smoothed_in_place(labels, n_classes, epsilon):
    targets = np.full((len(labels), n_classes), epsilon / n_classes)
    targets[np.arange(len(labels)), labels] += 1 - epsilon
    return targets


RIGHT = {
    "bias by loops": ("bias_variance", split_by_loops),
    "penalty by einsum": (
        "penalised",
        lambda loss, kernel_grad, bias_grad, kernel, l2: (
            loss + l2 * np.einsum("ij,ij", kernel, kernel),
            2 * l2 * kernel + kernel_grad,
            bias_grad,
        ),
    ),
    "threshold by cases": ("soft_threshold", threshold_by_cases),
    "threshold by what is cut": ("soft_threshold", clipped_off),
    "AdamW of the library": ("adamw_path", by_the_library),
    "dropout without a mode for the gradient": (
        "dropout",
        lambda x, grad, kept, rate, training: (
            (np.where(kept, x / (1 - rate), 0), np.where(kept, grad / (1 - rate), 0)) if training else (x, grad)
        ),
    ),
    "stop by counting": ("early_stopping", stop_by_counting),
    "batch norm by steps": ("batch_norm", batch_norm_by_steps),
    "labels written in": ("smooth_labels", smoothed_in_place),
    "folds dealt by turns": ("folds", folds_by_turns),
    "folds from a generator": ("folds", folds_as_lists),
    "nested by loops": ("nested", lambda inner, outer: float(np.mean([outer[i][np.argmax(inner[i])] for i in range(len(inner))]))),
}


@pytest.mark.parametrize("name, answer", RIGHT.values(), ids=RIGHT)
def test_right_answers_pass(name, answer):
    verdict = judge(f"regularization.{name}", answer)
    assert verdict.status == "passed", verdict.text


def mean_over_rows(x, moving_mean, moving_variance, momentum, training):
    if not training:
        return batch_norm_by_steps(x, moving_mean, moving_variance, momentum, training)
    y = (x - x.mean(1)[:, None]) / np.sqrt(x.var(1) + 0.001)[:, None]
    return y, moving_mean, moving_variance


def averages_changed_in_place(x, moving_mean, moving_variance, momentum, training):
    y, mean, variance = batch_norm_by_steps(x, moving_mean, moving_variance, momentum, training)
    moving_mean[:], moving_variance[:] = mean, variance
    return y, moving_mean, moving_variance


def one_array(w, grads, learning_rate, weight_decay):
    w, mean, square, path = w.copy(), 0, 0, []
    for t, grad in enumerate(grads, 1):
        mean, square = 0.9 * mean + 0.1 * grad, 0.999 * square + 0.001 * grad**2
        w -= learning_rate * (mean / (1 - 0.9**t) / (np.sqrt(square / (1 - 0.999**t)) + 1e-7) + weight_decay * w)
        path.append(w)
    return np.array(path)


def half_corrected(w, grads, learning_rate, weight_decay):
    mean, square, path = 0, 0, []
    for t, grad in enumerate(grads, 1):
        mean, square = 0.9 * mean + 0.1 * grad, 0.999 * square + 0.001 * grad**2
        w = w - learning_rate * (mean / (1 - 0.9**t) / (np.sqrt(square) + 1e-7) + weight_decay * w)
        path.append(w)
    return np.array(path)


def stop_by_rises(losses, patience):
    waited = 0
    for i in range(1, len(losses)):
        waited = waited + 1 if losses[i] > losses[i - 1] else 0
        if waited == patience:
            break
    return i + 1, int(np.argmin(losses[: i + 1])) + 1


def norm_with(ddof, stored, ahead=False):
    def norm(x, moving_mean, moving_variance, momentum, training):
        if not training:
            return batch_norm_by_steps(x, moving_mean, moving_variance, momentum, training)
        mean, variance = x.mean(0), x.var(0, ddof=ddof)
        new = momentum * moving_mean + (1 - momentum) * mean, momentum * moving_variance + (1 - momentum) * x.var(0, ddof=stored)
        centre, square = new if ahead else (mean, variance)
        return ((x - centre) / np.sqrt(square + 0.001), *new)

    return norm


def masks(n, k):
    number = np.arange(n) * k // n
    return [(number != i, number == i) for i in range(k)]


NEAR = {
    "one array for all steps": ("adamw_path", one_array, "one array for all steps"),
    "one average corrected": ("adamw_path", half_corrected, "one average corrected"),
    "mean over the points": (
        "bias_variance",
        lambda predictions, truth: (((predictions.mean(1) - truth.mean()) ** 2).mean(), predictions.var(1).mean()),
        "mean over the points",
    ),
    "axes that do not fit": (
        "bias_variance",
        lambda predictions, truth: (((predictions.mean(1) - truth) ** 2).mean(), predictions.var(1).mean()),
        "mean over the points",
    ),
    "the whole error": (
        "bias_variance",
        lambda predictions, truth: (((predictions - truth) ** 2).mean(), predictions.var()),
        "total error instead of bias",
    ),
    "rises counted": ("early_stopping", stop_by_rises, "compared with the epoch before"),
    "smallest of all": ("early_stopping", lambda losses, patience: (len(losses), int(losses.argmin()) + 1), "never stopped"),
    "variance divided by one less": ("batch_norm", norm_with(1, 1), "divided by one less"),
    "memory divided by one less": ("batch_norm", norm_with(0, 1), "divided by one less"),
    "new memory used at once": ("batch_norm", norm_with(0, 0, ahead=True), "memory used while training"),
    "negative targets": (
        "smooth_labels",
        lambda labels, n_classes, epsilon: np.eye(n_classes)[labels] - epsilon + epsilon / n_classes,
        "taken from all",
    ),
    "masks": ("folds", masks, "masks instead of numbers"),
    "no rescaling": ("dropout", lambda x, grad, kept, rate, training: (x * kept, grad * kept) if training else (x, grad), "not rescaled"),
    "mask only forward": (
        "dropout",
        lambda x, grad, kept, rate, training: (x * kept / (1 - rate), grad) if training else (x, grad),
        "gradient not masked",
    ),
    "penalty in the gradient of Adam": (
        "adamw_path",
        lambda w, grads, learning_rate, weight_decay: coupled(w, grads, learning_rate, weight_decay),
        "L2 through Adam",
    ),
    "layer norm": ("batch_norm", mean_over_rows, "over the units of an example"),
    "last epoch": ("early_stopping", lambda losses, patience: (stop_by_counting(losses, patience)[0],) * 2, "last epoch kept"),
    "peeking": ("nested", lambda inner, outer: np.sort(outer, axis=1)[:, -1].mean(), "chosen on the outer fold"),
    "leftovers dropped": (
        "folds",
        lambda n, k: [(np.delete(np.arange(n), slice(i, i + n // k)), np.arange(i, i + n // k)) for i in range(0, n // k * k, n // k)],
        "rest never validated",
    ),
    "wandering past zero": (
        "soft_threshold",
        lambda w, threshold: np.where(w == 0, 0, w - threshold * w / np.abs(w + (w == 0))),
        "past zero",
    ),
    "half the gradient": (
        "penalised",
        lambda loss, kernel_grad, bias_grad, kernel, l2: (loss + l2 * (kernel * kernel).sum(), kernel_grad + kernel * l2, bias_grad),
        "factor 2 forgotten",
    ),
    "a word of one's own": ("find_leak", lambda story: "leak", "not on the list"),
}


def coupled(w, grads, learning_rate, weight_decay):
    mean = square = 0
    path = []
    for t, grad in enumerate(grads, 1):
        grad = grad + weight_decay * w
        mean, square = 0.9 * mean + 0.1 * grad, 0.999 * square + 0.001 * grad**2
        w = w - learning_rate * mean / (1 - 0.9**t) / (np.sqrt(square / (1 - 0.999**t)) + 1e-7)
        path.append(w)
    return np.array(path)


@pytest.mark.parametrize("name, answer, mistake", NEAR.values(), ids=NEAR)
def test_near_misses_get_their_hint(name, answer, mistake):
    verdict = judge(f"regularization.{name}", answer)
    assert verdict.status == "not yet" and verdict.mistake and verdict.mistake.name == mistake, verdict.text


def test_arrays_of_the_caller_must_stay_as_they_are():
    verdict = judge("regularization.batch_norm", averages_changed_in_place)
    assert verdict.status == "not yet" and "has changed" in verdict.text


@pytest.mark.parametrize("story", STORIES)
def test_a_wrong_leak_is_answered_for_its_own_story(story):
    right = STORIES[story][0]
    wrong = "none" if right != "none" else "chosen on the test set"
    verdict = judge("regularization.find_leak", lambda letter: wrong if letter == story else STORIES[letter][0])
    assert verdict.mistake and verdict.mistake.name == f"story {story} taken for {wrong}"
    assert f"You said {wrong!r}." in verdict.text and "returned  False" in verdict.text
