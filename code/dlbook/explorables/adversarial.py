"""A digit, a trained network, and the smallest push that makes the network read another digit."""
import json

import numpy as np
import traitlets

from dlbook.explorables.base import Explorable
from dlbook.explorables.bundle import FOLDER

STORED = FOLDER / "adversarial.json"


def train():
    """Return a network and some digits it never saw, as lists that JSON can hold: what `adversarial.json` stores.

    64 inputs, 24 ReLU units, 10 classes; the kernels to three decimals. The images, one of each of five digits, are the first of the test
    images, in sixteenths.
    """
    from dlbook import datasets
    from dlbook.activations import ReLU
    from dlbook.initializers import he_normal
    from dlbook.layers import Dense, Sequential
    from dlbook.losses import softmax_cross_entropy
    from dlbook.optimizers import Adam
    from dlbook.training import fit

    x, y, x_test, y_test = datasets.digits()
    rng = np.random.default_rng(0)
    network = Sequential([Dense(64, 24, rng, he_normal), ReLU(), Dense(24, 10, rng, he_normal)])
    fit(network, x, y, softmax_cross_entropy, Adam(0.003), 20, 32, rng, progress=False)
    kernel1, bias1, kernel2, bias2 = (np.round(values, 3).tolist() for values in network.params.values())
    first = [int(np.flatnonzero(y_test == digit)[0]) for digit in (1, 3, 4, 7, 8)]
    return {"network": [kernel1, bias1, kernel2, bias2], "images": np.rint(16 * x_test[first]).astype(int).tolist(),
            "labels": y_test[first].tolist()}


def stored():
    """Return the trained network and the digits that the figure shows; `python -m dlbook.explorables.adversarial` makes them anew."""
    return json.loads(STORED.read_text(encoding="utf-8"))


KEPT = stored()


class Adversarial(Explorable, module="adversarial"):
    """An image is moved by ε in every pixel, in the direction of the sign of the loss's gradient or of random signs.

    It teaches that a change too small to matter to a reader changes what the network reads, that it is the direction that does it and not
    the size, and that the network is often just as sure afterwards.
    """

    title = traitlets.Unicode("How far must a digit be pushed?").tag(sync=True)
    try_this = traitlets.Unicode(
        "Try: raise the size of the push until the network reads another digit, and note the size. Then choose random signs, and push as "
        "far as you can. Which digit needs the smallest push?"
    ).tag(sync=True)
    image = traitlets.Int(2, min=0, max=4).tag(sync=True)
    direction = traitlets.Enum(["gradient", "random"], default_value="gradient").tag(sync=True)
    epsilon = traitlets.Float(0.0, min=0, max=0.3).tag(sync=True)
    network = traitlets.List(KEPT["network"]).tag(sync=True)
    images = traitlets.List(KEPT["images"]).tag(sync=True)
    labels = traitlets.List(KEPT["labels"]).tag(sync=True)


if __name__ == "__main__":
    STORED.write_text(json.dumps(train(), separators=(",", ":")) + "\n", encoding="utf-8")
