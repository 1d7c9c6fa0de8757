"""Plots of numbers: curves over training, points of several classes, and repeated measurements side by side."""
import numpy as np
from matplotlib.ticker import MaxNLocator

from dlbook.plotting.figures import figure
from dlbook.plotting.style import COLORS, INK

MARKERS = ["o", "s", "^", "D", "v", "P", "X", "*", "<", ">"]


def curves(series, x_label, y_label, x=None, log_y=False, ax=None):
    """One line for each entry of `series` (name → values); named at the line's end, so that no reader matches colours.

    `x` defaults to 1, 2, 3, … (epochs). Returns the `Axes`.
    """
    if ax is None:
        _, ax = figure()
    ends = []
    for name, values in series.items():
        values = np.asarray(values, float)
        at = np.arange(1, len(values) + 1) if x is None else np.asarray(x)
        line, = ax.plot(at, values, label=name)
        ends.append((values[-1], at[-1], name, line.get_color()))
    ax.set(xlabel=x_label, ylabel=y_label)
    if log_y:
        ax.set_yscale("log")
        ax.yaxis.set_major_formatter(_power_of_ten)
    if x is None:
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    if len(ends) > 1 or ends[0][2]:
        _label_ends(ax, ends)
    return ax


def _power_of_ten(value, position):
    """The label of a tick on a logarithmic axis: 0.01, 1, 100 as they are, powers beyond that as powers."""
    exponent = round(np.log10(value))
    return f"{value:g}" if -3 <= exponent <= 3 else f"$10^{{{exponent}}}$"


def _label_ends(ax, ends):
    """Write each line's name at its right end, pushed apart where two names would overlap."""
    gap = 13  # points between two names: a line of text at font size 10
    to_points = 72 / ax.figure.dpi
    ax.autoscale_view()
    heights = [ax.transData.transform((x, y))[1] * to_points for y, x, _, _ in ends]
    order = np.argsort(heights)
    placed = {}
    lowest = -np.inf
    for i in order:
        placed[i] = lowest = max(heights[i], lowest + gap)
    # The whole stack moves down by half of what it was pushed up, so that it stays centred on its lines.
    shift = np.mean([placed[i] - heights[i] for i in order])
    for i, (y, x, name, color) in enumerate(ends):
        ax.annotate(name, (x, y), xytext=(6, placed[i] - heights[i] - shift), textcoords="offset points", va="center", color=color,
                    fontweight="bold", annotation_clip=False)


def points(x, labels, names=None, ax=None, size=22):
    """Scatter 2-D points, each class in a colour and a marker of its own. `x`: (n, 2); `labels`: (n,). Returns the `Axes`."""
    if ax is None:
        _, ax = figure(width=4.2, height=3.8)
    colors = list(COLORS.values())
    for index, label in enumerate(np.unique(labels)):
        here = np.asarray(labels) == label
        ax.scatter(x[here, 0], x[here, 1], s=size, marker=MARKERS[index], color=colors[index % len(colors)], edgecolor="white",
                   linewidth=0.5, label=str(names[index] if names else f"class {label}"), zorder=3)
    ax.set(xlabel="$x_1$", ylabel="$x_2$")
    return ax


def intervals(measurements, x_label, ax=None):
    """Repeated measurements of several things: every value as a dot, the mean as a bar. `measurements`: name → values.

    The first name stands on top. Returns the `Axes`.
    """
    if ax is None:
        _, ax = figure(height=0.5 * len(measurements) + 1.2)
    colors = list(COLORS.values())
    for row, values in enumerate(measurements.values()):
        values = np.asarray(values, float)
        color = colors[row % len(colors)]
        # Dots of equal value are spread over the row's height in a fixed pattern, so that none hides another.
        spread = 0.16 * (np.arange(len(values)) - (len(values) - 1) / 2) / max(len(values) - 1, 1) * 2
        ax.scatter(values, row + spread, s=20, color=color, alpha=0.85, edgecolor="white", linewidth=0.5, zorder=3)
        ax.plot([values.mean()] * 2, [row - 0.32, row + 0.32], color=INK, linewidth=2.2, linestyle="-", zorder=4)
    ax.set_yticks(range(len(measurements)), list(measurements))
    ax.set_ylim(len(measurements) - 0.5, -0.5)
    ax.grid(axis="y", visible=False)
    ax.set_xlabel(x_label)
    return ax
