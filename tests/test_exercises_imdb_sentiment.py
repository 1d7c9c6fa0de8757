"""The exercises of the case study on film reviews: right answers that look wrong are accepted, near misses get the hint aimed at them."""

import math

import numpy as np
import pytest

from dlbook.exercises import judge
from dlbook.word_counts import log_count_ratios, presence, terms


def one_by_one(reviews, length):
    return [[0] * (length - len(review)) + [int(word) for word in review[max(len(review) - length, 0) :]] for review in reviews]


def mean_by_loop(vectors, ids):
    rows = []
    for v, words in zip(vectors, ids, strict=True):
        kept = [vector for vector, word in zip(v, words, strict=True) if word]
        rows.append(np.mean(kept, axis=0) if kept else np.zeros(v.shape[1]))
    return np.array(rows)


def by_log1p(counts, labels):
    held = np.minimum(counts, 1)
    p, q = held[labels == 1].sum(axis=0), held[labels == 0].sum(axis=0)
    return np.log1p(p) - np.log(p.sum() + len(p)) - np.log1p(q) + np.log(q.sum() + len(q))


def by_disagreements(right_a, right_b):
    n, plus, minus = len(right_a), np.sum(right_a > right_b), np.sum(right_a < right_b)
    mean = (plus - minus) / n
    return mean, math.sqrt((plus + minus - n * mean**2) / (n - 1) / n)


RIGHT = {
    "rows as lists": ("last_words", one_by_one),
    "rows of floats": ("last_words", lambda reviews, length: np.array(one_by_one(reviews, length), float)),
    "mean by a loop": ("masked_mean", mean_by_loop),
    "mean by einsum": (
        "masked_mean",
        lambda vectors, ids: np.einsum("rwn,rw->rn", vectors, ids > 0) / np.fmax((ids > 0).sum(axis=1, keepdims=True), 1),
    ),
    "pairs by a loop": ("word_pairs", lambda review, n: [int((a + 1) * n + b) for a, b in zip(review, review[1:], strict=False)]),
    "ratios by log1p": ("log_count_ratios", by_log1p),
    "ratios by the library": ("log_count_ratios", lambda counts, labels: log_count_ratios(np.asarray(counts > 0), labels)),
    "counting disagreements": ("paired_difference", by_disagreements),
}


@pytest.mark.parametrize("name, answer", RIGHT.values(), ids=RIGHT)
def test_right_answers_pass(name, answer):
    verdict = judge(f"imdb_sentiment.{name}", answer)
    assert verdict.status == "passed", verdict.text


NEAR = {
    "keras with padding=post": (
        "last_words",
        lambda reviews, length: [[*map(int, r[-length:])] + [0] * (length - len(r)) for r in reviews],
        "padded behind",
    ),
    "mean as Keras without a mask": ("masked_mean", lambda vectors, ids: np.mean(vectors, 1), "padding counted"),
    "nan for nothing": (
        "masked_mean",
        lambda vectors, ids: np.array([
            np.mean(v[i > 0], axis=0) if (i > 0).any() else v[0] * np.nan for v, i in zip(vectors, ids, strict=True)
        ]),
        "no word at all",
    ),
    "pairs in sorted order": (
        "word_pairs",
        lambda review, n: [(min(a, b) + 1) * n + max(a, b) for a, b in zip(review, review[1:], strict=False)],
        "order lost",
    ),
    "round the corner": (
        "word_pairs",
        lambda review, n: (review + 1) * n + np.append(review[1:], review[0]),
        "last word paired with the first",
    ),
    "pairs as rows": ("word_pairs", lambda review, n: [[a, b] for a, b in zip(review, review[1:], strict=False)], "two numbers a pair"),
    "ratios of raw counts": (
        "log_count_ratios",
        lambda counts, labels: np.log((1 + counts[labels == 1].sum(0)) / (1 + counts[labels == 1].sum(0)).sum())
        - np.log((1 + counts[labels == 0].sum(0)) / (1 + counts[labels == 0].sum(0)).sum()),
        "occurrences counted",
    ),
    "praise counted as blame": ("log_count_ratios", lambda counts, labels: by_log1p(counts, 1 - labels), "labels turned round"),
    "two samples": (
        "paired_difference",
        lambda a, b: (a.mean() - b.mean(), np.sqrt(a.var(ddof=1) / len(a) + b.var(ddof=1) / len(b))),
        "as if the reviews differed",
    ),
}


@pytest.mark.parametrize("name, answer, mistake", NEAR.values(), ids=NEAR)
def test_near_misses_get_their_hint(name, answer, mistake):
    verdict = judge(f"imdb_sentiment.{name}", answer)
    assert verdict.status == "not yet" and verdict.mistake and verdict.mistake.name == mistake, verdict.text


def test_the_exercise_numbers_pairs_as_the_library_does():
    review = np.array([1, 5, 2, 5, 5])
    found, _ = terms([review], 9)
    assert judge("imdb_sentiment.word_pairs", lambda r, n: terms([np.asarray(r)], n)[0][len(r) :]).status == "passed"
    assert presence([review], 9)[1].tolist() == sorted(set(found.tolist()))
