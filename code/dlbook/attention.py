"""Attention lets every element of a sequence look at all others, and take from each as much as it finds relevant.

Each element asks a question (its *query*), offers a label (its *key*) and holds a content (its *value*). A query is compared with all
keys; softmax turns the scores into shares; the answer is the mean of the values in these shares. Several *heads* do this side by side,
each in its own small space, so one element can look for several things at once.

Attention knows no order: whoever needs it adds a positional encoding to the input.
"""
import math

import numpy as np

from dlbook.activations import softmax, softmax_backward
from dlbook.initializers import glorot_uniform, zeros
from dlbook.layers import Layer


def attend(queries, keys, values, mask=None):
    """Return scaled dot-product attention, and its shares.

    Formula: softmax(Q Kᵀ / √d) V. Without the root, scores of d terms would have a spread of √d, and softmax would pick one key.
    Shapes: queries (..., n, d), keys (..., m, d), values (..., m, e), mask (..., n, m) True where a query may look;
    result (..., n, e), shares (..., n, m).
    Errors: ValueError for a query that may look nowhere: its largest score would be −∞, and −∞ − (−∞) is not a number.
    Source: Vaswani and others, NeurIPS 2017, arXiv:1706.03762.
    """
    scores = queries @ keys.swapaxes(-1, -2) / math.sqrt(queries.shape[-1])  # (..., n, m)
    if mask is not None:
        if not np.any(mask, axis=-1).all():
            raise ValueError("the mask leaves a query no key to look at: let it see at least itself")
        scores = np.where(mask, scores, -np.inf)
    shares = softmax(scores)
    return shares @ values, shares


def attend_backward(grad, queries, keys, values, shares):
    """Return the gradients of `attend` with respect to queries, keys and values. Masked scores have shares, and so gradients, of zero."""
    grad_values = shares.swapaxes(-1, -2) @ grad
    grad_scores = softmax_backward(grad @ values.swapaxes(-1, -2), shares) / math.sqrt(queries.shape[-1])
    return grad_scores @ keys, grad_scores.swapaxes(-1, -2) @ queries, grad_values


class MultiHeadAttention(Layer):
    """Self-attention with several heads of size n_model / n_heads. With `causal`, no element sees those after it.

    Formula: concat(head₁ … head_h) W_o + b_o, where head_j = attend(x W_qj + b_qj, x W_kj + b_kj, x W_vj + b_vj).
    After `forward`, `shares` holds who looked at whom, (batch, heads, time, time).
    Shapes: x and y (batch, time, n_model); query, key and value kernels (n_model, heads, size) with biases (heads, size);
    output kernel (heads, size, n_model) with bias (n_model,).
    Errors: ValueError when n_heads does not divide n_model, and for another rank or n_model.
    Source: Vaswani and others, NeurIPS 2017, arXiv:1706.03762.
    """

    def __init__(self, n_model, n_heads, rng, causal=False):
        if n_model % n_heads:
            raise ValueError(f"n_heads must divide n_model, but {n_heads} does not divide {n_model}")
        self.n_model, self.n_heads, self.causal = n_model, n_heads, causal
        params = {}
        for name in ("query", "key", "value"):
            params[f"{name}_kernel"] = glorot_uniform((n_model, n_model), rng).reshape(n_model, n_heads, -1)
            params[f"{name}_bias"] = zeros((n_heads, n_model // n_heads))
        params["output_kernel"] = glorot_uniform((n_model, n_model), rng).reshape(n_heads, -1, n_model)
        params["output_bias"] = zeros((n_model,))
        super().__init__(**params)

    def split(self, x):
        """Return (batch, time, n_model) as (batch, heads, time, size)."""
        return x.reshape(*x.shape[:2], self.n_heads, -1).swapaxes(1, 2)

    def merge(self, x):
        """Return (batch, heads, time, size) as (batch, time, n_model): first the axes change places, then heads and size become one."""
        return x.swapaxes(1, 2).reshape(len(x), x.shape[2], -1)

    def forward(self, x, training=False):
        x = self.receive(x, "batch", "time", self.n_model)
        *pairs, output_kernel, output_bias = self.weights(x)
        kernels = [kernel.reshape(self.n_model, self.n_model) for kernel in (*pairs[::2], output_kernel)]
        queries, keys, values = (self.split(x @ kernel + bias.ravel()) for kernel, bias in zip(kernels[:3], pairs[1::2], strict=True))
        mask = np.tri(x.shape[1], dtype=bool) if self.causal else None  # row: who looks; column: at whom
        heads, self.shares = attend(queries, keys, values, mask)
        merged = self.merge(heads)
        return self.remember(merged @ kernels[3] + output_bias, x, kernels, queries, keys, values, self.shares, merged)

    def backward(self, grad):
        x, kernels, queries, keys, values, shares, merged = self.recall(grad)
        grad_heads = self.split(grad @ kernels[3].T)
        grads = [self.merge(g) for g in attend_backward(grad_heads, queries, keys, values, shares)]  # (batch, time, n_model) each
        rows_x = x.reshape(-1, self.n_model)
        self.grads = {}
        for name, g in zip(("query", "key", "value"), grads, strict=True):
            rows = g.reshape(-1, self.n_model)
            self.grads[f"{name}_kernel"] = (rows_x.T @ rows).reshape(self.params[f"{name}_kernel"].shape)
            self.grads[f"{name}_bias"] = rows.sum(axis=0).reshape(self.n_heads, -1)
        rows = grad.reshape(-1, self.n_model)
        output_kernel = merged.reshape(-1, self.n_model).T @ rows
        self.grads["output_kernel"] = output_kernel.reshape(self.params["output_kernel"].shape)
        self.grads["output_bias"] = rows.sum(axis=0)
        return sum(g @ kernel.T for g, kernel in zip(grads, kernels[:3], strict=True))


def positional_encoding(time, n_model):
    """Return one vector for each place in a sequence: waves from short to long, so that near places have similar vectors.

    Formula: e[t, 2i] = sin(t / 10000^(2i / n_model)), e[t, 2i + 1] = cos of the same.
    Shapes: (time, n_model).
    Errors: ValueError when n_model is odd.
    Source: Vaswani and others, NeurIPS 2017, arXiv:1706.03762, section 3.5.
    """
    if n_model % 2:
        raise ValueError(f"n_model must be even, a sine and a cosine for each wave, but it is {n_model}")
    angles = np.arange(time)[:, None] / 10000 ** (np.arange(0, n_model, 2) / n_model)  # (time, n_model / 2)
    return np.stack([np.sin(angles), np.cos(angles)], axis=2).reshape(time, n_model)
