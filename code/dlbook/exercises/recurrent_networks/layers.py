"""Recurrent layers: the states of the simple one, the last of them, and how many weights each kind has."""

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake
from dlbook.exercises.inputs import numbers


def rnn_states(x, kernel, recurrent_kernel, bias):
    """Return all states hₜ = tanh(xₜ K + hₜ₋₁ R + b), h₀ = 0: (batch, time, n_out)."""
    h, states = np.zeros((len(x), len(bias))), []
    for t in range(x.shape[1]):
        h = np.tanh(x[:, t] @ kernel + h @ recurrent_kernel + bias)
        states.append(h)
    return np.stack(states, axis=1)


def states_with(step, time_first=False, last_only=False):
    """Return a layer with another step: step(from x, old state, recurrent kernel, bias) gives the new state."""

    def wrong(x, kernel, recurrent_kernel, bias):
        if time_first:
            x = x.swapaxes(0, 1)
        h, states = np.zeros((len(x), len(bias))), []
        for t in range(x.shape[1]):
            h = step(x[:, t] @ kernel, h, recurrent_kernel, bias)
            states.append(h)
        states = np.stack(states, axis=1)
        return states[:, -1] if last_only else states.swapaxes(0, 1) if time_first else states

    return wrong


def right_step(from_x, h, recurrent_kernel, bias):
    """Return the right new state."""
    return np.tanh(from_x + h @ recurrent_kernel + bias)


X, KERNEL, RECURRENT, BIAS = numbers(1, (2, 4, 3), (3, 5), (5, 5), (5,), size=0.6)

RNN_STATES = Exercise(
    name="recurrent_networks.rnn_states",
    tier=1,
    reference=rnn_states,
    cases=(
        Case(
            (
                np.array([[[1.0], [0.0], [2.0]], [[0.5], [0.5], [0.0]]]),
                np.array([[1.0, 0.0]]),
                np.array([[0.0, 1.0], [0.0, 0.5]]),
                np.array([0.0, 0.1]),
            )
        ),
        Case((X, KERNEL, RECURRENT, BIAS)),
        Case((*numbers(2, (3, 6, 2), (2, 4), (4, 4), (4,), size=0.8),)),
    ),
    hints=(
        "You need one variable that survives from one step to the next. What is it before the first step?",
        "At each step: the input of that step through the kernel, the old state through the recurrent kernel, the bias, then tanh.",
        "Collect the states in a list and stack them along the time axis, which comes second.",
    ),
    mistakes=(
        Mistake(
            "",
            "old state not used",
            "Change the first step of the input: do later states notice?",
            (states_with(lambda from_x, h, r, b: np.tanh(from_x + b)),),
        ),
        Mistake(
            "",
            "no tanh",
            "With large inputs, do your states stay between −1 and 1?",
            (states_with(lambda from_x, h, r, b: from_x + h @ r + b),),
        ),
        Mistake(
            "",
            "tanh around the input alone",
            "What goes through tanh: one part of the sum, or all of it?",
            (states_with(lambda from_x, h, r, b: np.tanh(from_x + b) + h @ r),),
        ),
        Mistake(
            "",
            "bias forgotten",
            "What does your layer answer to an input of zeros?",
            (states_with(lambda from_x, h, r, b: np.tanh(from_x + h @ r)),),
        ),
        Mistake(
            "",
            "recurrent kernel transposed",
            "Rows of the recurrent kernel belong to old units, columns to new ones. Which way do you multiply?",
            (states_with(lambda from_x, h, r, b: np.tanh(from_x + h @ r.T + b)),),
        ),
        Mistake(
            "R02",
            "last state only",
            "How many states did the exercise ask for: one a sequence, or one a step?",
            (states_with(right_step, last_only=True),),
        ),
        Mistake(
            "R01",
            "batch and time exchanged",
            "Change one sequence of the batch: does the result of another one change?",
            (states_with(right_step, time_first=True),),
        ),
        Mistake(
            "R01",
            "time axis first in the result",
            "Each row of the result should be one sequence. Which axis is which in yours?",
            (lambda x, k, r, b: rnn_states(x, k, r, b).swapaxes(0, 1),),
        ),
    ),
)


def last_states(states, lengths):
    """Return the state at the last real step of each sequence: (batch, n_out)."""
    return np.array([row[length - 1] for row, length in zip(states, lengths, strict=True)])


LAST_STATES = Exercise(
    name="recurrent_networks.last_states",
    tier=1,
    reference=last_states,
    cases=(
        Case((np.arange(12.0).reshape(2, 3, 2), np.array([1, 3]))),
        Case((*numbers(3, (4, 6, 3)), np.array([2, 6, 1, 4]))),
        Case((*numbers(4, (3, 5, 2)), np.array([5, 2, 3]))),
    ),
    hints=(
        "A sequence of length 1 has its only state at place 0.",
        "Each sequence needs its own place: index the first axis with 0, 1, 2, … and the second with an array of places.",
    ),
    mistakes=(
        Mistake(
            "R12",
            "last place of the padded array",
            "Add five padding steps to one sentence: should its summary change?",
            (lambda states, lengths: states[:, -1],),
        ),
        Mistake(
            "",
            "one place too late",
            "Python counts from 0: at which place is the last of three steps?",
            (
                lambda states, lengths: states[np.arange(len(states)), np.minimum(lengths, states.shape[1] - 1)],
                lambda states, lengths: states[np.arange(len(states)), lengths],
            ),
        ),
        Mistake(
            "R12",
            "mean over all places",
            "Should steps that are only padding have a say?",
            (lambda states, lengths: states.mean(axis=1), lambda states, lengths: states.sum(axis=1) / lengths[:, None]),
        ),
        Mistake(
            "",
            "every sequence at every place",
            "Your result has one axis too many: pair sequence and place, instead of combining all with all.",
            (lambda states, lengths: states[:, lengths - 1],),
        ),
    ),
)


def count_weights(cell, n_in, n_out):
    """Return the number of weights and biases of a recurrent layer as in Keras."""
    blocks, biases = {"SimpleRNN": (1, 1), "LSTM": (4, 1), "GRU": (3, 2)}[cell]
    return blocks * (n_in * n_out + n_out * n_out + biases * n_out)


def counted(blocks, biases, recurrent=True):
    """Return a counter with other numbers of blocks and biases."""

    def wrong(cell, n_in, n_out):
        return blocks[cell] * n_out * (n_in + (n_out if recurrent else 0) + biases[cell])

    return wrong


RIGHT_BLOCKS, RIGHT_BIASES = {"SimpleRNN": 1, "LSTM": 4, "GRU": 3}, {"SimpleRNN": 1, "LSTM": 1, "GRU": 2}

COUNT_WEIGHTS = Exercise(
    name="recurrent_networks.count_weights",
    tier=1,
    reference=count_weights,
    cases=tuple(Case(args) for args in (("SimpleRNN", 2, 3), ("LSTM", 2, 3), ("GRU", 2, 3), ("LSTM", 100, 64), ("GRU", 24, 96))),
    hints=(
        "Start with the simple layer: a kernel, a recurrent kernel, and a bias. What are their shapes?",
        "Every gate, and the candidate, is a layer of that kind with weights of its own.",
        "In the GRU, each block has one bias beside the input's product and one beside the state's.",
    ),
    mistakes=(
        Mistake(
            "R06",
            "candidate not counted",
            "Gates decide how much. Who computes what is to be written, and with which weights?",
            (counted({"SimpleRNN": 1, "LSTM": 3, "GRU": 2}, RIGHT_BIASES),),
        ),
        Mistake(
            "",
            "one bias in the GRU",
            "Look again at the candidate of the GRU: one bias stands inside the brackets, and one outside.",
            (counted(RIGHT_BLOCKS, {"SimpleRNN": 1, "LSTM": 1, "GRU": 1}),),
        ),
        Mistake(
            "",
            "two biases everywhere",
            "Only one of the three layers has two biases for each block. Which, and why?",
            (counted(RIGHT_BLOCKS, {"SimpleRNN": 2, "LSTM": 2, "GRU": 2}),),
        ),
        Mistake(
            "",
            "biases forgotten",
            "Kernels alone: what does the layer compute at the first step for an input of zeros?",
            (counted(RIGHT_BLOCKS, {"SimpleRNN": 0, "LSTM": 0, "GRU": 0}),),
        ),
        Mistake(
            "",
            "recurrent kernel forgotten",
            "Which matrix reads the old state, and how large is it?",
            (counted(RIGHT_BLOCKS, RIGHT_BIASES, recurrent=False),),
        ),
        Mistake(
            "",
            "a simple layer's count for all",
            "An LSTM and a simple layer of the same width: which has more to learn?",
            (counted({"SimpleRNN": 1, "LSTM": 1, "GRU": 1}, {"SimpleRNN": 1, "LSTM": 1, "GRU": 1}),),
        ),
    ),
)


GROUP = (RNN_STATES, LAST_STATES, COUNT_WEIGHTS)
