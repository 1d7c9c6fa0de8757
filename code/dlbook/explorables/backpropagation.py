"""Backpropagation, one operation at a time, on a graph small enough to check by hand."""
import traitlets

from dlbook.explorables.base import Explorable


class Backpropagation(Explorable, module="backpropagation"):
    """A computational graph with numbers: values go forward one node a step, then gradients come back one node a step.

    It teaches that every node needs two things alone, the gradient that arrives and its own local slopes; that a value used twice is
    sent two gradients, which add up; and that a node takes its turn only when all its users have had theirs. `inputs` are the starting
    values in the order of the graph's inputs; left empty, they are the graph's own.
    """

    title = traitlets.Unicode("Forward and back through a graph").tag(sync=True)
    try_this = traitlets.Unicode(
        "Try: step to the loss, and before each step back say which number will appear. Then take the graph with a value used twice, and "
        "watch the gradient of a grow in two steps. In the graph of two units, make w₂ positive: when does a gradient reach it?"
    ).tag(sync=True)
    graph = traitlets.Enum(["one neuron", "a value used twice", "two units"], default_value="one neuron").tag(sync=True)
    inputs = traitlets.List(traitlets.Float(min=-3, max=3), default_value=[], maxlen=4).tag(sync=True)
    step = traitlets.Int(1, min=0, max=24).tag(sync=True)
