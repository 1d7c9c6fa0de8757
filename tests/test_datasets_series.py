"""The sunspot numbers: complete, in order, and the figures of the source."""
import tomllib
from pathlib import Path

import numpy as np

from dlbook import datasets
from dlbook.datasets.series import STORED


def test_every_year_once():
    years, numbers = datasets.sunspots()
    assert np.array_equal(years, np.arange(1700, 2009)) and numbers.shape == years.shape
    assert numbers.min() >= 0 and np.isfinite(numbers).all()


def test_some_figures_of_the_source():
    known = {1700: 5.0, 1749: 80.9, 1957: 190.2, 2008: 2.9}
    years, numbers = datasets.sunspots()
    assert {year: numbers[years == year][0] for year in known} == known
    assert years[numbers.argmax()] == 1957


def test_the_file_is_packaged():
    project = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text(encoding="utf-8"))
    assert "**/*.csv" in project["tool"]["setuptools"]["package-data"]["dlbook"]
    assert STORED.suffix == ".csv"
