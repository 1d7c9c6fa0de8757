"""A gradient on its way back through time: what is left of it after each step, and what a cliff in the loss does with it."""
import traitlets

from dlbook.explorables.base import Explorable


class GradientThroughTime(Explorable, module="gradient_through_time"):
    """One recurrent unit, hₜ = tanh(w hₜ₋₁ + xₜ + b) with an input at the first step only, and the loss (h_T − 0.8)².

    It teaches that a gradient is multiplied at every step by w times a slope, and so shrinks or grows exponentially; that a cell state with
    a forget gate σ(bias) has no other factor than the gate; and that near a cliff of the loss the gradient has a useful direction and a
    useless length, which clipping repairs.
    """

    title = traitlets.Unicode("A gradient on its way back through time").tag(sync=True)
    try_this = traitlets.Unicode(
        "Try: w = 1, then 0.9 and 1.5: what is left of the gradient after all steps? Look for the cliff in the loss: where does a step of "
        "gradient descent land from there, with and without clipping? Which forget bias keeps half over forty steps?"
    ).tag(sync=True)
    weight = traitlets.Float(1.0, min=0, max=3).tag(sync=True)
    first = traitlets.Float(-0.5, min=-1, max=1).tag(sync=True)
    bias = traitlets.Float(0.02, min=-0.2, max=0.2).tag(sync=True)
    steps = traitlets.Int(40, min=1, max=60).tag(sync=True)
    forget_bias = traitlets.Float(1.0, min=-2, max=6).tag(sync=True)
    clip = traitlets.Bool(False).tag(sync=True)
