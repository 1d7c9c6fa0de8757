"""The exercises of the chapter on concepts: from one line to one step of learning.

One file an exercise. A wrong function makes one typical mistake and nothing else; ids such as C04 are those of the catalogue of
misconceptions.
"""

from dlbook.exercises.concepts import (
    accuracy,
    collapse,
    count_parameters,
    cross_entropy,
    dense,
    mse,
    predict_line,
    softmax,
    standardize,
    train_step,
)

EXERCISES = tuple(
    module.EXERCISE
    for module in (predict_line, dense, count_parameters, mse, softmax, cross_entropy, standardize, accuracy, train_step, collapse)
)
