"""The mean of a review's word vectors, padding left out."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake


def masked_mean(vectors, ids):
    """Return (reviews, n): the mean of each review's vectors at the places whose id is not 0; zeros where there is none."""
    mask = (ids != 0)[..., None]  # (reviews, words, 1)
    return (vectors * mask).sum(axis=1) / np.maximum(mask.sum(axis=1), 1)


def batch(seed, n, *lengths):
    """Return vectors (reviews, words, n) that are not zero at padding, and ids with zeros in front."""
    rng = np.random.default_rng(seed)
    words = max(lengths) + 2
    ids = np.array([[0] * (words - length) + rng.integers(1, 50, length).tolist() for length in lengths])
    return np.round(rng.normal(size=(*ids.shape, n)), 2), ids


def not_a_number(vectors, ids):
    """Divide zero by zero for a review without words."""
    mask = (ids != 0)[..., None]
    with np.errstate(invalid="ignore"):
        return (vectors * mask).sum(axis=1) / mask.sum(axis=1)


def words_of_the_batch(vectors, ids):
    """Divide by the mean number of words in the batch."""
    mask = (ids != 0)[..., None]
    return (vectors * mask).sum(axis=1) / mask.sum(axis=1).mean()


EXERCISE = Exercise(
    name="imdb_sentiment.masked_mean",
    tier=2,
    reference=masked_mean,
    cases=(
        Case((np.array([[[9.0, 9.0], [2.0, 4.0], [4.0, 0.0]]]), np.array([[0, 7, 3]]))),
        Case(batch(1, 3, 2, 5, 1)),
        Case(batch(2, 2, 4, 0, 3, 6)),
        Case(batch(3, 5, 1, 2)),
    ),
    hints=(
        "A mask, ids != 0, says which places count. Make it broadcast against the vectors: what shape must it have?",
        "Two sums along the words: of vectors times mask, and of the mask. Their quotient is the mean.",
        "One of the reviews has no word at all. What should its mean be, and what does 0 / 0 give?",
    ),
    mistakes=(
        Mistake(
            "R12",
            "padding counted",
            "Add padding to a review: does its mean change with you?",
            (lambda vectors, ids: vectors.mean(axis=1),),
        ),
        Mistake(
            "R12",
            "divided by the padded length",
            "You leave the vectors of padding out of the sum. By how many words do you divide it?",
            (lambda vectors, ids: (vectors * (ids != 0)[..., None]).mean(axis=1),),
        ),
        Mistake(
            "",
            "sum instead of mean",
            "Is the summary of a long review larger than that of a short one with you? Asked was a mean.",
            (lambda vectors, ids: (vectors * (ids != 0)[..., None]).sum(axis=1),),
        ),
        Mistake(
            "",
            "mean over the wrong axis",
            "One row a review: along which axis do the words of one review lie?",
            (
                lambda vectors, ids: (vectors * (ids != 0)[..., None]).sum(axis=0) / np.maximum((ids != 0).sum(axis=0), 1)[:, None],
                lambda vectors, ids: vectors.mean(axis=0),
                lambda vectors, ids: vectors.mean(axis=2),
            ),
        ),
        Mistake("E07", "no word at all", "One review is padding alone. What do you divide by there?", (not_a_number,)),
        Mistake(
            "",
            "mask turned round",
            "You average the padding and leave the words out.",
            (lambda vectors, ids: masked_mean(vectors, ids == 0),),
        ),
        Mistake(
            "",
            "one length for all",
            "Each review has its own number of words. Which axis do you count along?",
            (words_of_the_batch, lambda vectors, ids: (vectors * (ids != 0)[..., None]).sum(axis=1) / max((ids != 0).sum(), 1)),
        ),
    ),
)
