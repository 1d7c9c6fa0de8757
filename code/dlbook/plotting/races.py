"""Plots of recorded runs: accuracy against the clock, and confidence against truth for several recipes."""
import numpy as np
from matplotlib.ticker import LogLocator, NullFormatter

from dlbook.plotting.figures import figure
from dlbook.plotting.plots import MARKERS
from dlbook.plotting.style import COLORS, DASHES, INK


def draw_race(runs, target=None, ax=None):
    """Accuracy at the end of each epoch against the seconds since the start, on a logarithmic axis. Returns the `Axes`.

    `runs`: name → (seconds, accuracy), each (runs, epochs); a thin line a run, a dot an epoch. `target`: an accuracy, drawn as a line.
    """
    if ax is None:
        _, ax = figure(width=6.6, height=4.0)
    colors = list(COLORS.values())
    for i, (name, (seconds, accuracy)) in enumerate(runs.items()):
        style = {"color": colors[i % len(colors)], "marker": MARKERS[i % len(MARKERS)], "linestyle": DASHES[i % len(DASHES)]}
        for j, (x, y) in enumerate(zip(seconds, accuracy, strict=True)):
            ax.plot(x, 100 * np.asarray(y), linewidth=1.1, markersize=5, alpha=0.9, label=name if j == 0 else None, **style)
    if target is not None:
        ax.axhline(100 * target, color=INK, linewidth=1, linestyle=":")
    ax.set(xscale="log", xlabel="seconds since the start (logarithmic)", ylabel="test accuracy (%)")
    ax.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    ax.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
    ax.xaxis.set_minor_formatter(NullFormatter())
    ax.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    return ax


def draw_calibration(bins, ax=None):
    """The share of right answers against the mean confidence, a dot a bin, its area by the answers in it. Returns the `Axes`.

    `bins`: name → list of dicts with "examples", "confidence" and "accuracy", as in the records. Dotted: perfect calibration.
    """
    if ax is None:
        _, ax = figure(width=4.6, height=3.9)
    total = max(sum(b["examples"] for b in rows) for rows in bins.values())
    for (name, rows), color, mark, dash in zip(bins.items(), COLORS.values(), MARKERS, DASHES, strict=False):
        x, y, n = (np.array([b[key] for b in rows]) for key in ("confidence", "accuracy", "examples"))
        ax.plot(x, y, color=color, linestyle=dash, linewidth=1.2, marker=mark, markersize=4, label=name)
        ax.scatter(x, y, s=900 * n / total, color=color, alpha=0.25, linewidth=0)
    least = min(b["confidence"] for rows in bins.values() for b in rows)
    ax.plot([least, 1], [least, 1], color=INK, linewidth=1, linestyle=":")
    ax.set(xlabel="confidence", ylabel="share of right answers", ylim=(-0.05, 1.07))
    ax.legend()
    return ax
