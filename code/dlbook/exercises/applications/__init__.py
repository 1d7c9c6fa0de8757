"""The exercises of the chapter on applications: rare diseases, cost, power laws, maps, attacks and honest confidence.

One file an exercise. A wrong function makes one typical mistake and nothing else; ids such as E09 are those of the catalogue of
misconceptions.
"""

from dlbook.exercises.applications import (
    best_temperature,
    calibration_error,
    fast_gradient_sign,
    fit_power_law,
    occlusion_map,
    share_of_true_alarms,
    training_flops,
)

EXERCISES = tuple(
    module.EXERCISE
    for module in (
        share_of_true_alarms,
        training_flops,
        fit_power_law,
        occlusion_map,
        fast_gradient_sign,
        calibration_error,
        best_temperature,
    )
)
