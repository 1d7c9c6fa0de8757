"""The exercises of the chapter on recurrent networks: layers, gates, sequences as data, and trees.

A wrong function makes one typical mistake and nothing else; ids such as R07 are those of the catalogue of misconceptions.
"""

from dlbook.exercises.recurrent_networks import gates, gradient, layers, predictions, series, trees

EXERCISES = (*layers.GROUP, *gradient.GROUP, *gates.GROUP, *predictions.GROUP, *series.GROUP, *trees.GROUP)
