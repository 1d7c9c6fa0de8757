"""L1 and L2: a loss with two weights, a budget for their size, and the best pair that the budget allows."""
import traitlets

from dlbook.explorables.base import Explorable


class Penalty(Explorable, module="penalty"):
    """The loss ½ (w − m)ᵀ H (w − m) with H = [[1, c], [c, 1]], and its smallest value where |w₁| + |w₂| ≤ t, or √(w₁² + w₂²) ≤ t.

    It teaches that a budget for the size of the weights and a penalty λ for it are the same thing (for a convex loss as here, every budget
    belongs to a λ), that the best pair lies where a level line of the loss first touches the ball, and that the diamond's corners make a
    weight exactly zero where the circle only makes it small. The penalty is λ (|w₁| + |w₂|), or (λ/2) (w₁² + w₂²).
    """

    title = traitlets.Unicode("Why L1 makes weights zero, and L2 does not").tag(sync=True)
    try_this = traitlets.Unicode(
        "Try: with L1, shrink the budget until one weight is exactly zero; then choose L2 at the same budget. Drag the loss's minimum, and "
        "find places from which L1 leaves both weights alive. Can L2 ever give an exact zero?"
    ).tag(sync=True)
    ball = traitlets.Enum(["L1", "L2"], default_value="L1").tag(sync=True)
    budget = traitlets.Float(1.0, min=0.05, max=4).tag(sync=True)
    correlation = traitlets.Float(0.3, min=-0.9, max=0.9).tag(sync=True)
    minimum = traitlets.List(traitlets.Float(min=-2, max=2), default_value=[1.6, 0.7], minlen=2, maxlen=2).tag(sync=True)
