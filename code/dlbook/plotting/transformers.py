"""Figures of attention: who looks at whom, the waves of a positional encoding, and the plan of a Transformer block."""
import numpy as np
from matplotlib.patches import FancyBboxPatch

from dlbook.plotting.figures import figure
from dlbook.plotting.style import COLORS, INK


def draw_attention(shares, looks=None, seen=None, annotate=True, title="", ax=None):
    """Attention weights as a map: a row for each place that looks, a column for each place that is looked at. Returns the `Axes`.

    `shares`: (n, m), from 0 (white) to 1 (dark); `looks`, `seen`: names of rows and columns. `annotate` writes the shares in.
    """
    shares = np.asarray(shares, float)
    if ax is None:
        _, ax = figure(width=4.4, height=3.7)
    ax.imshow(shares, cmap="Blues", vmin=0, vmax=1, aspect="equal")
    ax.set(xlabel="is looked at", ylabel="looks", title=title)
    for names, axis, size in ((seen, ax.xaxis, shares.shape[1]), (looks, ax.yaxis, shares.shape[0])):
        if names is not None:
            axis.set_ticks(range(size), names)
    ax.grid(False)
    ax.spines[:].set(visible=True, color=INK, linewidth=0.6)
    if annotate:
        for (row, column), share in np.ndenumerate(shares):
            ax.text(column, row, f"{share:.2f}", ha="center", va="center", fontsize=8, color="white" if share > 0.5 else "black")
    return ax


def draw_positions(encoding, places=(), axes=None):
    """A positional encoding as a picture, and how alike one place is to all others. Returns the array of two axes.

    `encoding`: (time, n_model). Alike means the product eᵢ·eⱼ, divided by its largest value; `places`: the rows i that are shown.
    """
    encoding = np.asarray(encoding, float)
    if axes is None:
        _, axes = figure(columns=2, width=8.2, height=3.1)
    picture = axes[0].imshow(encoding.T, cmap="RdBu", vmin=-1, vmax=1, aspect="auto")
    axes[0].set(xlabel="place in the sequence", ylabel="feature")
    axes[0].grid(False)
    axes[0].figure.colorbar(picture, ax=axes[0], ticks=[-1, 0, 1])
    alike = encoding @ encoding.T / (encoding**2).sum(axis=1).max()
    for place in places:
        axes[1].plot(alike[place], label=f"place {place}")
    axes[1].set(xlabel="other place", ylabel="alike")
    axes[1].legend()
    return axes


def draw_block(ax=None):
    """The plan of a Transformer block with normalisation first: two branches, each added to what flows past it. Returns the `Axes`."""
    if ax is None:
        _, ax = figure(width=8.2, height=2.3)
    ax.axis("off")

    def arrow(*corners):
        *bends, last, end = corners
        if bends:
            ax.plot(*zip(*bends, last, strict=True), color=INK, linewidth=1.3, linestyle="-", zorder=1)
        ax.annotate("", end, last, arrowprops={"arrowstyle": "->", "color": INK, "linewidth": 1.3, "shrinkA": 0, "shrinkB": 0}, zorder=1)

    def box(x, width, words, color):
        ax.add_patch(FancyBboxPatch((x, -0.35), width, 0.7, boxstyle="round,pad=0.05", facecolor="white", edgecolor=color, linewidth=1.8,
                                    zorder=2))
        ax.text(x + width / 2, 0, words, ha="center", va="center", color="black", fontsize=9, zorder=3)

    def plus(x):
        ax.scatter([x], [0], s=260, facecolor="white", edgecolor=INK, linewidth=1.3, zorder=2)
        ax.text(x, 0, "+", ha="center", va="center", color="black", zorder=3)

    for start, width, words, color, note in ((0.0, 1.7, "multi-head\nattention", "blue", "between places"),
                                            (5.7, 2.6, "dense, ReLU,\ndense", "green", "at each place by itself")):
        box(start + 0.9, 1.5, "layer\nnormalisation", COLORS["orange"])
        box(start + 3.0, width, words, COLORS[color])
        end = start + 3.0 + width + 0.5
        plus(end)
        arrow((start, 0), (start + 0.85, 0))
        arrow((start + 2.45, 0), (start + 2.95, 0))
        arrow((start + 3.05 + width, 0), (end - 0.17, 0))
        arrow((start + 0.35, 0), (start + 0.35, 1), (end, 1), (end, 0.22))
        ax.text(start + 3.0 + width / 2, -0.6, note, ha="center", va="top", fontsize=9)
    arrow((5.37, 0), (5.75, 0))
    arrow((11.97, 0), (12.6, 0))
    ax.text(-0.1, 0, "$x$", ha="right", va="center")
    ax.text(12.7, 0, "$y$", ha="left", va="center")
    ax.set(xlim=(-0.5, 13.1), ylim=(-1.0, 1.2))
    return ax
