"""The exercises of the chapter on regularization: penalties, dropout, normalisation, stopping, and honest splits.

One file an exercise. A wrong function makes one typical mistake and nothing else; ids such as Z05 are those of the catalogue of
misconceptions.
"""

from dlbook.exercises.regularization import (
    adamw_path,
    batch_norm,
    bias_variance,
    dropout,
    early_stopping,
    find_leak,
    folds,
    nested,
    penalised,
    smooth_labels,
    soft_threshold,
)

EXERCISES = tuple(
    module.EXERCISE
    for module in (
        bias_variance,
        penalised,
        soft_threshold,
        adamw_path,
        dropout,
        early_stopping,
        batch_norm,
        smooth_labels,
        folds,
        nested,
        find_leak,
    )
)
