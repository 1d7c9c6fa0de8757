"""SimpleRNN, LSTM, GRU and Embedding: central differences, and the equations step by step."""
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from layer_checks import check_layer, few_examples, shake

from dlbook.gradcheck import gradcheck
from dlbook.recurrent import GRU, LSTM, Embedding, SimpleRNN

LAYERS = (SimpleRNN, LSTM, GRU)


def draws(seed=0):
    return np.random.default_rng(seed)


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("return_sequences", [False, True])
@few_examples
@given(batch=st.integers(1, 3), time=st.integers(1, 6), n_in=st.integers(1, 4), n_out=st.integers(1, 4))
def test_gradients(layer, return_sequences, batch, time, n_in, n_out):
    check_layer(layer(n_in, n_out, draws(), return_sequences), draws(1).standard_normal((batch, time, n_in)))


def sigma(x):
    return 1 / (1 + np.exp(-x))


def step_rnn(x, h, c, kernel, recurrent, bias):
    return np.tanh(x @ kernel + h @ recurrent + bias), c


def step_lstm(x, h, c, kernel, recurrent, bias):
    i, f, g, o = np.split(x @ kernel + h @ recurrent + bias, 4)
    c = sigma(f) * c + sigma(i) * np.tanh(g)
    return sigma(o) * np.tanh(c), c


def step_gru(x, h, c, kernel, recurrent, bias):
    (xz, xr, xg), (hz, hr, hg) = np.split(x @ kernel + bias[0], 3), np.split(h @ recurrent + bias[1], 3)
    z, r = sigma(xz + hz), sigma(xr + hr)
    return z * h + (1 - z) * np.tanh(xg + r * hg), c


@pytest.mark.parametrize(("layer", "step"), [(SimpleRNN, step_rnn), (LSTM, step_lstm), (GRU, step_gru)])
def test_equals_the_equations_one_example_and_one_step_at_a_time(layer, step):
    model = shake(layer(3, 4, draws(), return_sequences=True), draws(1))
    x = draws(2).standard_normal((2, 5, 3))
    y = model.forward(x)
    for n in range(2):
        h = c = np.zeros(4)
        for t in range(5):
            h, c = step(x[n, t], h, c, *model.params.values())
            assert np.allclose(y[n, t], h, rtol=1e-12, atol=1e-14), (n, t)


@pytest.mark.parametrize("layer", LAYERS)
def test_last_state_is_the_last_of_the_sequence(layer):
    x = draws().standard_normal((2, 5, 3))
    last, all_states = layer(3, 4, draws(1)), layer(3, 4, draws(1), return_sequences=True)
    assert np.array_equal(last.forward(x), all_states.forward(x)[:, -1])


@pytest.mark.parametrize("layer", LAYERS)
def test_the_future_changes_nothing_and_a_call_leaves_no_state_behind(layer):
    model = layer(3, 4, draws(), return_sequences=True)
    x = draws(1).standard_normal((2, 6, 3))
    y = model.forward(x)
    assert np.allclose(model.forward(x[:, :4]), y[:, :4], rtol=1e-12)
    assert np.allclose(model.forward(x[1:]), y[1:], rtol=1e-12)


def test_extreme_inputs_saturate_without_overflow():
    with np.errstate(all="raise", under="ignore"):
        for layer in LAYERS:
            assert np.isfinite(layer(2, 3, draws()).forward(np.full((1, 4, 2), 1e4))).all()


def test_lstm_starts_with_an_open_forget_gate():
    assert LSTM(2, 3, draws()).params["bias"].tolist() == [0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0]


def test_recurrent_kernels_start_orthogonal():
    for block in np.split(LSTM(2, 5, draws()).params["recurrent_kernel"], 4, axis=1):
        assert np.allclose(block.T @ block, np.eye(5), atol=1e-12)


@pytest.mark.parametrize(
    ("shape", "message"),
    [((2, 5), r"\(2, 5\)"), ((2, 5, 4), r"time, 3\), but received \(2, 5, 4\)"), ((2, 0, 3), "one time step")],
)
@pytest.mark.parametrize("layer", LAYERS)
def test_wrong_input_shape(layer, shape, message):
    with pytest.raises(ValueError, match=message):
        layer(3, 4, draws()).forward(np.zeros(shape))


@pytest.mark.parametrize("layer", LAYERS)
def test_backward_before_forward(layer):
    with pytest.raises(RuntimeError, match="call forward first"):
        layer(3, 4, draws()).backward(np.zeros((2, 4)))


@few_examples
@given(st.lists(st.integers(1, 5), min_size=1, max_size=3), st.integers(1, 6), st.integers(1, 4))
def test_embedding_gradients(shape, n_tokens, n_out):
    layer = Embedding(n_tokens, n_out, draws())
    tokens = draws(1).integers(0, n_tokens, shape)
    assert gradcheck(layer, tokens, draws(2))["embeddings"] < 1e-6
    check_layer(layer, tokens)


def test_embedding_adds_up_the_gradients_of_a_token_that_occurs_twice():
    layer = Embedding(4, 2, draws())
    y = layer.forward(np.array([[3, 1, 3]]))
    assert np.array_equal(y[0, 0], layer.params["embeddings"][3])
    assert layer.backward(np.array([[[1.0, 2.0], [10, 20], [100, 200]]])) is None
    assert layer.grads["embeddings"].tolist() == [[0, 0], [10, 20], [0, 0], [101, 202]]


def test_embedding_rejects_what_is_not_a_token():
    layer = Embedding(4, 2, draws())
    with pytest.raises(ValueError, match="0 to 3, but received 1 to 4"):
        layer.forward(np.array([[1, 4]]))
    with pytest.raises(ValueError, match="received -1 to 2"):
        layer.forward(np.array([-1, 2]))
    with pytest.raises(TypeError, match="float64"):
        layer.forward(np.array([1.0]))
    with pytest.raises(RuntimeError, match="call forward first"):
        layer.backward(np.zeros((1, 2)))
