"""Words and pairs as columns of a table: checked against counting by hand and by dictionaries."""
import math

import numpy as np
import pytest

from dlbook.word_counts import log_count_ratios, presence, terms, weighted

REVIEWS = [np.array([1, 4, 3, 4, 3]), np.array([1, 3]), np.array([1, 4, 4])]


def by_dictionary(reviews, n_tokens):
    """The terms of each review as a set, with Python's own means."""
    return [{*map(int, r)} | {(int(a) + 1) * n_tokens + int(b) for a, b in zip(r, r[1:], strict=False)} for r in reviews]


def test_pairs_keep_their_order_and_stay_inside_a_review():
    found, rows = terms(REVIEWS, 5)
    assert [set(found[rows == i].tolist()) for i in range(3)] == by_dictionary(REVIEWS, 5)
    assert len(found) == sum(len(r) + len(r) - 1 for r in REVIEWS)
    assert 5 * (4 + 1) + 3 in found and 5 * (3 + 1) + 1 not in found  # (4, 3) occurs; 3 ends a review and 1 begins the next


def test_terms_of_words_and_pairs_never_meet():
    rng = np.random.default_rng(0)
    reviews = [rng.integers(0, 7, n) for n in (9, 4, 13)]
    found, rows = terms(reviews, 7)
    assert [set(found[rows == i].tolist()) for i in range(3)] == by_dictionary(reviews, 7)
    pairs = {(a, b) for r in reviews for a, b in zip(r, r[1:], strict=False)}
    assert len(np.unique(found)) == len(pairs | {t for r in reviews for t in r})


@pytest.mark.parametrize("pairs", [True, False])
def test_presence_holds_ones_however_often_a_term_occurs(pairs):
    table, vocabulary = presence(REVIEWS, 5, pairs)
    for row, expected in zip(table.toarray(), by_dictionary(REVIEWS, 5), strict=True):
        assert set(vocabulary[row == 1].tolist()) == {t for t in expected if pairs or t < 5}
        assert set(row.tolist()) <= {0.0, 1.0}


def test_terms_that_training_has_not_seen_are_left_out():
    _, vocabulary = presence(REVIEWS[:2], 5)
    table, same = presence([np.array([1, 4, 2]), np.array([2, 2])], 5, vocabulary=vocabulary)
    assert same is vocabulary
    assert set(vocabulary[table.toarray()[0] == 1].tolist()) == {1, 4, 5 * 2 + 4}
    assert table[[1]].nnz == 0


def test_log_count_ratios_by_hand():
    table, vocabulary = presence(REVIEWS, 5, pairs=False)
    assert vocabulary.tolist() == [1, 3, 4]
    # label 1: reviews 0 and 2, so counts 2, 1, 2 and p = 3, 2, 3; label 0: counts 1, 1, 0 and q = 2, 2, 1
    expected = [math.log((p / 8) / (q / 5)) for p, q in ((3, 2), (2, 2), (3, 1))]
    assert np.allclose(log_count_ratios(table, [1, 0, 1]), expected)
    assert np.allclose(log_count_ratios(table, [0, 1, 0]), np.negative(expected))


def test_weighted_rows_have_length_one_and_an_empty_row_stays_zero():
    table, vocabulary = presence(REVIEWS, 5)
    table, _ = presence([*REVIEWS, np.array([2])], 5, vocabulary=vocabulary)
    ratios = np.random.default_rng(1).normal(size=len(vocabulary))
    rows = weighted(table, ratios).toarray()
    assert np.allclose(np.linalg.norm(rows, axis=1), [1, 1, 1, 0])
    assert np.allclose(rows[0] / np.linalg.norm(table.toarray()[0] * ratios) ** -1, table.toarray()[0] * ratios, atol=1e-6)
