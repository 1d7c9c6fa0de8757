"""One step of the LSTM, in its standard form and with peepholes."""

import numpy as np

from dlbook.activations import sigmoid
from dlbook.exercises.exercise import Case, Exercise, Mistake
from dlbook.exercises.inputs import numbers


def lstm_step(x, h, c, kernel, recurrent_kernel, bias):
    """Return (new_h, new_c) of a standard LSTM, its blocks in the order i, f, g, o."""
    i, f, g, o = np.split(x @ kernel + h @ recurrent_kernel + bias, 4, axis=1)
    new_c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(new_c), new_c


def step_with(
    order="ifgo",
    new_c=lambda i, f, g, c: f * c + i * g,
    new_h=lambda o, c, old: o * np.tanh(c),
    candidate=np.tanh,
    gate=sigmoid,
    swap=False,
    recurrent=1,
):
    """Return a step with one part exchanged."""

    def wrong(x, h, c, kernel, recurrent_kernel, bias):
        blocks = dict(zip(order, np.split(x @ kernel + recurrent * (h @ recurrent_kernel) + bias, 4, axis=1), strict=True))
        i, f, o = (gate(blocks[name]) for name in "ifo")
        fresh = new_c(i, f, candidate(blocks["g"]), c)
        shown = new_h(o, fresh, c)
        return (fresh, shown) if swap else (shown, fresh)

    return wrong


def split_along_the_batch(x, h, c, kernel, recurrent_kernel, bias):
    """Return the step with the blocks cut along the first axis, as np.split does by itself."""
    i, f, g, o = np.split(x @ kernel + h @ recurrent_kernel + bias, 4)
    new_c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(new_c), new_c


def cell_inputs(seed, batch, n_in, n_out, extra=()):
    """Return x, h, c and the weights of a layer, all random; the states are not zero."""
    shapes = (batch, n_in), (batch, n_out), (batch, n_out), (n_in, 4 * n_out), (n_out, 4 * n_out), (4 * n_out,), *extra
    return tuple(numbers(seed, *shapes, size=0.9))


SMALL = (
    np.array([[1.0], [0.0]]),
    np.array([[0.5], [0.0]]),
    np.array([[2.0], [1.0]]),
    np.array([[1.0, 0.0, 1.0, 0.5]]),
    np.array([[0.0, 1.0, 0.0, 0.0]]),
    np.array([0.0, 1.0, 0.5, -0.5]),
)

LSTM_STEP = Exercise(
    name="recurrent_networks.lstm_step",
    tier=2,
    reference=lstm_step,
    cases=(Case(SMALL), Case(cell_inputs(7, 3, 2, 4)), Case(cell_inputs(8, 2, 4, 3))),
    returns=("new_h", "new_c"),
    hints=(
        "First the sum of all four blocks at once: input through the kernel, old hidden state through the recurrent kernel, bias.",
        "Split it into four along the columns. Three pass through the sigmoid, one through tanh.",
        "The cell keeps a share of the old and takes a share of the candidate. The hidden state shows a share of the squashed new cell.",
    ),
    mistakes=(
        Mistake(
            "R06",
            "blocks in another order",
            "Set all weights to zero and one block's bias high: does the gate open that you meant?",
            tuple(step_with(order=order) for order in ("ifog", "ogif", "iofg", "gifo")),
        ),
        Mistake(
            "R07",
            "candidate through the sigmoid",
            "Can your cell ever go down by what is written into it?",
            (step_with(candidate=sigmoid),),
        ),
        Mistake(
            "R07",
            "candidate not squashed",
            "How large can one step make the cell, if the candidate has no bounds?",
            (step_with(candidate=lambda z: z),),
        ),
        Mistake(
            "R07",
            "gates through tanh",
            "A gate says how much, from nothing to all. Which of the two curves does that?",
            (step_with(gate=np.tanh),),
        ),
        Mistake(
            "R07",
            "input and forget gate exchanged",
            "Close the input gate and open the forget gate fully: what must the cell do?",
            (step_with(new_c=lambda i, f, g, c: i * c + f * g),),
        ),
        Mistake(
            "R07",
            "forget gate used as 1 − f",
            "A forget gate of 1 keeps everything, whatever its name suggests. Does yours?",
            (step_with(new_c=lambda i, f, g, c: (1 - f) * c + i * g),),
        ),
        Mistake("R07", "old cell forgotten", "What is left of the old cell in your new one?", (step_with(new_c=lambda i, f, g, c: i * g),)),
        Mistake(
            "R07",
            "products in place of the sum",
            "The new cell is a sum of two products. Is it in yours?",
            (step_with(new_c=lambda i, f, g, c: f * c * i * g),),
        ),
        Mistake(
            "R07",
            "no tanh on the way out",
            "Can your hidden state leave the range from −1 to 1?",
            (step_with(new_h=lambda o, c, old: o * c),),
        ),
        Mistake(
            "R07",
            "old cell shown",
            "Which cell does the output gate let us see: the one before or after the update?",
            (step_with(new_h=lambda o, c, old: o * np.tanh(old)),),
        ),
        Mistake(
            "",
            "blocks cut along the batch",
            "The four blocks stand side by side in the columns. Along which axis does np.split cut if you do not say?",
            (split_along_the_batch,),
        ),
        Mistake("", "results in the other order", "Which of the two did the exercise ask for first?", (step_with(swap=True),)),
        Mistake("", "old hidden state not used", "The gates look at two things. Which one is missing?", (step_with(recurrent=0),)),
    ),
)


def peephole_step(x, h, c, kernel, recurrent_kernel, bias, peepholes):
    """Return (new_h, new_c) of an LSTM whose gates also see the cell: i and f the old one, o the new one."""
    p_i, p_f, p_o = peepholes
    i, f, g, o = np.split(x @ kernel + h @ recurrent_kernel + bias, 4, axis=1)
    new_c = sigmoid(f + p_f * c) * c + sigmoid(i + p_i * c) * np.tanh(g)
    return sigmoid(o + p_o * new_c) * np.tanh(new_c), new_c


def peep_with(output_sees="new", gates_see="old", on_candidate=False, squash=lambda c: c, which="ifo"):
    """Return a step whose gates look elsewhere."""

    def wrong(x, h, c, kernel, recurrent_kernel, bias, peepholes):
        i, f, g, o = np.split(x @ kernel + h @ recurrent_kernel + bias, 4, axis=1)
        p = {name: weights if name in which else 0 * weights for name, weights in zip("ifo", peepholes, strict=True)}
        seen = squash(c) if gates_see == "old" else h
        new_c = sigmoid(f + p["f"] * seen) * c + sigmoid(i + p["i"] * seen) * np.tanh(g + (p["i"] * c if on_candidate else 0))
        shown = {"new": squash(new_c), "old": squash(c)}[output_sees] if gates_see == "old" else h
        return sigmoid(o + p["o"] * shown) * np.tanh(new_c), new_c

    return wrong


def outside_the_gate(x, h, c, kernel, recurrent_kernel, bias, peepholes):
    """Return a step in which the peepholes are added to the gates instead of to the sums inside them."""
    p_i, p_f, p_o = peepholes
    i, f, g, o = np.split(x @ kernel + h @ recurrent_kernel + bias, 4, axis=1)
    new_c = (sigmoid(f) + p_f * c) * c + (sigmoid(i) + p_i * c) * np.tanh(g)
    return (sigmoid(o) + p_o * new_c) * np.tanh(new_c), new_c


def rows_in_order(i, f, o):
    """Return a step that takes the rows of the peepholes in another order."""
    return lambda x, h, c, kernel, recurrent_kernel, bias, peepholes: peephole_step(
        x, h, c, kernel, recurrent_kernel, bias, peepholes[[i, f, o]]
    )


def all_see_what_is_shown(x, h, c, kernel, recurrent_kernel, bias, peepholes):
    """Return a step whose input and forget gates see h, while the output gate sees the new cell."""
    p_i, p_f, p_o = peepholes
    i, f, g, o = np.split(x @ kernel + h @ recurrent_kernel + bias, 4, axis=1)
    new_c = sigmoid(f + p_f * h) * c + sigmoid(i + p_i * h) * np.tanh(g)
    return sigmoid(o + p_o * new_c) * np.tanh(new_c), new_c


PEEPHOLES = np.array([[0.5], [-0.5], [1.0]])

PEEPHOLE_STEP = Exercise(
    name="recurrent_networks.peephole_step",
    tier=3,
    reference=peephole_step,
    cases=(
        Case((*SMALL, PEEPHOLES)),
        Case(cell_inputs(9, 3, 2, 4, ((3, 4),))),
        Case(cell_inputs(10, 2, 4, 5, ((3, 5),))),
    ),
    returns=("new_h", "new_c"),
    hints=(
        "Begin with the standard step. Each gate gets one more term inside its sigmoid.",
        "A peephole is one weight a unit: it multiplies that unit's own cell, entry by entry.",
        "Two gates act before the cell is updated and one after. Each sees the cell as it is at that moment.",
    ),
    mistakes=(
        Mistake(
            "",
            "output gate sees the old cell",
            "When the output gate acts, the cell has changed already. Which one does it see?",
            (peep_with(output_sees="old"),),
        ),
        Mistake(
            "",
            "gates see the hidden state",
            "Close the output gate: the hidden state is 0. What do your peepholes see then?",
            (peep_with(gates_see="h"), all_see_what_is_shown),
        ),
        Mistake(
            "",
            "rows of the peepholes exchanged",
            "Which row of `peepholes` belongs to which gate?",
            tuple(rows_in_order(*order) for order in ((1, 0, 2), (0, 2, 1), (2, 1, 0), (1, 2, 0), (2, 0, 1))),
        ),
        Mistake("", "candidate with a peephole", "Three gates have peepholes. Is the candidate a gate?", (peep_with(on_candidate=True),)),
        Mistake(
            "",
            "squashed cell in the peephole",
            "Do the equations of the chapter look at the cell itself or at its tanh?",
            (peep_with(squash=np.tanh),),
        ),
        Mistake(
            "", "no peepholes at all", "Your result is that of the standard step. Where do the peepholes enter?", (peep_with(which=""),)
        ),
        Mistake(
            "",
            "output gate without a peephole",
            "Two of the three gates are right. Which row of the peepholes is never used?",
            (peep_with(which="if"),),
        ),
        Mistake("", "peephole outside the gate", "A gate lies between 0 and 1. Can yours leave that range?", (outside_the_gate,)),
    ),
)

GROUP = (LSTM_STEP, PEEPHOLE_STEP)
