"""The exercises of the chapter on gradient descent: from one step to Adam, and a diagnosis.

One file an exercise. A wrong function makes one typical mistake and nothing else; ids such as G04 are those of the catalogue of
misconceptions.
"""

from dlbook.exercises.gradient_descent import (
    adam_path,
    clip_gradients,
    diagnose,
    gradient_step,
    largest_rate,
    learning_rate_at,
    line_step,
    minibatches,
    momentum_path,
    whole_gradient,
)

EXERCISES = tuple(
    module.EXERCISE
    for module in (
        gradient_step,
        line_step,
        largest_rate,
        whole_gradient,
        minibatches,
        momentum_path,
        adam_path,
        learning_rate_at,
        clip_gradients,
        diagnose,
    )
)
