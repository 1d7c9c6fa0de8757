"""The temperature that makes a network honest."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake

GRID = np.geomspace(0.1, 10, 2001)


def best_temperature(logits, labels):
    """Return the T between 0.1 and 10 for which softmax(logits / T) has the smallest cross-entropy: (examples, classes), (examples,)."""
    return GRID[np.argmin([cross_entropy(logits / t, labels) for t in GRID])]


def cross_entropy(logits, labels):
    """Return the mean cross-entropy of softmax(logits)."""
    shifted = logits - logits.max(axis=1, keepdims=True)
    return float(np.mean(np.log(np.exp(shifted).sum(axis=1)) - shifted[np.arange(len(labels)), labels]))


def sure(logits):
    """Return the largest probability of each row."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return (powers / powers.sum(axis=1, keepdims=True)).max(axis=1)


def largest_confidence(logits, labels):
    """Choose the temperature at which the network is surest."""
    return GRID[np.argmax([sure(logits / t).mean() for t in GRID])]


def twice_softmaxed(logits, labels):
    """Hand probabilities to a loss that takes logits."""
    best = []
    for t in GRID:
        powers = np.exp((logits - logits.max(axis=1, keepdims=True)) / t)
        best.append(cross_entropy(powers / powers.sum(axis=1, keepdims=True), labels))
    return GRID[np.argmin(best)]


def near(wrong, rtol=0.03):
    """Return a symptom: all results agree with the wrong ones within three percent (or `rtol`), as those of another search do."""

    def agrees(attempts):
        values = [tried.first.value for tried in attempts]
        if any(tried.first.failure for tried in attempts) or any(np.size(value) != 1 for value in values):
            return False
        return all(np.allclose(value, wrong(*tried.case.args), rtol=rtol) for value, tried in zip(values, attempts, strict=True))

    return agrees


def looks_like_places(attempts):
    """Tell whether all results are whole numbers and one of them is no temperature of the search."""
    values = [tried.first.value for tried in attempts if not tried.first.failure and np.size(tried.first.value) == 1]
    whole = len(values) == len(attempts) and all(float(value) == np.round(value) for value in values)
    return whole and max(map(float, values)) > GRID[-1]


def brier(logits, labels):
    """Judge by squared distances between probabilities and 0 or 1."""
    truth, losses = np.eye(logits.shape[1])[labels], []
    for t in GRID:
        powers = np.exp((logits - logits.max(axis=1, keepdims=True)) / t)
        losses.append(np.sum((powers / powers.sum(axis=1, keepdims=True) - truth) ** 2))
    return GRID[np.argmin(losses)]


def turned_over(logits, labels):
    """Return one over the temperature."""
    return 1 / best_temperature(logits, labels)


def smallest_loss(logits, labels):
    """Return the loss at the best temperature."""
    return cross_entropy(logits / best_temperature(logits, labels), labels)


def case(seed, n, classes, factor):
    """Return logits whose labels were drawn from softmax(logits / factor), so that the best temperature is near the factor."""
    rng = np.random.default_rng(seed)
    honest = rng.normal(0, 1.5, (n, classes))
    powers = np.exp(honest)
    labels = (rng.random((n, 1)) > np.cumsum(powers / powers.sum(axis=1, keepdims=True), axis=1)).sum(axis=1)
    return Case((np.round(factor * honest, 3), np.minimum(labels, classes - 1)))


EXERCISE = Exercise(
    name="applications.best_temperature",
    tier=3,
    reference=best_temperature,
    cases=(
        Case((np.array([[2.0, 0.0], [2.0, 0.0], [2.0, 0.0], [0.0, 2.0]]), np.array([0, 0, 1, 1]))),
        case(1, 200, 4, 2.5),
        case(2, 150, 7, 0.4),
        case(3, 300, 3, 1.5),
    ),
    hints=(
        "A temperature divides the logits. Try many, say 500 between 0.1 and 10 with the same ratio between neighbours.",
        "For each temperature compute the cross-entropy of the *true* labels, and keep the temperature with the smallest one.",
    ),
    mistakes=(
        Mistake(
            "",
            "multiplied instead of divided",
            "Your number is one over the temperature: a network that is too sure should be divided by more than 1.",
            (turned_over,),
            near(turned_over),
        ),
        Mistake(
            "E09",
            "accuracy or confidence as the judge",
            "The same temperature for all networks: accuracy cannot choose (no temperature changes a prediction), and the surest answer "
            "is not the most honest one. Which loss feels confidence, and asks the labels too?",
            (largest_confidence, lambda logits, labels: 1.0),
            lambda attempts: len({round(float(tried.first.value), 3) for tried in attempts if np.size(tried.first.value) == 1}) == 1,
        ),
        Mistake(
            "A09",
            "softmax applied twice",
            "Does your loss take logits or probabilities? A softmax of probabilities is nearly flat, whatever the temperature.",
            (twice_softmaxed,),
            near(twice_softmaxed),
        ),
        Mistake(
            "",
            "the loss instead of the temperature",
            "You return the smallest loss. At which temperature was it reached?",
            (smallest_loss,),
            near(smallest_loss),
        ),
        Mistake(
            "",
            "place in the list",
            "You return the place of the best temperature in your list, not the temperature itself.",
            (lambda logits, labels: int(np.argmin([cross_entropy(logits / t, labels) for t in GRID])),),
            looks_like_places,
        ),
        Mistake(
            "",
            "squared distances as the judge",
            "Your judge seems to be the squared distance of the probabilities from 0 and 1. Asked was the cross-entropy.",
            (brier,),
            near(brier, 0.005),
        ),
        Mistake(
            "",
            "grid too coarse",
            "Near, but not within three percent: how fine is your grid, is anything rounded, and is your loss the cross-entropy?",
            (lambda logits, labels: float(np.clip(np.round(best_temperature(logits, labels) * 2) / 2, 0.5, 10)),),
            lambda attempts: all(
                not tried.first.failure
                and np.size(tried.first.value) == 1
                and np.allclose(tried.first.value, tried.expected, rtol=0.3, atol=0.3)
                for tried in attempts
            ),
        ),
    ),
    rtol=0.03,
)
