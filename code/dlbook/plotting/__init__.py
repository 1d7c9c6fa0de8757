"""Figures of the book: one style, set on import; functions that take and return an `Axes`; `show`, which demands alt text.

    from dlbook import plotting
    ax = plotting.curves({"training": loss}, x_label="epoch", y_label="loss")
    plotting.show(ax, alt="The loss falls from 2.3 to 0.1 within ten epochs.")
"""
from dlbook.plotting.challenges import draw_costs, draw_doses, draw_map_rows, draw_reliability
from dlbook.plotting.descent import draw_gallery, draw_jumps, draw_limits, draw_stops, draw_walks, label_ticks, tuning_curves
from dlbook.plotting.diagrams import draw_network, draw_neuron
from dlbook.plotting.figures import INK, figure, show
from dlbook.plotting.generalisation import (
    draw_balls,
    draw_differences,
    draw_fits,
    draw_folds,
    draw_ranges,
    draw_search,
    draw_weights,
)
from dlbook.plotting.graphs import draw_graph, draw_products
from dlbook.plotting.images import draw_branches, draw_maps, draw_photographs, draw_shares
from dlbook.plotting.mechanisms import draw_convolution, draw_lstm_cell
from dlbook.plotting.pictures import draw_digits, draw_matrix, draw_regions
from dlbook.plotting.plots import curves, intervals, points
from dlbook.plotting.races import draw_calibration, draw_race
from dlbook.plotting.repeats import bands, error_dots, run_curves
from dlbook.plotting.reviews import draw_lengths, draw_weights_of_words
from dlbook.plotting.sequences import draw_expression, draw_unrolled
from dlbook.plotting.signals import draw_activations, draw_gradient_map, draw_rates, draw_sizes
from dlbook.plotting.style import COLORS, apply_style
from dlbook.plotting.surfaces import draw_path, draw_surface
from dlbook.plotting.thumbnails import draw_thumbnails
from dlbook.plotting.transformers import draw_attention, draw_block, draw_positions

apply_style()

__all__ = [
    "COLORS", "INK", "apply_style", "bands", "curves", "draw_activations", "draw_attention", "draw_balls", "draw_block",
    "draw_branches", "draw_convolution", "draw_costs", "draw_differences", "draw_digits", "draw_doses", "draw_expression", "draw_fits",
    "draw_folds", "draw_gallery", "draw_gradient_map", "draw_graph", "draw_jumps", "draw_limits", "draw_lstm_cell", "draw_map_rows",
    "draw_maps", "draw_matrix",
    "draw_network", "draw_neuron", "draw_path", "draw_photographs", "draw_positions", "draw_products", "draw_ranges", "draw_rates",
    "draw_regions", "draw_reliability", "draw_search", "draw_shares", "draw_sizes", "draw_stops", "draw_surface", "draw_unrolled",
    "draw_calibration", "draw_lengths", "draw_race", "draw_thumbnails", "draw_weights_of_words",
    "draw_walks", "draw_weights", "error_dots", "figure", "intervals", "label_ticks", "points", "run_curves", "show", "tuning_curves",
]
