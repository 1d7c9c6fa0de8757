"""Interactive figures. Each is shown by its name as the last line of a cell: `explorables.neuron(bias=1.0)`.

The arguments are the starting state; the docstring of each says what it teaches. README.md says how to add one.
"""
from dlbook.explorables.activation import Activation
from dlbook.explorables.adversarial import Adversarial
from dlbook.explorables.attention_map import AttentionMap
from dlbook.explorables.backpropagation import Backpropagation
from dlbook.explorables.convolution import Convolution
from dlbook.explorables.gradient_descent import GradientDescent
from dlbook.explorables.gradient_through_time import GradientThroughTime
from dlbook.explorables.lstm import Lstm
from dlbook.explorables.neuron import Neuron
from dlbook.explorables.overfitting import Overfitting
from dlbook.explorables.penalty import Penalty
from dlbook.explorables.positions import Positions
from dlbook.explorables.receptive_field import ReceptiveField
from dlbook.explorables.train_network import TrainNetwork

# Chapters write these names; each hides the submodule of the same name, which nobody needs after this line.
activation, backpropagation, gradient_descent = Activation, Backpropagation, GradientDescent
neuron, train_network = Neuron, TrainNetwork
adversarial = Adversarial
overfitting, penalty = Overfitting, Penalty
convolution, receptive_field = Convolution, ReceptiveField
attention_map, positions = AttentionMap, Positions
gradient_through_time, lstm = GradientThroughTime, Lstm

__all__ = [
    "activation", "adversarial", "attention_map", "backpropagation", "convolution", "gradient_descent", "gradient_through_time", "lstm",
    "neuron", "overfitting", "penalty", "positions", "receptive_field", "train_network",
]
