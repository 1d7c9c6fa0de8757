"""The simple recurrent layer: its states, its summary, its gradient."""

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
    """Return a layer with another step: step(sum from x, old state, recurrent kernel, bias, step before it) gives the new state."""

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


def recurrent_gradient(h, from_outside, recurrent_kernel):
    """Return ∂L/∂R = Σₜ hₜ₋₁ᵀ δₜ, with δₜ = (eₜ + δₜ₊₁ Rᵀ)(1 − hₜ²)."""
    delta, total = np.zeros_like(h[:, 0]), np.zeros_like(recurrent_kernel)
    for t in reversed(range(from_outside.shape[1])):
        delta = (from_outside[:, t] + delta @ recurrent_kernel.T) * (1 - h[:, t + 1] ** 2)
        total += np.einsum("ni,nj->ij", h[:, t], delta)
    return total


def slope_lost_on_the_way(h, from_outside, recurrent_kernel):
    """Return the gradient when the gradient of the state, without the slope, is sent back through R."""
    arriving, gradient = 0.0, np.zeros_like(recurrent_kernel)
    for t in reversed(range(from_outside.shape[1])):
        whole = from_outside[:, t] + arriving
        gradient += h[:, t].T @ (whole * (1 - h[:, t + 1] ** 2))
        arriving = whole @ recurrent_kernel.T
    return gradient


def gradient_with(carry=lambda delta, r: delta @ r.T, slope=lambda h: 1 - h**2, before=0, finish=lambda grads: sum(grads), slope_at=1):
    """Return a backward pass with one part exchanged."""

    def wrong(h, from_outside, recurrent_kernel):
        delta, grads = np.zeros_like(h[:, 0]), []
        for t in reversed(range(from_outside.shape[1])):
            delta = (from_outside[:, t] + carry(delta, recurrent_kernel)) * slope(h[:, t + slope_at])
            grads.append(h[:, t + before].T @ delta)
        return finish(grads)

    return wrong


def walk(seed, batch, time, n):
    """Return states, gradients from outside and a recurrent kernel; the states come from a random layer."""
    from_x, outside, kernel = numbers(seed, (batch, time, n), (batch, time, n), (n, n), size=0.7)
    states = [np.zeros((batch, n))]
    for t in range(time):
        states.append(np.tanh(from_x[:, t] + states[-1] @ kernel))
    return np.round(np.stack(states, axis=1), 3), outside, kernel


RECURRENT_GRADIENT = Exercise(
    name="recurrent_networks.recurrent_gradient",
    tier=2,
    reference=recurrent_gradient,
    cases=(
        Case((np.array([[[0.0], [0.5], [-0.5]], [[0.0], [0.1], [0.6]]]), np.array([[[1.0], [2.0]], [[0.0], [1.0]]]), np.array([[2.0]]))),
        Case(walk(5, 3, 4, 2)),
        Case(walk(6, 2, 5, 3)),
    ),
    hints=(
        "Walk from the last step to the first, and carry one array: what arrives from the next step.",
        "At each step add what comes from outside and what arrives, multiply by the slope of tanh, and only then send it on.",
        "The state that the recurrent kernel was multiplied with is the one before the step. The gradients of all steps add up.",
    ),
    mistakes=(
        Mistake(
            "R08",
            "nothing arrives from the next step",
            "On how many roads does the state at one step reach the loss?",
            (gradient_with(carry=lambda d, r: 0 * d),),
        ),
        Mistake(
            "",
            "kernel not transposed on the way back",
            "Forward, the state was multiplied by R from the right. By what is its gradient multiplied?",
            (gradient_with(carry=lambda d, r: d @ r),),
        ),
        Mistake(
            "",
            "slope lost on the way back",
            "What travels back through R: the gradient of the state, or that of the sum inside tanh?",
            (slope_lost_on_the_way,),
        ),
        Mistake(
            "",
            "slope of the old state",
            "The slope belongs to the tanh that made the state of step t: which entry of `h` is that?",
            (gradient_with(slope_at=0),),
        ),
        Mistake(
            "",
            "slope forgotten",
            "Between the state and the sum stands a tanh. Where does its slope enter?",
            (gradient_with(slope=lambda h: 1),),
        ),
        Mistake(
            "",
            "slope taken at the wrong place",
            "The slope of tanh, written with its output h, is 1 − h². Is that what you have?",
            (gradient_with(slope=lambda h: h * (1 - h)), gradient_with(slope=lambda h: 1 - np.tanh(h) ** 2)),
        ),
        Mistake(
            "",
            "state after the step",
            "Which state did the recurrent kernel read at step t: the old or the new one?",
            (gradient_with(before=1),),
        ),
        Mistake(
            "",
            "overwritten instead of added",
            "The kernel is used at every step. What happens to the gradient of the step before when the next one comes?",
            (gradient_with(finish=lambda grads: grads[-1]),),
        ),
        Mistake(
            "R08",
            "mean over the steps",
            "Repeat the pull of the last step alone, in longer and longer sequences: should its effect be divided by the length?",
            (gradient_with(finish=lambda grads: sum(grads) / len(grads)),),
        ),
        Mistake(
            "",
            "only the last step counts",
            "The steps before the last use the same kernel. Where is their share?",
            (gradient_with(finish=lambda grads: grads[0]),),
        ),
    ),
)

GROUP = (RNN_STATES, LAST_STATES, COUNT_WEIGHTS, RECURRENT_GRADIENT)
