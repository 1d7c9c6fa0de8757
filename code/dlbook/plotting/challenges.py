"""Plots for the trials of a trained network: a growing dose, maps of what it looked at, cost, and confidence against truth."""
import numpy as np

from dlbook.plotting.figures import figure
from dlbook.plotting.plots import MARKERS
from dlbook.plotting.style import COLORS, DASHES, GRID, INK

BINS = 10  # of confidence


def draw_doses(doses, groups, x_label, y_label, log_x=False, log_y=False, ax=None):
    """Measurements against a dose (noise, data, size of a change): a dot a run, a line through the means. Returns the `Axes`.

    `groups`: name → (doses, runs).
    """
    if ax is None:
        _, ax = figure(height=3.2)
    for (name, values), color, mark, dash in zip(groups.items(), COLORS.values(), MARKERS, DASHES, strict=False):
        values = np.asarray(values)
        ax.plot(doses, values, mark, color=color, markersize=3.5, alpha=0.4)
        ax.plot(doses, values.mean(axis=1), marker=mark, markersize=5, color=color, linestyle=dash, label=name)
    ax.set(xlabel=x_label, ylabel=y_label, xscale="log" if log_x else "linear", yscale="log" if log_y else "linear")
    ax.legend()
    return ax


def draw_map_rows(images, rows, titles, size=0.82):
    """Images above maps of the same places: one column an image. Returns the array of axes.

    `images`: (n, height, width), dark where the value is high. `rows`: name → maps (n, height, width), each on a scale of its own: dark
    red for the largest magnitude of that map with a positive sign, dark blue with a negative one, white for 0.
    """
    _, axes = figure(len(images), 1 + len(rows), width=size * len(images) + 1.3, height=size * (1 + len(rows)) + 0.3, squeeze=False)
    for ax, image, title in zip(axes[0], images, titles, strict=True):
        ax.imshow(image, cmap="gray_r", vmin=0, vmax=1)
        ax.set_title(title, fontsize=9, loc="center", pad=2)
    for line, maps in zip(axes[1:], rows.values(), strict=True):
        for ax, values in zip(line, maps, strict=True):
            limit = np.abs(values).max() or 1
            ax.imshow(values, cmap="RdBu_r", vmin=-limit, vmax=limit)
    for line, name in zip(axes, ["image", *rows], strict=True):
        line[0].set_ylabel(name, rotation=0, ha="right", va="center", fontsize=9)
    for ax in axes.flat:
        ax.set(xticks=[], yticks=[])
        ax.grid(False)
        ax.spines[:].set(visible=True, color=GRID, linewidth=0.6)
    return axes


def draw_costs(costs, losses, names, x_label, y_label, ax=None):
    """The loss along several trainings against what they have cost, both on logarithmic axes. Returns the `Axes`.

    `costs` and `losses`: for each of `names` a series. The last point of each, where the training ended, is filled.
    """
    if ax is None:
        _, ax = figure(width=6.4, height=3.6)
    colors = [*COLORS.values()]
    for i, (cost, loss, name) in enumerate(zip(costs, losses, names, strict=True)):
        color = colors[i % len(colors)]
        ax.plot(cost, loss, marker=MARKERS[i], markersize=4, color=color, linestyle=DASHES[i % len(DASHES)], linewidth=1.3,
                markerfacecolor="none", label=name)
        ax.plot(cost[-1], loss[-1], marker=MARKERS[i], markersize=7, color=color, linestyle="none")
    ax.set(xscale="log", yscale="log", xlabel=x_label, ylabel=y_label)
    return ax


def draw_reliability(confidence, right, ax=None):
    """How often answers are right against how sure they were: a bar a bin, the diagonal of perfect calibration. Returns the `Axes`.

    `confidence`, `right`: (answers,); ten bins of equal width over 0 … 1; above each bar stands how many answers it holds.
    """
    if ax is None:
        _, ax = figure(width=4.0, height=3.6)
    confidence, right = np.asarray(confidence, float), np.asarray(right, float)
    place = np.minimum((confidence * BINS).astype(int), BINS - 1)
    for i in range(BINS):
        here = place == i
        if here.any():
            share, sure = right[here].mean(), confidence[here].mean()
            ax.bar((i + 0.5) / BINS, share, width=0.9 / BINS, color=COLORS["sky"], edgecolor=COLORS["blue"], linewidth=0.8)
            ax.plot([sure, sure], [share, sure], color=COLORS["red"], linewidth=2, linestyle="-")
            ax.text((i + 0.5) / BINS, max(share, sure) + 0.02, str(int(here.sum())), ha="center", fontsize=7)
    ax.plot([0, 1], [0, 1], color=INK, linewidth=1, linestyle=":")
    ax.set(xlabel="confidence", ylabel="share of right answers", xlim=(0, 1), ylim=(0, 1.1))
    return ax
