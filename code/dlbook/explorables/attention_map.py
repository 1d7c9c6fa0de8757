"""An attention map: five words with queries and keys in a plane, and who looks at whom."""
import traitlets

from dlbook.explorables.base import Explorable


class AttentionMap(Explorable, module="attention_map"):
    """Scaled dot-product attention among five words: the map A = softmax(s · QKᵀ/√d) and the answers A V, as queries and keys are moved.

    It teaches that a query changes its own row, a key the share that everybody gives it; that a long key attracts whoever points its way
    and repels whoever points against it; that sharpness s leads from the plain mean (0) to an ordinary dictionary (large); and
    what a causal mask hides. The values are the numbers 10 to 50, so that an answer tells where it comes from.
    """

    title = traitlets.Unicode("Who looks at whom").tag(sync=True)
    try_this = traitlets.Unicode(
        "Try: make “drank” look at “cat”, first by moving the query of “drank”, then, after Reset, by moving the key of “cat” alone. "
        "Which rows of the map change? Make one key very long. Then turn the sharpness to 0 and to its maximum, and put the causal mask on."
    ).tag(sync=True)
    words = traitlets.List(traitlets.Unicode(), ["the", "cat", "drank", "its", "milk"]).tag(sync=True)
    query_points = traitlets.List([[0.5, 0.0], [0.8, 1.5], [2.0, -0.6], [1.6, 2.0], [-1.0, 1.2]]).tag(sync=True)
    key_points = traitlets.List([[-1.2, -0.6], [1.5, 1.6], [-0.8, 1.7], [-0.4, -1.5], [1.9, -1.2]]).tag(sync=True)
    values = traitlets.List(traitlets.Float(), [10.0, 20.0, 30.0, 40.0, 50.0]).tag(sync=True)
    moved = traitlets.Enum(["query", "key"], default_value="query").tag(sync=True)
    word = traitlets.Int(2, min=0).tag(sync=True)
    sharpness = traitlets.Float(1.0, min=0, max=8).tag(sync=True)
    causal = traitlets.Bool(False).tag(sync=True)
