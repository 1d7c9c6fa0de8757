"""The expected calibration error: how far confidence is from truth, bin by bin."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake


def calibration_error(confidence, right, bins):
    """Return Σ (share of the bin) · |share of right answers − mean confidence| over bins of equal width between 0 and 1."""
    total = 0.0
    for here in members(confidence, bins):
        if here.any():
            total += here.mean() * abs(right[here].mean() - confidence[here].mean())
    return total


def members(confidence, bins):
    """Return for each bin which answers are in it; a confidence of 1 belongs to the last."""
    place = np.minimum((np.asarray(confidence) * bins).astype(int), bins - 1)
    return [place == i for i in range(bins)]


def gaps(confidence, right, bins):
    """Return for each bin that is not empty its share of the answers, and right answers minus confidence."""
    return np.array([(here.mean(), right[here].mean() - confidence[here].mean()) for here in members(confidence, bins) if here.any()])


def with_middle(confidence, right, bins):
    """Compare with the middle of the bin."""
    kept = [(here, (i + 0.5) / bins) for i, here in enumerate(members(confidence, bins)) if here.any()]
    return sum(here.mean() * abs(right[here].mean() - middle) for here, middle in kept)


def empty_as_full(confidence, right, bins):
    """Divide 0 by 0 in empty bins."""
    if any(not here.any() for here in members(confidence, bins)):
        return float("nan")
    return calibration_error(confidence, right, bins)


def from_smallest_to_largest(confidence, right, bins):
    """Lay the bins between the smallest and the largest confidence, as np.histogram does unless it is told where they lie."""
    sums = (np.histogram(confidence, bins, weights=weights)[0] for weights in (right, confidence))
    return np.abs(np.subtract(*sums)).sum() / len(confidence)


def without_ones(confidence, right, bins):
    """Lose the answers of confidence 1."""
    kept = confidence < 1
    return sum(np.abs(g) * share for share, g in gaps(confidence[kept], right[kept], bins)) * kept.mean()


def answers(seed, n, low, ones=0):
    """Return confidences and whether the answers were right: surer than right, and wrong where they are surest."""
    rng = np.random.default_rng(seed)
    confidence = np.round(rng.uniform(low, 1, n), 3)
    right = (rng.random(n) < confidence**2).astype(float)
    confidence[:ones], right[:ones] = 1.0, 0.0
    return confidence, right


EXERCISE = Exercise(
    name="applications.calibration_error",
    tier=3,
    reference=calibration_error,
    cases=(
        Case((np.array([0.2, 0.7, 0.8, 0.9]), np.array([1.0, 1.0, 0.0, 0.0]), 2)),
        Case((*answers(1, 40, 0.3, ones=3), 5)),
        Case((*answers(2, 60, 0.5), 10)),
        Case((*answers(3, 25, 0.1), 4)),
        Case((np.array([0.55, 0.6, 0.95, 1.0, 0.8]), np.array([1.0, 1.0, 0.0, 1.0, 0.0]), 3)),
    ),
    hints=(
        "For each bin three numbers: how many answers it holds, how sure they were on average, how many of them were right.",
        "Weigh the distance of each bin with its share of all answers, and skip bins without answers. Where does a confidence of 1 go?",
    ),
    mistakes=(
        Mistake(
            "",
            "bins not weighted",
            "A bin with one answer counts as much for you as a bin with a hundred. By what must its distance be multiplied?",
            (
                lambda confidence, right, bins: np.abs(gaps(confidence, right, bins)[:, 1]).mean(),
                lambda confidence, right, bins: np.abs(gaps(confidence, right, bins)[:, 1]).sum(),
                lambda confidence, right, bins: np.abs(gaps(confidence, right, bins)[:, 1]).sum() / bins,
            ),
        ),
        Mistake(
            "E09",
            "distances cancel",
            "Too sure in one bin and too modest in another add up to nothing with you. Which distances should not cancel?",
            (
                lambda confidence, right, bins: gaps(confidence, right, bins).prod(axis=1).sum(),
                lambda confidence, right, bins: -gaps(confidence, right, bins).prod(axis=1).sum(),
                lambda confidence, right, bins: abs(right.mean() - confidence.mean()),
            ),
        ),
        Mistake(
            "",
            "middle of the bin instead of mean confidence",
            "You compare with the middle of the bin. How sure were the answers in it on average?",
            (with_middle,),
        ),
        Mistake(
            "E07",
            "empty bins",
            "One of the bins holds no answer. What is the mean of nothing, and what does it do to your sum?",
            (empty_as_full,),
        ),
        Mistake(
            "",
            "bins from the smallest confidence",
            "Your bins start at the smallest confidence. They should run from 0 to 1 (`np.histogram` wants to be told so).",
            (from_smallest_to_largest,),
        ),
        Mistake(
            "",
            "confidence of 1 lost",
            "An answer with a confidence of exactly 1 falls out of your last bin.",
            (without_ones,),
        ),
        Mistake(
            "E09",
            "answer by answer",
            "You compare each confidence with 0 or 1. A single answer is never half right: on what do you need an average first?",
            (lambda confidence, right, bins: np.abs(right - confidence).mean(),),
        ),
        Mistake(
            "",
            "squared distances",
            "You squared the distances. The formula has absolute values.",
            (lambda confidence, right, bins: (gaps(confidence, right, bins) ** [1, 2]).prod(axis=1).sum(),),
        ),
        Mistake(
            "",
            "largest distance",
            "That is the worst bin. Asked was an average over all answers.",
            (lambda confidence, right, bins: np.abs(gaps(confidence, right, bins)[:, 1]).max(),),
        ),
    ),
)
