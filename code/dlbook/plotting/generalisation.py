"""Figures of generalisation: fits, penalties with their geometry, weights, folds, searches, and differences with their intervals."""
import numpy as np
from matplotlib.ticker import NullLocator

from dlbook.plotting.figures import figure
from dlbook.plotting.plots import MARKERS
from dlbook.plotting.style import COLORS, DASHES, INK


def draw_fits(x, y, fits, at, truth):
    """Points and a fitted curve in each panel, over the curve that the points come from. Returns the axes.

    `fits`: title → curve (len(at),).
    """
    _, axes = figure(columns=len(fits), width=2.7 * len(fits), height=2.6, sharey=True, squeeze=False)
    for ax, (title, curve) in zip(axes[0], fits.items(), strict=True):
        ax.plot(at, truth, color=INK, linewidth=1, linestyle=":", label="truth")
        ax.plot(at, curve, color=COLORS["blue"], linestyle="-", label="fit")
        ax.plot(x, y, "o", color=COLORS["orange"], markeredgecolor="white", markersize=5, label="data")
        ax.set(title=title, xlabel="x", ylim=(min(y) - 0.6, max(y) + 0.6))
    axes[0, 0].set_ylabel("y")
    axes[0, 0].legend(fontsize=8, loc="upper left")
    return axes


def draw_balls(minimum, hessian, balls):
    """Level lines of the loss ½ (w − m)ᵀ H (w − m), a ball and the best pair in it, one panel each. Returns the axes.

    `balls`: title → (corners of the ball's edge (k, 2), best pair (2,)).
    """
    _, axes = figure(columns=len(balls), width=3.5 * len(balls), height=3.3, squeeze=False)
    line = np.linspace(-1.6, 2.4, 161)
    w1, w2 = np.meshgrid(line, line)
    a, b = w1 - minimum[0], w2 - minimum[1]
    height = 0.5 * (hessian[0, 0] * a**2 + 2 * hessian[0, 1] * a * b + hessian[1, 1] * b**2)
    for ax, (title, (edge, best)) in zip(axes[0], balls.items(), strict=True):
        a, b = np.asarray(best) - minimum
        touching = 0.5 * (hessian[0, 0] * a**2 + 2 * hessian[0, 1] * a * b + hessian[1, 1] * b**2)
        ax.contour(w1, w2, height, levels=sorted({0.05, 0.25, touching, 1.2, 2.5}), colors=INK, linewidths=0.8, linestyles="dashed")
        ax.fill(*np.transpose(edge), facecolor=COLORS["sky"], alpha=0.35, edgecolor=COLORS["blue"], linewidth=1.5)
        ax.plot(*minimum, "+", color=INK, markersize=9, markeredgewidth=2)
        ax.plot(*best, "o", color=COLORS["red"], markersize=8)
        ax.set(title=title, xlabel="$w_1$", ylabel="$w_2$", aspect="equal")
    return axes


def draw_weights(weights, matter):
    """The weights of several methods as dots, one panel a method; those that matter are marked, exact zeros are hollow. Returns the axes.

    `weights`: method → (n,); `matter`: (n,) of True and False. The axis is linear up to 0.002 and logarithmic beyond, so that small
    weights can be told from zero.
    """
    _, axes = figure(columns=len(weights), width=8.2, height=2.5, sharey=True, squeeze=False)
    place = np.arange(len(matter))
    for ax, (name, w) in zip(axes[0], weights.items(), strict=True):
        for here, color, mark in ((matter, COLORS["orange"], "s"), (~matter, COLORS["blue"], "o")):
            ax.plot(place[here & (w != 0)], w[here & (w != 0)], mark, color=color, markersize=3.5)
            ax.plot(place[here & (w == 0)], w[here & (w == 0)], mark, markerfacecolor="none", markeredgecolor=color, markersize=2.5)
        ax.set(title=f"{name}\n{np.sum(w == 0)} of all {len(w)} exactly zero", xlabel="weight")
    axes[0, 0].set_yscale("symlog", linthresh=0.002, linscale=0.6)
    axes[0, 0].set_yticks([-1, -0.1, -0.01, 0, 0.01, 0.1, 1], ["−1", "−0.1", "−0.01", "0", "0.01", "0.1", "1"])
    axes[0, 0].yaxis.set_minor_locator(NullLocator())
    axes[0, 0].set_ylabel("value")
    return axes


def draw_folds(n_folds, inner=False, ax=None):
    """Cross-validation as a table: a row for each training, a column for each part of the data. Returns the `Axes`.

    With `inner`, the parts that train also choose the setting, as in nested cross-validation.
    """
    if ax is None:
        _, ax = figure(width=5.4, height=0.36 * n_folds + 0.9)
    for row in range(n_folds):
        for column in range(n_folds):
            held = row == column
            color = COLORS["orange"] if held else COLORS["sky"]
            ax.barh(row, 0.94, left=column + 0.03, height=0.72, color=color, alpha=1 if held else 0.45,
                    hatch="//" if held else None, edgecolor="white")
            if held:
                ax.text(column + 0.5, row, "score", ha="center", va="center", color="black", fontsize=9)
            elif inner:
                ax.text(column + 0.5, row, "choose", ha="center", va="center", fontsize=8)
    ax.set(xlim=(0, n_folds), ylim=(n_folds - 0.4, -0.6), xlabel="part of the data", ylabel="training")
    ax.set_xticks(np.arange(n_folds) + 0.5, range(1, n_folds + 1))
    ax.set_yticks(range(n_folds), range(1, n_folds + 1))
    ax.grid(False)
    return ax


def draw_search(scores, x, y, trials, x_label, y_label):
    """A landscape of scores over two settings with logarithmic axes, and the places that each search tried. Returns the axes.

    `scores`: (len(y), len(x)); `trials`: title → list of (row, column).
    """
    _, axes = figure(columns=len(trials), width=3.9 * len(trials), height=3.1, sharey=True, squeeze=False)
    for ax, (title, places) in zip(axes[0], trials.items(), strict=True):
        image = ax.pcolormesh(x, y, scores, cmap="viridis", shading="nearest", rasterized=True)
        rows, columns = np.transpose(places)
        ax.plot(np.asarray(x)[columns], np.asarray(y)[rows], "o", markerfacecolor="white", markeredgecolor="black", markersize=7)
        ax.set(xscale="log", yscale="log", xlabel=x_label, title=title)
        ax.grid(False)
    axes[0, 0].set_ylabel(y_label)
    axes[0, 0].figure.colorbar(image, ax=axes[0], label="accuracy")
    return axes


def draw_differences(groups, x_label):
    """Mean differences with their intervals, a row each, a dotted line at no difference. Returns the `Axes`.

    `groups`: group → {name → (mean, half width of the interval)}; the first name stands on top.
    """
    names = list(next(iter(groups.values())))
    _, ax = figure(width=7, height=0.36 * len(names) + 1.2)
    shifts = np.linspace(-0.16, 0.16, len(groups)) if len(groups) > 1 else [0.0]
    for (group, rows), shift, color, mark in zip(groups.items(), shifts, COLORS.values(), MARKERS, strict=False):
        mean, half = np.transpose([rows[name] for name in names])
        ax.errorbar(mean, np.arange(len(names)) + shift, xerr=half, fmt=mark, color=color, linestyle="none", capsize=3, label=group)
    ax.axvline(0, color=INK, linewidth=1, linestyle=":")
    ax.set_yticks(range(len(names)), names)
    ax.set_ylim(len(names) - 0.5, -0.5)
    ax.set_xlabel(x_label)
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=len(groups))  # outside: a row may reach any place within
    return ax


def draw_ranges(x, groups, x_label, y_label, ax=None):
    """The median of several seeds as a line, their range as a band, over a logarithmic x axis. `groups`: name → (seeds, len(x)).

    Returns the `Axes`.
    """
    if ax is None:
        _, ax = figure(height=3.1)
    for (name, rows), mark, color, dash in zip(groups.items(), MARKERS, COLORS.values(), DASHES, strict=False):
        ax.plot(x, np.median(rows, axis=0), marker=mark, linestyle=dash, color=color, label=name, markersize=4)
        ax.fill_between(x, np.min(rows, axis=0), np.max(rows, axis=0), color=color, alpha=0.2, linewidth=0)
    ax.set(xlabel=x_label, ylabel=y_label, xscale="log")
    ax.legend()
    return ax
