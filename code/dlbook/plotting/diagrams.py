"""Diagrams drawn from the numbers they show: a neuron with its sum, a network with its weights."""
import itertools

import numpy as np

from dlbook.plotting.figures import figure
from dlbook.plotting.style import COLORS, INK


def _circle(ax, x, y, text, color=INK, radius=0.27, size=10):
    ax.scatter([x], [y], s=(radius * 110) ** 2, facecolor="white", edgecolor=color, linewidth=1.6, zorder=3)
    ax.text(x, y, text, ha="center", va="center", fontsize=size, color="black", zorder=4)


def draw_neuron(x, weights, bias, activation, name="f", ax=None):
    """One neuron at work: inputs, weights on the edges, weighted sum z, output f(z). `x`, `weights`: (n_in,). Returns the `Axes`.

    Edges are blue for positive weights and red for negative ones, as thick as the weight is large.
    """
    x, weights = np.asarray(x, float), np.asarray(weights, float)
    z = float(x @ weights + bias)
    if ax is None:
        _, ax = figure(width=6.4, height=0.85 * len(x) + 1.1)
    ax.axis("off")
    heights = np.arange(len(x), 0, -1.0) * 0.9
    middle = heights.mean()
    for index, (value, weight, height) in enumerate(zip(x, weights, heights, strict=True)):
        color = COLORS["blue"] if weight >= 0 else COLORS["red"]
        ax.plot([0, 2], [height, middle], color=color, linewidth=0.8 + 1.6 * abs(weight), linestyle="-" if weight >= 0 else "--", zorder=1)
        ax.text(0.95, height + (middle - height) * 0.475 + 0.2, f"$w_{index + 1}={weight:g}$", ha="center", color=color, zorder=5)
        _circle(ax, 0, height, f"{value:g}")
        ax.text(-0.35, height, f"$x_{index + 1}$", ha="right", va="center")
    ax.annotate("", (2, middle - 0.22), (2, middle - 0.95), arrowprops={"arrowstyle": "->", "color": INK})
    ax.text(2, middle - 1.1, f"$b={bias:g}$", ha="center", va="center")
    ax.plot([2, 3.6], [middle, middle], color=INK, linewidth=1.4, linestyle="-", zorder=1)
    ax.annotate("", (4.75, middle), (3.6, middle), arrowprops={"arrowstyle": "->", "color": INK})
    _circle(ax, 2, middle, f"{z:.3g}")
    ax.text(2, middle + 0.5, "$z=\\sum_i w_i x_i+b$", ha="center")
    _circle(ax, 3.6, middle, f"{float(activation(z)):.3g}", color=COLORS["green"])
    ax.text(3.6, middle + 0.5, f"${name}(z)$", ha="center")
    ax.text(4.85, middle, "output", ha="left", va="center")
    ax.set(xlim=(-0.8, 5.6), ylim=(min(heights.min(), middle - 1.3) - 0.3, heights.max() + 0.6))
    return ax


def draw_network(sizes, kernels=None, names=None, most=8, ax=None):
    """A fully connected network: a column of units for each layer, an edge for each weight. Returns the `Axes`.

    `sizes`: units per layer, inputs first. `kernels`: one (n_in, n_out) array for each pair of layers; edges are then blue or red by
    sign and as thick as the weight is large. A layer of more than `most` units is drawn with a gap; its true size stands below.
    """
    if ax is None:
        _, ax = figure(width=6.2, height=1.4 + 0.27 * min(max(sizes), most + 1))
    ax.axis("off")
    names = names or ["input"] + ["hidden"] * (len(sizes) - 2) + ["output"]
    columns = [_unit_heights(size, most) for size in sizes]
    lowest = min(min(units.values()) for units in columns)
    for layer, (left, right) in enumerate(itertools.pairwise(columns)):
        kernel = None if kernels is None else np.asarray(kernels[layer])
        largest = 1.0 if kernel is None else np.abs(kernel).max()
        for i, low in left.items():
            for j, high in right.items():
                weight = 0.4 if kernel is None else kernel[i, j] / largest
                color = INK if kernel is None else COLORS["blue"] if weight >= 0 else COLORS["red"]
                ax.plot([layer * 2, layer * 2 + 2], [low, high], color=color, linewidth=0.3 + 1.8 * abs(weight), alpha=0.55,
                        linestyle="-" if weight >= 0 else "--", zorder=1)
    for layer, (size, units, name) in enumerate(zip(sizes, columns, names, strict=True)):
        # Inputs are numbers, not units: small filled dots.
        ax.scatter([layer * 2] * len(units), list(units.values()), s=150 if layer else 40, facecolor="white" if layer else INK,
                   edgecolor=INK, linewidth=1.3, zorder=3)
        if len(units) < size:
            ax.text(layer * 2, 0, "⋮", ha="center", va="center", fontsize=14)
        thing = "unit" if layer else "number"
        ax.text(layer * 2, lowest - 0.55, f"{name}\n{size} {thing}{'s' * (size > 1)}", ha="center", va="top")
    ax.set(xlim=(-0.7, 2 * len(sizes) - 1.3), ylim=(lowest - 1.8, 0.5 - lowest))
    return ax


def _unit_heights(size, most):
    """Index of each drawn unit → its height; the middle of a long column is left out."""
    if size <= most:
        return {index: (size - 1) / 2 - index for index in range(size)}
    half = most // 2
    top = {index: most / 2 - 0.5 - index for index in range(half)}
    bottom = {size - half + index: -0.5 - index for index in range(half)}
    return {index: height + (0.25 if height > 0 else -0.25) for index, height in {**top, **bottom}.items()}
