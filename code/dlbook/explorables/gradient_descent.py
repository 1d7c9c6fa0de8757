"""Gradient descent: four optimizers walk down the same surface."""
import traitlets

from dlbook.explorables.base import Explorable


class GradientDescent(Explorable, module="gradient_descent"):
    """Paths of SGD, momentum, RMSprop and Adam from one starting point, with one learning rate α.

    It teaches that the steepest direction of curvature sets the limit: plain gradient descent diverges for α > 2/λ_max, where λ_max is the
    largest eigenvalue of the Hessian at the minimum, and with momentum μ for α > 2(1 + μ)/λ_max. Both limits are marked on the control.
    """

    title = traitlets.Unicode("Gradient descent").tag(sync=True)
    try_this = traitlets.Unicode(
        "Try: raise the learning rate step by step past the mark 2/λ. Just below it SGD swings from wall to wall, just above it each swing "
        "is wider than the last. Then turn the ravine: which optimizers notice that it no longer runs along an axis?"
    ).tag(sync=True)
    surface = traitlets.Enum(["bowl", "ravine", "turned ravine", "two valleys"], default_value="ravine").tag(sync=True)
    start = traitlets.Tuple(traitlets.Float(), traitlets.Float(), default_value=(-1.8, 1.0)).tag(sync=True)
    learning_rate = traitlets.Float(0.03, min=0.001, max=1).tag(sync=True)
    momentum = traitlets.Float(0.9, min=0, max=0.99).tag(sync=True)
    steps = traitlets.Int(40, min=1, max=200).tag(sync=True)

    @traitlets.validate("start")
    def _inside(self, proposal):
        if max(map(abs, proposal["value"])) > 2:
            raise traitlets.TraitError(f"start must lie between −2 and 2 in both coordinates, but received {proposal['value']}")
        return proposal["value"]
