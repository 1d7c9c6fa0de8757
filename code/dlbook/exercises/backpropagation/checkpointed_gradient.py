"""A backward pass that keeps few values and computes the others again."""

import weakref

import numpy as np

from dlbook.exercises.exercise import Case, Exercise, Mistake
from dlbook.exercises.inputs import numbers


def checkpointed_gradient(x, grad, n, every, forward, backward):
    """Return the gradient with respect to x of a chain of n layers, keeping the input of every `every`-th layer alone."""
    kept = {}
    for i in range(n):
        if i % every == 0:
            kept[i] = x
        x = forward(i, x)
    for start in sorted(kept, reverse=True):
        inputs = [kept.pop(start)]
        for i in range(start, min(start + every, n) - 1):
            inputs.append(forward(i, inputs[-1]))
        for i in reversed(range(start, min(start + every, n))):
            grad = backward(i, inputs.pop(), grad)
    return grad


class Counted(np.ndarray):
    """An array whose life can be watched."""


def measured(answer, x, grad, kernels, every):
    """Return the gradient; how many outputs of `forward` too many lived at one time; and how many of its calls were too many.

    Allowed are n / every + 2 every + 2 living outputs and 2 n calls, in a chain of n layers.
    """
    n, alive, most, calls = len(kernels), [], 0, 0

    def forward(i, a):
        nonlocal most, calls
        calls += 1
        out = np.tanh(np.asarray(a) @ kernels[i]).view(Counted)
        alive[:] = [ref for ref in alive if ref() is not None] + [weakref.ref(out)]
        most = max(most, len(alive))
        return out

    def backward(i, a, grad):
        out = np.tanh(np.asarray(a) @ kernels[i])
        return (np.asarray(grad) * (1 - out**2)) @ kernels[i].T

    result = answer(x, grad, n, every, forward, backward)
    return np.array(result), max(0, most - n // every - 2 * every - 2), max(0, calls - 2 * n)


def everything_kept(x, grad, n, every, forward, backward):
    """Return the gradient by the usual backward pass."""
    inputs = [x]
    for i in range(n - 1):
        inputs.append(forward(i, inputs[-1]))
    for i in reversed(range(n)):
        grad = backward(i, inputs[i], grad)
    return grad


def from_the_start(x, grad, n, every, forward, backward):
    """Return the gradient, running forward from x again for every layer."""
    for i in reversed(range(n)):
        a = x
        for j in range(i):
            a = forward(j, a)
        grad = backward(i, a, grad)
    return grad


def not_recomputed(x, grad, n, every, forward, backward):
    """Return what comes back when each layer uses the last value kept before it."""
    kept = {}
    for i in range(n):
        if i % every == 0:
            kept[i] = x
        x = forward(i, x)
    for i in reversed(range(n)):
        grad = backward(i, kept[i - i % every], grad)
    return grad


def shifted(x, grad, n, every, forward, backward):
    """Return what comes back when each layer is given its output instead of its input."""
    inputs = [x]
    for i in range(n):
        inputs.append(forward(i, inputs[-1]))
    for i in reversed(range(n)):
        grad = backward(i, inputs[i + 1], grad)
    return grad


def blocks_forward(x, grad, n, every, forward, backward):
    """Return what comes back when the blocks, rebuilt from what was kept, are walked from the first to the last."""
    kept = {}
    for i in range(n):
        if i % every == 0:
            kept[i] = x
        x = forward(i, x)
    for start in sorted(kept):
        inputs = [kept.pop(start)]
        for i in range(start, min(start + every, n) - 1):
            inputs.append(forward(i, inputs[-1]))
        for i in reversed(range(start, min(start + every, n))):
            grad = backward(i, inputs.pop(), grad)
    return grad


def rebuilt_for_each_layer(x, grad, n, every, forward, backward):
    """Return the gradient, running forward from the last kept input again for every layer."""
    kept = {}
    for i in range(n):
        if i % every == 0:
            kept[i] = x
        x = forward(i, x)
    for i in reversed(range(n)):
        a = kept[i - i % every]
        for j in range(i - i % every, i):
            a = forward(j, a)
        grad = backward(i, a, grad)
    return grad


def block_shifted(x, grad, n, every, forward, backward):
    """Return what comes back when a block is rebuilt rightly, and each of its layers is given its output."""
    kept = {}
    for i in range(n):
        if i % every == 0:
            kept[i] = x
        x = forward(i, x)
    for start in sorted(kept, reverse=True):
        a = kept.pop(start)
        outputs = []
        for i in range(start, min(start + every, n)):
            a = forward(i, a)
            outputs.append(a)
        for i in reversed(range(start, min(start + every, n))):
            grad = backward(i, outputs.pop(), grad)
    return grad


def segments_forward(x, grad, n, every, forward, backward):
    """Return what comes back when the layers pass the gradient on from the first to the last."""
    inputs = [x]
    for i in range(n - 1):
        inputs.append(forward(i, inputs[-1]))
    for i in range(n):
        grad = backward(i, inputs[i], grad)
    return grad


def case(seed, n, every, batch=2, units=3):
    """Return a chain of n layers."""
    x, grad, *kernels = numbers(seed, (batch, units), (batch, units), *[(units, units)] * n, size=0.8)
    return Case((x, grad, kernels, every), measured)


EXERCISE = Exercise(
    name="backpropagation.checkpointed_gradient",
    tier=3,
    reference=checkpointed_gradient,
    cases=(case(14, 12, 4), case(15, 30, 5), case(16, 25, 6, 4, 2)),
    hints=(
        "Forward: run all layers, and keep the input of layers 0, every, 2·every, … and of no other.",
        "Backward, from the last block to the first: run forward again from the kept input, keep this block's inputs, walk back, forget.",
        "The last block may be shorter. While you rebuild a block, is the one behind it still alive? And `backward` of layer i "
        "wants the input of layer i, not its output.",
    ),
    mistakes=(
        Mistake(
            "",
            "everything kept",
            "The gradient is right, but count what is alive at the end of your forward pass: it should not grow with n alone.",
            (everything_kept,),
        ),
        Mistake(
            "",
            "from the start for every layer",
            "The gradient is right and hardly anything is kept, but count the calls of forward. From where could a block start instead?",
            (from_the_start,),
        ),
        Mistake(
            "",
            "rebuilt for every layer",
            "The gradient is right, but each layer rebuilds its block. Run the block forward once, and keep its inputs until you leave it.",
            (rebuilt_for_each_layer,),
        ),
        Mistake(
            "",
            "blocks from the first to the last",
            "Within a block you walk back rightly. Which block's gradient is known first?",
            (blocks_forward,),
        ),
        Mistake(
            "B06",
            "kept input used for the whole block",
            "Within a block, each layer had an input of its own. Where does it come from now, if it was not kept?",
            (not_recomputed,),
        ),
        Mistake(
            "B06",
            "output instead of input",
            "backward(i, …) wants the input of layer i. Which array did layer i receive: the one before it, or the one behind it?",
            (shifted, block_shifted),
        ),
        Mistake(
            "",
            "walked from the first layer to the last",
            "The gradient that you were given belongs to the output of the last layer. Which layer can use it first?",
            (segments_forward,),
        ),
    ),
    returns=("gradient", "values kept too many", "calls of forward too many"),
)
