"""Loss surfaces seen from above, and the paths that optimizers take across them."""
import numpy as np

from dlbook.plotting.figures import figure
from dlbook.plotting.style import COLORS, INK


def draw_surface(height, x, y, levels=12, ax=None):
    """Contours of `height(points) -> (...,)` over the plane, denser where the surface is low. `x`, `y`: (low, high). Returns the `Axes`."""
    if ax is None:
        _, ax = figure(width=4.6, height=3.8)
    across, up = np.meshgrid(np.linspace(*x, 120), np.linspace(*y, 120))
    values = height(np.stack([across, up], axis=-1))  # (120, 120)
    low, high = values.min(), values.max()
    heights = low + (high - low) * (np.arange(1, levels + 1) / levels) ** 2
    ax.contour(across, up, values, levels=heights, colors=INK, linewidths=0.7, alpha=0.45)
    ax.set(xlim=x, ylim=y, xlabel="$\\theta_1$", ylabel="$\\theta_2$")
    ax.grid(False)
    return ax


def draw_path(path, ax, name="", color="blue", marker="o"):
    """The places of an optimizer, joined in order, with a ring around the start. `path`: (steps + 1, 2). Returns the `Axes`."""
    path = np.asarray(path)
    ax.plot(path[:, 0], path[:, 1], color=COLORS[color], linestyle="-", linewidth=1.3, marker=marker, markersize=3, label=name)
    ax.plot(path[:1, 0], path[:1, 1], "o", markersize=9, markerfacecolor="none", color=INK)
    return ax


__all__ = ["draw_path", "draw_surface"]
