"""How sure the difference of two models is that answered the same reviews."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake


def paired_difference(right_a, right_b):
    """Return the difference of two accuracies, a − b, and its standard error, both from the differences review by review."""
    difference = np.asarray(right_a, float) - np.asarray(right_b, float)
    return difference.mean(), difference.std(ddof=1) / np.sqrt(len(difference))


def each(right_a, right_b):
    """Return the difference for each review: 1, 0 or −1."""
    return np.asarray(right_a, float) - np.asarray(right_b, float)


def apart(right_a, right_b):
    """Treat the two models as if each had answered reviews of its own."""
    a, b = np.asarray(right_a, float), np.asarray(right_b, float)
    return a.mean() - b.mean(), np.sqrt((a.var(ddof=1) + b.var(ddof=1)) / len(a))


def answers(seed, n, a, b):
    """Return for two models whether each was right: hard reviews are hard for both, so that their errors go together."""
    rng = np.random.default_rng(seed)
    hard = rng.random(n) < 0.3
    return [rng.random(n) < np.where(hard, 0.3, share) for share in (a, b)]


EXERCISE = Exercise(
    name="imdb_sentiment.paired_difference",
    tier=3,
    reference=paired_difference,
    returns=("difference", "standard_error"),
    cases=(
        Case((np.array([1, 1, 1, 0, 1], bool), np.array([1, 0, 1, 0, 0], bool))),
        Case(tuple(answers(1, 60, 0.95, 0.9))),
        Case(tuple(answers(2, 45, 0.8, 0.95))),
        Case(tuple(answers(3, 110, 0.97, 0.97))),
    ),
    hints=(
        "For each review there is one number: 1 where only a is right, −1 where only b is right, else 0.",
        "The mean of n numbers has the standard error s / √n, with s their standard deviation (ddof=1).",
    ),
    mistakes=(
        Mistake(
            "",
            "as if the reviews differed",
            "Both models read the same reviews, and a hard one is hard for both. How much do the differences, review by review, vary?",
            (
                apart,
                lambda right_a, right_b: (
                    np.mean(right_a) - np.mean(right_b),
                    np.sqrt(sum(np.mean(r) * (1 - np.mean(r)) for r in (right_a, right_b)) / len(right_a)),
                ),
                lambda right_a, right_b: (
                    np.mean(right_a) - np.mean(right_b),
                    sum(np.std(r, ddof=1) for r in (right_a, right_b)) / np.sqrt(len(right_a)),
                ),
            ),
        ),
        Mistake(
            "",
            "standard deviation instead of standard error",
            "That is how much single reviews differ. How much does the mean of n of them vary?",
            (
                lambda right_a, right_b: (paired_difference(right_a, right_b)[0], np.std(each(right_a, right_b), ddof=1)),
                lambda right_a, right_b: (paired_difference(right_a, right_b)[0], np.std(each(right_a, right_b))),
            ),
        ),
        Mistake(
            "",
            "divided by n instead of its root",
            "The standard error falls with the root of the number of reviews. Does yours fall faster?",
            (
                lambda right_a, right_b: (
                    paired_difference(right_a, right_b)[0],
                    np.std(each(right_a, right_b), ddof=1) / len(right_a),
                ),
            ),
        ),
        Mistake(
            "",
            "ddof",
            "Nearly. The standard deviation here is that of a sample: n − 1 (ddof=1).",
            (
                lambda right_a, right_b: (
                    paired_difference(right_a, right_b)[0],
                    np.std(each(right_a, right_b)) / np.sqrt(len(right_a)),
                ),
            ),
        ),
        Mistake(
            "",
            "sign turned round",
            "Positive means that the first model is better. What does your sign say?",
            (lambda right_a, right_b: paired_difference(right_b, right_a),),
        ),
        Mistake(
            "",
            "only the reviews on which they disagree",
            "Reviews that both get right belong to the mean too: their difference is 0.",
            (lambda right_a, right_b: paired_difference(right_a[right_a != right_b], right_b[right_a != right_b]),),
        ),
        Mistake(
            "",
            "size of the difference",
            "Which model is better? Without a sign your difference cannot tell.",
            (
                lambda right_a, right_b: (abs(paired_difference(right_a, right_b)[0]), paired_difference(right_a, right_b)[1]),
                lambda right_a, right_b: paired_difference(np.abs(each(right_a, right_b)), np.zeros(len(right_a))),
            ),
        ),
    ),
)
