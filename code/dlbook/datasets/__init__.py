"""Data that need no download, made from a `Generator` or brought along by a dependency; and three famous sets that are downloaded once.

Every function that draws takes a `numpy.random.Generator`, so the same seed gives the same data.
"""
from dlbook.datasets.embedded import digits
from dlbook.datasets.expressions import expression_trees
from dlbook.datasets.images import shapes
from dlbook.datasets.points import circles, line, spirals, two_moons
from dlbook.datasets.real import cifar10, imdb, imdb_words, mnist
from dlbook.datasets.sequences import binary_sequences
from dlbook.datasets.series import sunspots

__all__ = [
    "binary_sequences", "cifar10", "circles", "digits", "expression_trees", "imdb", "imdb_words", "line", "mnist", "shapes", "spirals",
    "sunspots", "two_moons",
]
