"""Train a network: the whole loop of learning, live, on points in the plane."""
import traitlets

from dlbook.explorables.base import Explorable


class TrainNetwork(Explorable, module="train_network"):
    """A network with two inputs and one output learns to tell two classes apart, by stochastic gradient descent or Adam.

    It teaches what each choice does to the boundary: more units bend it more, a large learning rate shakes it, L2 smooths it. The loss is
    the binary cross-entropy plus `l2` · Σ w² over the kernels; kernels start from Glorot's uniform distribution, as in Keras. The data are
    those of `dlbook.datasets.points`, the spiral wound twice as tightly; `own points` starts with an empty plane to be filled by clicking.
    """

    title = traitlets.Unicode("Train a network").tag(sync=True)
    try_this = traitlets.Unicode(
        "Try: train with no hidden layer, then with one, and watch what the hidden units see. Let four units learn the spiral, then eight, "
        "then two layers of eight. Click into the plane to add points of your own, and see how far the boundary bends for them."
    ).tag(sync=True)
    data = traitlets.Enum(["two moons", "circles", "spiral", "own points"], default_value="two moons").tag(sync=True)
    layers = traitlets.Int(1, min=0, max=3).tag(sync=True)
    units = traitlets.Int(4, min=1, max=8).tag(sync=True)
    activation = traitlets.Enum(["tanh", "relu", "sigmoid"], default_value="tanh").tag(sync=True)
    optimizer = traitlets.Enum(["sgd", "adam"], default_value="sgd").tag(sync=True)
    learning_rate = traitlets.Enum([0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0], default_value=0.3).tag(sync=True)
    batch_size = traitlets.Enum([1, 4, 10, 20, 50, 100, 200], default_value=10).tag(sync=True)
    l2 = traitlets.Enum([0.0, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1], default_value=0.0).tag(sync=True)
    seed = traitlets.Int(1, min=1).tag(sync=True)
