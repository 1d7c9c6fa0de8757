"""The exercises of the chapter on applications: right answers that look wrong are accepted, near misses get the hint aimed at them."""

import numpy as np
import pytest
from scipy.optimize import curve_fit

from dlbook.exercises import judge


def alarms_among_a_million(sensitivity, specificity, prevalence):
    sick = 1e6 * prevalence
    found, alarmed = sensitivity * sick, (1 - specificity) * (1e6 - sick)
    return found / (found + alarmed)


def flops_step_by_step(sizes, examples, epochs):
    total = 0
    for i in range(len(sizes) - 1):
        forward = 2 * sizes[i] * sizes[i + 1]
        total += forward + 2 * forward
    return float(total * examples * epochs)


def normal_equations(x, y):
    u, v = np.log10(x), np.log10(y)
    slope = np.sum((u - u.mean()) * (v - v.mean())) / np.sum((u - u.mean()) ** 2)
    return [10 ** (v.mean() - slope * u.mean()), -slope]


def map_by_masks(score, image, size, fill):
    places = np.lib.stride_tricks.sliding_window_view(np.arange(image.size).reshape(image.shape), (size, size))
    result = []
    for row in places:
        for window in row:
            covered = np.where(np.isin(np.arange(image.size), window).reshape(image.shape), fill, image)
            result.append(score(image) - score(covered))
    return np.reshape(result, places.shape[:2])


def attack_by_cases(x, grad, epsilon):
    moved = np.where(grad > 0, x + epsilon, np.where(grad < 0, x - epsilon, x))
    return np.minimum(np.maximum(moved, 0), 1)


def by_digitize(confidence, right, bins):
    place = np.clip(np.digitize(confidence, np.arange(1, bins) / bins), 0, bins - 1)
    return sum(abs(np.sum(right[place == i] - confidence[place == i])) for i in range(bins)) / len(right)


def by_golden_section(logits, labels):
    def loss(log_t):
        z = logits / np.exp(log_t)
        top = z.max(axis=1)
        return np.mean(np.log(np.exp(z - top[:, None]).sum(axis=1)) + top - z[np.arange(len(z)), labels])

    low, high, ratio = np.log(0.1), np.log(10), (np.sqrt(5) - 1) / 2
    for _ in range(60):
        one, two = high - ratio * (high - low), low + ratio * (high - low)
        low, high = (low, two) if loss(one) < loss(two) else (one, high)
    return np.exp((low + high) / 2)


RIGHT = {
    "alarms among a million": ("share_of_true_alarms", alarms_among_a_million),
    "alarms by odds": ("share_of_true_alarms", lambda sensitivity, specificity, prevalence: 1
                       / (1 + (1 - specificity) * (1 - prevalence) / (sensitivity * prevalence))),
    "flops step by step, as a float": ("training_flops", flops_step_by_step),
    "power law by normal equations, as a list": ("fit_power_law", normal_equations),
    "map by masks": ("occlusion_map", map_by_masks),
    "attack by cases": ("fast_gradient_sign", attack_by_cases),
    "calibration by digitize, as sums": ("calibration_error", by_digitize),
    "temperature by golden section": ("best_temperature", by_golden_section),
    "temperature to two places": ("best_temperature", lambda logits, labels: np.round(by_golden_section(logits, labels), 2)),
}


@pytest.mark.parametrize("name, answer", RIGHT.values(), ids=RIGHT)
def test_right_answers_pass(name, answer):
    verdict = judge(f"applications.{name}", answer)
    assert verdict.status == "passed", verdict.text


def loss_argmin_wrong_grid(logits, labels):
    return float(np.round(by_golden_section(logits, labels) * 4) / 4)


def index_in_a_list(logits, labels):
    return int(np.argmin(np.abs(np.linspace(0.1, 10, 500) - by_golden_section(logits, labels))))


def least_brier_score(logits, labels):
    grid, truth = np.linspace(0.1, 4, 2000), np.eye(logits.shape[1])[labels]
    powers = [np.exp((logits - logits.max(axis=1, keepdims=True)) / t) for t in grid]
    return grid[np.argmin([np.mean((p / p.sum(axis=1, keepdims=True) - truth) ** 2) for p in powers])]


def fitted_between_the_values(x, y):
    return tuple(curve_fit(lambda x, a, b: a * x**-b, x, y, p0=(y[0], 0.5), maxfev=20000)[0])


def histograms_without_a_range(confidence, right, bins):
    counts, _ = np.histogram(confidence, bins)
    hits, _ = np.histogram(confidence, bins, weights=right)
    claims, _ = np.histogram(confidence, bins, weights=confidence)
    full = counts > 0
    return np.sum(counts[full] * np.abs(hits[full] / counts[full] - claims[full] / counts[full])) / len(right)


def flops_with_an_idle_first_layer(sizes, examples, epochs):
    total = 0
    for i in range(len(sizes) - 1):
        total += (4 if i == 0 else 6) * sizes[i] * sizes[i + 1]
    return total * examples * epochs


NEAR = {
    "only the healthy left out": ("share_of_true_alarms", lambda sensitivity, specificity, prevalence: sensitivity, "prevalence left out"),
    "six without epochs": (
        "training_flops",
        lambda sizes, examples, epochs: 6 * examples * sum(a * b for a, b in zip(sizes[:-1], sizes[1:], strict=True)),
        "examples forgotten",
    ),
    "negative exponent": ("fit_power_law", lambda x, y: (normal_equations(x, y)[0], -normal_equations(x, y)[1]), "sign of the exponent"),
    "descends": ("fast_gradient_sign", lambda x, grad, epsilon: attack_by_cases(x, -grad, epsilon), "the loss goes down"),
    "unclipped": ("fast_gradient_sign", lambda x, grad, epsilon: x + np.sign(grad) * epsilon, "pixels outside the range"),
    "map upside down": ("occlusion_map", lambda score, image, size, fill: -map_by_masks(score, image, size, fill), "sign turned round"),
    "all bins alike": (
        "calibration_error",
        lambda confidence, right, bins: np.mean([
            abs(right[here].mean() - confidence[here].mean())
            for here in [np.minimum((confidence * bins).astype(int), bins - 1) == i for i in range(bins)] if here.any()
        ]),
        "bins not weighted",
    ),
    "temperature turned over": (
        "best_temperature",
        lambda logits, labels: 1 / by_golden_section(logits, labels),
        "multiplied instead of divided",
    ),
    "a grid of quarters": ("best_temperature", loss_argmin_wrong_grid, "grid too coarse"),
    "temperature as a whole number": ("best_temperature", lambda *given: round(by_golden_section(*given)), "grid too coarse"),
    "place of the temperature": ("best_temperature", index_in_a_list, "place in the list"),
    "temperature by the Brier score": ("best_temperature", least_brier_score, "squared distances as the judge"),
    "power law by curve_fit": ("fit_power_law", fitted_between_the_values, "least squares between the values"),
    "histograms without a range": ("calibration_error", histograms_without_a_range, "bins from the smallest confidence"),
    "first layer idle": ("training_flops", flops_with_an_idle_first_layer, "first layer passes nothing on"),
}


@pytest.mark.parametrize("name, answer, mistake", NEAR.values(), ids=NEAR)
def test_near_misses_get_their_hint(name, answer, mistake):
    verdict = judge(f"applications.{name}", answer)
    assert verdict.status == "not yet" and verdict.mistake and verdict.mistake.name == mistake, verdict.text


def test_an_answer_that_paints_on_the_image_is_told_so():
    def painting(score, image, size, fill):
        before, result = score(image), np.zeros((image.shape[0] - size + 1, image.shape[1] - size + 1))
        for i, j in np.ndindex(result.shape):
            kept = image[i : i + size, j : j + size].copy()
            image[i : i + size, j : j + size] = fill
            result[i, j] = before - score(image)
            image[i : i + size, j : j + size] = kept
        return result

    assert judge("applications.occlusion_map", painting).status == "passed"  # painted, and cleaned up
