"""A measured series: the sunspot number of three centuries, public-domain figures that lie in the package."""
import pathlib

import numpy as np

STORED = pathlib.Path(__file__).with_name("sunspots.csv")


def sunspots():
    """Return the years 1700 … 2008 and the mean sunspot number of each.

    The number is an index: ten times the groups plus the single spots, scaled to a common observer; the version before that of 2015.
    Shapes: years (309,) int64, numbers (309,) float64.
    Source: National Geophysical Data Center (USA), in the public domain; the file is the one of the data set `sunspots` of statsmodels.
    """
    years, numbers = np.loadtxt(STORED, delimiter=",", skiprows=1).T
    return years.astype(np.int64), numbers
