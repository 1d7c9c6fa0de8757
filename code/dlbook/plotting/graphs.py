"""Pictures of derivations: a computational graph with its numbers, a product of matrices as rectangles of their shapes."""
import numpy as np
from matplotlib.patches import Rectangle

from dlbook.plotting.figures import figure
from dlbook.plotting.style import COLORS, INK

RADIUS = 0.33  # half the side of a node, in units of the axes
UNIT = 0.76  # inches for one unit of the axes


def draw_graph(places, edges, values, slopes=None, grads=None, signs=None, ax=None):
    """A computational graph: values in the nodes, local slopes on the edges, gradients below the nodes. Returns the `Axes`.

    `places`: name → (column, row from the top). `edges`: (from, to) pairs. `values`, `grads`: name → number. `slopes`: (from, to) → number;
    `signs`: name → what the node does. With gradients, the edges point backward.
    """
    slopes, grads, signs = slopes or {}, grads or {}, signs or {}
    at = {name: np.array([1.5 * column, -1.3 * row]) for name, (column, row) in places.items()}
    columns, rows = np.array(list(at.values())).T
    left, right, bottom, top = columns.min() - 0.6, columns.max() + 0.5, rows.min() - 0.6, rows.max() + 0.6
    if ax is None:
        _, ax = figure(width=UNIT * (right - left), height=UNIT * (top - bottom))
    ax.axis("off")
    for start, end in edges:
        away = (at[end] - at[start]) / np.linalg.norm(at[end] - at[start])
        edge = (RADIUS + 0.03) / np.abs(away).max()  # from the middle of a square to its side, in this direction
        tail, head = at[start] + edge * away, at[end] - edge * away
        color = COLORS["red"] if grads else INK
        ends = (tail, head) if grads else (head, tail)  # where the arrow points, where it comes from
        ax.annotate("", *ends, arrowprops={"arrowstyle": "->", "color": color, "shrinkA": 0, "shrinkB": 0})
        if (start, end) in slopes:
            middle, text = (at[start] + at[end]) / 2, f"×{slopes[start, end]:.2f}".replace("-", "−")
            level = abs(away[1]) < 0.1  # above a level arrow, to the right of a rising one
            ax.text(*(middle + ([0, 0.06] if level else [0.12, -0.1])), text, ha="center" if level else "left",
                    va="bottom" if level else "center", color=COLORS["blue"], fontsize=9)
    for name, (x, y) in at.items():
        ax.add_patch(Rectangle((x - RADIUS, y - RADIUS), 2 * RADIUS, 2 * RADIUS, facecolor="white", edgecolor=INK, linewidth=1.5, zorder=3))
        ax.text(x, y, f"{values[name]:.2f}".replace("-", "−"), ha="center", va="center", color="black", fontsize=9, zorder=4)
        label = f"${name}$" + (f"  {signs[name]}" if name in signs else "")
        if places[name][1]:  # below the first row an arrow starts where the name would stand
            ax.text(x - RADIUS - 0.08, y, label, ha="right", va="center")
        else:
            ax.text(x, y + RADIUS + 0.08, label, ha="center", va="bottom")
        if name in grads:
            text = f"{grads[name]:.2f}".replace("-", "−")
            ax.text(x, y - RADIUS - 0.07, text, ha="center", va="top", color=COLORS["red"], fontweight="bold")
    ax.set(xlim=(left, right), ylim=(bottom, top))
    ax.set_aspect("equal")
    return ax


def draw_products(products, sizes, ax=None):
    """Products of matrices, each factor a rectangle as high and as wide as its shape. Returns the `Axes`.

    `products`: a list of products, each a list of (name, rows, columns, colour) and of signs such as "@" and "=".
    `sizes`: name of a size → its length in the drawing; rows and columns are such names.
    """
    own = ax is None
    if own:
        _, ax = figure()
    ax.axis("off")
    top, right = 0.0, 0.0
    for product in products:
        height = max(sizes[part[1]] for part in product if not isinstance(part, str))
        middle, x = top - height / 2, 0.0
        for part in product:
            if isinstance(part, str):
                ax.text(x + 0.22, middle, part, ha="center", va="center", fontsize=12)
                x += 0.5
                continue
            name, rows, columns, color = part
            w, h = sizes[columns], sizes[rows]
            ax.add_patch(Rectangle((x + 0.5, middle - h / 2), w, h, facecolor=COLORS[color], alpha=0.35, edgecolor="none"))
            ax.add_patch(Rectangle((x + 0.5, middle - h / 2), w, h, facecolor="none", edgecolor=INK, linewidth=1.2))
            ax.text(x + 0.5 + w / 2, middle, name, ha="center", va="center")
            ax.text(x + 0.44, middle, rows, ha="right", va="center", fontsize=8)
            ax.text(x + 0.5 + w / 2, middle + h / 2 + 0.05, columns, ha="center", va="bottom", fontsize=8)
            x += w + 0.6
        right, top = max(right, x), top - height - 0.55
    left, right, bottom, high = -0.1, right + 0.1, top + 0.3, 0.35
    ax.set(xlim=(left, right), ylim=(bottom, high))
    if own:
        ax.figure.set_size_inches(UNIT * (right - left), UNIT * (high - bottom))
    ax.set_aspect("equal")
    return ax
