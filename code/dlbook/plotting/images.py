"""Photographs, maps of signed numbers, blocks of layers, and how parameters and work are shared out among layers."""
import numpy as np
from matplotlib.patches import FancyBboxPatch

from dlbook.plotting.figures import figure
from dlbook.plotting.style import COLORS, GRID, INK


def draw_photographs(images, titles, height=2.3):
    """Images side by side, each with its title. `images`: a list of (height, width, 3) or (height, width), of 0 … 1. Returns the axes.

    Errors: ValueError when an image is not within 0 … 1, or the titles are not as many as the images.
    """
    if len(images) != len(titles):
        raise ValueError(f"every image has a title, but received {len(images)} images and {len(titles)} titles")
    for image in images:
        if np.min(image) < 0 or np.max(image) > 1:
            raise ValueError(f"brightness lies between 0 and 1, but an image reaches from {np.min(image):g} to {np.max(image):g}")
    widths = [np.shape(image)[1] / np.shape(image)[0] for image in images]
    _, axes = figure(len(images), width=height * sum(widths) + 0.1, height=height + 0.3, gridspec_kw={"width_ratios": widths})
    for ax, image, title in zip(np.atleast_1d(axes), images, titles, strict=True):
        ax.imshow(image, cmap="gray", vmin=0, vmax=1)
        ax.set_title(title, fontsize=9.5)
        ax.axis("off")
    return np.atleast_1d(axes)


def draw_maps(maps, titles=None, columns=8, size=0.85, shared=False):
    """Maps of signed numbers: blue is negative, red positive, white zero. `maps`: (n, height, width). Returns the array of axes.

    Each map has its own scale, unless `shared`.
    """
    maps = np.asarray(maps, float)
    rows = -(-len(maps) // columns)
    _, axes = figure(columns, rows, width=size * columns, height=(size + (0.25 if titles is not None else 0.05)) * rows, squeeze=False)
    for index, ax in enumerate(axes.flat):
        ax.set(xticks=[], yticks=[])
        ax.spines[:].set(visible=index < len(maps), color=GRID, linewidth=0.6)
        if index < len(maps):
            limit = np.abs(maps if shared else maps[index]).max() or 1
            ax.imshow(maps[index], cmap="RdBu_r", vmin=-limit, vmax=limit)
            if titles is not None:
                ax.set_title(titles[index], fontsize=9, loc="center", pad=2)
    return axes


def draw_branches(branches, merge, title, ax):
    """Layers that stand side by side between one input and one output, top down. Returns the `Axes`.

    `branches`: a list of lists of layer names, an empty list for a plain wire; `merge`: the word where they meet, such as "add".
    """
    deepest = max(len(branch) for branch in branches)
    at = np.arange(len(branches)) - (len(branches) - 1) / 2
    top, bottom = 0.7, -deepest - 0.2
    wire = {"color": INK, "linewidth": 1.2, "linestyle": "-", "zorder": 1}
    for x, branch in zip(at, branches, strict=True):
        ax.plot([0, x, x, 0], [top, top - 0.35, bottom + 0.35, bottom], **wire)
        offset = (deepest - len(branch)) / 2
        for i, name in enumerate(branch):
            y = -i - offset - 0.25
            ax.add_patch(FancyBboxPatch((x - 0.4, y - 0.28), 0.8, 0.56, boxstyle="round,pad=0.03", facecolor="white",
                                        edgecolor=COLORS["blue"] if "×" in name else COLORS["green"], linewidth=1.5, zorder=3))
            ax.text(x, y, name, ha="center", va="center", color="black", fontsize=8, zorder=4)
    for y, word in ((top, "input"), (bottom, merge)):
        ax.text(0, y, word, ha="center", va="center", color="black", fontsize=9, zorder=5,
                bbox={"boxstyle": "round,pad=0.3", "facecolor": "white", "edgecolor": INK})
    ax.set(xlim=(at[0] - 0.6, at[-1] + 0.6), ylim=(bottom - 0.4, top + 0.4))
    ax.set_title(title, loc="center")
    ax.axis("off")
    return ax


def draw_shares(shares, names, x_label, ax=None):
    """For each layer the share it has in several totals, as bars side by side. `shares`: total → one number for each of `names`."""
    if ax is None:
        _, ax = figure(height=0.27 * len(names) + 1.1)
    thickness = 0.8 / len(shares)
    for i, ((total, values), color, hatch) in enumerate(zip(shares.items(), COLORS.values(), ("", "////", ".."), strict=False)):
        values = np.asarray(values, float)
        ax.barh(np.arange(len(names)) + (i - (len(shares) - 1) / 2) * thickness, values / values.sum(), thickness, label=total,
                facecolor=color if not hatch else "none", edgecolor=color, hatch=hatch)
    ax.set(xlabel=x_label, yticks=range(len(names)), yticklabels=names, ylim=(len(names) - 0.4, -0.6))
    ax.grid(axis="y", visible=False)
    ax.legend()
    return ax
