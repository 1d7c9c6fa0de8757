"""How much more common a term is in praise than in blame."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake


def log_count_ratios(counts, labels):
    """Return log(p / Σp) − log(q / Σq), with p = 1 + the number of reviews of label 1 that hold the term, q likewise for label 0."""
    table = np.asarray(counts) > 0
    p, q = 1 + table[labels == 1].sum(axis=0), 1 + table[labels == 0].sum(axis=0)
    return np.log(p / p.sum()) - np.log(q / q.sum())


def ratios(present=lambda counts: counts > 0, smooth=1, share=lambda counts: counts / counts.sum(), combine=np.subtract, log=np.log):
    """Return a formula with one part exchanged."""

    def wrong(counts, labels):
        table = present(counts)
        p, q = smooth + table[labels == 1].sum(axis=0), smooth + table[labels == 0].sum(axis=0)
        with np.errstate(divide="ignore", invalid="ignore"):
            return combine(log(share(p)), log(share(q)))

    return wrong


def over_reviews(counts, labels):
    """Divide by the number of reviews of each kind."""
    table = counts > 0
    p, q = 1 + table[labels == 1].sum(axis=0), 1 + table[labels == 0].sum(axis=0)
    return np.log(p / (labels == 1).sum()) - np.log(q / (labels == 0).sum())


def made(seed, reviews, terms):
    """Return counts with terms that one label never has, and labels of unequal number."""
    rng = np.random.default_rng(seed)
    counts, labels = rng.poisson(0.8, (reviews, terms)), (rng.random(reviews) < 0.35).astype(int)
    labels[:2] = 0, 1
    counts[labels == 1, 0] = 0
    return counts, labels


EXERCISE = Exercise(
    name="imdb_sentiment.log_count_ratios",
    tier=3,
    reference=log_count_ratios,
    cases=(
        Case((np.array([[2, 0, 1], [1, 1, 0], [0, 3, 0]]), np.array([1, 1, 0]))),
        Case(made(1, 9, 4)),
        Case(made(2, 14, 6)),
        Case(made(3, 7, 5)),
    ),
    hints=(
        "First make a table of ones and zeros: does the term occur in the review, however often?",
        "Then two sums along the reviews, one for each label, each plus one. Divide each by its own total.",
        "The logarithm of the first share minus the logarithm of the second.",
    ),
    mistakes=(
        Mistake(
            "",
            "occurrences counted",
            "A word that one reviewer writes ten times counts ten times with you. How many reviews hold it?",
            (ratios(present=lambda counts: counts),),
        ),
        Mistake(
            "E07",
            "no one added",
            "A term that never occurs in one kind of review: what is the logarithm of its share with you?",
            (ratios(smooth=0),),
        ),
        Mistake(
            "",
            "counts not divided by their total",
            "If twice as many reviews praise as blame, every term looks positive with you. Compare shares.",
            (ratios(share=lambda counts: counts),),
        ),
        Mistake(
            "",
            "divided by the number of reviews",
            "Σp is the total over all terms. Do you divide by the number of reviews?",
            (over_reviews,),
        ),
        Mistake(
            "",
            "labels turned round",
            "A term that stands only in praise must come out positive. Does it?",
            (ratios(combine=lambda one, other: other - one),),
        ),
        Mistake(
            "",
            "logarithm left out",
            "Without logarithms, a term ten times as common in blame is hardly below one that is twice as common. Where do they belong?",
            (ratios(log=lambda shares: shares), ratios(log=lambda shares: shares, combine=np.divide)),
        ),
        Mistake(
            "",
            "another base",
            "The values are right but for one factor: the formula has natural logarithms.",
            (ratios(log=np.log2), ratios(log=np.log10)),
        ),
    ),
)
