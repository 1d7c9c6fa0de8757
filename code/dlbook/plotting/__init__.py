"""Figures of the book: one style, set on import; functions that take and return an `Axes`; `show`, which demands alt text.

    from dlbook import plotting
    ax = plotting.curves({"training": loss}, x_label="epoch", y_label="loss")
    plotting.show(ax, alt="The loss falls from 2.3 to 0.1 within ten epochs.")
"""
from dlbook.plotting.diagrams import draw_network, draw_neuron
from dlbook.plotting.figures import INK, figure, show
from dlbook.plotting.pictures import draw_digits, draw_matrix, draw_regions
from dlbook.plotting.plots import curves, intervals, points
from dlbook.plotting.style import COLORS, apply_style

apply_style()

__all__ = ["COLORS", "INK", "apply_style", "curves", "draw_digits", "draw_matrix", "draw_network", "draw_neuron",
           "draw_regions", "figure", "intervals", "points", "show"]
