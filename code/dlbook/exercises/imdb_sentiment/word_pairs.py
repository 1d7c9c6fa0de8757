"""One number for each pair of neighbouring words."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake


def word_pairs(review, n_words):
    """Return (a + 1) · n_words + b for each word a and the word b behind it."""
    review = np.asarray(review)
    return (review[:-1] + 1) * n_words + review[1:]


EXERCISE = Exercise(
    name="imdb_sentiment.word_pairs",
    tier=2,
    reference=word_pairs,
    cases=(
        Case((np.array([4, 0, 3, 4]), 10)),
        Case((np.array([1, 7, 7, 2, 11, 5, 1]), 12)),
        Case((np.array([6, 2]), 9)),
        Case((np.array([3, 1, 4, 1, 5, 9, 2, 6]), 20)),
        Case((np.array([8]), 20)),
    ),
    hints=(
        "A review of n words has n − 1 pairs: the words without the last one, and the words without the first one, side by side.",
        "Two slices of the same array, review[:-1] and review[1:], and one line of arithmetic.",
    ),
    mistakes=(
        Mistake(
            "",
            "last word paired with the first",
            "How many pairs have n words in a row? Does the last word have a neighbour behind it?",
            (
                lambda review, n_words: (review + 1) * n_words + np.roll(review, -1),
                lambda review, n_words: (np.roll(review, 1) + 1) * n_words + review,
            ),
        ),
        Mistake(
            "",
            "pairs without overlap",
            "In 'not very good', which pairs are there? The middle word belongs to two of them.",
            (lambda review, n_words: (review[: len(review) // 2 * 2 : 2] + 1) * n_words + review[1::2],),
        ),
        Mistake(
            "",
            "order lost",
            "'good not' and 'not good' have the same number with you. Should they?",
            (
                lambda review, n_words: review[:-1] + review[1:],
                lambda review, n_words: (review[:-1] + 1) * (review[1:] + 1),
                lambda review, n_words: (np.minimum(review[:-1], review[1:]) + 1) * n_words + np.maximum(review[:-1], review[1:]),
            ),
        ),
        Mistake(
            "",
            "pairs mistaken for words",
            "With you a pair that begins with word 0 has a number below n_words: whose number is that already?",
            (lambda review, n_words: review[:-1] * n_words + review[1:],),
        ),
        Mistake(
            "",
            "second word first",
            "Which of the two words is multiplied by n_words: the one in front or the one behind?",
            (lambda review, n_words: (review[1:] + 1) * n_words + review[:-1],),
        ),
        Mistake(
            "",
            "two numbers a pair",
            "You give two numbers for each pair. Asked is one, made of both.",
            (
                lambda review, n_words: np.stack([review[:-1], review[1:]], axis=1),
                lambda review, n_words: np.stack([review[:-1], review[1:]]),
            ),
        ),
        Mistake(
            "",
            "words with a gap",
            "Neighbours are one place apart. How far apart are yours?",
            (lambda review, n_words: (review[:-2] + 1) * n_words + review[2:],),
        ),
        Mistake(
            "",
            "each pair once",
            "Give every pair of the review, in order, also those that come twice.",
            (lambda review, n_words: np.unique(word_pairs(review, n_words)),),
        ),
    ),
)
