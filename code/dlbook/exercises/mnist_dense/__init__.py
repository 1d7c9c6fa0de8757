"""The exercises of the case study on MNIST: preparing images, judging a classifier, and measuring time.

One file an exercise. A wrong function makes one typical mistake and nothing else.
"""

from dlbook.exercises.mnist_dense import confusion, standardised, time_to, triangle

EXERCISES = tuple(module.EXERCISE for module in (standardised, confusion, triangle, time_to))
