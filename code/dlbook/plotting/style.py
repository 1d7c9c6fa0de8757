"""The one style of the book's figures.

Colours are those of Okabe and Ito (2008), chosen to stay apart for readers with any common colour blindness; the
yellow is left out, because it vanishes on white. Everything that is not data (axes, ticks, words) is drawn in one ink,
which the web page replaces by the colour of its text, so that a figure reads well in the light and in the dark theme.
"""
import matplotlib
from cycler import cycler

INK = "#262626"
GRID = "#9a9a9a"
COLORS = {"blue": "#0072b2", "orange": "#e69f00", "green": "#009e73", "red": "#d55e00", "purple": "#cc79a7", "sky": "#56b4e9"}
# Adjacent lines differ in dash as well as in colour, so that a figure survives a grey printer.
DASHES = ["-", (0, (5, 2)), (0, (1, 1.5)), (0, (5, 2, 1, 2)), (0, (3, 1, 1, 1, 1, 1)), (0, (8, 3))]


def apply_style():
    """Set matplotlib's defaults for the book. Called on import of `dlbook.plotting`."""
    matplotlib.rcParams.update({
        "figure.figsize": (6.0, 3.4),  # inches
        "figure.dpi": 110,
        "figure.facecolor": "white",
        "figure.constrained_layout.use": True,
        "font.size": 10.0,
        "axes.facecolor": "none",
        "axes.edgecolor": INK,
        "axes.labelcolor": INK,
        "axes.titlecolor": INK,
        "axes.titlesize": 10.5,
        "axes.titlelocation": "left",
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.axisbelow": True,
        "axes.grid": True,
        "axes.prop_cycle": cycler(color=list(COLORS.values())) + cycler(linestyle=DASHES),
        "grid.color": GRID,
        "grid.alpha": 0.35,
        "grid.linewidth": 0.6,
        "text.color": INK,
        "xtick.color": INK,
        "ytick.color": INK,
        "lines.linewidth": 1.8,
        "lines.markersize": 5,
        "legend.frameon": False,
        "image.cmap": "viridis",
        "image.interpolation": "nearest",
        "svg.fonttype": "path",
        "svg.hashsalt": "dlbook",
        "svg.image_inline": True,
        "path.simplify": False,  # a simplified path may lose another vertex on another machine
    })
