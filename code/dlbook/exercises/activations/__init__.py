"""The exercises of the chapter on activations: slopes, starts, dead units, and the last layer.

One file an exercise. A wrong function makes one typical mistake and nothing else; ids such as A05 are those of the catalogue of
misconceptions.
"""

from dlbook.exercises.activations import (
    dead_units,
    different_units,
    kernel_deviation,
    leaky_relu_backward,
    output_layer,
    softmax_at,
    spread_by_layer,
    stable_sigmoid,
    start_deviation,
    tanh_backward,
)

EXERCISES = tuple(
    module.EXERCISE
    for module in (
        stable_sigmoid,
        tanh_backward,
        leaky_relu_backward,
        dead_units,
        kernel_deviation,
        different_units,
        spread_by_layer,
        start_deviation,
        softmax_at,
        output_layer,
    )
)
