"""The receptive field: which pixels can change one number, after several convolutions."""
import traitlets

from dlbook.explorables.base import Explorable


class ReceptiveField(Explorable, module="receptive_field"):
    """One number of the last layer and the pixels it depends on, along one axis; r = 1 + Σ (kᵢ − 1) dᵢ s₁ ⋯ sᵢ₋₁.

    It teaches that stacked small kernels see far for few parameters; that every stride multiplies the reach of all layers above; that
    growing dilation does the same without losing resolution; and that strides longer than the kernel leave pixels which nobody sees.
    """

    title = traitlets.Unicode("What one number sees").tag(sync=True)
    try_this = traitlets.Unicode(
        "Try: with stride 1, how many layers of 3 does it take to see as far as one kernel of 7, and what do both cost? Then compare "
        "stride 2 with doubling dilation. At last make the stride larger than the kernel: are all pixels of the field seen?"
    ).tag(sync=True)
    layers = traitlets.Int(3, min=1, max=6).tag(sync=True)
    kernel = traitlets.Enum([1, 2, 3, 5, 7], default_value=3).tag(sync=True)
    stride = traitlets.Int(1, min=1, max=3).tag(sync=True)
    dilation = traitlets.Enum(["1 in every layer", "doubled from layer to layer"], default_value="1 in every layer").tag(sync=True)
