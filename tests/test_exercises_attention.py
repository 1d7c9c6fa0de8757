"""The exercises of the chapter on attention: right answers that look wrong are accepted, near misses get the hint aimed at them."""

import numpy as np
import pytest

from dlbook.attention import attend, attend_backward, positional_encoding
from dlbook.exercises import judge
from dlbook.exercises.attention.attention_backward import attention_backward
from dlbook.exercises.attention.step_matrix import step_matrix


def shares_with_the_query_scaled_first(query, keys):
    scores = keys @ (query / query.size**0.5)
    powers = np.exp(scores - scores.max())
    return powers / np.sum(powers)


def masked_by_a_large_number(queries, keys, values, lengths):
    hidden = np.arange(keys.shape[1])[None, None, :] >= np.asarray(lengths)[:, None, None]
    scores = np.einsum("bid,bjd->bij", queries, keys) / np.sqrt(queries.shape[-1]) - 1e9 * hidden
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.einsum("bij,bjd->bid", powers / powers.sum(axis=-1, keepdims=True), values)


def one_sequence_after_the_other(queries, keys, values, lengths):
    return np.stack([attend(q, k[:n], v[:n])[0] for q, k, v, n in zip(queries, keys, values, lengths, strict=True)])


def backward_row_by_row(grad, queries, keys, values):
    shares = attend(queries, keys, values)[1]
    grad_scores = np.stack([(np.diag(a) - np.outer(a, a)) @ (values @ g) for a, g in zip(shares, grad, strict=True)])
    grad_scores /= np.sqrt(keys.shape[-1])
    return [grad_scores @ keys, (queries.T @ grad_scores).T, shares.T @ grad]


def encoding_by_loops(time, n_model):
    e = np.zeros((time, n_model))
    for t in range(time):
        for i in range(n_model // 2):
            e[t, 2 * i : 2 * i + 2] = np.sin(t / 10000 ** (2 * i / n_model)), np.cos(t / 10000 ** (2 * i / n_model))
    return e


RIGHT = {
    "query scaled first": ("attention_shares", shares_with_the_query_scaled_first),
    "backward, row by row": ("attention_backward", backward_row_by_row),
    "backward of the library": ("attention_backward", lambda grad, q, k, v: attend_backward(grad, q, k, v, attend(q, k, v)[1])),
    "divisor by the standard deviation": ("divisor_used", lambda scores, d: d**0.5 / np.std(scores)),
    "divisor by the mean size": ("divisor_used", lambda scores, d: np.sqrt(d) / np.median(np.abs(scores)) * 0.6745),
    "mask by comparison": ("causal_mask", lambda time: np.arange(time)[:, None] >= np.arange(time)),
    "mask of 0 and 1": ("causal_mask", lambda time: np.tril(np.ones((time, time)))),
    "padding by a large number": ("padded_attention", masked_by_a_large_number),
    "padding cut off": ("padded_attention", one_sequence_after_the_other),
    "heads by slices": (
        "split_heads",
        lambda x, n: np.stack([x[:, :, i : i + x.shape[2] // n] for i in range(0, x.shape[2], x.shape[2] // n)], 1),
    ),
    "heads by einsum": ("merge_heads", lambda x: np.einsum("bhtd->bthd", x).reshape(x.shape[0], x.shape[2], -1)),
    "encoding by loops": ("encode_positions", encoding_by_loops),
    "encoding of the library": ("encode_positions", positional_encoding),
    "block by parts": (
        "block_parameters",
        lambda n, m: sum([4 * n * (n + 1), (n + 1) * m, (m + 1) * n, 2 * n, 2 * n]),
    ),
    "cost by parts": ("block_multiplications", lambda t, n, m: sum([t * n * n] * 4 + [t * t * n] * 2 + [t * n * m] * 2)),
}


@pytest.mark.parametrize("name, answer", RIGHT.values(), ids=RIGHT)
def test_right_answers_pass(name, answer):
    verdict = judge(f"attention.{name}", answer)
    assert verdict.status == "passed", verdict.text


NEAR = {
    "scores times root": ("attention_shares", lambda q, k: attend(q[None] * len(q), k, k)[1][0], "multiplied by the root"),
    "filled with -1e5": (
        "padded_attention",
        lambda q, k, v, n: attend_with(q, k, v, np.arange(k.shape[1]) < np.asarray(n)[:, None], -1e5),
        "hidden by a number that is not low enough",
    ),
    "padding removed from the shares": (
        "padded_attention",
        lambda q, k, v, n: renormalised(q, k, v, n),
        "hidden after the softmax, and shared out again",
    ),
    "padding looks at itself": (
        "padded_attention",
        lambda q, k, v, n: attend(q, k, v, real_or_itself(k.shape[1], n))[0],
        "padded places look at padding",
    ),
    "padding looks at all padding": (
        "padded_attention",
        lambda q, k, v, n: attend(q, k, v, real_or_itself(k.shape[1], n, padding=True))[0],
        "padded places look at padding",
    ),
    "whole rows hidden by a large number": (
        "padded_attention",
        lambda q, k, v, n: hidden_rows(q, k, v, np.arange(k.shape[1]) < np.asarray(n)[:, None]),
        "padded places look at padding",
    ),
    "dense layers once": ("block_multiplications", lambda t, n, m: 4 * t * n * n + 2 * t * t * n + 2 * n * m, "dense layers counted once"),
    "kernels as vectors": ("block_multiplications", lambda t, n, m: 2 * t * (2 * n + n * m + t * n), "kernels without their square"),
    "shares times gradient": ("attention_backward", lambda *args: back(*args, lambda a, g: a * g), "the sum g·a forgotten"),
    "one sum": ("attention_backward", lambda *args: back(*args, lambda a, g: a * (g - np.sum(a * g))), "one sum g·a for all queries"),
    "scaling of each score counted": (
        "block_multiplications",
        lambda t, n, m: 4 * t * n * n + 2 * t * n * m + t * t * (2 * n + 1),
        "scaling counted too",
    ),
    "scaling of each query counted": (
        "block_multiplications",
        lambda t, n, m: t * n * (4 * n + 2 * m + 2 * t + 1),
        "scaling counted too",
    ),
    "sines left, cosines right": (
        "encode_positions",
        lambda t, n: np.concatenate([positional_encoding(t, n)[:, ::2], positional_encoding(t, n)[:, 1::2]], axis=1),
        "sines first, cosines after",
    ),
    "parentheses forgotten": (
        "encode_positions",
        lambda t, n: encoding_with(t, n, lambda n: 10000 ** -np.arange(0, n, 2) / n),
        "parentheses of the exponent forgotten",
    ),
    "parentheses forgotten, in float": (
        "encode_positions",
        lambda t, n: encoding_with(t, n, lambda n: 10000.0 ** -np.arange(0, n, 2) / n),
        "parentheses of the exponent forgotten",
    ),
    "no root on the way back": (
        "attention_backward",
        lambda g, q, k, v: tuple(
            x * f for x, f in zip(attention_backward(g, q, k, v), (q.shape[1] ** 0.5, q.shape[1] ** 0.5, 1), strict=True)
        ),
        "root forgotten on the way back",
    ),
    "the matrix of the chapter's formula": ("step_matrix", lambda k, n: step_matrix(k, n).T, "turned the other way"),
    "strict lower triangle": ("causal_mask", lambda t: np.tril(np.ones((t, t), bool), -1), "own place hidden"),
    "reshape only": ("split_heads", lambda x, n: x.reshape(x.shape[0], n, x.shape[1], x.shape[2] // n), "reshaped straight away"),
}


def attend_with(queries, keys, values, real, number):
    scores = np.where(real[:, None], queries @ keys.swapaxes(1, 2) / np.sqrt(queries.shape[-1]), number)
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True) @ values


def renormalised(queries, keys, values, lengths):
    real = np.arange(keys.shape[1]) < np.asarray(lengths)[:, None]
    kept = attend(queries, keys, values)[1] * real[:, None]
    with np.errstate(invalid="ignore"):
        return kept / kept.sum(axis=-1)[..., None] @ values


def encoding_with(time, n_model, frequencies):
    e = np.empty((time, n_model))
    angles = np.arange(time)[:, None] * frequencies(n_model)
    e[:, 0::2], e[:, 1::2] = np.sin(angles), np.cos(angles)
    return e


def hidden_rows(queries, keys, values, real):
    scores = np.where(real[:, None] & real[..., None], queries @ keys.swapaxes(1, 2) / np.sqrt(queries.shape[-1]), -1e9)
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True) @ values


def back(grad, queries, keys, values, through_softmax):
    shares = attend(queries, keys, values)[1]
    grad_scores = through_softmax(shares, grad @ values.T) / queries.shape[1] ** 0.5
    return grad_scores @ keys, grad_scores.T @ queries, shares.T @ grad


def real_or_itself(time, lengths, padding=False):
    real = np.arange(time) < np.asarray(lengths)[:, None]
    if padding:
        return real[:, :, None] == real[:, None, :]
    return real[:, None, :] | np.eye(time, dtype=bool) & ~real[:, :, None]


@pytest.mark.parametrize("name, answer, mistake", NEAR.values(), ids=NEAR)
def test_near_misses_get_their_hint(name, answer, mistake):
    verdict = judge(f"attention.{name}", answer)
    assert verdict.status == "not yet" and verdict.mistake and verdict.mistake.name == mistake, verdict.text


def test_the_step_matrix_leads_from_each_place_to_the_next():
    encoding = positional_encoding(40, 8)
    np.testing.assert_allclose(encoding[:-7] @ step_matrix(7, 8), encoding[7:], atol=1e-12)


def test_the_backward_reference_agrees_with_central_differences():
    rng = np.random.default_rng(0)
    grad, *args = (rng.normal(size=shape) for shape in ((3, 2), (3, 4), (5, 4), (5, 2)))
    loss = lambda: np.sum(grad * attend(*args)[0])  # noqa: E731
    for array, got in zip(args, attention_backward(grad, *args), strict=True):
        for place in np.ndindex(array.shape):
            kept = array[place]
            array[place] = kept + 1e-6
            above = loss()
            array[place] = kept - 1e-6
            below = loss()
            array[place] = kept
            assert abs((above - below) / 2e-6 - got[place]) < 1e-7
