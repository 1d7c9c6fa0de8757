"""The exercises of the chapter on backpropagation: from one neuron's slopes to a backward pass that forgets on purpose.

One file an exercise. A wrong function makes one typical mistake and nothing else; ids such as B04 are those of the catalogue of
misconceptions.
"""

from dlbook.exercises.backpropagation import (
    backward_order,
    checkpointed_gradient,
    dense_backward,
    gradient_is_right,
    logits_gradient,
    neuron_gradients,
    relu_backward,
    sigmoid_backward,
    two_layer_gradients,
    unbroadcast_grad,
)

EXERCISES = tuple(
    module.EXERCISE
    for module in (
        neuron_gradients,
        sigmoid_backward,
        relu_backward,
        dense_backward,
        logits_gradient,
        two_layer_gradients,
        gradient_is_right,
        unbroadcast_grad,
        backward_order,
        checkpointed_gradient,
    )
)
