"""An activation and its derivative: a point on the curve, and the gradient that survives n layers there."""
import traitlets

from dlbook.explorables.base import Explorable


class Activation(Explorable, module="activation"):
    """The curve a = f(z), its derivative f′(z), and the product (w f′(z))ⁿ that multiplies a gradient on its way back through n layers.

    It teaches that value and slope are two different things: where the curve is flat, hardly anything comes back, however large a is; that
    a factor a little below or above 1 becomes tiny or huge after n layers; and that a weight can make good what a slope takes, at one z.
    The chain is the simplest there is: one unit a layer, the same weight w and the same sum z everywhere.
    """

    title = traitlets.Unicode("An activation and its derivative").tag(sync=True)
    try_this = traitlets.Unicode(
        "Try: move the point of the sigmoid to its steepest place, and look at what is left after ten layers. Which weight makes good the "
        "loss? Then move the point to z = 3 without touching the weight. Do the same with ReLU, on both sides of 0."
    ).tag(sync=True)
    activation = traitlets.Enum(["sigmoid", "tanh", "relu", "leaky relu", "elu", "gelu", "silu"], default_value="sigmoid").tag(sync=True)
    z = traitlets.Float(2.0, min=-6, max=6).tag(sync=True)
    weight = traitlets.Float(1.0, min=0, max=5).tag(sync=True)
    layers = traitlets.Int(10, min=1, max=30).tag(sync=True)
