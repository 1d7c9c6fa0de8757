"""Data that need no download: made from a `Generator`, or brought along by a dependency.

Every function that draws takes a `numpy.random.Generator`, so the same seed gives the same data.
"""
from dlbook.datasets.embedded import digits
from dlbook.datasets.points import circles, line, spirals, two_moons

__all__ = ["circles", "digits", "line", "spirals", "two_moons"]
