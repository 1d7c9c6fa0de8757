"""A neuron: what its weights, its bias and its activation do to a plane of points."""
import traitlets

from dlbook.explorables.base import Explorable


class Neuron(Explorable, module="neuron"):
    """One neuron with two inputs: a = f(w₁x₁ + w₂x₂ + b). The weights turn its decision line, the bias shifts it.

    It teaches that a neuron cuts the plane along a straight line, at right angles to its weight vector, whatever its activation; and that
    the activation decides how sharp the cut is. The error is the mean of (a − t)², where the targets t are 1 and 0 (1 and −1 for tanh).
    """

    title = traitlets.Unicode("A neuron").tag(sync=True)
    try_this = traitlets.Unicode(
        "Try: turn the line with the two weights until it separates the classes, then shift it with the bias. Double both weights and the "
        "bias: the line stays where it is, and the step across it gets steeper."
    ).tag(sync=True)
    weights = traitlets.Tuple(traitlets.Float(), traitlets.Float(), default_value=(1.0, -1.0)).tag(sync=True)
    bias = traitlets.Float(0.0, min=-4, max=4).tag(sync=True)
    activation = traitlets.Enum(["sigmoid", "tanh", "relu", "step"], default_value="sigmoid").tag(sync=True)
    probe = traitlets.Tuple(traitlets.Float(), traitlets.Float(), default_value=(1.5, -1.0)).tag(sync=True)

    @traitlets.validate("weights", "probe")
    def _inside(self, proposal):
        limit = 4 if proposal["trait"].name == "weights" else 3
        if max(map(abs, proposal["value"])) > limit:
            raise traitlets.TraitError(f"{proposal['trait'].name} must lie between −{limit} and {limit}, but received {proposal['value']}")
        return proposal["value"]
