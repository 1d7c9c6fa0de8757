"""The tape against central differences and against the explicit layers: two ways to the same gradient."""
import pathlib

import numpy as np
import pytest
from layer_checks import shake

from dlbook import autograd
from dlbook.activations import ReLU, Tanh
from dlbook.attention import MultiHeadAttention
from dlbook.autograd import Tensor, unbroadcast
from dlbook.gradcheck import numerical_gradient, relative_error
from dlbook.layers import Dense, Sequential
from dlbook.losses import mse, softmax_cross_entropy
from dlbook.normalization import BatchNormalization
from dlbook.recurrent import LSTM, SimpleRNN


def draws(seed=0):
    return np.random.default_rng(seed)


OPERATIONS = {
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b,
    "divide": lambda a, b: a / b,
    "numbers on both sides": lambda a, b: 2 * a + 1 - (3 - b) / 4 + np.ones((3, 4)) * a,
    "power": lambda a, b: a**3 + b**-0.5,
    "exp and log": lambda a, b: (a + b).exp() + (a * b).log(),
    "tanh": lambda a, b: (a * b).tanh(),
    "relu": lambda a, b: (a - b).relu(),
    "sum over an axis": lambda a, b: a.sum(axis=0) * b + b.sum(axis=1) * a.sum(),
    "slices": lambda a, b: (a + b)[1:] * (a * b)[:2],
    "entries taken twice": lambda a, b: (a * b)[np.array([0, 2, 0]), np.array([1, 1, 1])] * 2,
    "a value used twice": lambda a, b: a * a + a * b * b,
    "diamond": lambda a, b: (a * b + a).tanh() * (a * b - b).exp(),
}


@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("shapes", [((3, 4), (3, 4)), ((3, 4), (1, 4)), ((3, 1), (3, 4))])
def test_operation(name, shapes):
    a, b = (draws(seed).uniform(0.5, 2, shape) for seed, shape in enumerate(shapes))
    check(lambda a, b: OPERATIONS[name](a + np.zeros((3, 4)), b + np.zeros((3, 4))).sum(), a, b)


@pytest.mark.parametrize("name", ["add", "subtract", "multiply", "divide"])
@pytest.mark.parametrize("shapes", [((3, 4), (4,)), ((4,), (3, 4)), ((), (3, 4)), ((3, 1), (1, 4)), ((2, 3, 4), (3, 1)), ((1,), ())])
def test_broadcasting(name, shapes):
    a, b = (draws(seed).uniform(0.5, 2, shape) for seed, shape in enumerate(shapes))
    check(lambda a, b: (OPERATIONS[name](a, b) ** 2).sum(), a, b)


def test_matrix_product():
    check(lambda a, b: ((a @ b) ** 2).sum(), draws().standard_normal((2, 3)), draws(1).standard_normal((3, 4)))


def check(f, *arrays):
    """Assert that the tape and central differences agree on f."""
    tensors = [Tensor(a) for a in arrays]
    f(*tensors).backward()
    for tensor in tensors:
        numerical = numerical_gradient(lambda: float(f(*(Tensor(a) for a in arrays)).value), tensor.value)
        assert relative_error(tensor.grad, numerical) < 1e-6


def test_diamond_by_hand():
    a = Tensor(3.0)
    b = a * a  # 9
    (b * (b + a)).backward()  # a⁴ + a³
    assert a.grad == 4 * 27 + 3 * 9
    assert b.grad == 2 * 9 + 3


def test_a_ladder_of_diamonds_is_walked_once_and_without_recursion():
    x = y = Tensor(1.0)
    for _ in range(5000):
        y = y * 0.5 + y * 0.5
    y.backward()
    assert x.grad == 1


def test_gradients_add_up_from_call_to_call_at_the_leaves_only():
    a = Tensor(2.0)
    y = a * a * a
    y.backward()
    y.backward()
    assert a.grad == 2 * 12


def test_unbroadcast():
    assert unbroadcast(np.ones((2, 3, 4)), (3, 1)).tolist() == [[8]] * 3
    assert unbroadcast(np.ones((2, 3)), (2, 3)).tolist() == [[1] * 3] * 2
    assert unbroadcast(np.ones((2, 3)), ()) == 6


def test_backward_needs_a_single_number():
    with pytest.raises(ValueError, match=r"\(2,\)"):
        Tensor(np.ones(2)).backward()


def test_at_most_100_lines():
    assert len(pathlib.Path(autograd.__file__).read_text(encoding="utf-8").splitlines()) <= 100


def compare(layer, tape, x, grad_x):
    """Assert that the gradients a layer stored equal those on the tape."""
    assert relative_error(grad_x, x.grad) < 1e-10
    for name, grad in layer.grads.items():
        if grad is not None:
            assert relative_error(grad, tape[name].grad.reshape(grad.shape)) < 1e-10, name


def on_tape(layer):
    return {name: Tensor(param) for name, param in layer.params.items()}


def test_network_with_cross_entropy():
    model = shake(Sequential([Dense(4, 6, draws()), Tanh(), Dense(6, 5, draws()), ReLU(), Dense(5, 3, draws())]), draws(1))
    x, labels, p = Tensor(draws(2).standard_normal((7, 4))), np.array([0, 1, 2, 2, 1, 0, 2]), on_tape(model)
    hidden = (x @ p["0.kernel"] + p["0.bias"]).tanh()
    logits = (hidden @ p["2.kernel"] + p["2.bias"]).relu() @ p["4.kernel"] + p["4.bias"]
    loss = (logits.exp().sum(axis=1).log().sum() - logits[np.arange(7), labels].sum()) / 7
    loss.backward()
    value, grad = softmax_cross_entropy(model.forward(x.value), labels)
    assert value == pytest.approx(float(loss.value), rel=1e-12)
    compare(model, p, x, model.backward(grad))


def test_recurrent_network():
    model = shake(SimpleRNN(3, 4, draws()), draws(1))
    x, p, target = Tensor(draws(2).standard_normal((2, 5, 3))), on_tape(model), draws(3).standard_normal((2, 4))
    h = Tensor(np.zeros((2, 4)))
    for t in range(5):
        h = (x[:, t] @ p["kernel"] + h @ p["recurrent_kernel"] + p["bias"]).tanh()
    ((h - target) ** 2).sum().backward()
    compare(model, p, x, model.backward(8 * mse(model.forward(x.value), target)[1]))


def test_lstm():
    model = shake(LSTM(3, 4, draws(), return_sequences=True), draws(1))
    x, p, w = Tensor(draws(2).standard_normal((2, 5, 3))), on_tape(model), draws(3).standard_normal((2, 5, 4))
    h = c = Tensor(np.zeros((2, 4)))
    loss = Tensor(0.0)
    for t in range(5):
        z = x[:, t] @ p["kernel"] + h @ p["recurrent_kernel"] + p["bias"]
        i, f, o = (0.5 + 0.5 * (0.5 * z[:, 4 * k : 4 * k + 4]).tanh() for k in (0, 1, 3))
        c = f * c + i * z[:, 8:12].tanh()
        h = o * c.tanh()
        loss = loss + (h * w[:, t]).sum()
    loss.backward()
    model.forward(x.value)
    compare(model, p, x, model.backward(w))


def test_batch_normalization():
    model = shake(BatchNormalization(3), draws())
    x, p, w = Tensor(draws(1).standard_normal((6, 3))), on_tape(model), draws(2).standard_normal((6, 3))
    centred = x - x.sum(axis=0) / 6
    variance = (centred * centred).sum(axis=0) / 6
    ((p["gamma"] * centred * (variance + 1e-3) ** -0.5 + p["beta"]) * w).sum().backward()
    model.forward(x.value, training=True)
    compare(model, p, x, model.backward(w))


def test_attention_with_one_head():
    model = shake(MultiHeadAttention(4, 1, draws()), draws(1))
    x, w = Tensor(draws(2).standard_normal((5, 4))), draws(3).standard_normal((1, 5, 4))
    p = {name: Tensor(param.reshape(-1, 4)) for name, param in model.params.items()}
    q, k, v = (x @ p[f"{name}_kernel"] + p[f"{name}_bias"] for name in ("query", "key", "value"))
    loss = Tensor(0.0)
    for t in range(5):
        weights = ((k * q[t : t + 1]).sum(axis=1) / 2).exp()
        answer = (weights * v).sum(axis=0) / weights.sum()
        loss = loss + ((answer @ p["output_kernel"] + p["output_bias"]) * w[:, t]).sum()
    loss.backward()
    model.forward(x.value[None])
    compare(model, p, x, model.backward(w)[0])
