"""Plots of repeated runs and of errors: every run as a thin line, many seeds as a band, errors as dots on a logarithmic axis."""
import numpy as np

from dlbook.plotting.figures import figure
from dlbook.plotting.plots import MARKERS
from dlbook.plotting.style import COLORS, DASHES, INK

ROUNDING = 2.0**-52  # distance of 1 to the next number in double precision


def run_curves(runs, x_label, y_label, ax=None):
    """Every run of several kinds as a thin line, on a logarithmic axis. `runs`: name → list of series (1, 2, 3, …). Returns the `Axes`."""
    if ax is None:
        _, ax = figure(height=3.1)
    for (name, series), color, dash in zip(runs.items(), COLORS.values(), DASHES, strict=False):
        for i, values in enumerate(series):
            ax.plot(np.arange(1, len(values) + 1), values, color=color, linestyle=dash, linewidth=1.1, label=name if i == 0 else None)
    ax.set(xlabel=x_label, ylabel=y_label, yscale="log")
    return ax


def bands(x, groups, x_label, y_label, ax=None):
    """The mean of several seeds as a line, their range as a band, on a logarithmic axis. Returns the `Axes`.

    `groups`: name → (seeds, len(x)).
    """
    if ax is None:
        _, ax = figure(height=3.3)
    for (name, rows), mark, color in zip(groups.items(), MARKERS, COLORS.values(), strict=False):
        ax.plot(x, np.mean(rows, axis=0), mark + "-", color=color, label=name, markersize=4)
        ax.fill_between(x, np.min(rows, axis=0), np.max(rows, axis=0), color=color, alpha=0.2, linewidth=0)
    ax.set(xlabel=x_label, ylabel=y_label, yscale="log")
    ax.legend()
    return ax


def error_dots(errors, names, x_label, ax=None):
    """Errors of several methods as dots in one row a name, on a logarithmic axis; zero is drawn at its left end. Returns the `Axes`.

    `errors`: method → one error for each of `names`. A dotted line marks the rounding of double precision.
    """
    if ax is None:
        _, ax = figure(height=0.35 * len(names) + 1.3)
    for (method, values), mark, color in zip(errors.items(), MARKERS, COLORS.values(), strict=False):
        ax.plot(np.maximum(values, 1e-17), range(len(names)), mark, color=color, markersize=8, label=method)
    ax.axvline(ROUNDING, color=INK, linewidth=1, linestyle=":")
    ax.text(1.2 * ROUNDING, -0.62, "one rounding", va="center")
    ax.set(xscale="log", xlim=(5e-18, 1), xlabel=x_label, yticks=range(len(names)), yticklabels=names, ylim=(len(names) - 0.5, -0.9))
    ax.legend(loc="lower right")
    return ax
