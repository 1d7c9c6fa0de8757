"""Over- and underfitting: a polynomial through noisy points, and its error on them and on new ones for every degree."""
import traitlets

from dlbook.explorables.base import Explorable


class Overfitting(Explorable, module="overfitting"):
    """A polynomial of a chosen degree, fitted to noisy points by least squares, with an L2 penalty if wanted.

    It teaches that the error on the points it learns from can only fall as the degree grows (without a penalty), while the error on new
    points falls and then rises; and that more points, less noise or a penalty flatten the rise, each in its own way. The penalty is
    n λ Σ c², over the coefficients of the Legendre polynomials of degree 1 and more, n the number of points.
    """

    title = traitlets.Unicode("A polynomial that learns, and one that memorises").tag(sync=True)
    try_this = traitlets.Unicode(
        "Try: raise the degree until the dashed error turns up. Then bring it down again without touching the degree: with more points, "
        "with less noise, with a penalty. Draw other points at degree 3 and at degree 14, and see which curve moves more."
    ).tag(sync=True)
    degree = traitlets.Int(3, min=0, max=18).tag(sync=True)
    points = traitlets.Int(20, min=5, max=80).tag(sync=True)
    noise = traitlets.Float(0.3, min=0, max=1).tag(sync=True)
    penalty = traitlets.Float(0.0, min=0, max=1).tag(sync=True)
    seed = traitlets.Int(1, min=0).tag(sync=True)
