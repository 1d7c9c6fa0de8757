"""Conv2D against its loops and central differences, and the two poolings."""
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from layer_checks import check_layer, few_examples, shake

from dlbook import convolution
from dlbook.convolution import AveragePooling2D, Conv2D, MaxPooling2D, convolve_loops, convolve_loops_backward


def draws(seed=0):
    return np.random.default_rng(seed)


@st.composite
def cases(draw):
    """A kernel, and an image that it fits into: often not square, with a remainder, or just as large."""
    window = draw(st.tuples(st.integers(1, 4), st.integers(1, 4)))
    padding, stride = draw(st.sampled_from(["valid", "same"])), draw(st.integers(1, 3))
    least = window if padding == "valid" else (1, 1)
    height, width = (draw(st.integers(size, size + 4)) for size in least)
    channels_in, channels_out, batch = (draw(st.integers(1, 3)) for _ in range(3))
    return (batch, height, width, channels_in), channels_out, window, stride, padding


@few_examples
@given(cases())
def test_fast_equals_loops(case):
    shape, channels_out, window, stride, padding = case
    layer = shake(Conv2D(shape[3], channels_out, window, draws(), stride, padding), draws(1))
    x = draws(2).standard_normal(shape)
    y = layer.forward(x)
    assert np.allclose(y, convolve_loops(x, *layer.params.values(), stride, padding), rtol=1e-10, atol=1e-12)
    grad = draws(3).standard_normal(y.shape)
    fast = [layer.backward(grad), *layer.grads.values()]
    loops = convolve_loops_backward(grad, x, layer.params["kernel"], stride, padding)
    for a, b in zip(fast, loops, strict=True):
        assert np.allclose(a, b, rtol=1e-10, atol=1e-12)


@few_examples
@given(cases())
def test_gradients(case):
    shape, channels_out, window, stride, padding = case
    check_layer(Conv2D(shape[3], channels_out, window, draws(), stride, padding), draws(1).standard_normal(shape))


@pytest.mark.parametrize(
    ("shape", "window", "stride", "padding"),
    [
        ((1, 5, 7, 2), 3, 1, "valid"),
        ((2, 6, 5, 2), (3, 2), 2, "valid"),  # a remainder in the height
        ((2, 5, 7, 3), (2, 4), 1, "same"),  # even kernels
        ((2, 6, 7, 2), 4, 2, "same"),
        ((3, 2, 3, 1), 3, 3, "same"),  # an image smaller than the kernel
        ((1, 3, 3, 2), 3, 2, "valid"),  # a single window
    ],
)
def test_gradients_of_awkward_shapes(shape, window, stride, padding):
    check_layer(Conv2D(shape[3], 4, window, draws(), stride, padding), draws(1).standard_normal(shape))


def test_portions_of_the_batch_change_nothing(monkeypatch):
    x = draws().standard_normal((7, 5, 6, 2))
    layer = Conv2D(2, 3, 3, draws(1))
    results = []
    for portion in (1, 3, 7):
        monkeypatch.setattr(convolution, "portions", lambda x, columns, n=portion: [slice(i, i + n) for i in range(0, len(x), n)])
        y = layer.forward(x)
        results.append([y, layer.backward(np.ones_like(y)), layer.grads["kernel"]])
    for other in results[1:]:
        for a, b in zip(results[0], other, strict=True):
            assert np.allclose(a, b, rtol=1e-12)


def test_portions_cover_a_large_batch():
    x = np.zeros((100, 40, 40, 8))
    parts = list(convolution.portions(x, 3))
    assert len(parts) > 1
    assert [i for part in parts for i in range(100)[part]] == list(range(100))


def test_kernel_is_not_flipped():
    layer = Conv2D(1, 1, (1, 2), draws())
    layer.params["kernel"][...] = np.array([1, 10]).reshape(1, 2, 1, 1)
    assert layer.forward(np.array([1, 2, 3]).reshape(1, 1, 3, 1)).ravel().tolist() == [21, 32]


def test_shifting_the_image_shifts_the_result():
    layer = Conv2D(2, 3, 3, draws())
    x = draws(1).standard_normal((1, 9, 8, 2))
    assert np.allclose(layer.forward(x[:, 2:, 1:]), layer.forward(x)[:, 2:, 1:], rtol=1e-12)


@pytest.mark.parametrize("layer", [MaxPooling2D(2), MaxPooling2D(3), AveragePooling2D(2), AveragePooling2D(3), MaxPooling2D(1)])
@pytest.mark.parametrize("shape", [(1, 3, 3, 1), (2, 7, 4, 3), (2, 6, 9, 2)])
def test_pooling(layer, shape):
    check_layer(layer, draws().standard_normal(shape))


def test_pooling_by_hand():
    x = np.arange(20).reshape(1, 4, 5, 1)  # the last column is left over
    assert MaxPooling2D(2).forward(x).ravel().tolist() == [6, 8, 16, 18]
    assert AveragePooling2D(2).forward(x).ravel().tolist() == [3, 5, 13, 15]


def test_max_pooling_gives_the_gradient_of_equals_to_the_first():
    layer = MaxPooling2D(2)
    layer.forward(np.zeros((1, 2, 4, 1)))
    assert layer.backward(np.array([3.0, 5.0]).reshape(1, 1, 2, 1)).ravel().tolist() == [3, 0, 5, 0, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("layer", "shape", "message"),
    [
        (Conv2D(3, 4, 3, draws()), (2, 8, 8, 1), r"Conv2D expects .*\(batch, height, width, 3\), but received \(2, 8, 8, 1\)"),
        (Conv2D(3, 4, 3, draws()), (8, 8, 3), r"but received \(8, 8, 3\)"),
        (Conv2D(3, 4, 5, draws()), (2, 8, 4, 3), r"kernel is \(5, 5\) .* received \(2, 8, 4, 3\)"),
        (MaxPooling2D(3), (2, 8, 2, 3), r"3 × 3 .* received \(2, 8, 2, 3\)"),
        (AveragePooling2D(2), (8, 8), r"AveragePooling2D expects .* received \(8, 8\)"),
    ],
)
def test_wrong_input_shape(layer, shape, message):
    with pytest.raises(ValueError, match=message):
        layer.forward(np.zeros(shape))


def test_unknown_padding():
    with pytest.raises(ValueError, match="'full'"):
        Conv2D(1, 1, 3, draws(), padding="full")


@pytest.mark.parametrize("layer", [Conv2D(1, 1, 3, draws()), MaxPooling2D(2), AveragePooling2D(2)])
def test_backward_before_forward(layer):
    with pytest.raises(RuntimeError, match="call forward first"):
        layer.backward(np.zeros((1, 1, 1, 1)))
