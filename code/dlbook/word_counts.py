"""Reviews as rows of a sparse table: which words, and which pairs of neighbouring words, occur in each."""
import numpy as np
from scipy import sparse


def terms(reviews, n_tokens, pairs=True):
    """Return the terms of all reviews and the review of each, two arrays of one length: first all words, then all pairs.

    Formula: the word a is the term a, the pair (a, b) the term (a + 1) · n_tokens + b. No pair reaches from one review into the next.
    Shapes: reviews is a list of arrays of ids 0 … n_tokens − 1.
    """
    words = np.concatenate(reviews).astype(np.int64)
    rows = np.repeat(np.arange(len(reviews)), [len(review) for review in reviews])
    if not pairs:
        return words, rows
    inside = rows[1:] == rows[:-1]
    joined = (words[:-1] + 1) * n_tokens + words[1:]
    return np.concatenate([words, joined[inside]]), np.concatenate([rows, rows[1:][inside]])


def presence(reviews, n_tokens, pairs=True, vocabulary=None):
    """Return a sparse table (reviews, terms) of ones where a term occurs in a review, and the vocabulary: the terms of its columns.

    Without a vocabulary all terms of these reviews are taken; with one, the others are left out. Take it from the training reviews.
    Shapes: reviews is a list of arrays of ids, vocabulary (terms,) in rising order.
    """
    found, rows = terms(reviews, n_tokens, pairs)
    if vocabulary is None:
        vocabulary, columns = np.unique(found, return_inverse=True)
    else:
        columns = np.searchsorted(vocabulary, found).clip(max=len(vocabulary) - 1)
        known = vocabulary[columns] == found
        rows, columns = rows[known], columns[known]
    table = sparse.csr_matrix((np.ones(len(rows), np.float32), (rows, columns)), shape=(len(reviews), len(vocabulary)))
    table.sum_duplicates()
    table.data[:] = 1
    return table, vocabulary


def log_count_ratios(table, labels):
    """Return for each term how much more common it is in reviews of label 1 than in those of label 0, on a logarithmic scale.

    Formula: r = log(p / Σ p) − log(q / Σ q), with p = 1 + the number of reviews of label 1 that hold the term, q likewise for label 0.
    Shapes: table (reviews, terms) of zeros and ones, labels (reviews,), r (terms,).
    Source: Wang and Manning, ACL 2012, pages 90–94.
    """
    labels = np.asarray(labels)
    p, q = (1 + np.asarray(table[labels == label].sum(axis=0), np.float64).ravel() for label in (1, 0))
    return np.log(p / p.sum()) - np.log(q / q.sum())


def weighted(table, ratios):
    """Return the table with each column times its ratio, then each row divided by its length; an empty row stays zero.

    Long and short reviews then count alike. Shapes: table and result (reviews, terms), sparse; ratios (terms,).
    """
    table = (table @ sparse.diags(ratios.astype(np.float32))).tocsr()
    lengths = np.sqrt(np.asarray(table.multiply(table).sum(axis=1), np.float64).ravel())
    return (sparse.diags((1 / np.where(lengths > 0, lengths, 1)).astype(np.float32)) @ table).tocsr()
