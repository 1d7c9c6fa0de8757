"""Layers and losses against Keras: with the same weights, the same outputs and the same gradients, to 1e-5 in float32."""
import keras
import numpy as np
import pytest
import tensorflow as tf
from layer_checks import shake

from dlbook import activations, losses
from dlbook.attention import MultiHeadAttention
from dlbook.convolution import AveragePooling2D, Conv2D, MaxPooling2D
from dlbook.gradcheck import relative_error
from dlbook.layers import Dense, Flatten, Sequential
from dlbook.normalization import BatchNormalization, LayerNormalization
from dlbook.recurrent import GRU, LSTM, Embedding, SimpleRNN


def draws(seed=0):
    return np.random.default_rng(seed)


class SelfAttention(keras.layers.MultiHeadAttention):
    """Keras's layer with one input, as ours has."""

    def call(self, x, use_causal_mask=False):
        return super().call(x, x, use_causal_mask=use_causal_mask)

    def build(self, shape):
        super().build(shape, shape)


# name: (our layer, Keras's layer, input shape)
CASES = {
    "Dense": (Dense(5, 3, draws()), keras.layers.Dense(3), (4, 5)),
    "Dense on sequences": (Dense(5, 3, draws()), keras.layers.Dense(3), (2, 4, 5)),
    "Flatten": (Flatten(), keras.layers.Flatten(), (2, 3, 4, 5)),
    "Sigmoid": (activations.Sigmoid(), keras.layers.Activation("sigmoid"), (4, 5)),
    "Tanh": (activations.Tanh(), keras.layers.Activation("tanh"), (4, 5)),
    "ReLU": (activations.ReLU(), keras.layers.ReLU(), (4, 5)),
    "LeakyReLU": (activations.LeakyReLU(), keras.layers.LeakyReLU(), (4, 5)),
    "ELU": (activations.ELU(), keras.layers.ELU(), (4, 5)),
    "GELU": (activations.GELU(), keras.layers.Activation(lambda x: keras.activations.gelu(x, approximate=True)), (4, 5)),
    "SiLU": (activations.SiLU(), keras.layers.Activation("silu"), (4, 5)),
    "Softmax": (activations.Softmax(), keras.layers.Softmax(), (4, 3, 5)),
    "SimpleRNN": (SimpleRNN(3, 4, draws()), keras.layers.SimpleRNN(4), (5, 7, 3)),
    "SimpleRNN sequences": (SimpleRNN(3, 4, draws(), True), keras.layers.SimpleRNN(4, return_sequences=True), (5, 7, 3)),
    "LSTM": (LSTM(3, 4, draws()), keras.layers.LSTM(4), (5, 7, 3)),
    "LSTM sequences": (LSTM(3, 4, draws(), True), keras.layers.LSTM(4, return_sequences=True), (5, 7, 3)),
    "LSTM one step": (LSTM(3, 4, draws()), keras.layers.LSTM(4), (1, 1, 3)),
    "GRU": (GRU(3, 4, draws()), keras.layers.GRU(4), (5, 7, 3)),
    "GRU sequences": (GRU(3, 4, draws(), True), keras.layers.GRU(4, return_sequences=True), (5, 7, 3)),
    "MultiHeadAttention": (MultiHeadAttention(6, 2, draws()), SelfAttention(2, 3), (4, 5, 6)),
    "LayerNormalization": (LayerNormalization(5), keras.layers.LayerNormalization(), (2, 3, 5)),
    "BatchNormalization": (BatchNormalization(5), keras.layers.BatchNormalization(), (4, 5)),
    "BatchNormalization of images": (BatchNormalization(3), keras.layers.BatchNormalization(), (2, 4, 5, 3)),
    "MaxPooling2D": (MaxPooling2D(2), keras.layers.MaxPooling2D(2), (2, 7, 6, 3)),
    "MaxPooling2D by 3": (MaxPooling2D(3), keras.layers.MaxPooling2D(3), (2, 7, 9, 3)),
    "AveragePooling2D": (AveragePooling2D(2), keras.layers.AveragePooling2D(2), (2, 7, 6, 3)),
    "network": (
        Sequential([Conv2D(2, 3, 3, draws()), activations.ReLU(), MaxPooling2D(2), Flatten(), Dense(18, 4, draws())]),
        keras.Sequential(
            [keras.layers.Conv2D(3, 3, activation="relu"), keras.layers.MaxPooling2D(2), keras.layers.Flatten(), keras.layers.Dense(4)]
        ),
        (3, 8, 7, 2),
    ),
}
for padding in ("valid", "same"):
    for stride in (1, 2, 3):
        for window in (3, (2, 4), (4, 1)):
            CASES[f"Conv2D {window} {padding} stride {stride}"] = (
                Conv2D(2, 3, window, draws(), stride, padding),
                keras.layers.Conv2D(3, window, stride, padding),
                (2, 8, 9, 2),
            )


def assert_close(ours, theirs, tolerance=1e-5):
    assert ours.dtype == np.float32
    assert relative_error(ours, np.asarray(theirs)) < tolerance


def compare(ours, theirs, x, tape_input=True, **options):
    """Give Keras's layer our weights and compare output and gradients for a random gradient of the output."""
    shake(ours, draws(1))
    theirs.build(x.shape)
    theirs.set_weights([param.astype(np.float32) for param in ours.params.values()])
    x_keras = tf.convert_to_tensor(x)
    with tf.GradientTape() as tape:
        tape.watch(x_keras)
        y_keras = theirs(x_keras, **options)
    grad = draws(2).standard_normal(y_keras.shape).astype(np.float32)
    sources = [*theirs.trainable_variables, *([x_keras] if tape_input else [])]
    grads = [np.asarray(tf.convert_to_tensor(g)) for g in tape.gradient(y_keras, sources, grad)]

    assert_close(ours.forward(x, **{name: value for name, value in options.items() if name == "training"}), y_keras)
    grad_x = ours.backward(grad)
    gradients = {name: g for name, g in [*ours.grads.items(), ("input", grad_x)] if g is not None}
    for (name, a), b in zip(gradients.items(), grads, strict=True):
        if name == "key_bias":  # it adds the same to all scores of a query: the gradient is zero, and both show rounding
            assert max(abs(a).max(), abs(b).max()) < 1e-5
        else:
            assert_close(a, b)


@pytest.mark.parametrize("name", CASES)
def test_layer(name):
    ours, theirs, shape = CASES[name]
    compare(ours, theirs, draws(3).standard_normal(shape).astype(np.float32))


@pytest.mark.parametrize("shape", [(6, 5), (2, 4, 3, 5)])
def test_batch_normalization_while_training(shape):
    ours, theirs = BatchNormalization(5), keras.layers.BatchNormalization()
    compare(ours, theirs, 2 + draws(3).standard_normal(shape).astype(np.float32), training=True)
    for a, b in zip(ours.params.values(), theirs.get_weights(), strict=True):
        assert relative_error(a, b) < 1e-5  # also the moving averages


def test_causal_attention():
    x = draws(3).standard_normal((2, 5, 6)).astype(np.float32)
    compare(MultiHeadAttention(6, 3, draws(), causal=True), SelfAttention(3, 2), x, use_causal_mask=True)


def test_embedding():
    ours = Embedding(6, 4, draws())
    ours.params["embeddings"] = ours.params["embeddings"].astype(np.float32)
    compare(ours, keras.layers.Embedding(6, 4), np.array([[0, 5, 5], [2, 0, 5]]), tape_input=False)


def test_max_pooling_of_equals():
    compare(MaxPooling2D(2), keras.layers.MaxPooling2D(2), draws(3).integers(0, 2, (2, 6, 8, 3)).astype(np.float32))


LOSSES = {
    "mse": (losses.mse, keras.losses.MeanSquaredError(), (4, 3), lambda: draws(1).standard_normal((4, 3))),
    "binary": (
        losses.binary_cross_entropy,
        keras.losses.BinaryCrossentropy(from_logits=True),
        (4, 1),
        lambda: draws(1).integers(0, 2, (4, 1)),
    ),
    "classes": (
        losses.softmax_cross_entropy,
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        (4, 3),
        lambda: draws(1).integers(0, 3, 4),
    ),
    "sequences of classes": (
        losses.softmax_cross_entropy,
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        (4, 5, 3),
        lambda: draws(1).integers(0, 3, (4, 5)),
    ),
    "probabilities": (
        losses.softmax_cross_entropy,
        keras.losses.CategoricalCrossentropy(from_logits=True),
        (4, 3),
        lambda: draws(1).dirichlet(np.ones(3), 4),
    ),
}


@pytest.mark.parametrize("name", LOSSES)
def test_loss(name):
    ours, theirs, shape, make_target = LOSSES[name]
    prediction, target = (5 * draws().standard_normal(shape)).astype(np.float32), make_target()
    tensor = tf.convert_to_tensor(prediction)
    with tf.GradientTape() as tape:
        tape.watch(tensor)
        expected = theirs(target if target.dtype.kind == "i" else target.astype(np.float32), tensor)
    loss, grad = ours(prediction, target)
    assert loss == pytest.approx(float(expected), rel=1e-5)
    assert_close(grad, tape.gradient(expected, tensor))
