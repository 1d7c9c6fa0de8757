"""Interactive figures. Each is shown by its name as the last line of a cell: `explorables.neuron(bias=1.0)`.

The arguments are the starting state; the docstring of each says what it teaches. README.md says how to add one.
"""
from dlbook.explorables.activation import Activation
from dlbook.explorables.backpropagation import Backpropagation
from dlbook.explorables.gradient_descent import GradientDescent
from dlbook.explorables.neuron import Neuron
from dlbook.explorables.train_network import TrainNetwork

# Chapters write these names; each hides the submodule of the same name, which nobody needs after this line.
activation, backpropagation, gradient_descent = Activation, Backpropagation, GradientDescent
neuron, train_network = Neuron, TrainNetwork

__all__ = ["activation", "backpropagation", "gradient_descent", "neuron", "train_network"]
