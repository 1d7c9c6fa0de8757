"""Figures of signals and gradients in deep networks: activations with their slopes, sizes layer by layer, and the heat map of all."""
import numpy as np
from matplotlib.colors import TwoSlopeNorm
from matplotlib.ticker import FuncFormatter

from dlbook.plotting.figures import figure
from dlbook.plotting.plots import MARKERS
from dlbook.plotting.style import COLORS, DASHES


def draw_activations(functions, z):
    """Each activation and its slope over z, in a panel of its own. `functions`: name → (values, slopes). Returns the array of axes."""
    rows = -(-len(functions) // 4)
    _, axes = figure(columns=4, rows=rows, width=8.4, height=2.1 * rows, sharex=True, squeeze=False)
    for ax, (name, (values, slopes)) in zip(axes.flat, functions.items(), strict=False):
        jumps = np.abs(np.diff(slopes)) > 0.5  # a kink: the slope jumps, and no line is drawn between its sides
        ax.plot(z, values, color=COLORS["blue"], linestyle="-", label="f(z)")
        ax.plot(z, np.where(np.append(jumps, False), np.nan, slopes), color=COLORS["red"], linestyle="--", label="f′(z)")
        ax.set_title(name)
        bounded = np.abs(values).max() < 1.5
        ax.set_ylim((-1.15, 1.25) if bounded else (-1.2, 3.2))
    for ax in axes.flat[len(functions):]:
        ax.axis("off")
    axes.flat[0].legend(loc="lower right", fontsize=8)
    for ax in axes[-1]:
        ax.set(xlabel="z", xticks=[-4, -2, 0, 2, 4])
    return axes


def draw_sizes(sizes, y_label, predicted=None, ax=None):
    """Sizes layer by layer, on a logarithmic axis: markers for what was measured, thin lines for what was predicted. Returns the `Axes`.

    `sizes`, `predicted`: name → one number a layer.
    """
    if ax is None:
        _, ax = figure(height=3.3)
    for (name, values), color, mark in zip(sizes.items(), COLORS.values(), MARKERS, strict=False):
        layers = np.arange(1, len(values) + 1)
        ax.plot(layers, values, mark, color=color, markersize=4, label=name)
        if predicted and name in predicted:
            ax.plot(layers, predicted[name], color=color, linewidth=1, linestyle="-")
    ax.set(xlabel="layer", ylabel=y_label, yscale="log")
    ax.legend(fontsize=8)
    return ax


def draw_gradient_map(groups, limit=12):
    """Sizes of gradients layer by layer as one heat map: a row a network, a column a layer. Returns the `Axes`.

    `groups`: activation → {start → log₁₀ of the sizes (layers,)}, relative to the last layer; colours end at ± limit.
    """
    names = [(activation, start) for activation, starts in groups.items() for start in starts]
    values = np.array([groups[activation][start] for activation, start in names])  # (networks, layers)
    _, ax = figure(width=7.2, height=0.165 * len(names) + 1.2)
    image = ax.imshow(values, cmap="RdBu_r", norm=TwoSlopeNorm(0, -limit, limit), aspect="auto", interpolation="nearest",
                      extent=(0.5, values.shape[1] + 0.5, len(names) - 0.5, -0.5))
    per_group = len(next(iter(groups.values())))
    for i, activation in enumerate(groups):
        ax.axhline(i * per_group - 0.5, color="white", linewidth=3)
        middle = (i + 0.5) * per_group - 0.5
        ax.text(-0.2, middle, activation, transform=ax.get_yaxis_transform(), ha="right", va="center", fontweight="bold")
    ax.set_yticks(range(len(names)), [start for _, start in names], fontsize=7)
    ax.set(xlabel="layer (1 is next to the input)", xticks=[1, 5, 10, 15, 20, 25, 30])
    ax.grid(False)
    ax.spines[:].set_visible(False)
    bar = ax.figure.colorbar(image, ax=ax, shrink=0.6, extend="both", format=FuncFormatter(lambda power, _: f"$10^{{{power:.0f}}}$"))
    bar.set_label("gradient, relative to the last layer")
    return ax


def draw_rates(rates, shares, names, x_label, ax=None):
    """Several shares (0 to 1) against learning rates: a dot a run, a line through the means. Returns the `Axes`.

    `shares`: for each of `names` an array (rates, runs).
    """
    if ax is None:
        _, ax = figure(height=3.2)
    for values, name, color, mark, dash in zip(shares, names, COLORS.values(), MARKERS, DASHES, strict=False):
        values = np.asarray(values)
        ax.plot(rates, values, mark, color=color, markersize=4, alpha=0.45)
        ax.plot(rates, values.mean(axis=1), color=color, linestyle=dash, label=name)
    ax.set(xscale="log", xlabel=x_label, ylabel="share", xticks=rates, xticklabels=[f"{rate:g}" for rate in rates], ylim=(-0.05, 1.05))
    ax.minorticks_off()
    ax.tick_params(axis="x", labelsize=8)
    ax.legend()
    return ax


