"""Rows of one length: the last words of each review, padding in front."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake


def last_words(reviews, length):
    """Return (reviews, length): the last words of each review, with zeros in front of the shorter ones."""
    rows = np.zeros((len(reviews), length), int)
    for row, review in zip(rows, reviews, strict=True):
        kept = review[-length:]
        row[length - len(kept) :] = kept
    return rows


def rows_with(
    keep=lambda review, length: review[-length:], place=lambda kept, length: slice(length - len(kept), length), fill=0, dtype=int
):
    """Return a function that cuts or places in another way."""

    def wrong(reviews, length):
        rows = np.full((len(reviews), length), fill, dtype)
        for row, review in zip(rows, reviews, strict=True):
            kept = keep(review, length)
            row[place(kept, length)] = kept
        return rows

    return wrong


def behind(kept, length):
    """Return where words stand that are padded behind."""
    return slice(0, len(kept))


def longest(reviews, length):
    """Make the rows as long as the longest review."""
    return last_words(reviews, max(map(len, reviews)))


def reviews(seed, *lengths):
    """Return a list of reviews of these lengths."""
    rng = np.random.default_rng(seed)
    return [rng.integers(1, 90, n) for n in lengths]


EXERCISE = Exercise(
    name="imdb_sentiment.last_words",
    tier=1,
    reference=last_words,
    cases=(
        Case(([np.array([5, 6]), np.array([1, 2, 3, 4, 7])], 3)),
        Case((reviews(1, 4, 9, 1, 6), 6)),
        Case((reviews(2, 3, 2, 8), 5)),
        Case((reviews(3, 12, 2), 7)),
    ),
    hints=(
        "Begin with a table of zeros, one row a review, and write the words that are kept into each row.",
        "A slice with a negative start, review[-length:], keeps the end, and keeps everything where there is less.",
    ),
    mistakes=(
        Mistake(
            "R12",
            "padded behind",
            "Your zeros stand behind the words. What is the last thing the network reads of a short review?",
            (rows_with(place=behind), rows_with(keep=lambda review, length: review[:length], place=behind)),
        ),
        Mistake(
            "",
            "first words kept",
            "You keep the beginning of long reviews. Which end was asked for?",
            (rows_with(keep=lambda review, length: review[:length]),),
        ),
        Mistake(
            "",
            "words turned round",
            "Read one of your rows aloud: is the review told backwards?",
            (rows_with(keep=lambda review, length: review[::-1][:length]),),
        ),
        Mistake(
            "",
            "padding is not 0",
            "Which number fills the free places? 0 is kept for padding alone.",
            (rows_with(fill=1), rows_with(fill=-1)),
        ),
        Mistake("", "length ignored", "How long are your rows, and how long should they be?", (longest,)),
    ),
)
