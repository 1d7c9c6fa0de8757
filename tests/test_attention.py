"""Attention: central differences, one head by hand, masks, and the order that it does not see."""
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from layer_checks import check_layer, few_examples, shake

from dlbook.attention import MultiHeadAttention, attend, positional_encoding


def draws(seed=0):
    return np.random.default_rng(seed)


@few_examples
@given(batch=st.integers(1, 3), time=st.integers(1, 5), heads=st.integers(1, 3), size=st.integers(1, 3), causal=st.booleans())
def test_gradients(batch, time, heads, size, causal):
    check_layer(MultiHeadAttention(heads * size, heads, draws(), causal), draws(1).standard_normal((batch, time, heads * size)))


@pytest.mark.parametrize("causal", [False, True])
def test_equals_one_head_and_one_query_at_a_time(causal):
    layer = shake(MultiHeadAttention(6, 2, draws(), causal), draws(1))
    p = layer.params
    x = draws(2).standard_normal((3, 4, 6))
    y = layer.forward(x)
    for n in range(3):
        expected = np.tile(p["output_bias"], (4, 1))
        for head in range(2):
            q, k, v = (x[n] @ p[f"{name}_kernel"][:, head] + p[f"{name}_bias"][head] for name in ("query", "key", "value"))
            for t in range(4):
                seen = t + 1 if causal else 4
                weights = np.exp(k[:seen] @ q[t] / np.sqrt(3))
                answer = weights @ v[:seen] / weights.sum()
                expected[t] += answer @ p["output_kernel"][head]
                assert np.allclose(layer.shares[n, head, t, :seen], weights / weights.sum(), rtol=1e-10)
        assert np.allclose(y[n], expected, rtol=1e-10)


def test_causal_attention_does_not_see_the_future():
    layer = shake(MultiHeadAttention(4, 2, draws(), causal=True), draws(1))
    x = draws(2).standard_normal((2, 5, 4))
    changed = x.copy()
    changed[:, 3] += 1
    assert np.array_equal(layer.forward(changed)[:, :3], layer.forward(x)[:, :3])
    assert not np.allclose(layer.forward(changed)[:, 3], layer.forward(x)[:, 3])
    assert (layer.shares[..., *np.triu_indices(5, 1)] == 0).all()


def test_attention_knows_no_order_until_it_is_encoded():
    layer = shake(MultiHeadAttention(4, 2, draws()), draws(1))
    x, order = draws(2).standard_normal((1, 5, 4)), [3, 1, 4, 0, 2]
    assert np.allclose(layer.forward(x[:, order]), layer.forward(x)[:, order], rtol=1e-10)
    placed = positional_encoding(5, 4)
    assert not np.allclose(layer.forward(x[:, order] + placed), layer.forward(x + placed)[:, order], rtol=0.01)


def test_attend_spreads_evenly_when_all_keys_are_alike():
    values = draws().standard_normal((5, 2))
    answer, shares = attend(draws(1).standard_normal((3, 4)), np.ones((5, 4)), values)
    assert np.allclose(shares, 0.2) and np.allclose(answer, values.mean(axis=0))


def test_scores_are_divided_by_the_root_of_the_size():
    queries, keys = draws().standard_normal((2, 500, 64))
    _, shares = attend(queries, keys, keys)
    assert 0.9 < np.log(shares).std(axis=1).mean() < 1.1  # log of the shares = scores, up to a constant a row


def test_attend_rejects_a_query_that_may_look_nowhere():
    mask = np.array([[True, False], [False, False]])
    with pytest.raises(ValueError, match="no key to look at"):
        attend(np.ones((2, 3)), np.ones((2, 3)), np.ones((2, 3)), mask)


def test_attend_with_enormous_scores_and_a_mask():
    answer, _ = attend(np.full((1, 2), 1e5), np.array([[1e5, 1e5], [-1e5, -1e5]]), np.array([[1.0], [2.0]]), np.array([[False, True]]))
    assert answer == 2


def test_positional_encoding():
    e = positional_encoding(50, 8)
    assert np.allclose(e[:, ::2] ** 2 + e[:, 1::2] ** 2, 1)
    assert np.allclose(e[3], [f(3 / 10000 ** (i / 8)) for i in (0, 2, 4, 6) for f in (np.sin, np.cos)])
    with pytest.raises(ValueError, match="it is 7"):
        positional_encoding(5, 7)


def test_errors():
    with pytest.raises(ValueError, match="4 does not divide 6"):
        MultiHeadAttention(6, 4, draws())
    layer = MultiHeadAttention(6, 2, draws())
    with pytest.raises(ValueError, match=r"\(batch, time, 6\), but received \(2, 6\)"):
        layer.forward(np.zeros((2, 6)))
    with pytest.raises(RuntimeError, match="call forward first"):
        layer.backward(np.zeros((2, 3, 6)))
