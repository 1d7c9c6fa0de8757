"""A positional encoding: how alike the vectors of two places are."""
import traitlets

from dlbook.explorables.base import Explorable


class Positions(Explorable, module="positions"):
    """The likeness e_s·e_t / (n/2) of one place to all others, for waves of n features, and the angle of each wave at the two places.

    It teaches that likeness depends on the distance alone; that with few waves distant places may be alike; that slow waves, of a
    large base, tell them apart only over long distances; and that each pair of features is the hand of a clock, the first fast, the last
    slow.
    """

    title = traitlets.Unicode("How alike are two places?").tag(sync=True)
    try_this = traitlets.Unicode(
        "Try: with 2 features, find a place more than forty away that cannot be told from yours. Then take 32, and watch the most alike "
        "place more than ten away. Lower the base to 100, with 32 features and with 4. Move the place: does the curve change its shape?"
    ).tag(sync=True)
    features = traitlets.Int(32, min=2, max=64).tag(sync=True)
    base = traitlets.Float(10000.0, min=2, max=100000).tag(sync=True)
    place = traitlets.Int(8, min=0, max=63).tag(sync=True)
    other = traitlets.Int(28, min=0, max=63).tag(sync=True)
