"""An LSTM with one unit reads a short sequence: its gates, its candidate, its cell and its hidden state at every step."""
import traitlets

from dlbook.explorables.base import Explorable

BLOCK = [traitlets.Float(), traitlets.Float(), traitlets.Float()]


class Lstm(Explorable, module="lstm"):
    """One LSTM unit over twelve steps: i, f, o = σ(k x + r h + b), g = tanh(k x + r h + b), c = f c + i g, h = o tanh(c).

    It teaches which gate does what: that the cell keeps what the forget gate lets it keep, takes what the input gate lets in, and shows
    what the output gate lets out; and that a gate driven by the input can act at one step only. The numbers are those of `dlbook`'s LSTM.
    Each block is (weight of the input k, weight of the old hidden state r, bias b).
    """

    title = traitlets.Unicode("The gates of an LSTM, step by step").tag(sync=True)
    try_this = traitlets.Unicode(
        "Try: raise the bias of the forget gate until the spike is kept to the end. Close the input gate instead: what reaches the cell? "
        "Then set a second, opposite spike, and make the cell replace the first by it."
    ).tag(sync=True)
    sequence = traitlets.List(traitlets.Float(min=-2, max=2), [0, 2] + [0] * 10, minlen=2, maxlen=20).tag(sync=True)
    gate = traitlets.Enum(["i", "f", "g", "o"], default_value="f").tag(sync=True)
    i = traitlets.Tuple(*BLOCK, default_value=(0.0, 0.0, 0.0)).tag(sync=True)
    f = traitlets.Tuple(*BLOCK, default_value=(0.0, 0.0, 1.0)).tag(sync=True)
    g = traitlets.Tuple(*BLOCK, default_value=(1.0, 0.0, 0.0)).tag(sync=True)
    o = traitlets.Tuple(*BLOCK, default_value=(0.0, 0.0, 2.0)).tag(sync=True)
