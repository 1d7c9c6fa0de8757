"""Plots of reviews: what single words and pairs weigh, and how long reviews are."""
import numpy as np

from dlbook.plotting.figures import figure
from dlbook.plotting.style import COLORS, INK


def draw_weights_of_words(weights, x_label, ax=None):
    """Words or pairs with their weights as bars, in the order given; praise to the right, blame to the left. Returns the `Axes`.

    `weights`: word → number.
    """
    if ax is None:
        _, ax = figure(width=5.2, height=0.24 * len(weights) + 1.0)
    values = np.array(list(weights.values()), float)
    ax.barh(range(len(weights)), values, color=[COLORS["blue"] if v > 0 else COLORS["orange"] for v in values], height=0.7)
    ax.axvline(0, color=INK, linewidth=0.8, linestyle="-")
    ax.set_yticks(range(len(weights)), list(weights))
    ax.set_ylim(len(weights) - 0.4, -0.6)
    ax.grid(axis="y", visible=False)
    ax.set_xlabel(x_label)
    return ax


def draw_lengths(lengths, cuts, ax=None):
    """How many reviews have which length, in words, with lines at some lengths. `lengths`: (n,). Returns the `Axes`."""
    if ax is None:
        _, ax = figure(height=2.9)
    ax.hist(np.clip(lengths, 0, 1000), bins=np.arange(0, 1001, 20), color=COLORS["sky"], edgecolor="white", linewidth=0.4)
    for cut in cuts:
        ax.axvline(cut, color=INK, linewidth=1.2, linestyle=":")
        ax.text(cut + 8, ax.get_ylim()[1] * 0.97, f"{cut}", va="top")
    ax.set(xlabel="words in a review (longer than 1,000: at 1,000)", ylabel="reviews", xlim=(0, 1000))
    return ax
