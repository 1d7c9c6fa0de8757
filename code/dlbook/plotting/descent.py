"""Figures of learning as a walk downhill: walks on a curve, learning rates side by side, and training runs to diagnose."""
import numpy as np
from matplotlib.ticker import NullLocator

from dlbook.plotting.figures import figure
from dlbook.plotting.style import COLORS, INK

MARKERS = "os^Dv*"


def draw_walks(height, paths, low, high):
    """Walks on a curve, a marker a step, each with its start beside it. `paths`: start → places (steps + 1,). Returns the `Axes`."""
    _, ax = figure(height=3.4)
    across = np.linspace(low, high, 300)
    ax.plot(across, height(across), color=INK, linewidth=1.2, linestyle="-")
    for (start, path), color, marker in zip(paths.items(), COLORS.values(), MARKERS, strict=False):
        ax.plot(path, height(path), color=color, marker=marker, markersize=4, linewidth=0.8, linestyle="-")
        left = path[-1] > start
        ax.annotate(f"start {start:g}".replace("-", "−"), (start, height(start)), xytext=(8 if left else -8, 6), textcoords="offset points",
                    ha="left" if left else "right", color=color, fontweight="bold")
    ax.set(xlabel="$\\theta$", ylabel="$L(\\theta)$", xlim=(low, high))
    return ax


def draw_jumps(products, n_steps=12):
    """Gradient descent on a parabola of curvature λ: the distance from its minimum, and the jumps of two walks. Returns the array of axes.

    `products`: values of αλ, the learning rate times the curvature; each step multiplies the place by 1 − αλ.
    """
    _, axes = figure(columns=2, width=8.2, height=3.2)
    left, right = axes
    steps, theta = np.arange(n_steps + 1), np.linspace(-1.5, 1.5, 100)
    right.plot(theta, theta**2 / 2, color=INK, linewidth=1, linestyle="-")
    for product, color, marker in zip(products, COLORS.values(), MARKERS, strict=False):
        path = (1.0 - product) ** steps
        left.plot(steps, np.abs(path), color=color)
        left.annotate(f"αλ = {product:g}", (n_steps, abs(path[-1])), xytext=(6, 0), textcoords="offset points", va="center", color=color,
                      fontweight="bold", annotation_clip=False)
        if product in (products[1], products[-1]):
            right.plot(path[:6], path[:6] ** 2 / 2, color=color, marker=marker, linestyle="-", linewidth=1, label=f"αλ = {product:g}")
    left.set(xlabel="step", ylabel="distance from the minimum, |θ|", yscale="log")
    right.set(xlabel="θ", ylabel="L(θ)", ylim=(-0.05, 1.6))
    right.legend(loc="upper center", ncols=2)
    return axes


def draw_limits(curvatures, every):
    """The largest curvature during training with several learning rates α, each with its limit 2/α. Returns the `Axes`.

    `curvatures`: α → values, one after every so many steps.
    """
    _, ax = figure(height=3.6)
    for (rate, values), color, marker in zip(curvatures.items(), COLORS.values(), MARKERS, strict=False):
        ax.plot(every * np.arange(len(values)), values, color=color, linestyle="-", marker=marker, markersize=4, label=f"α = {rate:g}")
        ax.axhline(2 / rate, color=color, linestyle="--", linewidth=1)
        ax.annotate(f"2/{rate:g}", (1, 2 / rate), xycoords=("axes fraction", "data"), xytext=(4, 0), textcoords="offset points",
                    va="center", color=color, fontweight="bold", annotation_clip=False)
    ax.set(xlabel="step", ylabel="largest curvature $\\lambda_\\mathrm{max}$")
    ax.legend(loc="upper right", bbox_to_anchor=(1, 0.92))
    return ax


def tuning_curves(results, x_label, y_label, ax=None):
    """Losses against learning rates, both axes logarithmic: small dots for single runs, lines for their means. Returns the `Axes`.

    `results`: name → (rates, losses), of shapes (n_rates,) and (n_rates, n_runs).
    """
    if ax is None:
        _, ax = figure()
    for (name, (rates, losses)), color, marker in zip(results.items(), COLORS.values(), MARKERS, strict=False):
        losses = np.asarray(losses)
        ax.plot(rates, losses.mean(axis=1), color=color, marker=marker, markersize=4, label=name)
        ax.plot(rates, losses, marker, color=color, markersize=2.5, alpha=0.35, linestyle="none")
    ax.set(xscale="log", yscale="log", xlabel=x_label, ylabel=y_label)
    ax.legend(fontsize=8)
    return ax


def label_ticks(ax, axis, values):
    """Make an axis ("x" or "y") logarithmic, labelled at those of the values that lie in its range. Returns the `Axes`."""
    ax.set(**{f"{axis}scale": "log"})
    chosen = ax.xaxis if axis == "x" else ax.yaxis
    low, high = chosen.get_view_interval()
    inside = [value for value in values if low <= value <= high]
    chosen.set_ticks(inside, [f"{value:g}" for value in inside])
    chosen.set_minor_locator(NullLocator())
    return ax


def draw_stops(training, validation, stops):
    """Two loss curves, a dot at the lowest validation loss, and the epochs at which rules end the run. Returns the `Axes`.

    `stops`: rule → epoch.
    """
    _, ax = figure(width=6.6)
    epochs = np.arange(1, len(training) + 1)
    for values, name, color, style in ((training, "training", "blue", "-"), (validation, "validation", "orange", "--")):
        ax.plot(epochs, values, color=COLORS[color], linestyle=style, label=name)
    best = int(np.argmin(validation))
    ax.plot(epochs[best], validation[best], "o", color=COLORS["orange"], markersize=7, label=f"best: {epochs[best]}")
    for name, epoch in stops.items():
        ax.axvline(epoch, color=INK, linewidth=0.9, linestyle=":")
        ax.text(epoch, 0.8 * min(validation), f"{name} ", rotation=90, ha="right", va="top")
    ax.set(xlabel="epoch", ylabel="loss", yscale="log")
    ax.legend(loc="upper right", bbox_to_anchor=(0.94, 1.03), ncols=3)
    return ax


def draw_gallery(histories, guess, highest, by_step=(), without_guess=()):
    """Training runs side by side: training solid, validation dashed, the loss of guessing dotted. Returns the array of axes.

    `histories`: letter → `dlbook.training.History`; `highest`: letter → upper end of its axis, or "log"; those in `by_step` show each step.
    """
    _, axes = figure(columns=4, rows=2, width=9.6, height=4.8)
    for ax, (letter, history) in zip(axes.flat, histories.items(), strict=False):
        if letter in by_step:
            ax.plot(history.step_loss, color=COLORS["blue"], linestyle="-", linewidth=1.2)
        else:
            epochs = np.arange(1, len(history.loss) + 1)
            ax.plot(epochs, history.loss, color=COLORS["blue"], linestyle="-")
            ax.plot(epochs, history.validation_loss, color=COLORS["orange"], linestyle="--")
        if letter not in without_guess:
            ax.axhline(guess, color=INK, linewidth=0.9, linestyle=":")
        if highest.get(letter) == "log":
            ax.set_yscale("log")
        else:
            ax.set_ylim(0, highest.get(letter))
        ax.set_xlabel("step" if letter in by_step else "epoch")
        ax.set_title(letter, fontweight="bold")
    for ax in axes[:, 0]:
        ax.set_ylabel("loss")
    return axes


__all__ = ["draw_gallery", "draw_jumps", "draw_limits", "draw_stops", "draw_walks", "label_ticks", "tuning_curves"]
