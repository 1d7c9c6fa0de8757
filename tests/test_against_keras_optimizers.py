"""Update rules and schedules against Keras: the same paths over 50 steps, to 1e-6."""
import keras
import numpy as np
import pytest
import tensorflow as tf

from dlbook import optimizers, schedules
from dlbook.gradcheck import relative_error
from dlbook.layers import Layer

# Keras keeps its settings in float32, where 1 − 0.999 is off by 1e-5. These numbers float32 holds exactly.
RATE, BETA = 2**-6, 1 - 2**-10

PAIRS = {
    "SGD": (optimizers.SGD(0.05), keras.optimizers.SGD(0.05)),
    "momentum": (optimizers.SGD(0.05, momentum=0.8), keras.optimizers.SGD(0.05, momentum=0.8)),
    "Nesterov": (optimizers.SGD(0.05, momentum=0.8, nesterov=True), keras.optimizers.SGD(0.05, momentum=0.8, nesterov=True)),
    "RMSprop": (optimizers.RMSprop(), keras.optimizers.RMSprop()),
    "RMSprop, other numbers": (optimizers.RMSprop(0.02, rho=0.7, epsilon=0.01), keras.optimizers.RMSprop(0.02, rho=0.7, epsilon=0.01)),
    "Adam": (optimizers.Adam(), keras.optimizers.Adam()),
    "Adam, other numbers": (optimizers.Adam(0.02, 0.8, 0.95, 0.01), keras.optimizers.Adam(0.02, 0.8, 0.95, 0.01)),
    "AdamW": (optimizers.AdamW(), keras.optimizers.AdamW()),
    "AdamW, other numbers": (
        optimizers.AdamW(RATE, weight_decay=0.125, beta_2=BETA),
        keras.optimizers.AdamW(RATE, weight_decay=0.125, beta_2=BETA),
    ),
    "clipped": (optimizers.SGD(0.05, momentum=0.8, global_clipnorm=0.7), keras.optimizers.SGD(0.05, momentum=0.8, global_clipnorm=0.7)),
    "cosine": (
        optimizers.Adam(schedules.cosine_decay(RATE, 40), beta_2=BETA),
        keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(RATE, 40), beta_2=BETA),
    ),
    "step decay": (
        optimizers.SGD(schedules.step_decay(0.05, 0.5, every=7), momentum=0.8),
        keras.optimizers.SGD(keras.optimizers.schedules.ExponentialDecay(0.05, 7, 0.5, staircase=True), momentum=0.8),
    ),
}


@pytest.mark.parametrize("name", PAIRS)
def test_fifty_steps(name):
    """Gradients are those of a bowl in float64, with noise, so sizes differ from step to step and from entry to entry."""
    ours, theirs = PAIRS[name]
    rng = np.random.default_rng(0)
    layer = Layer(kernel=rng.standard_normal((3, 4)), bias=rng.standard_normal(4))
    variables = [keras.Variable(param, dtype="float64") for param in layer.params.values()]
    for step in range(50):
        noise = {name: rng.standard_normal(param.shape) for name, param in layer.params.items()}
        layer.grads = {name: param + noise[name] for name, param in layer.params.items()}
        theirs.apply(list(map(tf.convert_to_tensor, layer.grads.values())), variables)
        ours.step([layer])
        for param, variable in zip(layer.params.values(), variables, strict=True):
            assert relative_error(param, variable.numpy()) < 1e-6, step


def test_schedules():
    pairs = [
        (schedules.cosine_decay(0.3, 50), keras.optimizers.schedules.CosineDecay(0.3, 50)),
        (schedules.step_decay(0.3, 0.4, every=9), keras.optimizers.schedules.ExponentialDecay(0.3, 9, 0.4, staircase=True)),
    ]
    for ours, theirs in pairs:
        assert np.allclose([ours(step) for step in range(60)], [float(theirs(step)) for step in range(60)], rtol=1e-5, atol=1e-7)
