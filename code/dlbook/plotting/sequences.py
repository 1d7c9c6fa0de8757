"""Diagrams of networks that are unrolled: along a line of time steps, and over a tree."""
from matplotlib.patches import FancyBboxPatch

from dlbook.plotting.figures import figure
from dlbook.plotting.style import COLORS, INK

KINDS = {"many-to-one": (4, (3,)), "many-to-many": (4, (0, 1, 2, 3)), "encoder and decoder": (2, (2, 3))}  # inputs, places of the outputs


def _arrow(ax, start, end, style="-"):
    look = {"arrowstyle": "->", "color": INK, "linewidth": 1.2, "linestyle": style, "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", end, start, arrowprops=look, zorder=1)


def draw_unrolled():
    """A recurrent layer of four steps, three times: one output at the end, one at every step, inputs first and outputs after.

    Returns the `Axes` as an array.
    """
    _, axes = figure(columns=3, width=9, height=2.3)
    for ax, (kind, (n_inputs, outputs)) in zip(axes, KINDS.items(), strict=True):
        ax.axis("off")
        ax.set_title(kind)
        for t in range(4):
            ax.add_patch(FancyBboxPatch((t - 0.27, -0.2), 0.54, 0.4, boxstyle="round,pad=0.03", facecolor="white", linewidth=1.6,
                                        edgecolor=COLORS["blue"], zorder=3))
            ax.text(t, 0, f"$h_{t + 1}$", ha="center", va="center", color="black", zorder=4)
            if t < 3:
                _arrow(ax, (t + 0.3, 0), (t + 0.7, 0))
            if t < n_inputs:
                _arrow(ax, (t, -0.75), (t, -0.24))
                ax.text(t, -0.8, f"$x_{t + 1}$", ha="center", va="top")
            if t in outputs:
                _arrow(ax, (t, 0.24), (t, 0.75))
                ax.text(t, 0.8, f"$y_{outputs.index(t) + 1}$", ha="center", va="bottom", color=COLORS["red"])
            if t - 1 >= n_inputs:  # a decoder reads what it has just written
                _arrow(ax, (t - 0.85, 0.85), (t - 0.18, 0.26), style="--")
        ax.set(xlim=(-0.5, 3.5), ylim=(-1.15, 1.15))
    return axes


def draw_expression(tree, value, ax=None):
    """A tree of operators with its leaves, and beside each operator the value of what is below it.

    `tree`: a leaf, or a triple (operator, left tree, right tree); `value`: a function from a tree to what is written beside it.
    Returns the `Axes`.
    """
    if ax is None:
        _, ax = figure(width=4.5, height=3.2)
    ax.axis("off")
    places = []  # (x, depth, text, value or None)

    def place(node, depth):
        """Draw what is below a node, leaves side by side from left to right; return its x."""
        if not isinstance(node, tuple):
            leaves = sum(1 for _, _, _, beside in places if beside is None)
            places.append((leaves, depth, str(node), None))
            return leaves
        children = [place(child, depth + 1) for child in node[1:]]
        x = sum(children) / 2
        for child in children:
            ax.plot([x, child], [-depth, -depth - 1], color=INK, linewidth=1.2, linestyle="-", zorder=1)
        places.append((x, depth, node[0], value(node)))
        return x

    place(tree, 0)
    for x, depth, text, beside in places:
        color = COLORS["orange"] if beside is None else COLORS["blue"]
        ax.text(x, -depth, text, ha="center", va="center", color="black", zorder=4,
                bbox={"boxstyle": "round,pad=0.35", "facecolor": "white", "edgecolor": color, "linewidth": 1.6})
        if beside is not None:
            ax.text(x + 0.42, -depth + 0.12, f"{beside}", ha="left", va="bottom", color=COLORS["red"], zorder=4)
    deepest = max(depth for _, depth, _, _ in places)
    ax.set(xlim=(-0.6, max(x for x, _, _, _ in places) + 0.8), ylim=(-deepest - 0.5, 0.6))
    return ax
