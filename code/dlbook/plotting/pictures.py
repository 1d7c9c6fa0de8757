"""Plots that are pictures: images of digits, matrices as heat maps, decision regions. They stay raster inside the vector figure."""
import numpy as np
from matplotlib.colors import ListedColormap

from dlbook.plotting.figures import figure
from dlbook.plotting.plots import points
from dlbook.plotting.style import COLORS, GRID


def draw_digits(images, titles=None, columns=8, size=0.75):
    """A grid of grey images, with `titles` above them. Returns the array of axes.

    `images`: (n, height, width), or flat squares (n, pixels); all share one scale from the smallest to the largest value.
    """
    images = np.asarray(images)
    if images.ndim == 2:
        side = int(round(images.shape[1] ** 0.5))
        images = images.reshape(-1, side, side)
    rows = -(-len(images) // columns)
    _, axes = figure(columns, rows, width=size * columns, height=(size + (0.25 if titles is not None else 0.05)) * rows, squeeze=False)
    low, high = images.min(), images.max()
    for index, ax in enumerate(axes.flat):
        ax.set(xticks=[], yticks=[])
        ax.spines[:].set(visible=index < len(images), color=GRID, linewidth=0.6)  # a frame: the paper is white, and so may be the page
        if index < len(images):
            ax.imshow(images[index], cmap="gray_r", vmin=low, vmax=high)
            if titles is not None:
                ax.set_title(titles[index], fontsize=9, loc="center", pad=2)
    return axes


def draw_matrix(values, x_label, y_label, x_ticks=None, y_ticks=None, annotate=True, cmap="Blues", ax=None, darkest=None):
    """A matrix as a heat map with its numbers written in. `values`: (rows, columns). Returns the `Axes`.

    `darkest`: the value that gets the darkest colour, for matrices on one scale; by default the largest.
    """
    values = np.asarray(values)
    if ax is None:
        _, ax = figure(width=4.6, height=4.2)
    darkest = values.max() if darkest is None else darkest
    ax.imshow(values, cmap=cmap, vmax=darkest)
    ax.set(xlabel=x_label, ylabel=y_label)
    ax.set_xticks(range(values.shape[1]), x_ticks if x_ticks is not None else range(values.shape[1]))
    ax.set_yticks(range(values.shape[0]), y_ticks if y_ticks is not None else range(values.shape[0]))
    ax.grid(False)
    ax.spines[:].set_visible(False)
    middle = (darkest + values.min()) / 2
    if annotate:
        for (row, column), value in np.ndenumerate(values):
            if value:
                ax.text(column, row, f"{value:g}", ha="center", va="center", fontsize=8, color="white" if value > middle else "black")
    return ax


def draw_regions(predict, x, labels, ax=None, margin=0.4, steps=160):
    """The plane coloured by `predict(points) -> labels`, under the data points. `x`: (n, 2); `labels`: (n,). Returns the `Axes`."""
    if ax is None:
        _, ax = figure(width=4.2, height=3.8)
    (left, bottom), (right, top) = x.min(axis=0) - margin, x.max(axis=0) + margin
    across, up = np.meshgrid(np.linspace(left, right, steps), np.linspace(bottom, top, steps))
    plane = np.column_stack([across.ravel(), up.ravel()])  # (steps², 2)
    classes = np.unique(labels)
    colors = ListedColormap(list(COLORS.values())[:len(classes)])
    answers = np.searchsorted(classes, predict(plane)).reshape(steps, steps)
    ax.imshow(answers, extent=(left, right, bottom, top), origin="lower", aspect="auto", cmap=colors, vmin=0,
              vmax=max(len(classes) - 1, 1), alpha=0.25)
    points(x, labels, ax=ax)
    ax.grid(False)
    return ax

