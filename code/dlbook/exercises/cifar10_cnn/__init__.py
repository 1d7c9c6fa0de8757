"""The exercises of the case study CIFAR-10: rates of a confusion matrix, scales, augmentation, and folding.

One file an exercise. A wrong function makes one typical mistake and nothing else; ids such as C11 are those of the catalogue of
misconceptions.
"""

from dlbook.exercises.cifar10_cnn import augment, fold, rates, standardise

EXERCISES = tuple(module.EXERCISE for module in (rates, standardise, augment, fold))
