"""Data that need no download: made from a `Generator`, or brought along by a dependency.

Every function that draws takes a `numpy.random.Generator`, so the same seed gives the same data.
"""
from dlbook.datasets.embedded import digits
from dlbook.datasets.expressions import expression_trees
from dlbook.datasets.images import shapes
from dlbook.datasets.points import circles, line, spirals, two_moons
from dlbook.datasets.sequences import binary_sequences

__all__ = ["binary_sequences", "circles", "digits", "expression_trees", "line", "shapes", "spirals", "two_moons"]
