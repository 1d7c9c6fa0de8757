"""A review as a bag of words: the mean of the words' vectors, in whatever order they stand."""
import numpy as np

from dlbook.layers import Layer


class BagOfEmbeddings(Layer):
    """The mean of the embeddings of a sequence's tokens; padding does not count.

    Formula: y[n] = (1 / c[n]) Σ_t embeddings[x[n, t]] over the c[n] places where x[n, t] ≠ 0; a sequence of padding alone gives zeros.
    Shapes: x (batch, time) integers, 0 = padding; y (batch, n_out) in the precision of the table; embeddings (n_tokens, n_out).
    Errors: TypeError for tokens that are not integers, ValueError for another rank or tokens outside 0 … n_tokens − 1. `backward`
    returns None: a token has no gradient.
    Source: Joulin, Grave, Bojanowski and Mikolov, EACL 2017, pages 427–431.
    """

    def __init__(self, n_tokens, n_out, rng):
        super().__init__(embeddings=rng.uniform(-0.05, 0.05, (n_tokens, n_out)))

    def forward(self, x, training=False):
        x, embeddings = np.asarray(x), self.params["embeddings"]
        if x.dtype.kind not in "iu":
            raise TypeError(f"BagOfEmbeddings expects integers, but received {x.dtype}")
        if x.ndim != 2:
            raise ValueError(f"BagOfEmbeddings expects an input of shape (batch, time), but received {x.shape}")
        if x.size and not (x.min() >= 0 and x.max() < len(embeddings)):
            raise ValueError(f"{len(embeddings)} tokens have the numbers 0 to {len(embeddings) - 1}, but received {x.min()} to {x.max()}")
        rows, columns = np.nonzero(x)
        counts = np.bincount(rows, minlength=len(x))
        tokens = x[rows, columns]
        shares = (1 / counts.clip(1)).astype(embeddings.dtype)
        y = summed(embeddings[tokens], rows, len(x)) * shares[:, None]
        return self.remember(y, tokens, rows, shares)

    def backward(self, grad):
        tokens, rows, shares = self.recall(grad)
        order = np.argsort(tokens, kind="stable")
        each = (grad * shares[:, None])[rows[order]]  # (places, n_out), sorted by token
        self.grads = {"embeddings": summed(each, tokens[order], len(self.params["embeddings"])).astype(grad.dtype, copy=False)}


def summed(values, groups, n_groups):
    """Return the sums of the values of each group: values (n, n_out), groups (n,) in rising order, result (n_groups, n_out)."""
    result = np.zeros((n_groups, values.shape[1]), values.dtype)
    present, starts = np.unique(groups, return_index=True)
    if len(present):
        result[present] = np.add.reduceat(values, starts, axis=0)
    return result
