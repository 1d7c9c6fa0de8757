"""Diagrams of two mechanisms, computed from the numbers they show: one position of a convolution, one step of an LSTM cell."""
import numpy as np
from matplotlib.patches import FancyBboxPatch, Rectangle

from dlbook.convolution import convolve_loops
from dlbook.plotting.figures import figure
from dlbook.plotting.style import COLORS, INK


def _grid(ax, values, left, title, marked=()):
    """A table of numbers with its top left corner at (left, 0); the cells in `marked` are filled. Returns its width."""
    columns = values.shape[1]
    for (row, column), value in np.ndenumerate(values):
        here = (row, column) in marked
        ax.add_patch(Rectangle((left + column, -row - 1), 1, 1, facecolor=COLORS["orange"] if here else "none", alpha=0.45 if here else 1,
                               edgecolor="none", zorder=1))
        ax.add_patch(Rectangle((left + column, -row - 1), 1, 1, facecolor="none", edgecolor=INK, linewidth=0.8, zorder=2))
        ax.text(left + column + 0.5, -row - 0.5, f"{value:g}", ha="center", va="center", fontsize=9, zorder=3)
    ax.text(left + columns / 2, 0.35, title, ha="center", va="bottom")
    return columns


def draw_convolution(image, kernel, row, column, stride=1, ax=None):
    """One position of a convolution: the window in the image, the kernel, and the number that they make in the output.

    `image`: (height, width), `kernel`: (rows, columns); `row`, `column`: the place in the *output* that is shown. No padding, and the
    kernel is not flipped. Returns the `Axes`. Errors: ValueError for a place outside the output.
    """
    image, kernel = np.asarray(image, float), np.asarray(kernel, float)
    output = convolve_loops(image[None, :, :, None], kernel[:, :, None, None], np.zeros(1), stride)[0, :, :, 0]
    if not (0 <= row < output.shape[0] and 0 <= column < output.shape[1]):
        raise ValueError(f"the output has the shape {output.shape}, so there is no place ({row}, {column}) in it")
    if ax is None:
        _, ax = figure(width=0.42 * (image.shape[1] + kernel.shape[1] + output.shape[1] + 6), height=0.42 * image.shape[0] + 1.1)
    ax.axis("off")
    ax.set_aspect("equal")
    window = {(row * stride + i, column * stride + j) for i, j in np.ndindex(kernel.shape)}
    at = _grid(ax, image, 0, "image", window) + 1
    ax.text(at + 0.5, -kernel.shape[0] / 2, "⋆", ha="center", va="center", fontsize=14)
    at += 2 + _grid(ax, kernel, at + 2, "kernel") + 1
    ax.text(at + 0.5, -kernel.shape[0] / 2, "=", ha="center", va="center", fontsize=14)
    at += 2 + _grid(ax, output, at + 2, "output", {(row, column)})
    inside = image[row * stride:row * stride + kernel.shape[0], column * stride:column * stride + kernel.shape[1]]
    terms = " + ".join(f"{pixel:g}·{weight:g}" if weight >= 0 else f"{pixel:g}·({weight:g})"
                       for pixel, weight in zip(inside.flat, kernel.flat, strict=True) if weight)
    ax.text(at / 2, -image.shape[0] - 0.7, f"{terms} = {output[row, column]:g}", ha="center", va="top", fontsize=9)
    ax.set(xlim=(-0.3, at + 0.3), ylim=(-image.shape[0] - 1.6, 1.3))
    return ax


def lstm_step(layer, x, h, c):
    """Return what one step of an `LSTM` with one unit computes: a dict with i, f, g, o, the new c and the new h.

    Formula: i, f, o = σ(x K + h R + b), g = tanh(x K + h R + b), c' = f c + i g, h' = o tanh(c'). Shapes: x (n_in,); h, c numbers.
    """
    kernel, recurrent_kernel, bias = layer.params.values()
    sums = np.asarray(x) @ kernel + h * recurrent_kernel[0] + bias  # (4,), in the order i, f, g, o
    i, f, o = 1 / (1 + np.exp(-sums[[0, 1, 3]]))
    g = np.tanh(sums[2])
    new_c = f * c + i * g
    return {"i": i, "f": f, "g": g, "o": o, "c": new_c, "h": o * np.tanh(new_c)}


def draw_lstm_cell(layer, x, h=0.0, c=0.0, ax=None):
    """One step of an LSTM with one unit, with its numbers: the cell state along the top, three gates and the candidate below it.

    `layer`: an `LSTM` of one unit; `x`: (n_in,); `h`, `c`: the states before the step. Returns the `Axes`.
    Errors: ValueError for a layer with more than one unit.
    """
    if layer.n_out != 1:
        raise ValueError(f"the diagram shows one unit, but the layer has {layer.n_out}")
    step = lstm_step(layer, x, h, c)
    if ax is None:
        _, ax = figure(width=7.2, height=3.9)
    ax.axis("off")

    def arrow(start, end):
        ax.annotate("", end, start, arrowprops={"arrowstyle": "->", "color": INK, "linewidth": 1.2, "shrinkA": 0, "shrinkB": 0}, zorder=1)

    def operation(x_at, y_at, sign):
        ax.scatter([x_at], [y_at], s=330, facecolor="white", edgecolor=INK, linewidth=1.2, zorder=3)
        ax.text(x_at, y_at, sign, ha="center", va="center", color="black", zorder=4)

    def box(x_at, name, function, value, color):
        ax.add_patch(FancyBboxPatch((x_at - 0.55, 0.55), 1.1, 0.9, boxstyle="round,pad=0.05", facecolor="white", edgecolor=color,
                                    linewidth=1.8, zorder=3))
        ax.text(x_at, 1.0, f"${name} = {function}$\n{value:.3f}", ha="center", va="center", color="black", fontsize=9, zorder=4)
        arrow((x_at, 0.1), (x_at, 0.5))

    gates = (("f", "\\sigma", 1.6, "forget gate"), ("i", "\\sigma", 3.2, "input gate"), ("g", "\\tanh", 4.8, "candidate"),
             ("o", "\\sigma", 6.6, "output gate"))
    for name, function, x_at, word in gates:
        box(x_at, name, function, step[name], COLORS["green"] if name == "g" else COLORS["blue"])
        ax.text(x_at, -0.35, word, ha="center", va="top", fontsize=9)
    ax.plot([0.4, 7.0], [0.1, 0.1], color=INK, linewidth=1.2, linestyle="-", zorder=1)
    ax.text(0.3, 0.1, f"$x$ = {', '.join(f'{value:g}' for value in x)}\n$h$ = {h:.3f}", ha="right", va="center")
    arrow((0.4, 3.4), (8.6, 3.4))
    ax.text(0.3, 3.4, f"$c$ = {c:.3f}", ha="right", va="center")
    operation(1.6, 3.4, "×")
    arrow((1.6, 1.5), (1.6, 3.15))
    operation(4.0, 2.35, "×")
    arrow((3.2, 1.5), (3.8, 2.2))
    arrow((4.8, 1.5), (4.2, 2.2))
    operation(4.0, 3.4, "+")
    arrow((4.0, 2.6), (4.0, 3.15))
    ax.text(4.12, 2.86, f"$i\\,g$ = {step['i'] * step['g']:.3f}", ha="left", va="center", fontsize=9)
    ax.text(2.8, 3.55, f"$f\\,c$ = {step['f'] * c:.3f}", ha="center", va="bottom", fontsize=9)
    arrow((7.6, 3.4), (7.6, 2.6))
    ax.text(7.7, 2.95, f"tanh: {np.tanh(step['c']):.3f}", ha="left", va="center", fontsize=9)
    operation(7.6, 2.35, "×")
    arrow((6.6, 1.5), (7.4, 2.2))
    arrow((7.85, 2.35), (8.6, 2.35))
    ax.text(8.7, 3.4, f"$c$ = {step['c']:.3f}", ha="left", va="center")
    ax.text(8.7, 2.35, f"$h$ = {step['h']:.3f}", ha="left", va="center")
    ax.set(xlim=(-1.6, 10.2), ylim=(-0.9, 4.1))
    return ax
